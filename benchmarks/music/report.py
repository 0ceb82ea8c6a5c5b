"""Figures of a run: by condition, by treatment, over all, with intervals by artist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from benchmarks.music.measure import Heard
from earmark.lab import Row
from earmark.lab.bootstrap import Floats, interval, replicates
from earmark.lab.episodes import CONDITIONS
from earmark.lab.metrics import reliability

__all__ = ["COLUMNS", "calibration", "figures", "intervals", "shown", "told"]

COLUMNS = {
    "events": "events",
    "finds": "finds",
    "P": "segment precision",
    "R": "segment recall",
    "F1": "segment F1",
    "named": "share of events with a find of the right track in them",
    "sP": "seconds precision",
    "sR": "seconds recall",
    "sF1": "seconds F1",
    "st50": "start error, median, s",
    "st90": "90th percentile",
    "en50": "end error, median, s",
    "en90": "90th percentile",
    "fac90": "factor error, 90th percentile, %",
    "unk": "unknown events claimed",
    "of": "unknown events",
    "false": "finds where another known track plays",
    "speech": "finds where no music plays",
}
_RATIOS = {
    "P": (("hits",), ("finds",)),
    "R": (("hits",), ("events",)),
    "F1": (("hits", "hits"), ("finds", "events")),
    "sP": (("hit_seconds",), ("find_seconds",)),
    "sR": (("hit_seconds",), ("event_seconds",)),
    "sF1": (("hit_seconds", "hit_seconds"), ("find_seconds", "event_seconds")),
}


def told(heard: Heard, rows: list[Row], catalogue: float, listened: float, seed: int) -> dict[str, Any]:
    """Every figure of one system.

    Args:
        heard: its claims and costs.
        rows: judged at some score.
        catalogue: hours of music indexed.
        listened: hours of episodes.
        seed: of the resamples.
    """
    return {
        "all": figures(rows),
        "intervals": intervals(rows, seed),
        "condition": {value: figures(_where(rows, "condition", value)) for value in _values(rows, "condition")},
        "treatment": {value: figures(_where(rows, "treatment", value)) for value in _values(rows, "treatment")},
        "index times real time": 3600 * catalogue / heard.index_cpu,
        "find times real time": 3600 * listened / heard.find_cpu,
        "index megabytes per hour": heard.index_bytes / 1e6 / catalogue,
        "index memory megabytes": heard.index_memory / 1e6,
        "find memory megabytes": heard.find_memory / 1e6,
        "rows": rows,
    }


def shown(told: Mapping[str, Any], wrong: bool) -> Iterator[str]:
    """The figures of :func:`told` as lines of text; `wrong` adds what was missed and what was false."""
    yield f"\n{told['system']}, claims from score {told['least score']:g} on ({told['threshold']})"
    yield f"{'':22}" + "".join(f"{name:>8}" for name in COLUMNS)
    for name, values in (*told["condition"].items(), ("all", told["all"]), *told["treatment"].items()):
        yield f"{name:22}" + "".join(f"{_short(value):>8}" for value in values.values())
    limits = (f"{name} {_short(low)}-{_short(high)}" for name, (low, high) in told["intervals"].items())
    yield f"95 % by artist: {'  '.join(limits)}"
    if told["calibration"]:
        bins = ("{kind} {stated:.3f} {right:.3f} of {finds:.0f}".format(**each) for each in told["calibration"])
        yield "stated and right: " + "  ".join(bins)
    yield "index {index times real time:.0f} x, find {find times real time:.0f} x real time per core; ".format(
        **told
    ) + (
        "{index megabytes per hour:.2f} MB/h; memory index {index memory megabytes:.0f}, "
        "find {find memory megabytes:.0f} MB".format(**told)
    )
    for row in sorted(told["rows"], key=lambda row: str(row["condition"])) if wrong else ():
        if row["loss"]:
            yield f"  {row['condition']:15} {row['item']:60} truth {row['truth']:48} told {row['told']}"


def figures(rows: Sequence[Row]) -> dict[str, float | None]:
    """The columns of :data:`COLUMNS` over some rows; None where there is nothing to divide by."""
    values: dict[str, float | None] = {"events": _total(rows, "events"), "finds": _total(rows, "finds")}
    for name, (above, below) in _RATIOS.items():
        values[name] = _ratio(sum(_total(rows, each) for each in above), sum(_total(rows, each) for each in below))
    values["named"] = _ratio(_total(rows, "named"), _total(rows, "events"))
    for name, column in (("st", "start_errors"), ("en", "end_errors")):
        values[f"{name}50"] = _quantile(rows, column, 0.5)
        values[f"{name}90"] = _quantile(rows, column, 0.9)
    values["fac90"] = _quantile(rows, "factor_errors", 0.9)
    values |= {
        "unk": _total(rows, "unknown_claimed"),
        "of": _total(rows, "unknown_events"),
        "false": _total(rows, "false_of_known"),
        "speech": _total(rows, "false_in_speech"),
    }
    return {name: values[name] for name in COLUMNS}


def intervals(rows: Sequence[Row], seed: int) -> dict[str, list[float | None]]:
    """95 % intervals of the ratios, resampled by artist (what is in speech alone is one more artist)."""
    groups = {name: number for number, name in enumerate(sorted({str(row["group"]) for row in rows}))}
    columns = sorted({column for sides in _RATIOS.values() for side in sides for column in side})
    sums = {column: np.zeros(len(groups)) for column in columns}
    for row in rows:
        for column in columns:
            sums[column][groups[str(row["group"])]] += row.get(column) or 0

    def statistic(name: str, weights: Floats) -> Floats:
        above, below = (weights @ sum((sums[each] for each in side), np.zeros(len(groups))) for side in _RATIOS[name])
        quotient: Floats = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
        return quotient

    _, draws = replicates([partial(statistic, name) for name in _RATIOS], len(groups), seed=seed)
    limits = (interval(drawn, len(groups)) for drawn in draws)
    return {name: [each.low, each.high] for name, each in zip(_RATIOS, limits, strict=True)}


def calibration(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Stated probability beside what came out, in tenths of equal weight, and of what is stated from 0.9 on."""
    stated = np.array([value for row in rows for value in row.get("probability") or ()])
    right = np.array([value for row in rows for value in row.get("right") or ()])
    if not stated.size:
        return []
    bins: list[dict[str, Any]] = [
        {"kind": "bin", "stated": each.probability, "right": each.right, "finds": each.weight}
        for each in reliability(stated, right)
    ]
    sure = stated >= 0.9
    if sure.any():
        bins.append({"kind": "from 0.9", "stated": 0.9, "right": float(right[sure].mean()), "finds": int(sure.sum())})
    return bins


def _values(rows: Sequence[Row], column: str) -> list[str]:
    """What a column holds: conditions in their own order, anything else as it comes."""
    seen = dict.fromkeys(str(row[column]) for row in rows)
    order = [condition.name for condition in CONDITIONS if condition.name in seen]
    return [*order, *(value for value in seen if value not in order)]


def _where(rows: Sequence[Row], column: str, value: str) -> list[Row]:
    return [row for row in rows if str(row[column]) == value]


def _short(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if value == int(value) else f"{value:.3f}"


def _total(rows: Sequence[Row], column: str) -> float:
    return float(sum(row.get(column) or 0 for row in rows))


def _ratio(above: float, below: float) -> float | None:
    return above / below if below else None


def _quantile(rows: Sequence[Row], column: str, q: float) -> float | None:
    values: list[Any] = [value for row in rows for value in row.get(column) or ()]
    return float(np.quantile(values, q)) if values else None
