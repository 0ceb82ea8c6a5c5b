"""Podcast episodes with a known truth: music under, between and over real speech, then through a codec."""

from earmark.lab.episodes.compose import Cast, Episode, Event, episode, episodes, speech_alone
from earmark.lab.episodes.conditions import CHANGES, CONDITIONS, TREATMENTS, Condition, Treatment
from earmark.lab.episodes.excerpts import LENGTHS, PLACES, Excerpt, excerpts
from earmark.lab.episodes.passages import single
from earmark.lab.episodes.recordings import RATE, Recording, Shelf, hold_out, recordings

__all__ = [
    "CHANGES",
    "CONDITIONS",
    "LENGTHS",
    "PLACES",
    "RATE",
    "TREATMENTS",
    "Cast",
    "Condition",
    "Episode",
    "Event",
    "Excerpt",
    "Recording",
    "Shelf",
    "Treatment",
    "episode",
    "episodes",
    "excerpts",
    "hold_out",
    "recordings",
    "single",
    "speech_alone",
]
