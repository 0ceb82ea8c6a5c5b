"""A podcast episode: two people talk, music opens, lies under them, separates and closes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from earmark.demo.plan import EpisodePlan, TrackPlan
from earmark.demo.speech import VOICES, speak
from earmark.demo.talks import talk
from earmark.lab.mix import Bed, Placed, mix

__all__ = ["Excerpt", "produce"]

Excerpt: TypeAlias = Callable[[TrackPlan, float, float], NDArray[np.float32]]
"""From a track, an offset and a length in seconds to samples [shape=(1, n)]."""

_IN_THE_CLEAR = 9.0  # seconds of music alone at the start, between the halves and at the end
_UNDER = 6.0  # seconds for which opening and closing music reach under the voice
_GAP = 0.5


def produce(
    plan: EpisodePlan, tracks: Sequence[tuple[str, TrackPlan]], excerpt: Excerpt, *, rate: int
) -> tuple[NDArray[np.float32], tuple[Placed, ...]]:
    """The episode, and what plays in it.

    Args:
        plan: which episode.
        tracks: name and plan of those that it may play, at least one.
        excerpt: gives their sound.
        rate: samples per second.

    Returns:
        Mono [shape=(1, n)], and the truth with the tracks' names.

    Raises:
        MissingExtra: if no voice is installed.
    """
    rng = np.random.default_rng([plan.seed, 21])
    first, second = _halves(plan, rate)
    rest = np.zeros((1, round(_IN_THE_CLEAR * rate)), dtype=np.float32)
    speech = np.concatenate([rest, first, rest, second, rest], axis=1)
    middle = _IN_THE_CLEAR + first.shape[1] / rate
    resumed, end = middle + _IN_THE_CLEAR, speech.shape[1] / rate
    opening, closing = (_IN_THE_CLEAR + min(_UNDER, half.shape[1] / rate / 4) for half in (first, second))
    under_first, under_second = (float(min(32.0, half.shape[1] / rate * 0.4)) for half in (first, second))
    slots = (  # start, length, level in dB, fade out, ducked by
        (0.0, opening, 0.0, 3.0, 9.0),
        (middle - 1.5 * under_first, under_first, -4.0, 1.5, 0.0),
        (middle + 0.4, _IN_THE_CLEAR - 0.8, 0.0, 1.0, 0.0),
        (resumed + 0.5 * under_second, under_second, -6.0, 1.5, 0.0),
        (end - closing, closing, 0.0, 4.0, 9.0),
    )
    beds = []
    for turn, (start, length, level, fade, duck) in enumerate(slots, start=plan.seed * len(slots)):
        name, track = tracks[turn % len(tracks)]
        length = min(length, track.seconds)
        offset = float(rng.uniform(0, max(0.0, track.seconds - length - 4)))
        beds.append(Bed(name, excerpt(track, offset, length), start, level, offset, 0.5, fade, duck))
    return mix(speech, beds, rate=rate)


def _halves(plan: EpisodePlan, rate: int) -> list[NDArray[np.float32]]:
    """What is said before and after the break, the two voices taking turns."""
    paragraphs = talk(plan.seed, plan.words)
    half = (len(paragraphs) + 1) // 2
    cast = (VOICES[2 * plan.seed % len(VOICES)], VOICES[(2 * plan.seed + 1) % len(VOICES)])
    gap = np.zeros((1, round(_GAP * rate)), dtype=np.float32)
    spoken = []
    for part in (paragraphs[:half], paragraphs[half:]):
        turns = [part[k : k + 3] for k in range(0, len(part), 3)]
        said = [speak("\n\n".join(turn), cast[k % 2], rate=rate) for k, turn in enumerate(turns)]
        spoken.append(np.concatenate([piece for sound in said for piece in (sound, gap)], axis=1))
    return spoken
