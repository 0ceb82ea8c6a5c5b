"""The manifest of an index: which segments count, and which tracks are to stay out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from earmark.core import Json, canonical_json, content_id
from earmark.core.errors import IndexBroken
from earmark.music.segment import FORMAT, write_durably

__all__ = ["MANIFEST", "Manifest"]

MANIFEST = "index.json"


@dataclass
class Manifest:
    """What of an index's folder counts.

    Attributes:
        segments: numbers of the tracks that were dropped, by segment file name, oldest segment first.
        withdrawn: ids of tracks that were taken down; they stay out, whatever is added.
    """

    segments: dict[str, list[int]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    @property
    def state(self) -> str:
        """Digest of all it says."""
        return content_id(self._body())

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of the index in `folder`.

        Raises:
            IndexBroken: if it is missing, damaged, of another format, or names files outside the folder.
        """
        path = folder / MANIFEST
        mend = "Delete the index folder and build it again with 'earmark music index'"
        try:
            whole = json.loads(path.read_bytes())
            body = whole["index"]
            if _checksum(body) != whole["blake2b"]:
                raise IndexBroken("the manifest has been changed by hand or by a fault", where=str(path), mend=mend)
            if body["format"] != FORMAT:
                what = f"index format {body['format']}, this program reads {FORMAT}"
                raise IndexBroken(what, where=str(path), mend=mend)
            segments = {str(part["file"]): [int(number) for number in part["dropped"]] for part in body["segments"]}
            withdrawn = {str(id) for id in body["withdrawn"]}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexBroken("the manifest of the index cannot be read", where=str(path), mend=mend) from error
        if any(Path(name).name != name for name in segments):
            raise IndexBroken("the manifest names a file outside the index", where=str(path), mend=mend)
        return cls(segments, withdrawn)

    def write(self, folder: Path) -> None:
        """Put it into `folder` in one step."""
        body = self._body()
        text = json.dumps({"blake2b": _checksum(body), "index": body}, indent=1)
        write_durably(folder / MANIFEST, text.encode())

    def _body(self) -> dict[str, Json]:
        return {
            "format": FORMAT,
            "segments": [{"file": name, "dropped": list(gone)} for name, gone in self.segments.items()],
            "withdrawn": sorted(self.withdrawn),
        }


def _checksum(body: Json) -> str:
    return hashlib.blake2b(canonical_json(body).encode(), digest_size=16).hexdigest()
