"""What is known of a pair of credit and agent, as a row of numbers for the pair model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.authors.linking.blocking import Candidates
from earmark.authors.linking.encode import MOST_TOKENS, TERMS, Encoded
from earmark.authors.linking.names import NAME_FEATURES, compare_forms
from earmark.authors.linking.tokens import TokenArrays

__all__ = ["CONTEXT_FEATURES", "FEATURES", "MONOTONE", "Base", "pair_features"]

CONTEXT_FEATURES = (
    "kind",
    "born",
    "died",
    "age_at_publication",
    "years_after_death",
    *(f"{term}_shared" for term in TERMS),
    *(f"{term}_weight" for term in TERMS),
    "works",
    "topic_likeness",
)
COMPETITION_FEATURES = ("name_lead", "subject_lead", "namesakes", "alias", "as_good")
FEATURES = (*NAME_FEATURES, *CONTEXT_FEATURES, *COMPETITION_FEATURES)
"""Columns of `pair_features`. NaN where one side says nothing."""

_RISING = {
    *("family_likeness", "family_equal", "first_given", "givens_equal", "words_shared", "credit_words_covered"),
    *(
        "agent_words_covered",
        "joined_likeness",
        "joined_equal",
        "suffix",
        "gender",
        "whole_name_shared",
        "born",
        "died",
    ),
    *("name_lead", "subject_lead", "topic_likeness"),
    *(f"{term}_weight" for term in TERMS),
    *(f"{term}_shared" for term in TERMS),
}
_FALLING = {"givens_conflicting", "namesakes", "as_good"}
MONOTONE = tuple(1 if name in _RISING else -1 if name in _FALLING else 0 for name in FEATURES)
"""1 where a larger value may only make a link likelier, -1 only less likely, 0 either."""

_ROWS = 100_000
"""Pairs whose topics are multiplied at a time."""
_N_NAMES = len(NAME_FEATURES)
_N_CONTEXT = len(CONTEXT_FEATURES)
_N_TERMS = len(TERMS)
_TITLES = TERMS.index("titles")


@dataclass(frozen=True, slots=True)
class Base:
    """Agents, and how rare their words and terms are among them.

    Attributes:
        agents: the agents.
        rarity: of words, log(agents / agents with it) [shape=(tokens,)].
        term_rarity: of terms, likewise [shape=(terms + 1,)]; the last is that of a term that no agent has.
        namesakes: for each agent, how many share family name and first initial [shape=(agents,)].
    """

    agents: Encoded
    rarity: NDArray[np.float32]
    term_rarity: NDArray[np.float32]
    namesakes: NDArray[np.float32]

    @classmethod
    def of(cls, agents: Encoded, tokens: TokenArrays, terms: int) -> Base:
        """The base of `agents` whose words are in `tokens` and who have `terms` terms among them."""
        n = max(len(agents), 1)
        used = np.arange(MOST_TOKENS)[None, :] < agents.count[:, None]
        found = np.bincount(agents.tokens[used], minlength=len(tokens.length))
        rarity = np.log((n + 1) / (np.minimum(found, n) + 1)).astype(np.float32)
        frequency = np.zeros(terms + 1)
        for _, numbers in agents.terms:
            frequency[:terms] += np.bincount(numbers[numbers >= 0], minlength=terms)[:terms]
        term_rarity = np.log((n + 1) / (np.minimum(frequency, n) + 1)).astype(np.float32)
        return cls(agents, rarity, term_rarity, _namesakes(agents, tokens))

    def rarity_of(self, tokens: TokenArrays) -> NDArray[np.float32]:
        """`rarity` for all of `tokens`; words that came after the base are the rarest."""
        later = len(tokens.length) - len(self.rarity)
        return np.append(self.rarity, np.full(later, np.log(len(self.agents) + 1), np.float32))


def _namesakes(agents: Encoded, tokens: TokenArrays) -> NDArray[np.float32]:
    has_name = agents.start[1:] > agents.start[:-1]
    first = np.minimum(agents.start[:-1], max(len(agents.count) - 1, 0))
    initial = tokens.letters[agents.tokens[first, 0], 0].astype(np.int64) * (agents.givens[first] > 0)
    key = agents.family[first].astype(np.int64) * 256 + initial
    _, place, counts = np.unique(key, return_inverse=True, return_counts=True)
    return np.where(has_name, np.log(counts[place]), 0.0).astype(np.float32)


@njit(cache=True)
def _shared(one, other, rarity):  # type: ignore[no-untyped-def]
    """(rarity of shared terms, of all of `one`, how many are shared); both are sorted."""
    i = j = 0
    shared = total = 0.0
    n = 0
    for at in range(len(one)):
        total += rarity[one[at]]
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            if one[i] >= 0:
                shared += rarity[one[i]]
                n += 1
            i += 1
            j += 1
        elif one[i] < other[j]:
            i += 1
        else:
            j += 1
    return shared, total, n


@njit(cache=True)
def _same_year(one, other):  # type: ignore[no-untyped-def]
    """1 for one year, 0.5 for a year apart, else -1; NaN where one is unknown."""
    if np.isnan(one) or np.isnan(other):
        return np.nan
    apart = abs(one - other)
    return 1.0 if apart == 0 else 0.5 if apart <= 1 else -1.0


@njit(cache=True)
def _context(kinds, years, other_kinds, other_years, i, j, out):  # type: ignore[no-untyped-def]
    out[0] = 1.0 if kinds[i] == other_kinds[j] else 0.0
    out[1] = _same_year(years[i, 0], other_years[j, 0])
    out[2] = _same_year(years[i, 1], other_years[j, 1])
    out[3] = years[i, 2] - other_years[j, 0]
    out[4] = years[i, 2] - other_years[j, 1]


@njit(cache=True)
def _best_forms(letters, length, nickname, rarity, one, other, i, j, out):  # type: ignore[no-untyped-def]
    """Writes the comparison of the two forms that agree best; (their score, place of the agent's form)."""
    start, tokens, info = one
    other_start, other_tokens, other_info = other
    best, alias = -np.inf, 0
    row = np.empty(_N_NAMES)
    out[:_N_NAMES] = np.nan
    for a in range(start[i], start[i + 1]):
        for b in range(other_start[j], other_start[j + 1]):
            score = compare_forms(
                letters, length, nickname, rarity, tokens[a], info[a], other_tokens[b], other_info[b], row
            )
            if score > best:
                best, alias = score, b - other_start[j]
                out[:_N_NAMES] = row
    return best, alias


@njit(cache=True)
def _competition(score, subjects, begin, end, out):  # type: ignore[no-untyped-def]
    """How far each candidate of one credit is before the best of the others, by name and by subject."""
    for at in range(begin, end):
        name, subject, as_good = 0.0, 0.0, 0
        for other in range(begin, end):
            if other != at:
                name = max(name, score[other])
                if score[other] >= score[at] - 0.05:
                    as_good += 1
                    subject = max(subject, subjects[other])
        out[at, 0] = score[at] - name
        out[at, 1] = subjects[at] - subject
        out[at, 4] = as_good


@njit(cache=True)
def _rows(  # type: ignore[no-untyped-def]
    letters,
    length,
    nickname,
    rarity,
    one,
    other,
    kinds,
    years,
    other_kinds,
    other_years,
    start,
    agent,
    out,
    score,
    alias,
):
    for i in range(len(start) - 1):
        for at in range(start[i], start[i + 1]):
            score[at], alias[at] = _best_forms(letters, length, nickname, rarity, one, other, i, agent[at], out[at])
            _context(kinds, years, other_kinds, other_years, i, agent[at], out[at, _N_NAMES:])


@njit(cache=True)
def _term_rows(start, agent, one_start, one, other_start, other, rarity, place, out):  # type: ignore[no-untyped-def]
    """Fills the share and the weight of shared terms of one kind."""
    column = _N_NAMES + 5 + place
    for i in range(len(start) - 1):
        mine = one[one_start[i] : one_start[i + 1]]
        for at in range(start[i], start[i + 1]):
            j = agent[at]
            theirs = other[other_start[j] : other_start[j + 1]]
            if len(mine) == 0 or len(theirs) == 0:
                out[at, column] = out[at, column + _N_TERMS] = np.nan
                continue
            shared, total, _ = _shared(mine, theirs, rarity)
            out[at, column] = shared / total if total > 0 else 0.0
            out[at, column + _N_TERMS] = shared


@njit(cache=True)
def _compete(start, score, subjects, out):  # type: ignore[no-untyped-def]
    for i in range(len(start) - 1):
        _competition(score, subjects, start[i], start[i + 1], out)


def pair_features(credits: Encoded, base: Base, tokens: TokenArrays, candidates: Candidates) -> NDArray[np.float64]:
    """`FEATURES` of every pair in `candidates` [shape=(pairs, features)]."""
    agents, pairs = base.agents, len(candidates.agent)
    out = np.full((pairs, len(FEATURES)), np.nan)
    score, alias = np.empty(pairs), np.empty(pairs)
    _rows(
        tokens.letters,
        tokens.length,
        tokens.nickname,
        base.rarity_of(tokens),
        (credits.start, credits.tokens, _info(credits)),
        (agents.start, agents.tokens, _info(agents)),
        credits.kind,
        credits.years,
        agents.kind,
        agents.years,
        candidates.start,
        candidates.agent,
        out,
        score,
        alias,
    )
    for place, (mine, theirs) in enumerate(zip(credits.terms, agents.terms, strict=True)):
        _term_rows(candidates.start, candidates.agent, *mine, *theirs, base.term_rarity, place, out)
    title_start, _ = agents.terms[_TITLES]
    out[:, FEATURES.index("topic_likeness")] = _cosines(credits, agents, candidates)
    out[:, FEATURES.index("works")] = np.log1p(np.diff(title_start)[candidates.agent])
    subjects = np.nan_to_num(out[:, FEATURES.index("topic_likeness")])
    _compete(candidates.start, score, subjects, out[:, _N_NAMES + _N_CONTEXT :])
    out[:, _N_NAMES + _N_CONTEXT + 2] = base.namesakes[candidates.agent]
    out[:, _N_NAMES + _N_CONTEXT + 3] = alias > 0
    return out


def _cosines(credits: Encoded, agents: Encoded, candidates: Candidates) -> NDArray[np.float64]:
    credit = np.repeat(np.arange(len(credits)), np.diff(candidates.start))
    found = np.empty(len(credit))
    for begin in range(0, len(credit), _ROWS):
        part = slice(begin, begin + _ROWS)
        found[part] = np.einsum("ij,ij->i", credits.topics[credit[part]], agents.topics[candidates.agent[part]])
    return found


def _info(records: Encoded) -> NDArray[np.int32]:
    columns = (
        records.givens,
        records.count,
        records.family,
        records.joined,
        records.suffix,
        records.gender,
        records.turned,
    )
    return np.ascontiguousarray(np.stack(columns, axis=1))
