"""Analyzers over many items."""
