"""Which catalogue track plays where.

>>> from earmark.music import Index, find, index_items   # doctest: +SKIP
>>> for found in find(Path("episode.mp3"), Index.open(Path("catalogue.idx"))): ...   # doctest: +SKIP
"""

from earmark.music.analyzer import INDEX_NAME, USAGE, MusicFind, create
from earmark.music.build import index_items
from earmark.music.finds import Find, find_in_peaks
from earmark.music.index import Index, IndexWriter
from earmark.music.listening import find, find_in_sound, peaks_of_file
from earmark.music.peaks import Peaks, peaks_of, peaks_of_signal
from earmark.music.segment import Track
from earmark.music.usage import TrackUsage, cue_sheet, usage_report

__all__ = [
    "INDEX_NAME",
    "USAGE",
    "Find",
    "Index",
    "IndexWriter",
    "MusicFind",
    "Peaks",
    "Track",
    "TrackUsage",
    "create",
    "cue_sheet",
    "find",
    "find_in_peaks",
    "find_in_sound",
    "index_items",
    "peaks_of",
    "peaks_of_file",
    "peaks_of_signal",
    "usage_report",
]
