"""Some stretches of a file's sound, without the rest of it in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.core.span import MICROSECONDS, Span
from earmark.media.audio import AudioReader

__all__ = ["excerpts"]


def excerpts(path: Path, spans: Iterable[Span], *, rate: int) -> Iterator[NDArray[np.float32]]:
    """The sound of each of `spans`, mono, decoded in one pass that ends with the last of them.

    A stretch lies where a listener hears it, to the sample, in every format: the file is read from its beginning, as
    no seeking could promise that. What a span holds beyond the end of the file is silence.

    Args:
        path: a local file with sound in it.
        spans: in order of their starts; they may overlap.
        rate: samples per second wanted, > 0.

    Yields:
        One array for each span [shape=(1, its length in samples)].

    Raises:
        ValueError: if a span starts before the one before it.
        UnreadableMedia: if there is no sound that can be decoded.
    """
    held, first = _NOTHING, 0
    with AudioReader(path, rate=rate) as reader:
        for span in spans:
            start, end = (round(time * rate / MICROSECONDS) for time in (span.start, span.end))
            if start < first:
                raise ValueError("spans must come in order of their starts")
            parts, past = [held], first + held.shape[1]
            while past < end and (block := next(reader, None)) is not None:
                parts.append(block)
                past += block.shape[1]
                if past <= start:
                    parts, first = [], past
            held = np.concatenate([_NOTHING, *parts], axis=1)[:, max(0, start - first) :]
            first = max(first, start)
            found = held[:, : max(0, end - first)]
            yield np.pad(found, ((0, 0), (0, end - start - found.shape[1])))


_NOTHING = np.zeros((1, 0), np.float32)
