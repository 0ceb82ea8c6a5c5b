"""Marks and uses as tests need them."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from earmark.core import Json, Mark, Span
from earmark.music import Use, uses_of

__all__ = ["BLUE", "USES", "mark", "unknown", "use"]

BLUE: Mapping[str, Json] = {"title": "Blue", "artist": "The Reds", "isrc": "DEA120000001"}


def mark(
    start: float,
    end: float,
    *,
    item: str = "e1",
    track: str = "t1",
    sure: float = 0.9,
    kind: str = "usage",
    evidence: Mapping[str, Json] = BLUE,
) -> Mark:
    span = Span.from_seconds(start, end)
    return Mark(item, "music.find", "1", kind, target=track, span=span, probability=sure, evidence=evidence)


def unknown(start: float, end: float, *, item: str = "e1", sure: float = 0.9) -> Mark:
    return Mark(item, "music.find", "1", "music", "unknown", span=Span.from_seconds(start, end), probability=sure)


def use(start: float, end: float, *, role: str = "background", offset: float = 0.0, **said: str | float) -> Use:
    evidence: Mapping[str, Json] = {**BLUE, "role": role, "offset": offset}
    (found,) = uses_of([mark(start, end, evidence=evidence, **said)], least=0.0)  # type: ignore[arg-type]
    return found


_STRETCH = st.tuples(
    st.integers(0, 3_000_000),
    st.integers(1, 1_000_000),
    st.sampled_from(["", "t1", "t2", "t3"]),
    st.floats(0.0, 1.0),
)


def _uses(stretches: list[tuple[int, int, str, float]]) -> list[Use]:
    """Uses to the microsecond; those without a track are of unknown music."""
    marks = [
        Mark("e1", "a", "1", "usage", target=track, span=Span(start, start + length), probability=sure, evidence=BLUE)
        if track
        else Mark("e1", "a", "1", "music", "unknown", span=Span(start, start + length), probability=sure)
        for start, length, track, sure in stretches
    ]
    return uses_of(marks, least=0.0)


USES = st.lists(_STRETCH, max_size=12).map(_uses)
"""Uses of one item, to the microsecond, of three tracks and of unknown music."""
