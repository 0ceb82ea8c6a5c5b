from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from earmark.catalog import Store, fetch, open_catalog


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    with closing(open_catalog(folder / "earmark.db")) as opened:
        yield opened


@pytest.fixture
def ordinary_user(tmp_path) -> Iterator[Path]:
    """A folder in a test that permissions stop, as they do not stop root otherwise."""
    if os.geteuid() != 0:
        yield tmp_path
        return
    held = _capabilities()
    _set_capabilities([held[0] & ~_DAC_OVERRIDE, *held[1:]])
    try:
        yield tmp_path
    finally:
        _set_capabilities(held)


_DAC_OVERRIDE = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH of capabilities(7)."""
_HEADER = (ctypes.c_uint32 * 2)(0x20080522, 0)


def _capabilities() -> list[int]:
    """Effective, permitted and inheritable sets of this thread, low words then high words."""
    data = (ctypes.c_uint32 * 6)()
    if not sys.platform.startswith("linux") or ctypes.CDLL(None).capget(_HEADER, data):
        pytest.skip("root, and no capabilities to lay down")
    return list(data)


def _set_capabilities(held: list[int]) -> None:
    assert ctypes.CDLL(None).capset(_HEADER, (ctypes.c_uint32 * 6)(*held)) == 0


class Site:
    """A web server on this machine; `pages` are what it answers, by path."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.statuses: dict[str, int] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        if request.path in self.redirects:
            request.send_response(302)
            request.send_header("Location", self.redirects[request.path])
            request.end_headers()
        elif request.path == "/cut":
            request.send_response(200)
            request.send_header("Content-Length", "1000")
            request.end_headers()
            request.wfile.write(b"only this")
        elif request.path in self.statuses:
            request.send_response(self.statuses[request.path])
            request.end_headers()
        elif request.path in self.pages:
            request.send_response(200)
            request.end_headers()
            request.wfile.write(self.pages[request.path])
        else:
            request.send_error(404)


@pytest.fixture
def site(monkeypatch) -> Iterator[Site]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def public_site(site, monkeypatch):
    """The site as if it had a public address; every other address is what it is."""
    real = fetch._is_private
    monkeypatch.setattr(
        fetch, "_is_private", lambda url: url.path.startswith("/private") or real(url.copy_with(host="1.1.1.1"))
    )
    return site
