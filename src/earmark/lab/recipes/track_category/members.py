"""Members: which recordings hold what."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from earmark.core.errors import BadInput
from earmark.lab.episodes.recordings import Recording
from earmark.lab.recipes.parts import parted
from earmark.tracks.labels import Content

__all__ = ["CATEGORIES", "Members", "category_of_files", "members_of"]

CATEGORIES: Mapping[Content, tuple[str, ...]] = {
    Content.noise: ("white_noise", "pink_noise", "brown_noise", "noise"),
    Content.rain: ("rain",),
    Content.water: (*("sea_waves", "stream", "boat", "pouring_water", "water_drops", "toilet_flush", "water"),),
    Content.wind: ("wind",),
    Content.fire: ("crackling_fire", "fire"),
    Content.thunder: ("thunderstorm", "thunder"),
    Content.birds: ("chirping_birds", "birdsong", "birds", "rooster", "crow", "hen"),
    Content.insects: ("insects", "crickets", "night_insects", "frog"),
    Content.machines: (
        *("helicopter", "chainsaw", "vacuum_cleaner", "engine", "washing_machine", "train", "hand_saw", "airplane"),
        *("fan", "machines"),
    ),
    Content.crowd: ("cafe", "city", "clapping", "laughing", "crowd"),
    Content.tones: ("binaural", "binaural_tones", "tones"),
    Content.effects: (
        *("breathing", "brushing_teeth", "can_opening", "car_horn", "cat", "church_bells", "clock_alarm", "clock_tick"),
        *("coughing", "cow", "crying_baby", "dog", "door_wood_creaks", "door_wood_knock", "drinking_sipping"),
        *("fireworks", "footsteps", "glass_breaking", "keyboard_typing", "mouse_click", "pig", "sheep", "siren"),
        *("sneezing", "snoring", "effects"),
    ),
}
"""What the categories of published collections count as."""
_CONTENT = {category: content for content, categories in CATEGORIES.items() for category in categories}


@dataclass(frozen=True, slots=True)
class Members:
    """The recordings of one part of the data, by what they hold and their category within it."""

    recordings: Mapping[Content, Mapping[str, Sequence[Recording]]]

    def count(self, content: Content) -> int:
        """How many there are."""
        return sum(len(some) for some in self.recordings.get(content, {}).values())

    def all(self, content: Content) -> list[Recording]:
        """Those of one content."""
        return [one for some in self.recordings.get(content, {}).values() for one in some]


def category_of_files(folder: Path) -> dict[Path, str]:
    """What ``clips.csv`` of a folder says about each file, in its column `category` or `label`.

    Raises:
        BadInput: if there is no such table, or it names a category that is not in :data:`CATEGORIES`.
    """
    table = folder / "clips.csv"
    try:
        with table.open(newline="", encoding="utf-8") as rows:
            said = {folder / row["filename"]: row.get("category") or row["label"] for row in csv.DictReader(rows)}
    except (OSError, KeyError) as error:
        mend = "Give a table with the columns filename and category"
        raise BadInput(
            "functional sound needs a clips.csv that says what it is", where=str(table), mend=mend
        ) from error
    for category in said.values():
        if category not in _CONTENT:
            raise BadInput(f"nobody knows what {category!r} counts as", where=str(table))
    return said


def members_of(
    music: Sequence[Path], voice: Sequence[Path], functional: Sequence[Path]
) -> tuple[Members, Members, Members]:
    """Training, development and test part of these folders; see :func:`~earmark.lab.recipes.parts.parted`.

    Raises:
        BadInput: if a part is empty, or nobody says what a functional sound is.
    """
    categories = {path: said for folder in functional for path, said in category_of_files(folder).items()}
    tunes, voices, others = parted(music), parted(voice), parted(functional)
    return (
        _members(tunes.training, voices.training, others.training, categories),
        _members(tunes.development, voices.development, others.development, categories),
        _members(tunes.test, voices.test, others.test, categories),
    )


def _members(
    music: Iterable[Recording], voice: Iterable[Recording], others: Iterable[Recording], categories: Mapping[Path, str]
) -> Members:
    sorted_out: dict[Content, dict[str, list[Recording]]] = {
        Content.music: {"music": list(music)},
        Content.speech: {"speech": list(voice)},
    }
    for recording in others:
        category = categories[recording.path]
        sorted_out.setdefault(_CONTENT[category], {}).setdefault(category, []).append(recording)
    return Members(sorted_out)
