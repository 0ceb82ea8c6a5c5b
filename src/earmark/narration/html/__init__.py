"""Pages of the web: from bytes to the tree."""

from earmark.narration.html.dom import MAX_BYTES, decoded
from earmark.narration.html.page import read_fragment, read_page

__all__ = ["MAX_BYTES", "decoded", "read_fragment", "read_page"]
