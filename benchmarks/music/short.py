"""Short excerpts: the best claim about each file is the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.music.measure import Heard
from earmark.lab.claims import Claim
from earmark.lab.episodes import LENGTHS, PLACES, Excerpt

__all__ = ["answers", "shown_short"]


def answers(heard: Heard, excerpts: Sequence[Excerpt]) -> dict[str, dict[str, float | None]]:
    """By length and place: share of known music named right and named wrong, share of unknown music named."""
    answered = [(excerpt, _answer(claims, heard.least)) for excerpt, claims in zip(excerpts, heard.claims, strict=True)]
    cells = [(seconds, places) for seconds in LENGTHS for places in (*((place,) for place in PLACES), PLACES)]
    return {
        f"{seconds:g} s {places[0] if len(places) == 1 else 'all'}": _shares(
            [each for each in answered if each[0].seconds == seconds and each[0].place in places]
        )
        for seconds, places in cells
    }


def shown_short(system: str, told: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Lines of text."""
    yield f"\n{system}, short excerpts{'right':>14}{'wrong':>8}{'unknown named':>16}"
    for name, shares in told.items():
        cells = ("-" if value is None else f"{value:.3f}" for value in shares.values())
        yield f"{name:34}" + "{:>8}{:>8}{:>16}".format(*cells)


def _answer(claims: Sequence[Claim], least: float) -> str | None:
    best = max(claims, key=lambda claim: claim.score, default=None)
    return best.track if best and best.score >= least else None


def _shares(answered: Sequence[tuple[Excerpt, str | None]]) -> dict[str, float | None]:
    known = [(excerpt, answer) for excerpt, answer in answered if excerpt.known]
    unknown = [answer for excerpt, answer in answered if not excerpt.known]
    return {
        "right": _share([answer == excerpt.track for excerpt, answer in known]),
        "wrong": _share([answer not in (None, excerpt.track) for excerpt, answer in known]),
        "unknown named": _share([answer is not None for answer in unknown]),
    }


def _share(yes: Sequence[bool]) -> float | None:
    return sum(yes) / len(yes) if yes else None
