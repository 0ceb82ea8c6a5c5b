"""Which catalogue track plays where.

>>> from earmark.music import Index, find, index_items   # doctest: +SKIP
>>> for found in find(Path("episode.mp3"), Index.open(Path("catalogue.idx"))): ...   # doctest: +SKIP
"""

from earmark.music.account import Account, account_of
from earmark.music.analyzer import INDEX_NAME, USAGE, MusicFind, create
from earmark.music.build import index_items
from earmark.music.cues import CUE_COLUMNS, DDEX_COLUMNS, cue_rows, cue_sheet, ddex_rows
from earmark.music.detection import Detector, detection_network
from earmark.music.files import account_for, account_for_files, find, find_in_files, peaks_of_file
from earmark.music.finds import Equal, Find, find_in_peaks
from earmark.music.index import Index, IndexWriter
from earmark.music.listening import account_for_sound, find_in_sound
from earmark.music.peaks import Peaks, peaks_of, peaks_of_signal
from earmark.music.recurring import Recurrence, recurring
from earmark.music.role import Role, role_of
from earmark.music.segment import Track
from earmark.music.themes import shows_of, with_themes
from earmark.music.timeline import draw_timeline
from earmark.music.unknown import MusicSpans, Unknown
from earmark.music.usage import TrackUsage, usage_report
from earmark.music.uses import Use, uses_of
from earmark.music.works import Kin, Relation, Works
from earmark.music.works_pick import Pick, picked, picked_marks
from earmark.music.works_report import Member, SharedSound, shared_sound, works_members

__all__ = [
    "CUE_COLUMNS",
    "DDEX_COLUMNS",
    "INDEX_NAME",
    "USAGE",
    "Account",
    "Detector",
    "Equal",
    "Find",
    "Index",
    "IndexWriter",
    "Kin",
    "Member",
    "MusicFind",
    "MusicSpans",
    "Peaks",
    "Pick",
    "Recurrence",
    "Relation",
    "Role",
    "SharedSound",
    "Track",
    "TrackUsage",
    "Unknown",
    "Use",
    "Works",
    "account_for",
    "account_for_files",
    "account_for_sound",
    "account_of",
    "create",
    "cue_rows",
    "cue_sheet",
    "ddex_rows",
    "detection_network",
    "draw_timeline",
    "find",
    "find_in_files",
    "find_in_peaks",
    "find_in_sound",
    "index_items",
    "peaks_of",
    "peaks_of_file",
    "peaks_of_signal",
    "picked",
    "picked_marks",
    "recurring",
    "role_of",
    "shared_sound",
    "shows_of",
    "usage_report",
    "uses_of",
    "with_themes",
    "works_members",
]
