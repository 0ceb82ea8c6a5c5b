"""Recipes: how what ships was trained, one module for each."""
