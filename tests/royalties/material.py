"""Plays, uses and policies as tests need them; files are real."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from hypothesis import strategies as st

from earmark.royalties import Material, Money, Split, Statement, TrackVerdict, Usage, read_plays, state
from earmark.royalties.policy import (
    Boost,
    Penalty,
    PlayRules,
    Policy,
    Threshold,
    UsageRules,
    VerdictRule,
    VerdictRules,
)

__all__ = ["CASES", "POLICIES", "RULES", "Case", "Rows", "holder", "policy", "stated", "table", "used"]

Rows = Sequence[Mapping[str, object]]

ONE = VerdictRule()
RULES = {"music": ONE, "speech": ONE, "mixed": ONE, "functional": ONE, "undetermined": VerdictRule(pool="held")}


def table(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """`rows` as a CSV file; the columns are those of the first."""
    held = list(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(held[0]))
        writer.writeheader()
        writer.writerows(held)
    return path


def policy(
    plays: PlayRules | None = None,
    *,
    rules: Mapping[str, VerdictRule] = RULES,
    usage: UsageRules | None = None,
    unclaimed: str = "held",
    believed: Fraction = Fraction(9, 10),
) -> Policy:
    verdicts = VerdictRules(believed, "music", rules)
    return Policy("test", "1", "2020-01-01", verdicts, plays or PlayRules(), usage, unclaimed)


def holder(name: str) -> Split:
    return Split(((name, Fraction(1)),))


def used(item: str, track: str, seconds: float, **roles: float) -> Usage:
    micros = round(seconds * 1e6)
    by_role = {role: round(value * 1e6) for role, value in roles.items()}
    return Usage(item, track, "", "", "", micros, micros, micros, by_role, Fraction(1), "here")


def stated(
    folder: Path,
    plays: Rows,
    rules: Policy,
    *,
    pool: Money | None = None,
    usage: Sequence[Usage] = (),
    verdicts: Mapping[str, TrackVerdict] | None = None,
    splits: Mapping[str, Split] | None = None,
    period: str | None = None,
) -> Statement:
    """The statement of EUR 1000.00, or of `pool`; each track belongs to a holder named after it if `splits` is None."""
    read = read_plays(table(folder / "plays.csv", plays))
    names = {*read.tracks, *(usage.track for usage in usage)}
    owned = {name: holder(f"holder of {name}") for name in names} if splits is None else splits
    material = Material(read, usage, verdicts, owned)
    return state(material, rules, pool or Money("EUR", 100_000), read.statement_month(period))


class Case:
    """Rows, uses, verdicts and splits that can be stated under any policy."""

    def __init__(self, rows: Rows, usage: Sequence[Usage], verdicts: dict[str, TrackVerdict], splits: dict[str, Split]):
        self.rows, self.usage, self.verdicts, self.splits = rows, usage, verdicts, splits

    def __repr__(self) -> str:
        return f"Case({self.rows!r}, {self.usage!r}, {self.verdicts!r}, {self.splits!r})"

    def stated(self, rules: Policy, pool: int) -> Statement:
        with tempfile.TemporaryDirectory() as folder:
            return stated(
                Path(folder),
                self.rows,
                rules,
                pool=Money("EUR", pool),
                usage=self.usage,
                verdicts=self.verdicts,
                splits=self.splits,
            )


_TRACKS = ("a", "b", "c", "d", "é")
_WEIGHTS = st.sampled_from([Fraction(0), Fraction(1, 5), Fraction(1, 3), Fraction(1), Fraction(5, 2)])
_UNPAID = st.sampled_from(["outside", "held", "to A fund"])
_POOLS = st.sampled_from(["inside", "inside", "outside", "held", "to A fund"])


@st.composite
def _rows(draw: st.DrawFn, track: str) -> dict[str, object]:
    plays = draw(st.integers(0, 2000))
    return {
        "track": track,
        "item": "",
        "plays": plays,
        "seconds": draw(st.sampled_from([10, 30, 31.5, 200])),
        "listeners": draw(st.integers(0, plays)),
        "searched": draw(st.integers(0, plays)),
        "artificial": draw(st.integers(0, plays)),
    }


@st.composite
def _splits(draw: st.DrawFn) -> Split:
    parts = draw(st.lists(st.integers(1, 7), min_size=1, max_size=4))
    names = draw(st.permutations(["", "Ann", "Bob", "Çem"]))
    return Split(tuple(sorted((name, Fraction(part, sum(parts))) for name, part in zip(names, parts, strict=False))))


@st.composite
def _cases(draw: st.DrawFn) -> Case:
    tracks = draw(st.lists(st.sampled_from(_TRACKS), unique=True, min_size=1))
    rows = [draw(_rows(track)) for track in tracks]
    rows += [{**row, "seconds": 5} for row in rows[:1]] if draw(st.booleans()) else []
    rows.append({**rows[0], "track": "", "item": "e", "plays": 70, "listeners": 0, "searched": 0, "artificial": 7})
    usage = [used("e", track, draw(st.integers(0, 90)) / 7, background=1) for track in tracks[:2]]
    labels = st.sampled_from(["music", "speech", "functional:rain", "undetermined"])
    sure = st.sampled_from([Fraction(1, 2), Fraction(1)])
    lengths = st.sampled_from([None, Fraction(60), Fraction(120)])
    verdicts = {
        track: TrackVerdict(draw(labels), draw(sure), "", draw(lengths), frozenset(draw(st.sets(st.just("ann")))))
        for track in draw(st.lists(st.sampled_from(tracks), unique=True))
    }
    return Case(rows, usage, verdicts, {track: draw(_splits()) for track in tracks if draw(st.booleans())})


@st.composite
def _thresholds(draw: st.DrawFn) -> Threshold:
    return Threshold(draw(st.integers(0, 1500)), draw(st.integers(0, 500)), 1)


@st.composite
def _policies(draw: st.DrawFn) -> Policy:
    boosts = tuple(Boost("b", draw(_thresholds()), Fraction(2)) for _ in range(draw(st.integers(0, 2))))
    penalty = Penalty(
        Fraction(9, 10), Money("EUR", draw(st.integers(0, 3000))), draw(st.sampled_from(["held", "to C"]))
    )
    plays = PlayRules(
        minimum_seconds=draw(st.sampled_from([Fraction(0), Fraction(30)])),
        searched_weight=draw(st.sampled_from([Fraction(1), Fraction(3, 2)])),
        artificial_weight=draw(st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1)])),
        sum_listeners=draw(st.booleans()),
        minimum=draw(st.none() | _thresholds()),
        below=draw(_UNPAID),
        boosts=boosts,
        penalty=draw(st.none() | st.just(penalty)),
    )
    functional = VerdictRule(draw(_WEIGHTS), draw(_POOLS), Fraction(100), draw(_UNPAID), draw(st.integers(0, 1)))
    rules = {**RULES, "functional": functional, "undetermined": VerdictRule(draw(_WEIGHTS), draw(_POOLS))}
    usage = draw(st.none() | st.just(UsageRules(Fraction(180), weights={"background": Fraction(1, 3)})))
    return policy(plays, rules=rules, usage=usage, unclaimed=draw(_UNPAID))


CASES = _cases()
POLICIES = _policies()
