"""The store of items, marks, decisions and runs, and what brings content into it."""
