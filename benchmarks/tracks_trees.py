"""Music, speech and functional sound on recordings that were held out, beside boosted trees.

    python -m benchmarks.tracks_trees --data DIR [--seed N] [--json]

`--data` as for ``earmark evaluate tracks``. The trees (LightGBM) learn from the training part of these folders: per
window the descriptors and mean, deviation and movement of 32 mel bands; a recording gets the mean of its windows. Both
answer for the test part. Intervals: 95 %, resampled by artist, speaker or source.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import lightgbm
import numpy as np
import typer
from numpy.typing import NDArray

from earmark.lab.episodes.recordings import Recording
from earmark.lab.metrics import calibration_error
from earmark.lab.suites.tracks import TracksSuite, macro_f1
from earmark.media import AudioReader
from earmark.tracks import categorize
from earmark.tracks.descriptors import descriptors_of
from earmark.tracks.scores import GROUPS
from earmark.tracks.spectrum import BANDS, spectrum_of
from earmark.tracks.windows import RATE, windows_of

Floats = NDArray[np.float64]
DRAWS = 2000
BELIEVED = 0.75
SETTINGS = {"objective": "multiclass", "num_class": 3, "learning_rate": 0.05, "num_leaves": 15, "verbose": -1}


def main(
    data: Annotated[Path, typer.Option(help="Folder with music/, speech/, esc/ and functional_audio/.")],
    seed: Annotated[int, typer.Option(help="Of the trees and of the resampling.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Rows as JSON.")] = False,
) -> None:
    """Train the trees, ask both."""
    posed = TracksSuite().posed(data)
    held = [(one, GROUPS.index(truth)) for one, truth, _, part in posed if part == "test"]
    trees = _trained([(one, GROUPS.index(truth)) for one, truth, _, part in posed if part == "training"], seed)
    truth = np.array([place for _, place in held])
    codes = np.unique([one.group for one, _ in held], return_inverse=True)[1]
    rows = []
    for name, (said, sure, decided) in {
        "earmark": _earmark([one for one, _ in held]),
        "boosted trees": _asked(trees, [one for one, _ in held]),
    }.items():
        measures = _measures(truth, said, sure, decided)
        for measure, value in measures.items():
            low, high = _interval(measure, truth, said, sure, decided, codes, seed)
            rows.append({"system": name, "measure": measure, "value": value, "low": low, "high": high})
    if as_json:
        print(json.dumps(rows, indent=1))
        return
    print(f"{len(held)} recordings, {np.bincount(truth).tolist()} of {', '.join(GROUPS)}")
    for row in rows:
        print(f"{row['system']:14} {row['measure']:34} {row['value']:.4f} [{row['low']:.4f}, {row['high']:.4f}]")


def _features(recording: Recording) -> Floats:
    """Of each window [shape=(windows, features)]."""
    rows = []
    with AudioReader(recording.path, rate=RATE, channels=None) as reader:
        for window in windows_of(reader):
            spectrum = spectrum_of(window.samples)
            level = 10 * np.log10(spectrum.mel.reshape(-1, BANDS // 2, 2).mean(axis=2) + 1e-11)
            level -= level.max()
            movement = np.abs(np.diff(level, axis=0, prepend=level[:1])).mean(axis=0)
            rows.append(
                np.concatenate([descriptors_of(spectrum).array(), level.mean(axis=0), level.std(axis=0), movement])
            )
    return np.stack(rows).astype(np.float64)


def _trained(some: Sequence[tuple[Recording, int]], seed: int) -> lightgbm.Booster:
    features = [_features(one) for one, _ in some]
    truth = np.repeat([place for _, place in some], [len(rows) for rows in features])
    weight = (1 / np.bincount(truth))[truth]
    table = lightgbm.Dataset(np.concatenate(features), truth, weight=weight / weight.mean())
    return lightgbm.train(SETTINGS | {"seed": seed, "num_threads": 1}, table, num_boost_round=250)


_Answers = tuple[NDArray[np.int64], Floats, NDArray[np.bool_]]


def _asked(trees: lightgbm.Booster, some: Sequence[Recording]) -> _Answers:
    chances = np.stack([np.asarray(trees.predict(_features(one))).mean(axis=0) for one in some])
    return chances.argmax(axis=1), chances.max(axis=1), chances.max(axis=1) >= BELIEVED


def _earmark(some: Sequence[Recording]) -> _Answers:
    categories = [categorize(one.path) for one in some]
    said = [category.label.partition(":")[0] for category in categories]
    decided = np.array([label in GROUPS for label in said])
    places = np.array([GROUPS.index(label) if label in GROUPS else -1 for label in said])
    return places, np.array([category.probability for category in categories]), decided


def _measures(truth: Any, said: Any, sure: Any, decided: Any, weight: Any = None) -> dict[str, float]:
    weight = np.ones(len(truth)) if weight is None else weight
    right = (said == truth).astype(float)
    counts, music = weight * decided, weight * (truth == 0)
    return {
        "macro F1 of what is decided": macro_f1(truth, said, decided.astype(float), weight),
        "coverage": float(weight @ decided / weight.sum()),
        "music called functional": float(music @ (decided & (said == 2)) / max(1e-9, music.sum())),
        "calibration error": calibration_error(sure[decided], right[decided], counts[decided]),
    }


def _interval(
    measure: str, truth: Any, said: Any, sure: Any, decided: Any, codes: Any, seed: int
) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    groups = int(codes.max()) + 1
    values = []
    for _ in range(DRAWS // 4):
        times = np.bincount(rng.integers(0, groups, groups), minlength=groups)[codes].astype(float)
        values.append(_measures(truth, said, sure, decided, times)[measure])
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


if __name__ == "__main__":
    typer.run(main)
