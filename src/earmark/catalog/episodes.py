"""What feeds offer, as items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

from earmark.catalog.addition import Addition, State
from earmark.catalog.feeds import Enclosure, Feed, read_feed
from earmark.catalog.fetch import Document, fetch_document, local_document
from earmark.catalog.files import add_file, given
from earmark.catalog.markup import outline_feeds, root_name
from earmark.catalog.store import Store
from earmark.core import Item, Kind, content_id, item_id
from earmark.core.errors import BadFeed, FetchFailed

__all__ = ["add_document"]


def add_document(store: Store, document: Document, *, kind: Kind | None = None) -> Iterator[Addition]:
    """Add what a feed offers, or what all the feeds in an OPML list do.

    Raises:
        BadFeed: if it is neither. A feed in a list that cannot be had is an `Addition` like any other.
    """
    if root_name(document.content) != "opml":
        yield from _add_feed(store, read_feed(document), kind)
        return
    for address in outline_feeds(document.content):
        try:
            feed = read_feed(_listed(document, urljoin(document.uri, address)))
        except (BadFeed, FetchFailed) as error:
            yield Addition(address, State.rejected, None, error.what)
        except ValueError:
            yield Addition(address, State.rejected, None, "this is no address")
        else:
            yield from _add_feed(store, feed, kind)


def _listed(document: Document, url: str) -> Document:
    """The feed at `url`, found in the list `document`: only a local list leads to local feeds, and only one that is
    local or in a private network to feeds in a private network."""
    if url.startswith("file:") and document.uri.startswith("file:"):
        return local_document(Item("", Kind.episode, url).path)
    return fetch_document(url, found_in=document.uri)


def _add_feed(store: Store, feed: Feed, kind: Kind | None) -> Iterator[Addition]:
    """One item per enclosure, by reference; a local file is read as any file that is added.

    An entry keeps its id by the feed's own id (``podcast:guid``, else its address) and the entry's guid, so that an
    enclosure may move. Of two entries with one enclosure or one guid the first has it.
    """
    for problem in feed.problems:
        yield Addition(feed.url, State.rejected, None, problem)
    guids: set[str] = set()
    uris: set[str] = set()
    for enclosure in feed.enclosures:
        if enclosure.uri in uris:
            yield Addition(enclosure.uri, State.ignored, None, "an earlier entry has the same enclosure")
            continue
        uris.add(enclosure.uri)
        own = replace(enclosure, guid="") if enclosure.guid in guids else enclosure
        guids.add(enclosure.guid)
        yield _add_enclosure(store, feed, own, kind)
    if feed.silent:
        yield Addition(feed.url, State.ignored, None, f"{feed.silent} entries offer nothing to hear or see")


def _add_enclosure(store: Store, feed: Feed, enclosure: Enclosure, kind: Kind | None) -> Addition:
    by_guid = store.item(_id(feed, enclosure))
    by_uri = store.item_by_uri(enclosure.uri)
    if by_guid and by_uri and by_guid.id != by_uri.id:
        return Addition(
            enclosure.uri, State.rejected, None, "its enclosure belongs to another item; add the feed again"
        )
    if by_uri and _of_another_feed(by_uri, feed):
        return Addition(enclosure.uri, State.unchanged, by_uri, "another feed has the same enclosure")
    known = by_guid or by_uri
    if enclosure.uri.startswith("file:"):
        return _add_local(store, feed, enclosure, kind)
    before = known or Item(_id(feed, enclosure), enclosure.kind, enclosure.uri)
    item = _told(replace(before, uri=enclosure.uri, kind=kind or before.kind), feed, enclosure)
    if item == known:
        return Addition(enclosure.uri, State.unchanged, item)
    store.put_items([item])
    if not known:
        return Addition(enclosure.uri, State.added, item)
    return Addition(enclosure.uri, State.updated if known.uri == item.uri else State.moved, item)


def _add_local(store: Store, feed: Feed, enclosure: Enclosure, kind: Kind | None) -> Addition:
    path = Item("", Kind.episode, enclosure.uri).path
    known = store.item_by_uri(enclosure.uri)
    addition = add_file(store, path, kind=kind or (None if known else enclosure.kind))
    if addition.item is None:
        return addition
    item = _told(addition.item, feed, enclosure)
    if item == addition.item:
        return addition
    store.put_items([item])
    state = State.updated if addition.state is State.unchanged else addition.state
    return replace(addition, item=item, state=state)


def _told(item: Item, feed: Feed, enclosure: Enclosure) -> Item:
    """`item` with what the feed says about it, save what a metadata table knows better."""
    metadata = dict(item.metadata)
    metadata["feed"] = {"title": feed.title, "url": feed.url} | ({"guid": feed.guid} if feed.guid else {})
    metadata["entry"] = enclosure.entry
    if "file" not in metadata and "duration" in enclosure.entry:
        metadata["duration"] = enclosure.entry["duration"]
    title = item.title if "title" in given(item) else enclosure.title or item.title
    return replace(item, title=title, metadata=metadata)


def _id(feed: Feed, enclosure: Enclosure) -> str:
    if not enclosure.guid:
        return item_id(enclosure.uri)
    return content_id({"feed": feed.guid or feed.url, "guid": enclosure.guid})


def _of_another_feed(item: Item, feed: Feed) -> bool:
    owner = item.metadata.get("feed")
    if not isinstance(owner, dict):
        return False
    same = owner.get("url") == feed.url or (bool(feed.guid) and owner.get("guid") == feed.guid)
    return not same
