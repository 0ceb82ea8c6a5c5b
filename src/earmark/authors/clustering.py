"""Which credits are one agent's, when there is no base of agents.

Pairs of credits get a probability from the pair model; credits are joined by average linkage, and never where two of
them cannot be one person: two people of one record, namesakes with other suffixes, other years of birth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from earmark.authors.contributor import AgentKind
from earmark.authors.entities import Credit
from earmark.authors.linking.blocking import Blocks, Candidates
from earmark.authors.linking.encode import KINDS, Encoded, Encoder
from earmark.authors.linking.features import FEATURES, Base, pair_features
from earmark.authors.linking.model import PairModel, shipped_model
from earmark.authors.linking.tokens import TokenArrays
from earmark.authors.linking.topics import Topics

__all__ = ["THRESHOLD", "Member", "Prepared", "cluster", "prepare"]

THRESHOLD = 0.5
"""Mean probability between two groups from which they are joined."""
NEIGHBOURS = 48
LARGEST = 400
"""Credits compared each with each; larger tangles are first cut where their pairs are least likely."""
_CUTS = (0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98)
_SUFFIX, _BORN = FEATURES.index("suffix"), FEATURES.index("born")


@dataclass(frozen=True, slots=True)
class Member:
    """A credit in its cluster.

    Attributes:
        credit: the credit.
        cluster: named after the first credit in it, so that more credits later do not rename it.
        probability: that the credit belongs with the others there: the mean over them; alone, that it is nobody else's.
    """

    credit: Credit
    cluster: str
    probability: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """Credits ready to be compared: as records, as their own base, with candidates for each."""

    encoded: Encoded
    base: Base
    tokens: TokenArrays
    candidates: Candidates


def prepare(credits: Sequence[Credit], topics: Topics | None = None) -> Prepared:
    """Encode `credits` and find for each the others that share a key with it."""
    encoder = Encoder(topics)
    encoded = encoder.credits(credits, learn=True)
    tokens = encoder.tokens.arrays()
    itself = np.arange(len(encoded), dtype=np.int32)
    candidates = Blocks(encoded, tokens).candidates(encoded, tokens, excluded=itself, top=NEIGHBOURS)
    return Prepared(encoded, Base.of(encoded, tokens, encoder.terms), tokens, candidates)


def cluster(
    credits: Sequence[Credit],
    *,
    model: PairModel | None = None,
    topics: Topics | None = None,
    threshold: float = THRESHOLD,
) -> list[Member]:
    """The cluster of each credit, in order.

    Args:
        credits: what to group.
        model: the pair model; None for the one that ships.
        topics: vectors of terms; None for those that ship.
        threshold: mean probability from which groups are joined, 0 to 1.

    Reference:
        S. Subramanian et al., "S2AND: A Benchmark and Evaluation System for Author Name Disambiguation", JCDL 2021.
    """
    if not credits:
        return []
    used = model or shipped_model("cluster")
    ready = prepare(credits, topics)
    person = ready.encoded.kind != KINDS.index(AgentKind.placeholder)
    likely = _mutual(ready, used)
    labels = np.arange(len(credits))
    sure = np.ones(len(credits))
    for group in _tangles(likely, person):
        found, confidence = _grouped(group, credits, ready, used, threshold)
        labels[group], sure[group] = group[found], confidence
    return [Member(credit, _name(credits[labels[at]]), float(sure[at])) for at, credit in enumerate(credits)]


def _name(first: Credit) -> str:
    return first.id if first.position == 1 else f"{first.id}#{first.position}"


def _mutual(ready: Prepared, model: PairModel) -> coo_array:
    """Probability of each candidate pair [shape=(credits, credits), sparse]."""
    rows = pair_features(ready.encoded, ready.base, ready.tokens, ready.candidates)
    credit = np.repeat(np.arange(len(ready.encoded)), np.diff(ready.candidates.start))
    n = len(ready.encoded)
    return coo_array((model.probabilities(rows), (credit, ready.candidates.agent)), shape=(n, n))


def _tangles(likely: coo_array, person: NDArray[np.bool_]) -> Iterator[NDArray[np.int64]]:
    """Sets of credits among which pairs are likely, each with at most `LARGEST`; lone credits are left out."""
    waiting = [(np.flatnonzero(person), 0)]
    matrix = likely.tocsr()
    while waiting:
        group, cut = waiting.pop()
        part = matrix[group][:, group].tocoo()
        strong = part.data >= _CUTS[cut]
        edges = coo_array((part.data[strong], (part.row[strong], part.col[strong])), shape=part.shape)
        count, label = connected_components(edges, directed=False)
        order = np.argsort(label, kind="stable")
        for members in np.split(group[order], np.cumsum(np.bincount(label, minlength=count))[:-1]):
            if len(members) > LARGEST and cut + 1 < len(_CUTS):
                waiting.append((members, cut + 1))
            elif len(members) > 1:
                yield from (members[at : at + LARGEST] for at in range(0, len(members), LARGEST))


def _grouped(
    group: NDArray[np.int64], credits: Sequence[Credit], ready: Prepared, model: PairModel, threshold: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(place in `group` of the first member of each one's cluster, its confidence)."""
    n = len(group)
    everyone = Candidates(np.arange(0, n * n + 1, n, dtype=np.int64), np.tile(group, n).astype(np.int32))
    rows = pair_features(_taken(ready.encoded, group), ready.base, ready.tokens, everyone)
    likely = model.probabilities(rows).reshape(n, n)
    likely = (likely + likely.T) / 2
    np.fill_diagonal(likely, 1.0)
    apart = _cannot(group, credits, rows.reshape(n, n, -1))
    label = _average_linkage(np.where(apart, -1e9, likely), threshold)
    same = label[:, None] == label[None, :]
    np.fill_diagonal(same, False)
    inside = np.where(same, likely, 0.0).sum(1) / np.maximum(same.sum(1), 1)
    outside = 1.0 - np.where(same | np.eye(n, dtype=bool) | apart, 0.0, likely).max(1)
    return label, np.where(same.any(1), inside, outside)


def _cannot(group: NDArray[np.int64], credits: Sequence[Credit], rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Pairs that are two people: of one record, with other suffixes, born in other years [shape=(n, n)]."""
    numbers: dict[str, int] = {}
    record = np.array([numbers.setdefault(credits[at].record or f"{credits[at].id}\0", len(numbers)) for at in group])
    together = record[:, None] == record[None, :]
    np.fill_diagonal(together, False)
    apart: NDArray[np.bool_] = together | (rows[:, :, _SUFFIX] == -1) | (rows[:, :, _BORN] == -1)
    return apart | apart.T


def _taken(encoded: Encoded, group: NDArray[np.int64]) -> Encoded:
    """The records of `group` alone."""
    forms = _ranges(encoded.start, group)
    terms = tuple((_starts(start, group), numbers[_ranges(start, group)]) for start, numbers in encoded.terms)
    return Encoded(
        _starts(encoded.start, group),
        encoded.tokens[forms],
        encoded.givens[forms],
        encoded.count[forms],
        encoded.family[forms],
        encoded.joined[forms],
        encoded.turned[forms],
        encoded.suffix[forms],
        encoded.gender[forms],
        encoded.kind[group],
        encoded.years[group],
        terms,
        encoded.topics[group],
    )


def _starts(start: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(start[group + 1] - start[group]))).astype(np.int64)


def _ranges(start: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.int64]:
    parts = [np.arange(start[at], start[at + 1]) for at in group]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


@njit(cache=True)
def _join(mean, size, label, one, other):  # type: ignore[no-untyped-def]
    """Group `other` becomes part of group `one`."""
    n = len(mean)
    for at in range(n):
        if size[at] > 0 and at not in (one, other):
            joined = (mean[one, at] * size[one] + mean[other, at] * size[other]) / (size[one] + size[other])
            mean[one, at] = mean[at, one] = joined
        if label[at] == other:
            label[at] = one
    size[one] += size[other]
    size[other] = 0.0
    mean[other, :] = -np.inf
    mean[:, other] = -np.inf


@njit(cache=True)
def _average_linkage(likely, threshold):  # type: ignore[no-untyped-def]
    """Joins the two groups of highest mean likeness until none reaches `threshold`; the first member of each one's."""
    n = len(likely)
    mean = likely.copy()
    size = np.ones(n)
    label = np.arange(n)
    np.fill_diagonal(mean, -np.inf)
    while True:
        best = np.argmax(mean)
        one, other = best // n, best % n
        if mean[one, other] < threshold:
            return label
        _join(mean, size, label, min(one, other), max(one, other))
