"""Analyzers of other people's packages, as they come installed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

__all__ = ["install_plugins"]


def install_plugins(folder: Path, monkeypatch: pytest.MonkeyPatch, entries: Mapping[str, str]) -> None:
    """A package in `folder` whose entry points are analyzers: ``module:factory`` by name."""
    metadata = folder / "plugins-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: plugins\nVersion: 1.0\n")
    lines = [f"{name} = {entry}" for name, entry in entries.items()]
    (metadata / "entry_points.txt").write_text("\n".join(["[earmark.analyzers]", *lines, ""]))
    monkeypatch.syspath_prepend(str(folder))
