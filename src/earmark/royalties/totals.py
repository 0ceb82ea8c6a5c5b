"""Totals of a statement: per holder, per destination, and against another policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from earmark.royalties.policy import HELD, OUTSIDE
from earmark.royalties.statement import PAID, Statement

__all__ = ["Destination", "Difference", "HolderTotal", "destinations", "differences", "holder_totals"]


@dataclass(frozen=True, slots=True)
class HolderTotal:
    """What one right holder gets, in minor units.

    Attributes:
        holder: the name; empty for shares that nobody claims, and for charges.
        paid: what is paid.
        held: what is set aside until somebody decides.
        elsewhere: what goes to others by name, such as charges.
        tracks: how many tracks that is of.
    """

    holder: str
    paid: int
    held: int
    elsewhere: int
    tracks: int


@dataclass(frozen=True, slots=True)
class Destination:
    """How much of the pool goes where by one rule: paid, held, or ``to NAME``; minor units."""

    to: str
    rule: str
    amount: int
    postings: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What one holder is paid, and is held for them, under two policies; minor units."""

    holder: str
    paid: int
    paid_other: int
    held: int
    held_other: int

    @property
    def paid_more(self) -> int:
        """What the other policy pays more."""
        return self.paid_other - self.paid


def holder_totals(statement: Statement) -> list[HolderTotal]:
    """The total of each holder, by name."""
    sums: dict[str, Counter[str]] = {}
    tracks: dict[str, set[str]] = {}
    for posting in statement.postings:
        sums.setdefault(posting.holder, Counter())[posting.to] += posting.amount
        if posting.track:
            tracks.setdefault(posting.holder, set()).add(posting.track)
    return [
        HolderTotal(
            holder=holder,
            paid=of_holder[PAID],
            held=of_holder[HELD],
            elsewhere=of_holder.total() - of_holder[PAID] - of_holder[HELD],
            tracks=len(tracks.get(holder, ())),
        )
        for holder, of_holder in sorted(sums.items())
    ]


def destinations(statement: Statement) -> list[Destination]:
    """How the pool adds up: each destination and rule, what is paid first."""
    sums: dict[tuple[str, str], list[int]] = {}
    for posting in statement.postings:
        found = sums.setdefault((posting.to, posting.rule), [0, 0])
        found[0] += posting.amount
        found[1] += 1
    order = {PAID: 0, HELD: 1, OUTSIDE: 3}
    keys = sorted(sums, key=lambda key: (order.get(key[0], 2), key))
    return [Destination(*key, *sums[key]) for key in keys]


def differences(one: Statement, other: Statement) -> Iterator[Difference]:
    """Each holder under two policies, by name; both statements are of one period and pool."""
    totals, totals_other = ({total.holder: total for total in holder_totals(each)} for each in (one, other))
    for holder in sorted(totals.keys() | totals_other.keys()):
        nothing = HolderTotal(holder, 0, 0, 0, 0)
        here, there = totals.get(holder, nothing), totals_other.get(holder, nothing)
        yield Difference(holder, here.paid, there.paid, here.held, there.held)
