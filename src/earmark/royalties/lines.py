"""Lines: what the plays of a track count, and its uses in episodes, each step with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from earmark.core import MICROSECONDS
from earmark.royalties.category import Category
from earmark.royalties.period import month_text
from earmark.royalties.plays import Tally
from earmark.royalties.policy import INSIDE, OUTSIDE, Boost, PlayRules, Threshold, UsageRules
from earmark.royalties.reason import Exact, Reason, number
from earmark.royalties.usage import ROLES, Usage

__all__ = ["PLAYS", "USAGE", "Line", "Played", "Use", "play_line", "usage_line", "uses_of_track"]

PLAYS = "plays"
"""Of a line: what people played."""
USAGE = "usage"
"""Of a line: what was heard in episodes that people played."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one track counts in one way.

    Attributes:
        track: its id.
        source: :data:`PLAYS` or :data:`USAGE`.
        plays: how often it was played, or the episodes that it is in.
        label: the category that was acted upon.
        units: what that counts, in plays, exactly; 0 where it is not counted.
        pool: where its money goes: inside, outside, held, or ``to NAME``.
        rule: the field of the policy that says so.
        charged: whether the policy's penalty acts on it.
        reasons: in order.
    """

    track: str
    source: str
    plays: int
    label: str
    units: Exact
    pool: str
    rule: str
    charged: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """The plays of one track: its id, its place in the `tally`, the month, and where they are stated."""

    track: str
    place: int
    tally: Tally
    month: int | None
    source: str


def play_line(played: Played, rules: PlayRules, category: Category) -> Line:
    """The line of the plays of a track."""
    place, tally, month = played.place, played.tally, played.month
    reasons, units = _counted(played, rules)
    pool, rule = category.pool, category.rule
    if rules.minimum:
        met = _met(place, tally, rules.minimum)
        words = f"{met.words}{_window(rules.minimum, month)}: {'enough' if met.enough else rules.below}"
        reasons.append(Reason("plays.minimum", words))
        if not met.enough and (rules.below == OUTSIDE or pool == INSIDE):
            pool, rule = rules.below, "plays.minimum"
    boost = _boost(place, tally, rules, month)
    if boost:
        reasons.append(boost[1])
        units *= boost[0].weight
    artificial, plays = tally.share[place]
    penalty = rules.penalty
    charged = penalty is not None and plays > 0 and artificial >= penalty.share * plays
    if charged and penalty:
        words = f"{artificial:,} of {plays:,} plays are artificial: charged {penalty.charge}, {penalty.to}"
        reasons.append(Reason("plays.penalty", words))
    units = 0 if pool == OUTSIDE else units * category.weight
    return Line(
        track=played.track,
        source=PLAYS,
        plays=plays,
        label=category.label,
        units=units,
        pool=pool,
        rule=rule,
        charged=charged,
        reasons=(*reasons, *category.reasons),
    )


def _counted(of: Played, rules: PlayRules) -> tuple[list[Reason], Exact]:
    """What the plays count before they are held against a minimum, boosted or weighed."""
    tally, place = of.tally, of.place
    played, short = tally.plays[place], tally.short[place]
    artificial, searched = tally.artificial[place], tally.searched[place]
    reasons = [Reason("", f"{played:,} plays", of.source)]
    units: Exact = played - short
    if short:
        reasons.append(
            Reason("plays.minimum seconds", f"{short:,} shorter than {number(rules.minimum_seconds)} s count 0")
        )
    if artificial and rules.artificial_weight != 1:
        units -= artificial * (1 - rules.artificial_weight)
        words = f"{artificial:,} artificial ones count {number(rules.artificial_weight)} each"
        reasons.append(Reason("plays.artificial weight", words))
    if searched and rules.searched_weight != 1:
        units += searched * (rules.searched_weight - 1)
        words = f"{searched:,} that were searched for count {number(rules.searched_weight)} each"
        reasons.append(Reason("plays.searched weight", words))
    return reasons, units


@dataclass(frozen=True, slots=True)
class _Met:
    enough: bool
    words: str


def _met(place: int, tally: Tally, asked: Threshold) -> _Met:
    window = tally.windows[asked.months]
    plays, listeners = window.plays[place], window.listeners[place]
    words = [f"{plays:,} plays of at least {asked.plays:,}"] if asked.plays else []
    if asked.listeners:
        words.append(f"{listeners:,} listeners of at least {asked.listeners:,}")
    return _Met(plays >= asked.plays and listeners >= asked.listeners, " and ".join(words) or "nothing asked")


def _window(asked: Threshold, month: int | None) -> str:
    if month is None:
        return ""
    return f" in {month_text(month)}" if asked.months == 1 else f" in {asked.months} months to {month_text(month)}"


def _boost(place: int, tally: Tally, rules: PlayRules, month: int | None) -> tuple[Boost, Reason] | None:
    """The largest boost that the track has, and why."""
    best: tuple[Boost, Reason] | None = None
    for turn, boost in enumerate(rules.boosts, start=1):
        met = _met(place, tally, boost.needs)
        if met.enough and (best is None or boost.weight > best[0].weight):
            words = f"{boost.name}: {met.words}{_window(boost.needs, month)}: times {number(boost.weight)}"
            best = boost, Reason(f"plays.boosts.{turn}", words)
    return best


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a track in an episode, as a policy reads it.

    Attributes:
        usage: what is used.
        plays: of the episode: those that count.
        seconds: weighted by role, microseconds, rounded down.
        units: in plays.
        reasons: why it counts so.
    """

    usage: Usage
    plays: Fraction
    seconds: int
    units: Fraction
    reasons: tuple[Reason, ...]


def uses_of_track(usages: Iterable[Usage], tally: Tally, rules: UsageRules, plays: PlayRules) -> list[Use]:
    """What each of `usages` counts under `rules`, in the order of the episodes."""
    return [_use(usage, tally, rules, plays) for usage in sorted(usages, key=lambda usage: usage.item)]


def _use(usage: Usage, tally: Tally, rules: UsageRules, plays: PlayRules) -> Use:
    artificial = tally.item_artificial.get(usage.item, 0) * (1 - plays.artificial_weight)
    played = tally.item_plays.get(usage.item, 0) - artificial
    chosen = {"counted": usage.counted, "heard": usage.heard, "expected": usage.expected}[rules.seconds]
    shown = number(Fraction(chosen, MICROSECONDS))
    reasons = [Reason("", f"{shown} s in {usage.item}, {number(played)} plays", usage.source)]
    if chosen < rules.minimum_seconds * MICROSECONDS:
        reasons.append(Reason("usage.minimum seconds", f"shorter than {number(rules.minimum_seconds)} s: counts 0"))
        return Use(usage, played, 0, Fraction(0), tuple(reasons))
    if usage.probability < rules.minimum_probability:
        words = f"{number(usage.probability)} is less probable than {number(rules.minimum_probability)}: counts 0"
        reasons.append(Reason("usage.minimum probability", words))
        return Use(usage, played, 0, Fraction(0), tuple(reasons))
    seconds = _weighted(chosen, usage, rules.weights)
    if seconds != chosen:
        roles = ", ".join(f"{number(Fraction(usage.roles[role], MICROSECONDS))} s {role}" for role in usage.roles)
        weighed = number(Fraction(seconds, MICROSECONDS))
        reasons.append(Reason("usage.weights", f"{roles or 'role not known'}: {weighed} s by weight"))
    units = seconds * played / (rules.one_play * MICROSECONDS)
    return Use(usage, played, seconds, units, tuple(reasons))


def _weighted(chosen: int, usage: Usage, weights: Mapping[str, Fraction]) -> int:
    """Microseconds by role: `chosen` is shared among the roles as the time heard is."""
    known = sum(usage.roles.values())
    unknown = max(0, usage.heard - known)
    if not known + unknown:
        return 0
    one = Fraction(1)
    weighted = sum(usage.roles.get(role, 0) * weights.get(role, one) for role in ROLES)
    return int(chosen * (weighted + unknown * weights.get("unknown", one)) / (known + unknown))


def usage_line(track: str, uses: Sequence[Use], rules: UsageRules, category: Category) -> Line:
    """The line of all `uses` of a track in episodes."""
    units = sum((use.units for use in uses), Fraction(0))
    told = tuple(reason for use in uses for reason in use.reasons)
    as_plays = Reason("usage.one play is", f"{number(rules.one_play)} s heard are one play: {number(units)} plays")
    units = Fraction(0) if category.pool == OUTSIDE else units * category.weight
    return Line(
        track=track,
        source=USAGE,
        plays=int(sum(use.plays for use in uses)),
        label=category.label,
        units=units,
        pool=category.pool,
        rule=category.rule,
        charged=False,
        reasons=(*told, as_plays, *category.reasons),
    )
