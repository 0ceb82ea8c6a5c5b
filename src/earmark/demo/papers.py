"""The papers beside the demo's media: a feed, a table of the tracks, and the truth."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from email.utils import format_datetime
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from earmark.core.errors import BadInput
from earmark.lab.mix import Placed

__all__ = ["FEED", "TABLE", "TRUTH", "feed", "read_record", "read_truth", "table", "truth"]

FEED = "feed.xml"
TABLE = "tracks.csv"
TRUTH = "truth.json"

_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_TYPES = {"mp3": "audio/mpeg", "opus": "audio/ogg", "m4a": "audio/mp4"}


def feed(folder: Path, episodes: Sequence[Mapping[str, Any]]) -> str:
    """RSS 2.0 for a podcast of `episodes`, each with `file`, `title`, `seconds` and `published`.

    Enclosures are named relative to the feed, so that the folder can be moved.
    """
    ElementTree.register_namespace("itunes", _ITUNES)
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    _texts(channel, title="Things People Do on Tuesdays", language="en", description="Conversations, and music.")
    for number, episode in enumerate(episodes, start=1):
        item = ElementTree.SubElement(channel, "item")
        _texts(
            item,
            title=episode["title"],
            guid=f"earmark-demo-{number}",
            pubDate=format_datetime(episode["published"]),
        )
        ElementTree.SubElement(item, f"{{{_ITUNES}}}duration").text = str(round(episode["seconds"]))
        file = folder / episode["file"]
        ElementTree.SubElement(
            item, "enclosure", url=episode["file"], length=str(file.stat().st_size), type=_TYPES[file.suffix[1:]]
        )
    ElementTree.indent(rss)
    return ElementTree.tostring(rss, encoding="unicode", xml_declaration=True) + "\n"


def table(rows: Iterable[Mapping[str, str]]) -> str:
    """The tracks as CSV, one row per recording, as a label would deliver them."""
    text = StringIO(newline="")
    writer = csv.DictWriter(text, ["path", "title", "artist", "isrc", "genre", "rights_holder"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def truth(digest: str, files: Iterable[str], placed: Mapping[str, Sequence[Placed]]) -> str:
    """The truth as JSON: the plan's digest, every media file, and what plays in each episode."""
    episodes = {episode: [asdict(one) for one in within] for episode, within in placed.items()}
    return json.dumps({"plan": digest, "files": sorted(files), "episodes": episodes}, indent=1) + "\n"


def read_truth(folder: Path) -> dict[str, tuple[Placed, ...]]:
    """What plays in each episode of the demo in `folder`: files are named relative to it.

    Raises:
        BadInput: if there is no demo in `folder`.
    """
    episodes = read_record(folder).get("episodes", {})
    return {episode: tuple(Placed(**one) for one in within) for episode, within in episodes.items()}


def read_record(folder: Path) -> dict[str, Any]:
    """The whole of :data:`TRUTH` as it was written.

    Raises:
        BadInput: if it is not there or not ours.
    """
    try:
        record = json.loads((folder / TRUTH).read_text("utf-8"))
        if isinstance(record, dict) and isinstance(record.get("plan"), str):
            return record
    except (OSError, ValueError):
        pass
    raise BadInput("this is not a folder that the demo made", where=str(folder), mend="Name another folder")


def _texts(parent: ElementTree.Element, **texts: str) -> None:
    for tag, text in texts.items():
        ElementTree.SubElement(parent, tag).text = text
