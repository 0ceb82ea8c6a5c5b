"""earmark understands a media catalogue."""

__version__ = "0.1.0"
