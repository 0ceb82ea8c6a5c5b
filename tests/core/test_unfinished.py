"""Folders aside: made, renamed, given up, left behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from earmark.core.errors import BadInput
from earmark.core.unfinished import unfinished

KILLED = """
import os, sys
from pathlib import Path
from earmark.core.unfinished import unfinished
with unfinished(Path(sys.argv[1]), "media") as folder:
    (folder / "half.wav").touch()
    os.kill(os.getpid(), 9)
"""


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_folder_is_renamed_or_gone(tmp_path):
    parent = tmp_path / "not" / "yet"
    with unfinished(parent, "media") as folder:
        assert folder.name.startswith(".media-")
        folder.rename(parent / "media")
    with unfinished(parent, "media") as folder:
        (folder / "half.wav").touch()
    assert names(parent) == {"media"}


def test_what_a_killed_process_left_is_removed_and_nothing_else(tmp_path):
    others = {".media-notes", ".media-1-2-3", ".other-999999999-1", "media-999999999-1"}
    for name in others:
        (tmp_path / name).mkdir()
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    (left,) = names(tmp_path) - others
    with unfinished(tmp_path, "media") as mine, unfinished(tmp_path, "media") as again:
        assert names(tmp_path) == others | {mine.name, again.name}
        assert left not in names(tmp_path)


def test_a_folder_that_is_held_is_left_alone_whoever_holds_it(tmp_path):
    """As another container sees it: the process has no number here."""
    with unfinished(tmp_path, "media") as folder:
        stranger = folder.rename(tmp_path / ".media-999999999-1")
        with unfinished(tmp_path, "media"):
            assert stranger.is_dir()
    with unfinished(tmp_path, "media"):
        assert not stranger.exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="cannot be written"), unfinished(tmp_path / "file", "media"):
        pass
