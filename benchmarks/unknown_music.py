"""What each second of an episode is told to be: known music, unknown music, or none.

    python -m benchmarks.unknown_music --music DIR [--music DIR] --speech DIR [--other DIR] [--seed N] [--json FILE]

Only artists and speakers that the detector never learned from are heard (the test part of its recipe); half of the
artists are kept out of the catalogue. Other sound lies under the speech of a further episode, in which there is no
music at all. The baseline is a statistic, how much oftener than chance peaks go on at their frequency, at the
threshold that is best on episodes of another seed; it says what is music, and the finds say what is known.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from earmark.core.errors import EarmarkError, UnreadableMedia
from earmark.lab import Row
from earmark.lab.episodes import Cast, Episode, Recording, Shelf, episodes, hold_out, single
from earmark.lab.episodes.compose import episode
from earmark.lab.episodes.conditions import TREATMENTS, Condition
from earmark.lab.episodes.passages import Crate
from earmark.lab.metrics import mean
from earmark.lab.predictions import prediction_table
from earmark.lab.recipes.parts import parted
from earmark.lab.score import score
from earmark.music import Index, IndexWriter, Track, Unknown, account_for, peaks_of_file
from earmark.music.tonal import sustained

KEPT_OUT = 0.5
GRID = 10
"""Moments a second at which truth and answers are compared."""
NONE, KNOWN, UNKNOWN = range(3)
CLASSES = ("none", "known", "unknown")
DEVELOPMENT_SEED = 1000
THRESHOLDS = np.arange(0.9, 2.5, 0.05)

_Codes = NDArray[np.int8]


def main(
    music: Annotated[list[Path], typer.Option(help="Folder of tracks; again for more.")],
    speech: Annotated[Path, typer.Option(help="Folder of speech.")],
    other: Annotated[Path | None, typer.Option(help="Folder of other sound.")] = None,
    scale: Annotated[float, typer.Option(help="Passages of each condition, 1 for the full number.")] = 0.5,
    seed: Annotated[int, typer.Option(min=0, help="Of all that is drawn.")] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Keep the figures in this file.")] = None,
) -> None:
    """Print the figures."""
    known, unknown = hold_out(list(parted(music).test), KEPT_OUT, seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cast = Cast(known, unknown, list(parted([speech]).test), Shelf(folder / "shelf"))
        index = _indexed(folder / "index", known)
        development = list(_posed(folder / "development", cast, other, scale / 2, seed + DEVELOPMENT_SEED))
        least = _best_threshold(development)
        told = {"earmark": [], "statistic": []}  # type: dict[str, list[tuple[Episode, _Codes]]]
        for each in _posed(folder / "test", cast, other, scale, seed):
            account = _account(each, index)
            told["earmark"].append((each, account))
            told["statistic"].append((each, _by_statistic(each, account, least)))
    report: dict[str, Any] = {
        "seed": seed,
        "tracks": len(known),
        "kept out": len(unknown),
        "statistic's threshold": least,
    }
    for system, answers in told.items():
        report[system] = _figures(answers, seed)
    print(json.dumps(report, indent=1))
    if json_file:
        json_file.write_text(json.dumps(report, indent=1))


def _indexed(folder: Path, tracks: Sequence[Recording]) -> Index:
    with IndexWriter.open(folder) as writer:
        writer.add(
            [(Track(id=each.path.name, uri="", digest=each.path.name), peaks_of_file(each.path)) for each in tracks]
        )
    return Index.open(folder)


def _posed(folder: Path, cast: Cast, other: Path | None, scale: float, seed: int) -> Iterator[Episode]:
    folder.mkdir()
    yield from episodes(folder, cast, seed=seed, scale=scale)
    if other:
        heard = [each for each in parted([other]).test if _is_heard(each, cast.shelf)]
        sounds = Cast(heard, (), cast.speech, cast.shelf)
        beds = [Condition(f"other {level:+}", 20, single(level, (2.0, 10.0))) for level in (0, -10)]
        posed = episode(folder / "other.mp3", TREATMENTS[1], beds, sounds, seed=seed)
        yield Episode(posed.path, posed.seconds, posed.treatment, ())


def _is_heard(recording: Recording, shelf: Shelf) -> bool:
    try:
        Crate([recording], shelf, np.random.default_rng(0)).excerpt(recording, 10.0)
    except UnreadableMedia:
        return False
    return True


def _truth(posed: Episode) -> _Codes:
    """What each tenth of a second is; known music counts where both kinds sound."""
    truth = np.zeros(round(posed.seconds * GRID), np.int8)
    for event in sorted(posed.events, key=lambda event: event.known):
        truth[round(event.start * GRID) : round(event.end * GRID)] = KNOWN if event.known else UNKNOWN
    return truth


def _account(posed: Episode, index: Index) -> _Codes:
    said = np.zeros(round(posed.seconds * GRID), np.int8)
    heard = [one for one in account_for(posed.path, index) if one.score >= 0.5]
    for one in sorted(heard, key=lambda one: not isinstance(one, Unknown)):
        at = slice(round(one.span.start / 1e6 * GRID), round(one.span.end / 1e6 * GRID))
        said[at] = UNKNOWN if isinstance(one, Unknown) else KNOWN
    return said


def _ratio(posed: Episode) -> NDArray[np.float64]:
    """The statistic at each tenth of a second."""
    peaks = peaks_of_file(posed.path)
    ratio = sustained(peaks)
    moments = np.arange(round(posed.seconds * GRID)) / GRID
    return np.interp(moments, np.arange(len(ratio)) * peaks.seconds / len(ratio), ratio)


def _by_statistic(posed: Episode, account: _Codes, least: float) -> _Codes:
    said: _Codes = np.where(account == KNOWN, KNOWN, np.where(_ratio(posed) > least, UNKNOWN, NONE)).astype(np.int8)
    return said


def _best_threshold(posed: Sequence[Episode]) -> float:
    truth = np.concatenate([_truth(each) for each in posed]) > NONE
    ratio = np.concatenate([_ratio(each) for each in posed])

    def f1(least: float) -> float:
        said = ratio > least
        return 2 * float((said & truth).sum()) / float(said.sum() + truth.sum())

    return float(max(THRESHOLDS, key=f1))


def _figures(answers: Sequence[tuple[Episode, _Codes]], seed: int) -> dict[str, Any]:
    truth = np.concatenate([_truth(each) for each, _ in answers])
    said = np.concatenate([codes for _, codes in answers])
    seconds = np.array([[((truth == one) & (said == two)).sum() / GRID for two in range(3)] for one in range(3)])
    return {
        "seconds, truth in rows": {
            CLASSES[row]: dict(zip(CLASSES, seconds[row].tolist(), strict=True)) for row in range(3)
        },
        "any music": _precision_recall(truth > NONE, said > NONE),
        "unknown music": _precision_recall(truth == UNKNOWN, said == UNKNOWN),
        "unknown seconds told, by condition and level": _recalls(answers, seed),
        "right seconds": float((truth == said).mean()),
    }


def _precision_recall(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> dict[str, float]:
    both = float((truth & said).sum())
    precision, recall = both / max(1.0, float(said.sum())), both / max(1.0, float(truth.sum()))
    return {"precision": precision, "recall": recall, "F1": 2 * precision * recall / max(1e-9, precision + recall)}


def _recalls(answers: Sequence[tuple[Episode, _Codes]], seed: int) -> dict[str, Any]:
    """Share of each unknown event's seconds that was told as unknown: mean and 95 % interval by artist."""
    rows: list[Row] = []
    for posed, codes in answers:
        for number, event in enumerate(posed.events):
            if not event.known:
                told = codes[round(event.start * GRID) : round(event.end * GRID)] == UNKNOWN
                level = "clear" if event.level_db is None else f"{event.level_db:+g} dB"
                share = float(told.mean())
                item = f"{posed.path.name} {number}"
                rows.append({"item": item, "group": event.group, "loss": 1 - share, "level": level, "share": share})
    scores = score(prediction_table(rows, suite="unknown"), (mean("told", "share"),), ("level",), seed=seed)
    return {line.slice or "all": [line.value, line.low, line.high, line.items] for line in scores}


if __name__ == "__main__":
    try:
        typer.run(main)
    except EarmarkError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
