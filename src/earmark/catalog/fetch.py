"""Remote documents and media, fetched with limits on size, time and where they may lie."""

from __future__ import annotations

import ipaddress
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from earmark import __version__
from earmark.catalog.kinds import path_in
from earmark.core import Item, content_id
from earmark.core.errors import BadFeed, FetchFailed, FetchInterrupted

__all__ = ["Document", "fetch_document", "fetch_page", "local_copy", "local_document"]

MIB = 1 << 20
DOCUMENT_BYTES = 32 * MIB
MEDIA_BYTES = 16 * 1024 * MIB
DOCUMENT_SECONDS = 120.0
MEDIA_SECONDS = 3600.0
REDIRECTS = 10
_TIMEOUT = httpx.Timeout(30.0, connect=15.0)
_LATER = (httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_EARLY, httpx.codes.TOO_MANY_REQUESTS)
"""With all of 5xx, the answers that ask to try again."""


@dataclass(frozen=True, slots=True)
class Document:
    """A feed or list as it was found.

    Attributes:
        content: its bytes.
        uri: where it was asked for; what stands in it is relative to this.
    """

    content: bytes
    uri: str


def fetch_document(url: str, *, found_in: str = "") -> Document:
    """The document at `url`, which a person asked for or which stands in the list at `found_in`.

    Raises:
        FetchInterrupted: if it cannot be had now, but perhaps later.
        FetchFailed: if it cannot be had at all, is larger than :data:`DOCUMENT_BYTES`, or leads from a public
            address, that of the list included, into a private network.
    """
    content = BytesIO()
    _download(url, content, limit=DOCUMENT_BYTES, seconds=DOCUMENT_SECONDS, may_be_private=not _is_public(found_in))
    return Document(content.getvalue(), url)


def fetch_page(url: str, *, may_be_private: bool = False) -> Document:
    """The page at `url`; in a private network only if `may_be_private`.

    Raises:
        FetchInterrupted: if it cannot be had now, but perhaps later.
        FetchFailed: if it cannot be had at all, is larger than :data:`DOCUMENT_BYTES`, or lies in a private network.
    """
    content = BytesIO()
    _download(url, content, limit=DOCUMENT_BYTES, seconds=DOCUMENT_SECONDS, may_be_private=may_be_private)
    return Document(content.getvalue(), url)


def local_document(path: Path) -> Document:
    """The document in the file at `path`.

    Raises:
        BadFeed: if it cannot be read, or is larger than :data:`DOCUMENT_BYTES`.
    """
    try:
        if not path.is_file():
            raise BadFeed("there is no such ordinary file", where=str(path))
        with path.open("rb") as file:
            content = file.read(DOCUMENT_BYTES + 1)
    except OSError as error:
        raise BadFeed(f"cannot be read ({error.strerror})", where=str(path)) from error
    if len(content) > DOCUMENT_BYTES:
        raise BadFeed(f"larger than {DOCUMENT_BYTES // MIB} MiB", where=str(path))
    return Document(content, path.absolute().as_uri())


def local_copy(item: Item, cache: Path) -> Path:
    """The bytes of `item` as a local file: its own, or a copy that is made in `cache` once.

    Written aside and renamed, so that a copy is whole or not there. An enclosure of a public feed is not fetched
    from a private address.

    Raises:
        FetchInterrupted: if it cannot be had now, or takes more than :data:`MEDIA_SECONDS`.
        FetchFailed: if it cannot be had at all, or is larger than :data:`MEDIA_BYTES`.
    """
    if item.uri.startswith("file:"):
        return item.path
    suffix = path_in(item.uri).suffix[:8]
    target = cache / f"{content_id(item.uri)}{suffix if suffix[1:].isalnum() else ''}"
    if target.exists():
        return target
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with _written_aside(target) as file:
            _download(
                item.uri,
                file,
                limit=MEDIA_BYTES,
                seconds=MEDIA_SECONDS,
                may_be_private=not _is_public(_feed_of(item)),
            )
    except OSError as error:
        raise FetchFailed(f"the copy cannot be written ({error.strerror or error})", where=str(target)) from error
    return target


@contextmanager
def _written_aside(target: Path) -> Iterator[IO[bytes]]:
    with NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    Path(file.name).replace(target)


def _feed_of(item: Item) -> str:
    """Where the feed that offers `item` was found; empty if none does."""
    feed = item.metadata.get("feed")
    return str(feed.get("url", "")) if isinstance(feed, dict) else ""


def _is_public(uri: str) -> bool:
    """True for a web address that anybody may write at; False for what is typed, local or in a private network."""
    return urlsplit(uri).scheme in ("http", "https") and not _is_private(httpx.URL(uri))


def _download(url: str, into: IO[bytes], *, limit: int, seconds: float, may_be_private: bool) -> None:
    """Stream `url` into `into`, following redirects, but none from a public address to a private one."""
    until = time.monotonic() + seconds
    try:
        with httpx.Client(timeout=_TIMEOUT, headers={"User-Agent": f"earmark/{__version__}"}) as client:
            here = httpx.URL(url)
            for _ in range(REDIRECTS + 1):
                private = _is_private(here)
                if private and not may_be_private:
                    raise FetchFailed("it leads into a private network, which is not followed", where=url)
                may_be_private = private
                with client.stream("GET", here) as response:
                    if response.next_request is None:
                        _save(response, into, limit=limit, until=until, url=url)
                        return
                    here = response.next_request.url
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        passing = isinstance(error, httpx.TransportError) and not isinstance(error, httpx.UnsupportedProtocol)
        failed = FetchInterrupted if passing else FetchFailed
        raise failed(f"cannot be fetched ({str(error) or type(error).__name__})", where=url) from error
    raise FetchFailed(f"more than {REDIRECTS} redirects", where=url)


def _save(response: httpx.Response, into: IO[bytes], *, limit: int, until: float, url: str) -> None:
    if response.status_code != httpx.codes.OK:
        failed = FetchInterrupted if response.is_server_error or response.status_code in _LATER else FetchFailed
        raise failed(f"the server answers {response.status_code} {response.reason_phrase}", where=url)
    size = 0
    for chunk in response.iter_bytes(MIB):
        size += len(chunk)
        if size > limit:
            raise FetchFailed(f"larger than {limit // MIB} MiB", where=url)
        if time.monotonic() > until:
            raise FetchInterrupted("takes too long", where=url)
        into.write(chunk)


def _is_private(url: httpx.URL) -> bool:
    """True if `url` lies on this machine or in a private network. A proxy decides for itself where it goes.

    Raises:
        FetchFailed: if it is no web address, or its host is unknown.
    """
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchFailed("only http and https addresses are fetched", where=str(url))
    if getproxies().keys() & {url.scheme, "all"}:
        return False
    try:
        found = socket.getaddrinfo(url.host, url.port or url.scheme, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        unanswered = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
        failed = FetchInterrupted if unanswered else FetchFailed
        raise failed(f"the host {url.host} is not known", where=str(url)) from error
    return any(not ipaddress.ip_address(str(info[4][0]).split("%")[0]).is_global for info in found)
