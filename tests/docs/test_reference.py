"""Lists in the pages are complete: errors, exit codes, fields of a manifest, reserved columns."""

import re

from earmark.catalog.facts import RESERVED
from earmark.catalog.metadata import KEYS
from earmark.cli import app
from earmark.core import Kind, Run
from earmark.core.errors import EarmarkError
from earmark.engine import Inline
from earmark.engine.manifest import Account, new_run
from tests.docs.pages import ROOT, prose

PAGES = {name: prose(ROOT / f"docs/{name}.md") for name in ("catalogue", "errors", "media", "understand")}


def below(kind: type[EarmarkError]) -> list[type[EarmarkError]]:
    """`kind` and what is derived from it in earmark itself, as a tree is read."""
    children = [child for child in kind.__subclasses__() if child.__module__ == kind.__module__]
    return [kind, *(further for child in children for further in below(child))]


def test_the_error_tree_is_whole_and_in_its_order():
    rows = re.findall(r"^\| ([│├└ ]*)`(\w+)` \|.*\| ([^|]*)\|$", PAGES["errors"], re.MULTILINE)
    assert [name for _, name, _ in rows] == [error.__name__ for error in below(EarmarkError)]
    known = {error.__name__: error for error in below(EarmarkError)}
    for branch, name, again in rows:
        assert len(branch.split()) == len(known[name].__mro__) - len(EarmarkError.__mro__), name
        assert again.strip().endswith("times") == known[name].transient, name


def test_exit_codes_are_those_of_the_program():
    told = re.findall(r"^ {4}(\d+) ", app.__doc__ or "", re.MULTILINE)
    assert told
    assert re.findall(r"^\| (\d+) \|", PAGES["errors"], re.MULTILINE) == told


def test_the_manifest_is_described():
    opened = new_run(Inline().name, [])
    run: Run = opened.close("done")
    code, machine = run.manifest["code"], run.manifest["machine"]
    assert isinstance(code, dict)
    assert isinstance(machine, dict)
    for name in (*run.manifest, *code, *machine, *Account("1").json()):
        assert f"`{name}`" in PAGES["understand"], name


def test_columns_and_kinds_are_described():
    for name in (*RESERVED, *KEYS, *Kind):
        assert f"`{name}`" in PAGES["catalogue"], name


def test_every_figure_names_a_benchmark_that_exists():
    for text in PAGES.values():
        for module in re.findall(r"python -m benchmarks\.(\w+)", text):
            assert (ROOT / f"benchmarks/{module}.py").exists(), module
