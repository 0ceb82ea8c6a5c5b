"""Rules: from the timeline of a recording to one verdict.

Rules, not the network, decide about the whole: what each window holds can be checked by ear, and how much of what makes
which verdict can be read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from earmark.core import MICROSECONDS
from earmark.tracks.labels import FUNCTIONAL, MIXED, UNDETERMINED, Content, functional
from earmark.tracks.moments import Moment
from earmark.tracks.scores import GROUPS, Belief, margin_of, odds_of
from earmark.tracks.stretches import Stretch, beats, kind_of, stretches_of

__all__ = ["Ruling", "ruled"]

OTHER_SHARE = 0.15
"""A second content makes a recording mixed from this share of the audible time on."""
SILENT_SHARE = 0.5
"""Music or speech with more silence than this is mixed: silence is functional content too."""
TICKING = 0.55
"""Share of frames that are far below the loud ones, from which what seems to be music may be ticking."""
PLAIN_TONES = 4.0
"""Share of bins in percent that stand out, at most, in sound that is tones and nothing else,"""
STEADY_TONES = 0.5
"""and how steady they are, at least. What is richer is a drone: music or not is for people to say."""
SILENT, BEATING = 0.99, 0.98
"""How sure silence and a beat between the ears are: they are measured."""
COLOURS = (("white_noise", 0.0, 1.2), ("pink_noise", -3.0, 1.2), ("brown_noise", -6.0, 1.6))
"""Noise by the slope of its spectrum, dB per octave, and how far it may be from it."""
STRAIGHT_DB = 2.5
"""Most that the spectrum of noise of one colour departs from its slope."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a recording is, and what that rests on.

    Attributes:
        label: ``music``, ``speech``, ``functional:CLASS``, ``mixed`` or ``undetermined``.
        probability: that the label is right; of ``undetermined``, that `guess` is.
        guess: the likeliest label, whether it is believed or not.
        shares: of the whole length, by content; they sum to one.
        longest: the longest run of each content, seconds.
        stretches: the timeline.
        rule: which rule decided, in words.
        change: what would change the verdict.
    """

    label: str
    probability: float
    guess: str
    shares: Mapping[str, float]
    longest: Mapping[str, float]
    stretches: Sequence[Stretch] = field(repr=False)
    rule: str
    change: str


def ruled(moments: Sequence[Moment], belief: Belief) -> Ruling:
    """The verdict over a timeline, at least one window long."""
    stretches = stretches_of(moments)
    shares, longest = _shares(stretches), _longest(stretches)
    guess, probability, rule = _guess(moments, shares, belief)
    believed = probability >= belief.believed and guess != UNDETERMINED
    label = guess if believed else UNDETERMINED
    change = _change(label, guess, shares, probability, belief)
    return Ruling(label, round(probability, 4), guess, shares, longest, stretches, rule, change)


def _guess(moments: Sequence[Moment], shares: Mapping[str, float], belief: Belief) -> tuple[str, float, str]:
    """The likeliest label, how sure that is, and by which rule."""
    heard = [moment for moment in moments if moment.heard]
    if not heard:
        return functional(Content.silence), SILENT, "nothing in it can be heard"
    if np.mean([beats(moment) for moment in heard]) > 0.5:
        return functional(Content.tones), BEATING, "two tones that beat between the ears are nearly all that is heard"
    odds = odds_of(heard)
    probability = belief.probability(margin_of(odds))
    group = GROUPS[int(odds.argmax())]
    others = _others(group, shares)
    if others >= OTHER_SHARE:
        sure = _mixed_probability(moments)
        return MIXED, sure, f"content of another kind than {group} in {others:.0%} of what is heard"
    if group != "functional" and shares.get(Content.silence, 0.0) > SILENT_SHARE:
        return MIXED, probability, f"silent for {shares[Content.silence]:.0%} of its length"
    if group == "music" and _pauses(heard) > TICKING:
        return UNDETERMINED, probability, "short sounds with more silence than sound between them: a clock, or drums"
    if group != "functional":
        return group, probability, f"{group} is the likeliest in what is heard, and hardly anything else is there"
    return _functional_guess(heard, probability)


def _functional_guess(heard: Sequence[Moment], probability: float) -> tuple[str, float, str]:
    content = _class_of(heard)
    if content is Content.tones and not _plain(heard):
        rule = "a drone: a rich sound that stays where it is, which may be music"
        return UNDETERMINED, probability, rule
    name = _colour(heard) if content is Content.noise else content.value
    return functional(name), probability, f"{name.replace('_', ' ')} is the likeliest in what is heard, and no music"


def _class_of(heard: Sequence[Moment]) -> Content:
    """The functional content that is likeliest over all windows."""
    there = [content for content in FUNCTIONAL if content is not Content.silence]
    return max(there, key=lambda content: sum(moment.probability(content) for moment in heard))


def _plain(heard: Sequence[Moment]) -> bool:
    """Whether tones are all there is: few that stay where they are."""
    peaks = np.median([moment.descriptors.peaks for moment in heard])
    steady = np.median([moment.descriptors.steadiness for moment in heard])
    return bool(peaks <= PLAIN_TONES and steady >= STEADY_TONES)


def _pauses(heard: Sequence[Moment]) -> float:
    return float(np.median([moment.descriptors.pauses for moment in heard]))


def _colour(heard: Sequence[Moment]) -> str:
    slope = float(np.median([moment.descriptors.slope for moment in heard]))
    if np.median([moment.descriptors.bend for moment in heard]) > STRAIGHT_DB:
        return Content.noise.value
    near = (name for name, at, most in COLOURS if abs(slope - at) <= most)
    return next(near, Content.noise.value)


def _others(group: str, shares: Mapping[str, float]) -> float:
    """Share of the audible time in which something else than `group` is."""
    heard = 1 - shares.get(Content.silence, 0.0)
    other = sum(share for kind, share in shares.items() if _group(kind) not in (group, None))
    return other / max(heard, 1e-9)


def _group(kind: str) -> str | None:
    """The group of a stretch's kind; `mixed` is another than all; None for silence and what is unclear."""
    if kind in ("music", "speech", MIXED):
        return kind
    return None if kind in (Content.silence, UNDETERMINED) else "functional"


def _mixed_probability(moments: Sequence[Moment]) -> float:
    """How sure the windows are of what they hold, on average."""
    sure = [kind_of(moment)[1] for moment in moments if moment.heard]
    return float(np.mean(sure))


def _shares(stretches: Sequence[Stretch]) -> dict[str, float]:
    total = sum(stretch.span.end - stretch.span.start for stretch in stretches)
    shares: dict[str, float] = {}
    for stretch in stretches:
        length = (stretch.span.end - stretch.span.start) / total
        shares[stretch.kind] = shares.get(stretch.kind, 0.0) + length
    return {kind: round(share, 4) for kind, share in sorted(shares.items(), key=lambda one: -one[1])}


def _longest(stretches: Sequence[Stretch]) -> dict[str, float]:
    longest: dict[str, float] = {}
    for stretch in stretches:
        length = round((stretch.span.end - stretch.span.start) / MICROSECONDS, 3)
        longest[stretch.kind] = max(longest.get(stretch.kind, 0.0), length)
    return longest


def _change(label: str, guess: str, shares: Mapping[str, float], probability: float, belief: Belief) -> str:
    if label == UNDETERMINED and guess == UNDETERMINED:
        return "a person who listens"
    if label == UNDETERMINED:
        return f"{guess} is believed from a probability of {belief.believed:.2f} on, and has {probability:.2f}"
    if label == MIXED:
        return f"less than {OTHER_SHARE:.0%} of the audible time with anything else"
    group = label.partition(":")[0]
    others = _others(group, shares)
    return f"something else in {OTHER_SHARE:.0%} of the audible time, where {others:.0%} is found now"
