"""Statements: a pool divided among right holders, to the last unit, each line with its reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from earmark.core.errors import BadInput
from earmark.royalties.apportion import apportion
from earmark.royalties.category import category_of
from earmark.royalties.lines import PLAYS, Line, Played, play_line, usage_line, uses_of_track
from earmark.royalties.money import Money
from earmark.royalties.period import month_text, refuse_period
from earmark.royalties.plays import Plays, Tally
from earmark.royalties.policy import HELD, INSIDE, OUTSIDE, Policy
from earmark.royalties.reason import Reason, told
from earmark.royalties.splits import UNCLAIMED, Split
from earmark.royalties.usage import Usage
from earmark.royalties.verdicts import TrackVerdict

__all__ = ["PAID", "Material", "Posting", "StatedLine", "Statement", "state"]

PAID = "paid"
"""Of a posting: money that goes to its holder."""
NOBODY = "nobody to pay"
"""The rule of money that no line has a right to."""


@dataclass(frozen=True)
class Material:
    """What a statement is made from.

    Attributes:
        plays: of tracks and episodes.
        usage: tracks in episodes, in any order.
        verdicts: by track.
        splits: by track; a track without one is unclaimed.
    """

    plays: Plays
    usage: Sequence[Usage] = ()
    verdicts: Mapping[str, TrackVerdict] | None = None
    splits: Mapping[str, Split] | None = None


@dataclass(frozen=True, slots=True)
class StatedLine:
    """A line and what it comes to: `amount` minor units, of which `charge` were charged as a penalty."""

    line: Line
    amount: int
    charge: int
    split: Split


@dataclass(frozen=True, slots=True)
class Posting:
    """Where money goes.

    Attributes:
        track, source: of the line it comes from; empty where no line has a right to it.
        holder: whose share it is; empty for shares that nobody claims, and for charges.
        share: of the line, 0 to 1.
        amount: minor units, at least 0.
        to: ``paid`` to the holder, ``held``, ``outside`` (then nothing), or ``to NAME``.
        rule: the field of the policy that says so.
    """

    track: str
    source: str
    holder: str
    share: Fraction
    amount: int
    to: str
    rule: str


@dataclass(frozen=True)
class Statement:
    """A pool, divided.

    Attributes:
        policy: by which.
        pool: what is divided.
        period: the month, ``2026-10``; empty if nothing says.
        lines: by track and source.
        postings: by track, source and holder; they add up to the pool, exactly.
        notes: what a reader should know.
    """

    policy: Policy
    pool: Money
    period: str
    lines: Sequence[StatedLine]
    postings: Sequence[Posting]
    notes: Sequence[str]

    @cached_property
    def why(self) -> dict[tuple[str, str], str]:
        """The reasons of each line as one text, by track and source."""
        lines = self.policy.lines
        return {(each.line.track, each.line.source): told(each.line.reasons, lines) for each in self.lines}


def state(material: Material, policy: Policy, pool: Money, month: int | None) -> Statement:
    """The statement of `pool` under `policy`.

    A pure function: the same arguments, their rows in any order, give the same statement.

    Args:
        material: plays, usage, verdicts, splits.
        policy: what counts.
        pool: what is divided.
        month: of the statement, see :meth:`~earmark.royalties.plays.Plays.statement_month`.

    Raises:
        BadInput: if the policy does not hold for the month, asks for columns that the plays have not, or has its
            penalty in another currency.
    """
    if month is not None:
        refuse_period(policy, month)
    material.plays.require(policy)
    penalty = policy.plays.penalty
    if penalty and penalty.charge.currency != pool.currency:
        raise BadInput(
            f"the penalty is in {penalty.charge.currency}, the pool in {pool.currency}",
            where=f"{policy.source} line {policy.lines.get('plays.penalty.charge', 1)}, plays.penalty.charge",
        )
    if policy.usage and material.usage and not material.plays.items:
        raise BadInput(
            "usage counts by the plays of the episodes, and these plays have none",
            where=str(material.plays.table.path),
            mend="Give rows with the episode in a column 'item', or take 'usage' out of the policy",
        )
    lines = [_claimed(line, _split(line.track, material), policy) for line in _lines(material, policy, month)]
    amounts = _amounts(pool.minor, lines)
    charge = penalty.charge.minor if penalty else 0
    stated = [
        StatedLine(line, amount, min(amount, charge) if line.charged else 0, _split(line.track, material))
        for line, amount in zip(lines, amounts, strict=True)
    ]
    postings = [posting for each in stated for posting in _postings(each, policy)]
    left = pool.minor - sum(amounts)
    if left:
        postings.append(Posting("", "", UNCLAIMED, Fraction(1), left, HELD, NOBODY))
    if sum(posting.amount for posting in postings) != pool.minor:
        raise AssertionError("the postings do not add up to the pool")
    period = "" if month is None else month_text(month)
    return Statement(policy, pool, period, stated, postings, _notes(material, policy, month, stated))


def _split(track: str, material: Material) -> Split:
    return (material.splits or {}).get(track, _NOT_SPLIT)


_NOT_SPLIT = Split(source="no split sheet")


def _lines(material: Material, policy: Policy, month: int | None) -> Iterator[Line]:
    """Every line, by track and source."""
    plays, verdicts = material.plays, material.verdicts or {}
    tally, sources = Tally.of(plays, policy, month), plays.sources(month)
    places = {track: place for place, track in enumerate(plays.tracks)}
    used: dict[str, list[Usage]] = {}
    for usage in material.usage if policy.usage else ():
        used.setdefault(usage.track, []).append(usage)
    for track in sorted(places.keys() | used.keys()):
        category = category_of(verdicts.get(track), policy.verdicts)
        if track in places and tally.plays[places[track]]:
            place = places[track]
            yield play_line(Played(track, place, tally, month, sources[place]), policy.plays, category)
        if track in used and policy.usage:
            uses = uses_of_track(used[track], tally, policy.usage, policy.plays)
            yield usage_line(track, uses, policy.usage, category)


def _claimed(line: Line, split: Split, policy: Policy) -> Line:
    """`line` as it counts where the policy leaves unclaimed shares out."""
    if policy.unclaimed != OUTSIDE or split.claimed == 1:
        return line
    said = Reason("unclaimed", f"{1 - split.claimed} of it is unclaimed: outside", split.source)
    return replace(line, units=line.units * split.claimed, reasons=(*line.reasons, said))


def _amounts(pool: int, lines: Sequence[Line]) -> list[int]:
    if not any(line.units for line in lines):
        return [0] * len(lines)
    return apportion(pool, [line.units for line in lines], [(line.track, line.source) for line in lines])


def _postings(stated: StatedLine, policy: Policy) -> Iterator[Posting]:
    line, charge = stated.line, stated.charge
    if charge and policy.plays.penalty:
        to = policy.plays.penalty.to
        yield Posting(line.track, PLAYS, UNCLAIMED, Fraction(1), charge, to, "plays.penalty")
    shares = stated.split.shares
    counted = shares
    if policy.unclaimed == OUTSIDE and stated.split.claimed:
        counted = [(holder, share if holder else Fraction(0)) for holder, share in shares]
    weights, holders = [share for _, share in counted], [holder for holder, _ in shares]
    amount = stated.amount - charge
    parts = [amount] if len(shares) == 1 else apportion(amount, weights, holders)
    for (holder, share), part in zip(shares, parts, strict=True):
        to, rule = _where(holder, line, policy)
        yield Posting(line.track, line.source, holder, share, part, to, rule)


def _where(holder: str, line: Line, policy: Policy) -> tuple[str, str]:
    """Where the share of `holder` goes, and the rule that says so."""
    if line.pool != INSIDE:
        return line.pool, line.rule
    return (policy.unclaimed, "unclaimed") if holder == UNCLAIMED else (PAID, line.rule)


def _notes(material: Material, policy: Policy, month: int | None, stated: Sequence[StatedLine]) -> list[str]:
    plays, notes = material.plays, []
    if policy.example:
        notes.append(f"{policy.name} is an example: nobody should be paid by it")
    months = max((threshold.months for threshold in policy.plays.thresholds), default=1)
    if plays.month is not None and month is not None and int(plays.month.min()) > month - months + 1:
        since = month_text(int(plays.month.min()))
        notes.append(f"the policy looks at {months} months, and the plays begin in {since}")
    if policy.usage:
        silent = {usage.item for usage in material.usage} - set(plays.items)
        if silent:
            notes.append(f"{len(silent):,} episodes with usage have no plays, such as {min(silent)}")
    elif material.usage:
        notes.append(f"{policy.name} pays for no usage")
    unsplit = {each.line.track for each in stated if each.split is _NOT_SPLIT}
    if unsplit:
        notes.append(f"{len(unsplit):,} tracks have no split sheet, such as {min(unsplit)}: {policy.unclaimed}")
    return notes
