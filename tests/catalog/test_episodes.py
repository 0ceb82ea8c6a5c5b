"""Feeds through `add`."""

from __future__ import annotations

from pathlib import Path

from earmark.catalog.add import add
from earmark.catalog.metadata import read_table
from earmark.core import Item, Kind
from tests.catalog.sounds import item_of, wav
from tests.catalog.test_feeds import FULL, HEAD, entry


def write(path: Path, *items: str, more: str = "") -> str:
    path.write_text(HEAD + more + "".join(items) + "</channel></rss>")
    return str(path)


def states(additions: object) -> list[str]:
    return [addition.state.value for addition in additions]  # type: ignore[attr-defined]


def test_a_feed_on_the_web(store, site):
    site.pages["/show.xml"] = (HEAD + FULL + entry("2.mp4", "video/mp4") + "</channel></rss>").encode()
    one, two = add(store, [site.url + "/show.xml"])
    item = item_of(one)
    assert (item.uri, item.kind, item.title) == (site.url + "/media/1.mp3?a=1&b=2", Kind.episode, "One & only")
    assert item.digest is None
    assert item.metadata["feed"] == {"title": "The Show", "url": site.url + "/show.xml"}
    assert item.metadata["duration"] == 3723.0
    assert item_of(two).kind is Kind.video
    assert site.asked == ["/show.xml"]
    assert states(add(store, [site.url + "/show.xml"])) == ["unchanged", "unchanged"]


def test_an_entry_keeps_its_item_when_its_enclosure_moves(store, tmp_path):
    (first,) = add(store, [write(tmp_path / "f.xml", entry("https://a.org/1.mp3", guid="g"))])
    (again,) = add(store, [write(tmp_path / "f.xml", entry("https://b.org/1.mp3", guid="g"))])
    assert again.state == "moved"
    assert item_of(again).id == item_of(first).id
    assert [item.uri for item in store.items()] == ["https://b.org/1.mp3"]


def test_a_feed_with_a_guid_may_move_itself(store, tmp_path):
    more = "<podcast:guid>917393e3</podcast:guid>"
    (first,) = add(store, [write(tmp_path / "f.xml", entry("https://a.org/1.mp3", guid="g"), more=more)])
    (again,) = add(store, [write(tmp_path / "new.xml", entry("https://b.org/1.mp3", guid="g"), more=more)])
    assert item_of(again).id == item_of(first).id


def test_entries_that_share_a_guid_or_an_enclosure(store, tmp_path):
    path = write(
        tmp_path / "f.xml",
        entry("https://a.org/1.mp3", guid="g"),
        entry("https://a.org/2.mp3", guid="g"),
        entry("https://a.org/1.mp3", guid="h"),
    )
    assert states(add(store, [path])) == ["added", "added", "ignored"]
    assert states(add(store, [path])) == ["unchanged", "unchanged", "ignored"]


def test_two_feeds_with_one_enclosure_do_not_fight(store, tmp_path):
    one = write(tmp_path / "1.xml", entry("https://a.org/1.mp3", guid="g"))
    two = write(tmp_path / "2.xml", entry("https://a.org/1.mp3", guid="h"))
    assert states(add(store, [one, two])) == ["added", "unchanged"]
    assert states(add(store, [one, two])) == ["unchanged", "unchanged"]


def test_a_feed_beside_its_files(store, tmp_path):
    wav(tmp_path / "1.wav", 0.5)
    feed = write(tmp_path / "feed.xml", entry("1.wav", guid="g"), entry("gone.wav"), "<item><title>x</title></item>")
    one, gone, silent = add(store, [feed])
    item = item_of(one)
    assert (one.state, item.kind, item.title, item.path) == ("added", Kind.episode, "t", tmp_path / "1.wav")
    assert item.metadata["duration"] == 0.5
    assert item.digest
    assert (gone.state, gone.reason) == ("rejected", "there is no such file")
    assert (silent.state, silent.item) == ("ignored", None)
    assert states(add(store, [feed, str(tmp_path / "1.wav")])) == ["unchanged", "rejected", "ignored", "unchanged"]
    wav(tmp_path / "1.wav", 0.7)
    (changed,) = add(store, [str(tmp_path / "1.wav")])
    assert item_of(changed).title == "t"
    assert "entry" in item_of(changed).metadata


def test_a_file_that_a_feed_comes_to_later(store, tmp_path):
    (first,) = add(store, [str(wav(tmp_path / "1.wav"))])
    (again,) = add(store, [write(tmp_path / "feed.xml", entry("1.wav", guid="g"))])
    assert again.state == "updated"
    assert item_of(again).id == item_of(first).id


def test_a_list_of_feeds_goes_on_past_a_bad_one(store, tmp_path, site):
    write(tmp_path / "local.xml", entry("https://a.org/1.mp3"))
    site.pages["/good"] = (HEAD + entry("2.mp3") + "</channel></rss>").encode()
    site.pages["/page"] = b"<html>no feed</html>"
    path = tmp_path / "feeds.opml"
    outlines = "".join(
        f'<outline xmlUrl="{url}"/>' for url in ("local.xml", *(site.url + x for x in ("/none", "/page", "/good")))
    )
    path.write_text(f"<opml><body>{outlines}</body></opml>")
    found = list(add(store, [str(path)]))
    assert states(found) == ["added", "rejected", "rejected", "added"]
    assert "404" in found[1].reason


def test_malformed_addresses(store, tmp_path):
    (tmp_path / "feeds.opml").write_text('<opml><body><outline xmlUrl="http://[x/feed"/></body></opml>')
    feed = write(tmp_path / "f.xml", entry("http://[x/1.mp3"), entry("a%00b.mp3"), entry("https://a.org/1.mp3"))
    assert states(add(store, ["http://[x/1", "http://[x/1.mp3", str(tmp_path / "feeds.opml")])) == ["rejected"] * 3
    assert sorted(states(add(store, [feed]))) == ["added", "rejected", "rejected"]


def test_a_list_from_the_web_leads_to_no_local_feed(store, tmp_path, site):
    local = Path(write(tmp_path / "local.xml", entry("https://a.org/1.mp3"))).as_uri()
    site.pages["/feeds.opml"] = f'<opml><body><outline xmlUrl="{local}"/></body></opml>'.encode()
    (found,) = add(store, [site.url + "/feeds.opml"])
    assert found.state == "rejected"


def test_a_public_list_leads_to_no_private_feed(store, tmp_path, public_site):
    feeds = {path: f'<outline xmlUrl="{public_site.url}{path}.xml"/>' for path in ("/private", "/open")}
    opml = f"<opml><body>{''.join(feeds.values())}</body></opml>"
    for name in feeds:
        public_site.pages[f"{name}.xml"] = (HEAD + entry(f"{name[1:]}.mp3") + "</channel></rss>").encode()
        public_site.pages[f"{name}.opml"] = opml.encode()
    stopped, added = add(store, [public_site.url + "/open.opml"])
    assert (stopped.state, added.state) == ("rejected", "added")
    assert "it leads into a private network" in stopped.reason
    assert "/private.xml" not in public_site.asked
    (tmp_path / "typed.opml").write_text(opml)
    assert states(add(store, [str(tmp_path / "typed.opml")])) == ["added", "unchanged"]
    assert states(add(store, [public_site.url + "/private.opml"])) == ["unchanged", "unchanged"]


def test_media_on_the_web_are_added_by_reference(store):
    for state in ("added", "unchanged"):
        (found,) = add(store, ["https://a.org/x/my%20show.mp3?token=1"])
        assert (found.state, item_of(found).title, item_of(found).kind) == (state, "my show", Kind.episode)
    (found,) = add(store, ["https://a.org/x/my%20show.mp3?token=1"], kind=Kind.track)
    assert (found.state, item_of(found).kind) == ("updated", Kind.track)


def test_addresses_that_lead_nowhere(store, site, tmp_path):
    sources = [site.url + "/none", "gopher://host/x", "http://", str(tmp_path / "none.xml"), "http://127.0.0.1:1/feed"]
    found = list(add(store, sources))
    assert states(found) == ["rejected"] * 5
    assert all(addition.reason for addition in found)
    assert list(store.items()) == []


def test_a_table_knows_better_than_a_feed(store, tmp_path):
    feed = write(tmp_path / "f.xml", entry("https://a.org/1.mp3", guid="g"))
    table = tmp_path / "t.csv"
    table.write_text("guid,title\ng,Better\n")
    assert states(add(store, [feed], metadata=read_table(table))) == ["added", "updated"]
    assert states(add(store, [feed], metadata=read_table(table))) == ["unchanged"]
    found: Item = next(store.items())
    assert found.title == "Better"
