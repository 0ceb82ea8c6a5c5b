"""What a track is: music, speech or functional content, with a timeline, a probability and the reasons.

>>> from earmark.tracks import categorize   # doctest: +SKIP
>>> categorize(Path("track.flac")).label   # doctest: +SKIP
'functional:rain'
"""

from earmark.tracks.analyzer import CATEGORY, TracksCategory
from earmark.tracks.categorize import Category, categorize, categorize_sound
from earmark.tracks.labels import FUNCTIONAL, LABELS, MIXED, UNDETERMINED, Content
from earmark.tracks.picture import draw_category

__all__ = [
    "CATEGORY",
    "FUNCTIONAL",
    "LABELS",
    "MIXED",
    "UNDETERMINED",
    "Category",
    "Content",
    "TracksCategory",
    "categorize",
    "categorize_sound",
    "draw_category",
]
