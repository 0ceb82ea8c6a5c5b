from __future__ import annotations

import socket

import httpx
import pytest

from earmark.catalog import fetch
from earmark.catalog.fetch import fetch_document, local_copy
from earmark.core import Item, Kind, item_id
from earmark.core.errors import FetchFailed, FetchInterrupted


def remote(url: str, feed: str | None = None) -> Item:
    return Item(item_id(url), Kind.episode, url, metadata={"feed": {"url": feed}} if feed else {})


def test_a_copy_is_made_once(site, tmp_path):
    site.pages["/a%20b.mp3"] = b"sound" * 1000
    item = remote(site.url + "/a%20b.mp3")
    path = local_copy(item, tmp_path / "cache")
    assert path.read_bytes() == b"sound" * 1000
    assert path.suffix == ".mp3"
    assert local_copy(item, tmp_path / "cache") == path
    assert site.asked == ["/a%20b.mp3"]
    assert list((tmp_path / "cache").iterdir()) == [path]


def test_a_local_file_is_its_own_copy(tmp_path):
    item = Item.from_path(tmp_path / "a.wav", Kind.track)
    assert local_copy(item, tmp_path / "cache") == tmp_path / "a.wav"
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(("page", "words"), [("/none", "404"), ("/cut", "cannot be fetched"), ("/long", "larger than")])
def test_a_copy_that_fails_leaves_nothing(site, tmp_path, monkeypatch, page, words):
    site.pages["/long"] = b"x" * 5000
    monkeypatch.setattr(fetch, "MEDIA_BYTES", 2000)
    with pytest.raises(FetchFailed, match=words) as caught:
        local_copy(remote(site.url + page), tmp_path / "cache")
    assert caught.value.where == site.url + page
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize(
    ("status", "transient"),
    [(404, False), (410, False), (403, False), (204, False), (408, True), (429, True), (500, True), (503, True)],
)
def test_only_what_may_pass_is_worth_another_try(site, status, transient):
    site.statuses["/a"] = status
    with pytest.raises(FetchFailed, match=str(status)) as caught:
        fetch_document(site.url + "/a")
    assert caught.value.transient is transient


def test_an_address_that_is_none_is_not_tried_again(site):
    site.redirects |= {"/round": "/round", "/out": "file:///etc/passwd"}
    for url in ("ftp://example.org/a", "http://", "http://[/", site.url + "/round", site.url + "/out"):
        with pytest.raises(FetchFailed) as caught:
            fetch_document(url)
        assert not caught.value.transient


def test_a_server_that_is_not_there_or_breaks_off_may_come_back(site):
    for url in ("http://127.0.0.1:1/a", site.url + "/cut"):
        with pytest.raises(FetchInterrupted, match="cannot be fetched"):
            fetch_document(url)


def test_time_is_limited(site, tmp_path, monkeypatch):
    site.pages["/a"] = b"x"
    monkeypatch.setattr(fetch, "MEDIA_SECONDS", -1.0)
    with pytest.raises(FetchInterrupted, match="too long"):
        local_copy(remote(site.url + "/a"), tmp_path)


def test_redirects_are_followed_but_not_for_ever(site):
    site.redirects |= {"/1": "/2", "/2": site.url + "/3", "/round": "/round"}
    site.pages["/3"] = b"here"
    assert fetch_document(site.url + "/1").content == b"here"
    with pytest.raises(FetchFailed, match="redirects"):
        fetch_document(site.url + "/round")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://x/"])
def test_redirects_stay_on_the_web(site, target):
    site.redirects["/1"] = target
    with pytest.raises(FetchFailed):
        fetch_document(site.url + "/1")


def test_a_public_address_leads_to_no_private_one(public_site, tmp_path):
    public_site.pages |= {"/private": b"secret", "/public": b"open"}
    public_site.redirects |= {"/in": "/private", "/on": "/public"}
    assert fetch_document(public_site.url + "/private").content == b"secret"  # typed by a person
    assert fetch_document(public_site.url + "/on").content == b"open"
    with pytest.raises(FetchFailed, match="private"):
        fetch_document(public_site.url + "/in")
    feed = public_site.url + "/feed"
    with pytest.raises(FetchFailed, match="private"):
        local_copy(remote(public_site.url + "/private", feed=feed), tmp_path)
    assert local_copy(remote(public_site.url + "/public", feed=feed), tmp_path).read_bytes() == b"open"


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "[::1]", "0.0.0.0"])
def test_private_addresses_are_known(host):
    assert fetch._is_private(httpx.URL(f"http://{host}/"))
    assert not fetch._is_private(httpx.URL("http://93.184.216.34/"))


@pytest.mark.parametrize(("error", "transient"), [(socket.EAI_NONAME, False), (socket.EAI_AGAIN, True)])
def test_a_host_that_is_not_known(monkeypatch, error, transient):
    def getaddrinfo(*_args: object, **_kwargs: object) -> None:
        raise socket.gaierror(error, "no such host")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(FetchFailed, match="is not known") as caught:
        fetch_document("http://no-such-host.invalid/feed")
    assert caught.value.transient is transient
