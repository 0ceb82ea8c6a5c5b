"""Known ways to settle conflicting author lists, as baselines: vote, TruthFinder, Accu. A value is a set of names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from earmark.authors import AuthorClaim
from earmark.authors.claims import family_sets

__all__ = ["accu", "truthfinder", "vote"]

ROUNDS = 20
_Values = dict[str, dict[frozenset[str], list[str]]]


def _values(claims: Sequence[AuthorClaim]) -> _Values:
    """For each book, the suppliers of each set of family names."""
    found: _Values = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        names = frozenset(family_sets(claim.authors))
        if names:
            found[claim.book][names].append(claim.source)
    return found


def vote(claims: Sequence[AuthorClaim]) -> dict[str, frozenset[str]]:
    """The set that most suppliers give, for each book."""
    return {
        book: max(values, key=lambda names: (len(values[names]), len(names), sorted(names)))
        for book, values in _values(claims).items()
    }


def truthfinder(claims: Sequence[AuthorClaim]) -> dict[str, frozenset[str]]:
    """The set of highest confidence, for each book; sets support each other by what they share.

    Reference:
        X. Yin, J. Han, P. S. Yu, "Truth Discovery with Multiple Conflicting Information Providers on the Web", TKDE 20,
        2008: dampening 0.3, base similarity 0.5 as there.
    """
    values = _values(claims)
    trust: dict[str, float] = defaultdict(lambda: 0.9)
    confidence: dict[str, dict[frozenset[str], float]] = {}
    for _ in range(ROUNDS):
        for book, by_set in values.items():
            score = {names: -sum(np.log(1 - trust[s]) for s in sources) for names, sources in by_set.items()}
            raised = {
                names: score[names]
                + 0.5 * sum(score[other] * _implies(other, names) for other in score if other != names)
                for names in score
            }
            confidence[book] = {names: float(1 / (1 + np.exp(-0.3 * raised[names]))) for names in raised}
        trust = _means(values, confidence)
    return {book: max(scores, key=lambda names: scores[names]) for book, scores in confidence.items()}


def accu(claims: Sequence[AuthorClaim], *, false_values: int = 10) -> dict[str, frozenset[str]]:
    """The set of highest probability, for each book, if a supplier errs evenly among `false_values` others.

    Reference:
        X. L. Dong, L. Berti-Equille, D. Srivastava, "Integrating Conflicting Data: The Role of Source Dependence",
        PVLDB 2, 2009; without the detection of copies.
    """
    values = _values(claims)
    accuracy: dict[str, float] = defaultdict(lambda: 0.8)
    probability: dict[str, dict[frozenset[str], float]] = {}
    for _ in range(ROUNDS):
        for book, by_set in values.items():
            score = np.array(
                [
                    sum(np.log(false_values * accuracy[s] / (1 - accuracy[s])) for s in sources)
                    for sources in by_set.values()
                ]
            )
            share = np.exp(score - score.max())
            probability[book] = dict(zip(by_set, (share / share.sum()).tolist(), strict=True))
        accuracy = _means(values, probability)
    return {book: max(shares, key=lambda names: shares[names]) for book, shares in probability.items()}


def _implies(one: frozenset[str], other: frozenset[str]) -> float:
    """How much one list speaks for another: shared names among the other's, 0.5 meaning nothing."""
    return len(one & other) / len(other) - 0.5


def _means(values: _Values, score: dict[str, dict[frozenset[str], float]]) -> dict[str, float]:
    given: dict[str, list[float]] = defaultdict(list)
    for book, by_set in values.items():
        for names, sources in by_set.items():
            for source, times in Counter(sources).items():
                given[source].extend([score[book][names]] * times)
    return {source: float(np.clip(np.mean(scores), 0.05, 0.98)) for source, scores in given.items()}
