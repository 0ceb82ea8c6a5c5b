"""Recipes: how each model that ships was trained, to be run again."""
