"""The pages a user reads, taken apart."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from earmark.cli.app import app

__all__ = ["PAGES", "ROOT", "Block", "blocks", "command_lines", "command_named", "commands", "options", "prose"]

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(earmark [^`]+)`")
_COMMAND = re.compile(r"(?:\$ )?(?:[A-Z_]+=\S+ )*(earmark [a-z-].*)")
_REST = re.compile(r"\s{2,}\S.*| # .*| [|>;&·].*| 2>.*")
"""What follows a command on its line: a remark in a further column, a pipe, another command."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    text: str


def blocks(page: Path, language: str | None = None) -> list[Block]:
    """The fenced blocks of `page`, or those of one language."""
    found = [Block(name, text) for name, text in _BLOCK.findall(page.read_text("utf-8"))]
    return [block for block in found if language in (None, block.language)]


def prose(page: Path) -> str:
    """`page` without its fenced blocks."""
    return _BLOCK.sub("", page.read_text("utf-8"))


def command_lines(page: Path) -> Iterator[list[str]]:
    """The words of each ``earmark`` command in blocks and in inline code, ``earmark`` left out."""
    lines = [line for block in blocks(page) for line in block.text.replace("\\\n", " ").splitlines()]
    for line in [*lines, *_INLINE.findall(prose(page))]:
        found = _COMMAND.fullmatch(line.strip())
        if found:
            yield shlex.split(_REST.sub("", re.sub(r"[\[\]]", "", found[1])))[1:]


def commands() -> dict[tuple[str, ...], TyperCommand | TyperGroup]:
    """Every command of the command line by its words; the empty one is ``earmark`` itself."""
    return dict(_walk(get_command(app), ()))


def _walk(command: object, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], TyperCommand | TyperGroup]]:
    assert isinstance(command, TyperCommand | TyperGroup)
    yield words, command
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from _walk(below, (*words, name))


def options(command: TyperCommand | TyperGroup) -> list[TyperOption]:
    """The options of `command`, without ``--help``, which all have."""
    return [parameter for parameter in command.params if isinstance(parameter, TyperOption)]


def command_named(words: list[str]) -> tuple[str, ...] | None:
    """The longest command that `words` begin with; None if the first of them is none."""
    known = commands()
    if words and not words[0].startswith("-") and (words[0],) not in known:
        return None
    ends = range(len(words), -1, -1)
    return next(tuple(words[:end]) for end in ends if tuple(words[:end]) in known)
