"""The recipe of ``track-category``: music, speech and kinds of functional sound, window by window."""

from earmark.lab.recipes.track_category.recipe import Ingredients, train

__all__ = ["Ingredients", "train"]
