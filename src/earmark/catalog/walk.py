"""Folders, walked so that links, loops and locked doors do no harm."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Unwalkable", "is_folder", "walk"]


@dataclass(frozen=True, slots=True)
class Unwalkable:
    """A folder or link that leads nowhere.

    Attributes:
        path: which.
        reason: why.
    """

    path: Path
    reason: str


def is_folder(path: Path) -> bool:
    """True for a folder; False also where nobody can tell."""
    try:
        return path.is_dir()
    except OSError:
        return False


def walk(folder: Path) -> Iterator[Path | Unwalkable]:
    """Everything in `folder` and below that is not a folder itself, by name; hidden entries are left out.

    Every real folder is read once and every linked file comes once: links are followed last, when what they
    point to may have been seen already. A link back to a folder that holds it is reported.
    """
    walker = _Walker()
    yield from walker.folder(folder)
    while walker.links:
        yield from walker.link(walker.links.popleft())


class _Walker:
    def __init__(self) -> None:
        self.links: deque[Path] = deque()
        self._folders: set[tuple[int, int]] = set()
        self._files: set[tuple[int, int]] = set()

    def folder(self, root: Path) -> Iterator[Path | Unwalkable]:
        waiting = [root]
        while waiting:
            here = waiting.pop()
            try:
                device = here.stat().st_dev
                entries = self._entries(here)
            except OSError as error:
                yield Unwalkable(here, f"the folder cannot be read ({error.strerror})")
                continue
            folders = []
            for entry in entries:
                if entry.is_symlink():
                    self.links.append(Path(entry.path))
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                else:
                    self._files.add((device, entry.inode()))
                    yield Path(entry.path)
            waiting.extend(reversed(folders))

    def link(self, path: Path) -> Iterator[Path | Unwalkable]:
        try:
            status = path.stat()
            is_folder = path.is_dir()
            target = path.resolve(strict=True)
        except FileNotFoundError:
            yield Unwalkable(path, "the link points to nothing")
            return
        except (OSError, RuntimeError):
            yield Unwalkable(path, "the link leads back to itself")
            return
        identity = (status.st_dev, status.st_ino)
        if is_folder and path.parent.resolve().is_relative_to(target):
            yield Unwalkable(path, "the link leads back to a folder that holds it; it is not followed")
        elif is_folder:
            yield from self.folder(path)
        elif identity not in self._files:
            self._files.add(identity)
            yield path

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        """The visible entries of a folder that was not read before, by name."""
        status = folder.stat()
        identity = (status.st_dev, status.st_ino)
        if identity in self._folders:
            return []
        with os.scandir(folder) as entries:
            visible = [entry for entry in entries if not entry.name.startswith(".")]
        self._folders.add(identity)
        return sorted(visible, key=lambda entry: entry.name)
