"""The store: items, marks, decisions and runs behind one interface, and adding content to it."""

from earmark.catalog.store import Answered, Counts, Store, existing_catalog, open_catalog

__all__ = ["Answered", "Counts", "Store", "existing_catalog", "open_catalog"]
