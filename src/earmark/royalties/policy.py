"""Royalty policies: what plays, uses and categories earn, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from earmark.royalties.money import Money

__all__ = [
    "HELD",
    "INSIDE",
    "ONE",
    "OUTSIDE",
    "Boost",
    "Penalty",
    "PlayRules",
    "Policy",
    "Threshold",
    "UsageRules",
    "VerdictRule",
    "VerdictRules",
]

INSIDE = "inside"
"""Paid from the pool."""
OUTSIDE = "outside"
"""Not counted: the pool is divided among the others."""
HELD = "held"
"""Counted, and set aside."""

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a track needs in the `months` that end with the statement's.

    Attributes:
        plays: plays that count, artificial ones left out; 0 asks for none.
        listeners: different listeners; 0 asks for none.
        months: how many months.
    """

    plays: int = 0
    listeners: int = 0
    months: int = 1


@dataclass(frozen=True, slots=True)
class Boost:
    """A track whose plays count more: its name, what it takes, and the factor, at least 1."""

    name: str
    needs: Threshold
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Penalty:
    """What a track is charged from a share of artificial plays on, in (0, 1], and where it goes."""

    share: Fraction
    charge: Money
    to: str


@dataclass(frozen=True, slots=True)
class PlayRules:
    """What plays of a track count.

    Attributes:
        minimum_seconds: a shorter play does not count.
        searched_weight: of a play that somebody searched for, at least 1.
        artificial_weight: of an artificial play, 0 to 1.
        sum_listeners: whether the listeners of several rows are added, or the most taken.
        minimum: what a track needs to be paid for plays; None if nothing.
        below: where the money of others goes.
        boosts: plays that count more.
        penalty: None if there is none.
    """

    minimum_seconds: Fraction = Fraction(0)
    searched_weight: Fraction = ONE
    artificial_weight: Fraction = ONE
    sum_listeners: bool = False
    minimum: Threshold | None = None
    below: str = OUTSIDE
    boosts: tuple[Boost, ...] = ()
    penalty: Penalty | None = None

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """All that plays are held against."""
        return (*((self.minimum,) if self.minimum else ()), *(boost.needs for boost in self.boosts))


@dataclass(frozen=True, slots=True)
class UsageRules:
    """What music inside other content counts.

    Attributes:
        one_play: seconds heard that count as one play.
        seconds: ``counted``, ``heard`` or ``expected``.
        minimum_seconds: a shorter use does not count.
        minimum_probability: nor does a less probable one.
        weights: of a second of each role; 1 if not there.
    """

    one_play: Fraction
    seconds: str = "counted"
    minimum_seconds: Fraction = Fraction(0)
    minimum_probability: Fraction = Fraction(0)
    weights: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VerdictRule:
    """What a category counts.

    Attributes:
        weight: of a play, at least 0.
        pool: where its money goes: inside, outside, held, or ``to NAME``.
        minimum_seconds: length of the track.
        below: where the money of shorter ones goes.
        confirmations: how many people must have accepted the verdict.
    """

    weight: Fraction = ONE
    pool: str = INSIDE
    minimum_seconds: Fraction = Fraction(0)
    below: str = OUTSIDE
    confirmations: int = 0


@dataclass(frozen=True, slots=True)
class VerdictRules:
    """What each category counts.

    Attributes:
        believed_from: a less probable verdict is undetermined, unless people confirmed it.
        missing: what a track without a verdict is taken as.
        rules: by label, ``functional`` standing for each class without a rule of its own.
    """

    believed_from: Fraction
    missing: str
    rules: Mapping[str, VerdictRule]

    def rule_of(self, label: str) -> tuple[str, VerdictRule]:
        """The name and the rule for a label such as ``functional:rain``."""
        name = label if label in self.rules else label.partition(":")[0]
        return name, self.rules[name]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy.

    Attributes:
        name, version: what it is called, and which state of it.
        valid_from, valid_until: first and last day, ``2026-01-31``; until may be empty.
        example: whether it is one that nobody should pay by.
        about: what it is for.
        plays, usage, verdicts: the rules; usage None pays for no use.
        unclaimed: where the money of shares that nobody claims goes.
        source: the file it was read from.
        digest: of the file's bytes.
        lines: the line of each field in it, such as ``plays.minimum.plays``.
    """

    name: str
    version: str
    valid_from: str
    verdicts: VerdictRules
    plays: PlayRules = field(default_factory=PlayRules)
    usage: UsageRules | None = None
    unclaimed: str = HELD
    valid_until: str = ""
    example: bool = False
    about: str = ""
    source: str = ""
    digest: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
