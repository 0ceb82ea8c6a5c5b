"""Tracks: music, speech and functional sound, recording by recording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.core.errors import BadInput
from earmark.lab.episodes.recordings import Recording, recordings
from earmark.lab.metrics import calibration_error, mean, of_rows, ratio
from earmark.lab.recipes.parts import parted
from earmark.lab.recipes.track_category.members import CATEGORIES, category_of_files
from earmark.lab.suite import Progress, Row, every_file
from earmark.tracks import Category, categorize
from earmark.tracks.scores import GROUPS

__all__ = ["TracksSuite", "macro_f1"]

FOLDERS: Mapping[str, str] = {
    "music": "music",
    "speech": "speech",
    "functional_audio": "functional",
    "functional": "functional",
    "esc": "functional",
}
"""What the folders of the data hold."""
TONAL, PAUSING = 0.12, 0.2
"""The baseline: what is tonal for more than this is music, unless it pauses for more than that."""


class TracksSuite:
    """Verdicts on whole recordings, beside two thresholds on descriptors.

    Only ``music``, ``speech`` and ``functional`` are verdicts here; ``mixed`` and ``undetermined`` decide nothing and
    lower the coverage.

    Data: a folder with ``music/``, ``speech/`` and at least one of ``functional/``, ``functional_audio/`` and ``esc/``,
    each with sound files and a ``clips.csv``. The slice `part` says into which part of the data a recording falls when
    a model is trained on the same folders: only ``test`` was never seen then.
    """

    name = "tracks"
    version = "1"
    slices = ("truth", "part")
    metrics = (
        of_rows("macro F1", ("truth_place", "said_place", "decided"), lambda *rows: macro_f1(*rows)),
        mean("coverage", "decided"),
        ratio("music called functional", {"music_lost": 1}, {"is_music": 1}, higher_is_better=False),
        ratio("functional called music", {"music_won": 1}, {"is_functional": 1}, higher_is_better=False),
        of_rows("calibration error", ("probability", "right"), calibration_error, higher_is_better=False),
        mean("class right", "class_right"),
    )

    def files(self, data: Path) -> Iterable[Path]:
        """Every file of the folders."""
        return [path for folder in _folders(data) for path in every_file(folder)]

    def posed(self, data: Path) -> list[tuple[Recording, str, str, str]]:
        """Each recording with what it is, its category and its part."""
        return list(_posed(data))

    def evaluate(self, data: Path, *, seed: int, progress: Progress) -> Iterator[Row]:  # noqa: ARG002 - nothing drawn
        """A row of earmark and one of the baseline for each recording."""
        posed = self.posed(data)
        for done, (recording, truth, kind, part) in enumerate(posed, start=1):
            category = categorize(recording.path)
            about = {
                "item": recording.path.relative_to(data).as_posix(),
                "group": recording.group,
                "truth": truth,
                "part": part,
                "category": kind,
            }
            yield {**about, **_answer(truth, category.label, category.probability), **_class(truth, kind, category)}
            said, sure = _thresholds(category)
            yield {"system": "two thresholds", **about, **_answer(truth, said, sure)}
            progress(done, len(posed))


def macro_f1(
    truth: NDArray[np.float64], said: NDArray[np.float64], decided: NDArray[np.float64], weight: NDArray[np.float64]
) -> float:
    """Mean F1 of the groups that are there, over rows that decide [shape=(rows,) each]."""
    counts = weight * (decided > 0)
    scores = []
    for place in range(len(GROUPS)):
        there, told = counts @ (truth == place), counts @ (said == place)
        both = counts @ ((truth == place) & (said == place))
        if there + told:
            scores.append(2 * both / (there + told))
    return float(np.mean(scores)) if scores else float("nan")


def _folders(data: Path) -> list[Path]:
    found = [data / name for name in FOLDERS if (data / name).is_dir()]
    if {FOLDERS[folder.name] for folder in found} != set(GROUPS):
        mend = "It needs music/, speech/ and functional/ (or functional_audio/, esc/)"
        raise BadInput("the folder lacks some of the data", where=str(data), mend=mend)
    return found


def _posed(data: Path) -> Iterator[tuple[Recording, str, str, str]]:
    """Each recording with what it is, its category and its part."""
    for folder in _folders(data):
        truth = FOLDERS[folder.name]
        kinds = category_of_files(folder) if truth == "functional" else {}
        part = _parts(folder)
        for recording in recordings(folder):
            yield recording, truth, kinds.get(recording.path, truth), part.get(recording.path, "test")


def _parts(folder: Path) -> dict[Path, str]:
    try:
        parts = parted([folder])
    except BadInput:  # too few to be trained on: then nobody was
        return {}
    named: Sequence[tuple[str, Sequence[Recording]]] = (
        ("training", parts.training),
        ("development", parts.development),
        ("test", parts.test),
    )
    return {recording.path: name for name, some in named for recording in some}


def _answer(truth: str, label: str, probability: float) -> dict[str, object]:
    said = label.partition(":")[0]
    decided = said in GROUPS
    right = said == truth
    return {
        "loss": 0.0 if right else 1.0 if decided else 0.5,
        "said": label,
        "decided": decided,
        "truth_place": GROUPS.index(truth),
        "said_place": GROUPS.index(said) if decided else -1,
        "probability": probability if decided else None,
        "right": right if decided else None,
        "is_music": truth == "music",
        "music_lost": truth == "music" and said == "functional",
        "is_functional": truth == "functional",
        "music_won": truth == "functional" and said == "music",
    }


def _class(truth: str, kind: str, category: Category) -> dict[str, object]:
    """Whether the class of functional sound is right, where it is called functional; null for others."""
    said = category.label.partition(":")[2]
    if not said or truth != "functional":
        return {"class_right": None}
    named = next((str(content) for content, kinds in CATEGORIES.items() if kind in kinds), kind)
    return {"class_right": said in (named, kind)}


def _thresholds(category: Category) -> tuple[str, float]:
    """What two thresholds say, and how often they are right on the whole."""
    heard = [moment.descriptors for moment in category.moments if moment.heard]
    if not heard:
        return "functional", 1.0
    tonality = float(np.median([one.tonality for one in heard]))
    pauses = float(np.median([one.pauses for one in heard]))
    return ("speech" if pauses > PAUSING else "music" if tonality > TONAL else "functional"), 0.8
