"""What a catalogue knows of use, of categories and of owners, as statements need it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from earmark.catalog import Store
from earmark.core import MICROSECONDS, Decision, Item, Kind, Mark, Verdict
from earmark.core.errors import BadInput
from earmark.music import TrackUsage, Use, usage_report
from earmark.royalties.splits import Split
from earmark.royalties.usage import Usage
from earmark.royalties.verdicts import LABEL, TrackVerdict

__all__ = ["CATEGORY", "holders_of_catalogue", "usage_of_uses", "verdicts_of_catalogue"]

CATEGORY = "category"
"""Kind of marks that say what a whole item is, in their label."""
HOLDER = "rights_holder"
"""Name in the metadata of a track that says who owns all of it."""


def usage_of_uses(uses: Iterable[Use], marks: Mapping[tuple[str, str], Iterable[str]]) -> list[Usage]:
    """The usage that `uses` add up to.

    Args:
        uses: see :func:`earmark.music.uses_of`.
        marks: ids of the marks that state them, by item and track.
    """
    return [_usage(row, sorted(marks.get((row.item, row.track), ()))) for row in usage_report(uses)]


def _usage(row: TrackUsage, marks: list[str]) -> Usage:
    return Usage(
        item=row.item,
        track=row.track,
        title=row.title,
        artist=row.artist,
        isrc=row.isrc,
        heard=round(row.seconds * MICROSECONDS),
        counted=round(row.seconds_counted * MICROSECONDS),
        expected=round(row.seconds_expected * MICROSECONDS),
        roles={role: round(seconds * MICROSECONDS) for role, seconds in row.roles.items() if seconds},
        probability=Fraction(str(row.probability)),
        source=f"marks {' '.join(marks)}",
    )


def verdicts_of_catalogue(store: Store) -> dict[str, TrackVerdict]:
    """The most probable verdict on each track of a catalogue, as people decided.

    What people rejected is left out. Whoever accepted it, and has not changed their mind, is named; a correction of
    the label is a verdict of its own, certain and confirmed.

    Raises:
        BadInput: if a label is none of :data:`~earmark.royalties.verdicts.LABEL`.
    """
    decisions: dict[str, dict[str, Decision]] = {}
    for decision in store.decisions():
        decisions.setdefault(decision.mark, {})[decision.by] = decision
    lengths = {item.id: _length(item) for item in store.items(kinds=[Kind.track])}
    found: dict[str, TrackVerdict] = {}
    for mark in store.marks(kind=CATEGORY):
        if mark.span is not None or mark.item not in lengths:
            continue
        for verdict in _decided(mark, decisions.get(mark.id, {})):
            other = found.get(mark.item)
            if other is None or _rank(verdict) > _rank(other):
                found[mark.item] = replace(verdict, seconds=lengths[mark.item])
    return found


def _rank(verdict: TrackVerdict) -> tuple[int, Fraction, str]:
    """What people confirmed comes first."""
    return len(verdict.confirmed_by), verdict.probability, verdict.source


def _decided(mark: Mark, decisions: Mapping[str, Decision]) -> Iterator[TrackVerdict]:
    """The verdict that is left of `mark`, if any; `decisions` are the latest of each person, by name."""
    source, probability = f"mark {mark.id}", Fraction(str(mark.probability))
    latest = max(decisions.values(), key=lambda decision: decision.at, default=None)
    label = (
        str(latest.correction.get("label", mark.label)) if latest and latest.verdict is Verdict.correct else mark.label
    )
    if not LABEL.fullmatch(label):
        raise BadInput(f"there is no verdict {label!r}", where=source, mend="Correct it with a decision")
    if latest is None:
        yield TrackVerdict(label, probability, source)
    elif latest.verdict is Verdict.correct:
        yield TrackVerdict(label, Fraction(1), source, confirmed_by=frozenset({latest.by}))
    elif latest.verdict is Verdict.accept:
        accepted = {by for by, decision in decisions.items() if decision.verdict is Verdict.accept}
        yield TrackVerdict(label, probability, source, confirmed_by=frozenset(accepted))


def _length(item: Item) -> Fraction | None:
    seconds = item.metadata.get("duration")
    return Fraction(str(seconds)) if isinstance(seconds, int | float) and not isinstance(seconds, bool) else None


def holders_of_catalogue(store: Store) -> dict[str, Split]:
    """The owner of each track whose metadata name one as ``rights_holder``: they own all of it."""
    found = {}
    for item in store.items(kinds=[Kind.track]):
        holder = item.metadata.get(HOLDER)
        if isinstance(holder, str) and holder.strip():
            told = {name: str(item.metadata.get(name) or "") for name in ("artist", "isrc")}
            share = ((holder.strip(), Fraction(1)),)
            found[item.id] = Split(share, f"metadata of {item.id}", item.title, **told)
    return found
