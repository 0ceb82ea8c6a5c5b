"""Reading past what cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from earmark.media.damage import Faults

__all__ = ["packets"]

_READ_ERRORS = 100
"""Failed reads in a row after which the rest of the file is given up."""


def packets(container: InputContainer, streams: Sequence[Stream], faults: Faults) -> Iterator[Packet[Stream]]:
    """Every packet of `streams` that can be read and holds anything; `faults` hears of the rest."""
    failed = 0
    reader = container.demux(*streams)
    while failed < _READ_ERRORS:
        try:
            packet = next(reader, None)
        except av.FFmpegError:
            faults.add()
            failed += 1
            reader = container.demux(*streams)
            continue
        if packet is None:
            return
        failed = 0
        if packet.size:  # An empty one inside a broken file would tell the decoder that this is the end.
            yield packet
