"""Which words of a page are the article: earmark beside the libraries that it asks.

    python -m benchmarks.narration_text --data DIR [--seed 1]

DIR is a set of pages as the article extraction benchmark of Scrapinghub has it: ``ground-truth.json`` and
``html/ID.html.gz``. The measure is that of the benchmark: precision and recall of runs of four words per page, their
means, F1 of these. Intervals are of 2000 resamples of sites.
"""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import numpy as np
import typer
from numpy.typing import NDArray

from earmark.core.errors import EarmarkError
from earmark.narration import body_text, document_of
from earmark.narration.html.dom import decoded

RESAMPLES = 2000


def by_earmark(content: bytes) -> str:
    """The body by earmark; empty where it finds none."""
    try:
        return body_text(document_of(content, uri="page.html"))
    except EarmarkError:
        return ""


def by_trafilatura(content: bytes) -> str:
    """The body by trafilatura, without comments."""
    import trafilatura

    return trafilatura.extract(decoded(content), include_comments=False) or ""


def by_readability(content: bytes) -> str:
    """The body by readability-lxml, a line per block."""
    from lxml import html
    from readability import Document

    summary = Document(decoded(content)).summary(html_partial=True)
    return str(html.fromstring(re.sub(r"</?(?:p|div|li|h\d|br|td|tr)\b[^>]*>", "\n", summary)).text_content())


SYSTEMS: dict[str, Callable[[bytes], str]] = {
    "earmark": by_earmark,
    "trafilatura": by_trafilatura,
    "readability-lxml": by_readability,
}


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words with their counts, as the benchmark makes them."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def shares(truth: str, found: str) -> tuple[float, float]:
    """Precision and recall of one page."""
    wanted, had = shingles(truth), shingles(found)
    both = sum((wanted & had).values())
    return both / max(1, sum(had.values())), both / max(1, sum(wanted.values()))


def f1(rows: NDArray[np.float64]) -> float:
    """F1 of mean precision and mean recall [shape=(pages, 2)]."""
    precision, recall = rows.mean(axis=0)
    return float(2 * precision * recall / max(1e-9, precision + recall))


def resampled(rows: dict[str, NDArray[np.float64]], sites: list[list[int]], seed: int) -> dict[str, list[float]]:
    """F1 of every system on the same resamples of sites."""
    chance = np.random.default_rng(seed)
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(RESAMPLES):
        pages = [page for site in chance.integers(len(sites), size=len(sites)) for page in sites[site]]
        for name, values in rows.items():
            found[name].append(f1(values[pages]))
    return found


def interval(values: list[float] | NDArray[np.float64]) -> list[float]:
    """The middle 95 % of resampled values."""
    return [round(float(edge), 4) for edge in np.percentile(values, [2.5, 97.5])]


def main(
    data: Annotated[Path, typer.Option(help="Folder with ground-truth.json and html/.")],
    seed: Annotated[int, typer.Option(help="Of the resamples.")] = 1,
) -> None:
    """Measure and print."""
    truth = json.loads((data / "ground-truth.json").read_text("utf-8"))
    pages = {name: gzip.decompress((data / f"html/{name}.html.gz").read_bytes()) for name in truth}
    rows: dict[str, NDArray[np.float64]] = {}
    seconds: dict[str, float] = {}
    for system, read in SYSTEMS.items():
        before = time.process_time()
        found = {name: read(content) for name, content in pages.items()}
        seconds[system] = time.process_time() - before
        rows[system] = np.array([shares(truth[name]["articleBody"], found[name]) for name in truth])
    by_site: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(truth):
        by_site[urlsplit(truth[name]["url"]).hostname or name].append(number)
    spread = resampled(rows, list(by_site.values()), seed)
    systems = {
        name: {
            "F1": round(f1(values), 4),
            "interval": interval(spread[name]),
            "precision": round(float(values[:, 0].mean()), 4),
            "recall": round(float(values[:, 1].mean()), 4),
            "CPU ms per page": round(1000 * seconds[name] / len(truth), 1),
            "F1 less than earmark by": round(f1(rows["earmark"]) - f1(values), 4),
            "interval of that": interval(np.array(spread["earmark"]) - np.array(spread[name])),
        }
        for name, values in rows.items()
    }
    print(json.dumps({"pages": len(truth), "sites": len(by_site), "systems": systems}, indent=1))


if __name__ == "__main__":
    typer.run(main)
