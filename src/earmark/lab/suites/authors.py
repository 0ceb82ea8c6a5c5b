"""Authors: credits linked to agents, credits grouped, and conflicting author lists settled."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from earmark.authors import AuthorClaim, cluster, fold, parse_field, settle
from earmark.authors.linking.model import shipped_model
from earmark.core.errors import BadInput
from earmark.lab.authors.catalogues import FOLDS, gutenberg, librivox
from earmark.lab.authors.grouping import groupings
from earmark.lab.authors.measures import b_cubed, b_cubed_f1
from earmark.lab.authors.pairs import BASELINES, answers, baseline, pairs_of
from earmark.lab.authors.tasks import Task, aliases, creators, creators_to_gutenberg
from earmark.lab.authors.truth import accu, truthfinder, vote
from earmark.lab.metrics import calibration_error, detection, mean, of_rows, ratio
from earmark.lab.suite import Progress, Row, every_file

__all__ = [
    "CLAIM_METRICS",
    "CLUSTER_METRICS",
    "LINK_METRICS",
    "AuthorsClaimsSuite",
    "AuthorsClusterSuite",
    "AuthorsLinkSuite",
    "claim_rows",
    "cluster_rows",
    "link_tasks",
    "surname_and_initial",
]

EVERY_PART = tuple(range(FOLDS))
THRESHOLDS = {"exact": 1.0, "surname + initial": 1.0, "Jaro-Winkler": 0.93}
LINK_METRICS = (
    *detection(both="linked_right", truth="known", found="linked", prefix="link ")[::-1],
    ratio("new recall", {"new_right": 1}, {"unknown": 1}),
    ratio("first candidate right", {"first_right": 1}, {"known": 1}),
    ratio("pair completeness", {"candidate": 1}, {"known": 1}),
    of_rows("calibration error", ("probability", "good"), calibration_error, higher_is_better=False),
)
CLUSTER_METRICS = (
    of_rows("B3 F1", ("precision", "recall"), b_cubed_f1),
    mean("B3 precision", "precision"),
    mean("B3 recall", "recall"),
)
CLAIM_METRICS = (mean("right author set", "right"),)


class AuthorsLinkSuite:
    """Real creator strings and aliases to authors, of whom 30 % are not in the base.

    Data: a folder with ``gutenberg/`` and ``librivox/``. The model that ships was trained on the development split of
    these: its figures there are not what it does on people it never saw (benchmarks/authors_linking.py says that).
    """

    name = "authors-link"
    version = "1"
    slices = ("task",)
    metrics = LINK_METRICS

    def files(self, data: Path) -> Iterable[Path]:
        """Every file of the two folders."""
        return [*every_file(data / "gutenberg"), *every_file(data / "librivox")]

    def evaluate(self, data: Path, *, seed: int, progress: Progress) -> Iterator[Row]:
        """The rows of earmark and of three baselines, task by task."""
        model = shipped_model("link")
        for done, task in enumerate(link_tasks(data, seed=seed), start=1):
            pairs = pairs_of(task)
            yield from answers(pairs, "earmark", model.probabilities(pairs.rows), EVERY_PART)
            for name in BASELINES:
                yield from answers(pairs, name, baseline(name, pairs), EVERY_PART, least=THRESHOLDS[name])
            progress(done, 6)


def link_tasks(data: Path, *, seed: int) -> Iterator[Task]:
    """The tasks with names alone and with context, named so."""
    pg, lv = gutenberg(data / "gutenberg"), librivox(data / "librivox")
    for context, word in ((False, "names"), (True, "context")):
        for task in (
            creators(lv, seed=seed, context=context),
            creators_to_gutenberg(lv, pg, seed=seed, context=context),
            aliases(pg, seed=seed, context=context),
        ):
            yield Task(f"{task.name}, {word}", task.credits, task.truth, task.groups, task.agents)


class AuthorsClusterSuite:
    """Books of Gutenberg authors under rendered names, of whom 0, 10 and 30 % were renamed to another.

    Data: a folder with ``gutenberg/``.
    """

    name = "authors-cluster"
    version = "1"
    slices = ("renamed",)
    metrics = CLUSTER_METRICS

    def files(self, data: Path) -> Iterable[Path]:
        """Every file of the folder."""
        return every_file(data / "gutenberg")

    def evaluate(self, data: Path, *, seed: int, progress: Progress) -> Iterator[Row]:
        """The rows of earmark and of surname + first initial."""
        posed = groupings(gutenberg(data / "gutenberg"), seed=seed)
        for done, grouping in enumerate(posed, start=1):
            credits, truth = grouping.of(EVERY_PART)
            found = [member.cluster for member in cluster(credits)]
            yield from cluster_rows("earmark", found, truth, grouping.share)
            simple = [surname_and_initial(credit.text) for credit in credits]
            yield from cluster_rows("surname + initial", simple, truth, grouping.share)
            progress(done, len(posed))


def surname_and_initial(text: str) -> str:
    """The one-line rule that any grouping has to beat."""
    name = parse_field(text)[0].name
    return f"{fold(name.family)} {fold(name.given)[:1]}"


def cluster_rows(system: str, found: list[str], truth: list[str], share: float) -> Iterator[Row]:
    """A row for each credit: the precision and recall of its group. Agents are drawn whole for intervals."""
    for at, (precision, recall) in enumerate(b_cubed(found, truth)):
        yield {
            "system": system,
            "item": f"{share:g}/{at}",
            "group": truth[at],
            "loss": 1 - 2 * precision * recall / (precision + recall),
            "renamed": share,
            "precision": precision,
            "recall": recall,
        }


class AuthorsClaimsSuite:
    """Author lists of many sellers for one book, against the true ones: the exact set of family names.

    Data: a folder with ``abebooks_claims/``.
    """

    name = "authors-claims"
    version = "1"
    slices = ()
    metrics = CLAIM_METRICS

    def files(self, data: Path) -> Iterable[Path]:
        """Every file of the folder."""
        return every_file(data / "abebooks_claims")

    def evaluate(self, data: Path, *, seed: int, progress: Progress) -> Iterator[Row]:
        """The rows of earmark, vote, TruthFinder and Accu; nothing is drawn at random."""
        del seed
        folder = data / "abebooks_claims"
        with gzip.open(folder / "claims.csv.gz", "rt", encoding="utf-8", newline="") as stream:
            claims = [AuthorClaim(row["isbn"], row["authors_claimed"], row["source"]) for row in csv.DictReader(stream)]
        with (folder / "gold.csv").open(encoding="utf-8", newline="") as stream:
            gold = _gold(stream)
        yield from claim_rows(claims, gold)
        progress(1, 1)


def _gold(stream: TextIO) -> dict[str, frozenset[str]]:
    return {
        row["isbn"]: frozenset(
            fold(author.split(",")[0]).replace(" ", "") for author in row["authors"].split(";") if author.strip()
        )
        for row in csv.DictReader(stream)
    }


def claim_rows(claims: list[AuthorClaim], gold: dict[str, frozenset[str]]) -> Iterator[Row]:
    """A row for each book whose authors are known, and each system.

    Raises:
        BadInput: if no claim is about such a book.
    """
    believed: dict[str, dict[str, float]] = {}
    for each in settle(claims):
        believed.setdefault(each.book, {})[each.family] = each.probability
    if not believed.keys() & gold.keys():
        raise BadInput("no claim is about a book whose authors are known")
    systems = {
        "earmark": {book: _believed(names) for book, names in believed.items()},
        "vote": vote(claims),
        "TruthFinder": truthfinder(claims),
        "Accu": accu(claims),
    }
    for system, found in systems.items():
        for book, names in gold.items():
            right = found.get(book, frozenset()) == names
            yield {
                "system": system,
                "item": book,
                "group": book,
                "loss": not right,
                "right": right,
                "found": " ".join(sorted(found.get(book, frozenset()))),
                "truth": " ".join(sorted(names)),
            }


def _believed(names: dict[str, float]) -> frozenset[str]:
    likely = {family for family, probability in names.items() if probability >= 0.5}
    return frozenset(likely or {max(names, key=lambda family: names[family])})
