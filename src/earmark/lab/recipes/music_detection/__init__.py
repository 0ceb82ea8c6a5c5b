"""The recipe of ``music-detection``: whether music sounds, known or not, alone or under a voice."""

from earmark.lab.recipes.music_detection.recipe import Ingredients, train

__all__ = ["Ingredients", "train"]
