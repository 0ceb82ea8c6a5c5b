"""Comparison of two forms of names, compiled: which words agree, which contradict."""

from __future__ import annotations

import numpy as np
from numba import njit

from earmark.authors.linking.encode import MOST_TOKENS, WOMAN
from earmark.authors.linking.strings import initial_match, jaro_winkler

__all__ = ["NAME_FEATURES", "compare_forms"]

NAME_FEATURES = (
    "family_likeness",
    "family_equal",
    "first_given",
    "givens_equal",
    "givens_initial",
    "givens_conflicting",
    "givens_missing",
    "words_shared",
    "credit_words_covered",
    "agent_words_covered",
    "joined_likeness",
    "joined_equal",
    "suffix",
    "gender",
    "rarest_shared_word",
    "whole_name_shared",
)
"""Columns that `compare_forms` writes, in order. NaN where one side says nothing."""

_EQUAL, _NICKNAME, _INITIAL, _LIKE = 3.0, 2.5, 2.0, 1.5


@njit(cache=True)
def _relation(letters, length, nickname, one, other):  # type: ignore[no-untyped-def]
    """How two given names agree: 3 equal, 2.5 by nickname, 2 by initial, 1.5 nearly alike, else 0."""
    if one == other:
        return _EQUAL
    if nickname[one] and nickname[one] == nickname[other]:
        return _NICKNAME
    if initial_match(letters, length, one, other):
        return _INITIAL
    if length[one] > 2 and length[other] > 2 and jaro_winkler(letters, length, one, other) >= 0.9:
        return _LIKE
    return 0.0


@njit(cache=True)
def _align_givens(letters, length, nickname, one, n_one, other, n_other, out):  # type: ignore[no-untyped-def]
    """Writes first_given, givens_equal, givens_initial, givens_conflicting, givens_missing."""
    if n_one == 0 or n_other == 0:
        out[2] = np.nan
        out[3] = out[4] = out[5] = 0.0
        out[6] = abs(n_one - n_other)
        return
    out[2] = _relation(letters, length, nickname, one[0], other[0])
    taken = np.zeros(MOST_TOKENS, np.bool_)
    equal = initial = left = 0
    for i in range(n_one):
        best, where = 0.0, -1
        for j in range(n_other):
            if not taken[j]:
                found = _relation(letters, length, nickname, one[i], other[j])
                if found > best:
                    best, where = found, j
        if where < 0:
            left += 1
            continue
        taken[where] = True
        if best == _INITIAL:
            initial += 1
        else:
            equal += 1
    left_other = n_other - equal - initial
    out[3], out[4] = equal, initial
    out[5] = min(left, left_other)
    out[6] = abs(left - left_other)


@njit(cache=True)
def _likeness(letters, length, one, other):  # type: ignore[no-untyped-def]
    """1 for the same word, 0.6 for its initial, up to 0.8 for a word nearly like it, else 0."""
    if one == other:
        return 1.0
    if initial_match(letters, length, one, other):
        return 0.6
    found = jaro_winkler(letters, length, one, other)
    return 0.8 * found if found >= 0.9 else 0.0


@njit(cache=True)
def _cover_words(letters, length, rarity, one, n_one, other, n_other, out):  # type: ignore[no-untyped-def]
    """Writes words_shared, credit_words_covered, agent_words_covered, rarest_shared_word: order does not count."""
    taken = np.zeros(MOST_TOKENS, np.bool_)
    shared = total = covered_one = covered_other = rarest = 0.0
    for i in range(n_one):
        total += rarity[one[i]]
        best, where = 0.0, -1
        for j in range(n_other):
            if taken[j]:
                continue
            found = _likeness(letters, length, one[i], other[j])
            if found > best:
                best, where = found, j
        if where >= 0:
            taken[where] = True
            covered_one += best
            covered_other += best
            if one[i] == other[where]:
                shared += rarity[one[i]]
                rarest = max(rarest, rarity[one[i]])
    for j in range(n_other):
        if not taken[j]:
            total += rarity[other[j]]
    out[7] = shared / total if total > 0 else 0.0
    out[8] = covered_one / max(n_one, 1)
    out[9] = covered_other / max(n_other, 1)
    out[14] = rarest


@njit(cache=True)
def _agree(one, other):  # type: ignore[no-untyped-def]
    """1 if both say the same, -1 if they contradict, -0.5 if one is silent, 0 if both are."""
    if one == 0 and other == 0:
        return 0.0
    if one == 0 or other == 0:
        return -0.5
    return 1.0 if one == other else -1.0


@njit(cache=True)
def compare_forms(  # type: ignore[no-untyped-def]
    letters, length, nickname, rarity, one, one_info, other, other_info, out
):
    """Compares two forms, writes `NAME_FEATURES` into `out`, and returns one number that ranks pairs of forms.

    Args:
        letters: of tokens [shape=(tokens, WIDTH)].
        length: of tokens [shape=(tokens,)].
        nickname: groups of tokens [shape=(tokens,)].
        rarity: of tokens in the base, 0 (everywhere) upwards [shape=(tokens,)].
        one: tokens of the credit's form [shape=(8,)].
        one_info: its givens, count, family, joined, suffix, gender, turned [shape=(7,)].
        other: tokens of the agent's form [shape=(8,)].
        other_info: as `one_info`.
        out: row to fill [shape=(len(NAME_FEATURES),)].
    """
    n_one, n_other = one_info[1], other_info[1]
    out[0] = jaro_winkler(letters, length, one_info[2], other_info[2])
    last_one, last_other = one[max(n_one - 1, 0)], other[max(n_other - 1, 0)]
    if last_one == last_other:
        out[0] = max(out[0], 0.97)
    out[1] = 1.0 if one_info[2] == other_info[2] else 0.0
    _align_givens(letters, length, nickname, one, one_info[0], other, other_info[0], out)
    _cover_words(letters, length, rarity, one, n_one, other, n_other, out)
    out[10] = max(
        jaro_winkler(letters, length, one_info[3], other_info[3]),
        jaro_winkler(letters, length, one_info[6], other_info[6]),
    )
    out[11] = 1.0 if out[10] == 1.0 else 0.0
    out[12] = _agree(one_info[4], other_info[4])
    out[13] = _agree(one_info[5], other_info[5])
    if out[13] == -0.5:  # titles of men are left out at will; a base says "Mrs." to tell a wife from her husband
        out[13] = -0.75 if other_info[5] == WOMAN else -0.5 if one_info[5] == WOMAN else 0.0
    out[15] = 1.0 if out[7] >= 0.999 else 0.0
    first = 1.0 if np.isnan(out[2]) else out[2] / 3
    return (
        out[0]
        + 0.8 * first
        + 1.5 * out[7]
        + 0.5 * (out[8] + out[9])
        + 0.7 * out[10]
        - 0.6 * out[5]
        - 0.05 * out[6]
        + 0.5 * min(out[12], 0.0)
        + 0.5 * min(out[13], 0.0)
    )
