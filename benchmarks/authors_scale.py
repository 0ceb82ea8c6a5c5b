"""What linking costs as the base and the credits grow.

    python -m benchmarks.authors_scale --data DIR [--sizes 100000,1000000]

Names are composed of the given and family names of Project Gutenberg's authors (DIR holds ``gutenberg``) drawn as often
as they occur there; every second agent has a title and subjects. Each agent is credited once under a rendered name; a
tenth of the credits name nobody in the base. CPU seconds of one process, and its peak memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from earmark.authors import Agent, Context, Credit, Linker, Outcome, parse_field
from earmark.authors.linking import linker as linker_module
from earmark.authors.linking.blocking import Blocks
from earmark.authors.linking.linker import CHUNK
from earmark.lab.authors.catalogues import gutenberg
from earmark.lab.authors.variants import render

UNKNOWN = 0.1


def main(
    data: Annotated[Path, typer.Option(help="Folder with gutenberg.")],
    sizes: Annotated[str, typer.Option(help="Agents, and as many credits.")] = "100000,1000000",
    seed: int = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print CPU seconds to build a base and to link, the share linked rightly, and peak memory."""
    names = _names(data)
    found = []
    for size in sizes.split(","):
        found.append(_measured(names, int(size), seed))
        if not as_json:
            typer.echo("  ".join(f"{name} {value:g}" for name, value in found[-1].items()))
            sys.stdout.flush()
    if as_json:
        typer.echo(json.dumps(found, indent=1))


def _names(data: Path) -> tuple[list[str], list[str], list[Context]]:
    catalogue = gutenberg(data / "gutenberg")
    people = [found[0].name for person in catalogue.people.values() if (found := parse_field(person.name))]
    contexts = [
        Context(titles=(book.title,), subjects=book.subjects, languages=(book.language,))
        for book in catalogue.books.values()
    ]
    given = [word for name in people for word in name.given.split() if len(word) > 2]
    return given, [name.family for name in people if name.given], contexts


def _measured(names: tuple[list[str], list[str], list[Context]], size: int, seed: int) -> dict[str, Any]:
    next(Linker([Agent("a", "Ann Smith")]).link([Credit("c", "A. Smith")]))  # compiles
    began = time.process_time()
    linker = Linker(_agents(names, size, seed))
    built = time.process_time()
    right = linked = 0
    phases = {"candidates": _timed(Blocks, "candidates"), "features": _timed(linker_module, "pair_features")}
    spent = 0.0
    waiting = _credits(names, size, seed)
    while chunk := list(islice(waiting, CHUNK)):
        begun = time.process_time()
        for link in linker.link(chunk):
            done = link.outcome is Outcome.link
            linked += done
            right += done and link.agent == link.credit.record
        spent += time.process_time() - begun
    return {
        "agents": size,
        "credits": size,
        "build_s": round(built - began, 1),
        "link_s": round(spent, 1),
        "candidates_s": round(phases["candidates"]["s"], 1),
        "features_s": round(phases["features"]["s"], 1),
        "link_us_per_credit": round(1e6 * spent / size, 1),
        "linked": round(linked / size, 4),
        "right_of_linked": round(right / max(linked, 1), 4),
        "peak_gib": round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "linux" else 1 << 30), 2
        ),
    }


def _timed(owner: Any, name: str) -> dict[str, float]:
    """Adds up the CPU seconds of `owner.name` from now on."""
    total = {"s": 0.0}
    inner = getattr(owner, name)
    inner = getattr(inner, "__wrapped__", inner)

    @wraps(inner)
    def timed(*arguments: Any, **more: Any) -> Any:
        begun = time.process_time()
        try:
            return inner(*arguments, **more)
        finally:
            total["s"] += time.process_time() - begun

    setattr(owner, name, timed)
    return total


def _people(names: tuple[list[str], list[str], list[Context]], size: int, seed: int) -> Iterator[tuple[str, Context]]:
    given, family, contexts = names
    chance = np.random.default_rng(seed)
    for at in range(size):
        first, second = given[int(chance.integers(len(given)))], given[int(chance.integers(len(given)))]
        name = f"{family[int(chance.integers(len(family)))]}, {first} {second}"
        yield name, contexts[int(chance.integers(len(contexts)))] if at % 2 else Context()


def _agents(names: tuple[list[str], list[str], list[Context]], size: int, seed: int) -> Iterator[Agent]:
    for at, (name, context) in enumerate(_people(names, size, seed)):
        if at % round(1 / UNKNOWN):
            yield Agent(str(at), name, context=context)


def _credits(names: tuple[list[str], list[str], list[Context]], size: int, seed: int) -> Iterator[Credit]:
    chance = np.random.default_rng(seed + 1)
    for at, (name, context) in enumerate(_people(names, size, seed)):
        yield Credit(f"c{at}", render(name, chance), record=str(at), context=context)


if __name__ == "__main__":
    typer.run(main)
