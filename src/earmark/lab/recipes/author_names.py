"""How often a word is a given name or a family name, counted in Project Gutenberg's and LibriVox's people.

Run again: ``python -m earmark.lab.recipes.author_names DATA``, where DATA holds ``gutenberg`` and ``librivox``.
Both catalogues are free facts: Gutenberg's inverted headings say which part of a name is which, LibriVox has columns.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from earmark.authors.given import TABLE
from earmark.authors.script import fold

__all__ = ["count_names", "main"]

LEAST = 3
"""A word seen fewer times says nothing."""
_INVERTED = re.compile(r"([^,()]+), ([^,()]+)(?: \(([^()]*)\))?")


def _people(data: Path) -> Iterator[tuple[str, str]]:
    """(given names, family name) of every person whose parts are known."""
    for row in _rows(data / "gutenberg" / "authors.csv.gz"):
        for name in (row["name"], *row["aliases"].split(" | ")):
            found = _INVERTED.fullmatch(name)
            if found:
                yield found[3] or found[2], found[1]
    for row in _rows(data / "librivox" / "people.csv.gz"):
        if row["first_name"].strip():
            yield row["first_name"], row["last_name"]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def count_names(data: Path) -> list[tuple[str, int, int]]:
    """(folded word, times a given name, times a family name), sorted by word."""
    given: Counter[str] = Counter()
    family: Counter[str] = Counter()
    for first, last in _people(data):
        given.update(word for word in fold(first).split() if len(word) > 1)
        family.update(word for word in fold(last).split() if len(word) > 1)
    words = sorted(word for word in given.keys() | family.keys() if given[word] + family[word] >= LEAST)
    return [(word, given[word], family[word]) for word in words]


def main() -> None:
    """Write the table that ships."""
    with TABLE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["word", "given", "family"])
        writer.writerows(count_names(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
