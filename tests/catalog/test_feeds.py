"""Feeds and lists of feeds, read from bytes."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.catalog.feeds import Feed, read_feed
from earmark.catalog.fetch import Document
from earmark.catalog.markup import outline_feeds, seconds
from earmark.core import Kind
from earmark.core.errors import BadFeed

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:psc="http://podlove.org/simple-chapters">
<channel><title>The Show</title>"""

FULL = """<item><title>One &amp; only</title><guid isPermaLink="false">g1</guid>
<pubDate>Fri, 01 May 2026 14:00:00 +0200</pubDate><link>https://example.org/1</link>
<itunes:duration>1:02:03</itunes:duration><itunes:season>2</itunes:season><itunes:episode>7</itunes:episode>
<enclosure url="media/1.mp3?a=1&amp;b=2" type="audio/mpeg" length="123"/>
<podcast:transcript url="1.vtt" type="text/vtt"/>
<podcast:transcript url="https://other.org/1.srt" type="application/srt" language="de"/>
<podcast:chapters url="1.json" type="application/json+chapters"/>
<psc:chapters version="1.2"><psc:chapter start="00:00:00" title="Hello"/><psc:chapter start="00:01:30.5" title="日本"/>
<psc:chapter start="later" title="no"/></psc:chapters></item>"""


def feed(*items: str, url: str = "https://example.org/feeds/show.xml", head: str = HEAD) -> Feed:
    return read_feed(Document((head + "".join(items) + "</channel></rss>").encode(), url))


def entry(href: str, media: str = "audio/mpeg", guid: str = "") -> str:
    return (
        f'<item><title>t</title><guid>{guid or href}</guid><enclosure url="{href}" type="{media}" length="1"/></item>'
    )


def test_all_that_an_entry_says_is_kept():
    (enclosure,) = feed(FULL).enclosures
    assert enclosure.uri == "https://example.org/feeds/media/1.mp3?a=1&b=2"
    assert (enclosure.kind, enclosure.title, enclosure.guid) == (Kind.episode, "One & only", "g1")
    assert enclosure.entry == {
        "guid": "g1",
        "published": "2026-05-01T12:00:00+00:00",
        "duration": 3723.0,
        "link": "https://example.org/1",
        "type": "audio/mpeg",
        "length": 123,
        "season": 2,
        "episode": 7,
        "transcripts": [
            {"url": "https://example.org/feeds/1.vtt", "type": "text/vtt"},
            {"url": "https://other.org/1.srt", "type": "application/srt", "language": "de"},
        ],
        "chapters_at": {"url": "https://example.org/feeds/1.json", "type": "application/json+chapters"},
        "chapters": [{"title": "Hello", "start": 0.0}, {"title": "日本", "start": 90.5}],
    }


def test_atom():
    text = """<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>tag:1</id><title>T</title>
    <updated>2026-05-01T12:00:00Z</updated>
    <link rel="enclosure" type="audio/ogg" href="/1.ogg" length="5"/></entry></feed>"""
    read = read_feed(Document(text.encode(), "https://example.org/x/atom"))
    assert [(found.uri, found.guid) for found in read.enclosures] == [("https://example.org/1.ogg", "tag:1")]


@pytest.mark.parametrize(
    ("said", "link"),
    [
        ("<guid>abc-1</guid>", None),
        ('<guid isPermaLink="true">tag:x</guid>', None),
        ("<guid>https://a.org/1</guid>", "https://a.org/1"),
        ('<guid isPermaLink="false">https://a.org/1</guid>', None),
        ("<guid>abc-1</guid><link>https://a.org/2</link>", "https://a.org/2"),
    ],
)
def test_a_guid_is_a_link_only_if_it_is_an_address(said, link):
    (enclosure,) = feed(f'<item>{said}<enclosure url="a.mp3" type="audio/mpeg"/></item>').enclosures
    assert enclosure.entry.get("link") == link


def test_kinds_of_enclosures():
    read = feed(
        entry("a.mp3"),
        entry("b.mp4", "video/mp4"),
        entry("c.pdf", "application/pdf"),
        entry("d.mp4", ""),
        entry("e.ogg", "application/octet-stream"),
        entry("f", ""),
        entry("g.jpg", ""),
        "<item><title>words only</title></item>",
    )
    assert [found.kind for found in read.enclosures] == [
        Kind.episode,
        Kind.video,
        Kind.video,
        Kind.episode,
        Kind.episode,
    ]
    assert read.silent == 3


def test_a_local_feed_names_the_files_beside_it():
    read = feed(entry("日本 1.mp3"), entry("%E6%97%A5.mp3"), entry("../b.mp3"), url="file:///media/my%20show/feed.xml")
    assert [found.uri for found in read.enclosures] == [
        "file:///media/my%20show/%E6%97%A5%E6%9C%AC%201.mp3",
        "file:///media/my%20show/%E6%97%A5.mp3",
        "file:///media/b.mp3",
    ]


@pytest.mark.parametrize("href", ["file:///etc/passwd", "ftp://host/a.mp3", "javascript:alert(1)", " "])
def test_a_feed_from_the_web_leads_to_the_web_only(href):
    read = feed(entry(href), entry("good.mp3"))
    assert [found.uri for found in read.enclosures] == ["https://example.org/feeds/good.mp3"]
    assert len(read.problems) == 1
    assert "entry 1" in read.problems[0]


def test_a_broken_feed_gives_what_can_be_read():
    read = read_feed(Document((HEAD + FULL + "<item><title>cut").encode(), "https://example.org/f"))
    assert read.enclosures[0].guid == "g1"
    assert "not well-formed" in read.problems[0]


@pytest.mark.parametrize("content", [b"", b"<html><body>Not found</body></html>", b"\x00\xff" * 50, b"just words"])
def test_what_is_no_feed(content):
    with pytest.raises(BadFeed, match="no RSS or Atom feed"):
        read_feed(Document(content, "https://example.org/f"))


BOMB = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>"""


def test_entities_are_refused():
    with pytest.raises(BadFeed, match="entities"):
        feed(FULL, head=BOMB + HEAD.partition("?>")[2])
    with pytest.raises(BadFeed, match="entities"):
        outline_feeds((BOMB + "<opml/>").encode())


def test_other_encodings():
    text = (
        HEAD + "<item><title>Grüße</title><enclosure url='a.mp3' type='audio/mpeg'/></item></channel></rss>"
    ).replace("UTF-8", "iso-8859-1")
    read = read_feed(Document(text.encode("iso-8859-1"), "https://example.org/f"))
    assert [found.title for found in read.enclosures] == ["Grüße"]


@given(st.data())
@settings(deadline=None, max_examples=100)
def test_a_damaged_feed_is_read_or_refused(data):
    content = bytearray((HEAD + FULL + entry("2.mp3") + "</channel></rss>").encode())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        content[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
    with suppress(BadFeed):
        read_feed(Document(bytes(content), "https://example.org/f"))


def test_a_list_of_feeds():
    text = """<opml version="2.0"><body><outline text="Group"><outline type="rss" xmlUrl="https://a.org/f"/>
    <outline xmlURL=" b/feed.xml "/></outline><outline text="none"/><outline xmlUrl="https://a.org/f"/></body></opml>"""
    assert outline_feeds(text.encode()) == ["https://a.org/f", "b/feed.xml"]
    with pytest.raises(BadFeed):
        outline_feeds(b"<opml><body>")


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("90", 90.0), ("1:30", 90.0), ("01:02:03", 3723.0), ("1.5", 1.5), ("", None), ("x", None), ("1:2:3:4", None)],
)
def test_clocks(clock, expected):
    assert seconds(clock) == expected
