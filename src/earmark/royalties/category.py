"""What a track counts as: its verdict, held against a policy's rules."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from earmark.royalties.policy import INSIDE, VerdictRules
from earmark.royalties.reason import Reason, number
from earmark.royalties.verdicts import TrackVerdict

__all__ = ["Category", "category_of"]

UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Category:
    """What a track counts as.

    Attributes:
        label: the verdict that is acted upon.
        weight: of a play.
        pool: where its money goes.
        rule: the field of the policy that says so.
        reasons: how that came to be.
    """

    label: str
    weight: Fraction
    pool: str
    rule: str
    reasons: tuple[Reason, ...]


def category_of(verdict: TrackVerdict | None, rules: VerdictRules) -> Category:
    """The category that `rules` make of `verdict`; of a track that has none if it is None."""
    if verdict is None:
        return _ruled(rules, rules.missing, (Reason("verdicts.missing", f"no verdict: taken as {rules.missing}"),))
    said = Reason("", f"{verdict.label} with probability {number(verdict.probability)}", verdict.source)
    doubt = _doubt(verdict, rules)
    if doubt:
        return _ruled(rules, UNDETERMINED, (said, doubt))
    name, rule = rules.rule_of(verdict.label)
    if rule.minimum_seconds and verdict.seconds is not None and verdict.seconds < rule.minimum_seconds:
        field = f"verdicts.{name}.minimum seconds"
        words = f"{number(verdict.seconds)} s long, of at least {number(rule.minimum_seconds)} s: {rule.below}"
        return Category(verdict.label, rule.weight, rule.below, field, (said, Reason(field, words)))
    return _ruled(rules, verdict.label, (said,))


def _doubt(verdict: TrackVerdict, rules: VerdictRules) -> Reason | None:
    """Why the verdict is not acted upon; None if it is."""
    people = len(verdict.confirmed_by)
    if verdict.probability < rules.believed_from and not people:
        return Reason("verdicts.believed from", f"believed from {number(rules.believed_from)} on: undetermined")
    name, rule = rules.rule_of(verdict.label)
    if people < rule.confirmations:
        words = f"{people} of {rule.confirmations} people confirmed it: undetermined"
        return Reason(f"verdicts.{name}.confirmations", words)
    if rule.minimum_seconds and verdict.seconds is None:
        return Reason(f"verdicts.{name}.minimum seconds", "nobody says how long the track is: undetermined")
    return None


def _ruled(rules: VerdictRules, label: str, reasons: tuple[Reason, ...]) -> Category:
    name, rule = rules.rule_of(label)
    where = "" if rule.pool == INSIDE else f", {rule.pool}"
    field = f"verdicts.{name}"
    says = Reason(field, f"{label} counts {number(rule.weight)}{where}")
    return Category(label, rule.weight, rule.pool, field, (*reasons, says))
