"""Written text to what a voice is to say, with every change on record."""

from earmark.narration.spoken.say import Piece, Spoken, spoken

__all__ = ["Piece", "Spoken", "spoken"]
