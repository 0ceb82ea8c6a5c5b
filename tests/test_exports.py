"""What each module exports is there, and in order."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest

import earmark

# Run by Alembic, and in a process of its own.
SCRIPTS = re.compile(r"earmark\.catalog\.migrations\.|earmark\.narration\.espeak_process$")
MODULES = [found.name for found in walk_packages(earmark.__path__, "earmark.") if not SCRIPTS.match(found.name)]


def _constants_classes_functions(name: str) -> tuple[bool, bool, str]:
    """Constants first, then classes, then the rest, as the linter sorts them."""
    return not name.isupper(), not name[0].isupper(), name


@pytest.mark.parametrize("module", MODULES)
def test_exports_are_there_and_in_order(module):
    found = import_module(module)
    names = getattr(found, "__all__", [])
    assert names == sorted(set(names), key=_constants_classes_functions)
    assert [name for name in names if not hasattr(found, name)] == []


def test_every_module_says_what_it_exports():
    silent = [name for name in MODULES if not hasattr(import_module(name), "__all__")]
    assert all(hasattr(import_module(name), "__path__") for name in silent)
