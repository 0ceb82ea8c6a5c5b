"""Bytes that come once, as through a pipe."""

from __future__ import annotations

from io import BufferedIOBase

__all__ = ["HEAD_BYTES", "TAIL_BYTES", "ByteStream"]

HEAD_BYTES = 1 << 20
"""What is remembered of the beginning: where a file's own length stands, behind a cover picture of usual size."""
TAIL_BYTES = 1 << 17
"""What is remembered of the end."""


class ByteStream:
    """A media file that is read once from front to back, and cannot be sought in.

    Args:
        source: where the bytes come from, e.g. ``sys.stdin.buffer``; read as they come, never closed.
        name: what to call it in messages.
    """

    def __init__(self, source: BufferedIOBase, name: str) -> None:
        self._source = source
        self._name = name
        self._stopped: BaseException | None = None
        self.head = b""
        self.tail = b""

    def __str__(self) -> str:
        return self._name

    @property
    def mend(self) -> str | None:
        """What to do where nothing can be decoded, if that is plain from the first bytes."""
        if self.head[4:8] == b"ftyp":
            return "An MP4 can be streamed only if its index comes first (ffmpeg: -movflags faststart)"
        return None

    def check(self) -> None:
        """Raise what ended the stream if that was neither its end nor a fault of its source, such as an interrupt."""
        if self._stopped and not isinstance(self._stopped, OSError):
            raise self._stopped

    def read(self, size: int) -> bytes:
        """At least one byte and at most `size`, as soon as there are any; none at the end, or where reading fails."""
        if self._stopped:
            return b""
        try:
            data = self._source.read1(size)
        except BaseException as error:  # noqa: BLE001 - FFmpeg calls this and would swallow it: check() raises it
            self._stopped = error
            return b""
        if len(self.head) < HEAD_BYTES:
            self.head += data[: HEAD_BYTES - len(self.head)]
        self.tail = (self.tail + data)[-TAIL_BYTES:]
        return data
