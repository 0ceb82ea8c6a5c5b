"""What can go wrong, in one tree.

EarmarkError             anything a user or their files can cause; never shown as a traceback
├── UnreadableMedia      the bytes are not audio, video or an image we can decode
├── BadInput             a path, option or file that is not what the command needs
│   ├── BadMetadata      a row of a metadata table
│   └── BadFeed          an RSS or Atom document
├── CatalogError         the catalogue file is missing, foreign, newer than the program or locked
├── IndexBroken          a music index fails its checks
├── FetchFailed          a remote file cannot be had
│   └── FetchInterrupted it could not be had this time: no connection, no answer in time, a busy server
├── TimedOut             an item took longer than its limit
├── WorkerDied           the process that held an item ended without an answer
└── MissingExtra         an optional part is not installed
"""

from __future__ import annotations

__all__ = [
    "BadFeed",
    "BadInput",
    "BadMetadata",
    "CatalogError",
    "EarmarkError",
    "FetchFailed",
    "FetchInterrupted",
    "IndexBroken",
    "MissingExtra",
    "TimedOut",
    "UnreadableMedia",
    "WorkerDied",
]


class EarmarkError(Exception):
    """Something the user can mend.

    Args:
        what: what went wrong, one sentence without a full stop.
        where: the file, row, item or option it happened at; None where the sentence says it.
        mend: what to do about it; None where nothing can be done.
    """

    transient = False
    """True if the same call may succeed a little later, so that an engine tries again."""

    def __init__(self, what: str, *, where: str | None = None, mend: str | None = None) -> None:
        super().__init__(what, where, mend)
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}. {self.mend}" if self.mend else text

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.what, self.where, self.mend)


def _rebuild(kind: type[EarmarkError], what: str, where: str | None, mend: str | None) -> EarmarkError:
    return kind(what, where=where, mend=mend)


class UnreadableMedia(EarmarkError):
    """The bytes are not audio, video or an image that can be decoded."""


class BadInput(EarmarkError):
    """A path, option or file is not what the command needs."""


class BadMetadata(BadInput):
    """A row of a metadata table cannot be used."""


class BadFeed(BadInput):
    """A document is not a usable RSS or Atom feed."""


class CatalogError(EarmarkError):
    """The catalogue is missing, foreign, newer than the program or locked."""


class IndexBroken(EarmarkError):
    """A music index fails its checks."""


class FetchFailed(EarmarkError):
    """A remote file cannot be had: it is gone, refused, too large or at no web address."""


class FetchInterrupted(FetchFailed):
    """A remote file could not be had this time: no connection, no answer in time, or a busy server."""

    transient = True


class TimedOut(EarmarkError):
    """An item took longer than its limit."""


class WorkerDied(EarmarkError):
    """The process that held an item ended without an answer."""

    transient = True


class MissingExtra(EarmarkError):
    """An optional part is not installed."""

    def __init__(self, what: str, *, where: str | None = None, mend: str | None = None) -> None:
        super().__init__(what, where=where, mend=mend or "Install it with: pip install 'earmark[all]'")
