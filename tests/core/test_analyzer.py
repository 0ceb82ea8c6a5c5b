"""Which analyzers are found."""

from __future__ import annotations

from pathlib import Path

from earmark.core import installed_analyzers
from tests.core.plugins import install_plugins
from tests.engine.analyzers import Obedient


def homely(home: Path) -> Obedient:
    return Obedient(name="test.homely", state=str(home))


def fussy(home: Path) -> Obedient:
    raise OSError("no licence")


def test_what_is_installed_is_made_for_its_home(tmp_path, monkeypatch):
    install_plugins(tmp_path, monkeypatch, {"test.homely": f"{__name__}:homely"})
    found = installed_analyzers(tmp_path)
    assert found.analyzers["test.homely"].state == str(tmp_path)
    assert "music.find" in found.analyzers
    assert list(found.analyzers) == sorted(found.analyzers)
    assert not found.broken


def test_a_broken_one_is_reported_and_spoils_no_other(tmp_path, monkeypatch):
    (tmp_path / "torn_plugin.py").write_text("def\n")
    entries = {
        "a.missing": "no_such_module_anywhere:create",
        "a.torn": "torn_plugin:create",
        "a.nameless": f"{__name__}:nameless",
        "a.fussy": f"{__name__}:fussy",
        "test.homely": f"{__name__}:homely",
    }
    install_plugins(tmp_path, monkeypatch, entries)
    found = installed_analyzers(tmp_path)
    assert {"music.find", "test.homely"} <= found.analyzers.keys()
    assert {name: failure.error for name, failure in found.broken.items()} == {
        "a.fussy": "OSError",
        "a.missing": "ModuleNotFoundError",
        "a.nameless": "AttributeError",
        "a.torn": "SyntaxError",
    }
    assert found.broken["a.fussy"].message == "no licence"
    assert "in fussy" in found.broken["a.fussy"].detail
