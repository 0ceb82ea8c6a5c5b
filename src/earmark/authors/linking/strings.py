"""Likeness of words, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

from earmark.authors.linking.tokens import WIDTH

__all__ = ["initial_match", "jaro_winkler"]


@njit(cache=True)
def _matches(letters, length, one, other):  # type: ignore[no-untyped-def]
    """(letters that match within reach, those of them that are out of order)."""
    n, m = length[one], length[other]
    reach = max(max(n, m) // 2 - 1, 0)
    taken_one = np.zeros(WIDTH, np.bool_)
    taken_other = np.zeros(WIDTH, np.bool_)
    matches = 0
    for i in range(n):
        for j in range(max(0, i - reach), min(m, i + reach + 1)):
            if not taken_other[j] and letters[one, i] == letters[other, j]:
                taken_one[i] = taken_other[j] = True
                matches += 1
                break
    swapped = 0
    j = 0
    for i in range(n):
        if taken_one[i]:
            while not taken_other[j]:
                j += 1
            if letters[one, i] != letters[other, j]:
                swapped += 1
            j += 1
    return matches, swapped


@njit(cache=True)
def jaro_winkler(letters, length, one, other):  # type: ignore[no-untyped-def]
    """Jaro-Winkler likeness of two tokens, 0 to 1, with the usual prefix weight 0.1 of at most 4 letters.

    Args:
        letters: [shape=(tokens, WIDTH)].
        length: [shape=(tokens,)].
        one: a token's number.
        other: another's.

    Reference:
        W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules", ASA Survey Research Methods, 1990.
    """
    if one == other:
        return 1.0
    n, m = length[one], length[other]
    if n == 0 or m == 0:
        return 0.0
    matches, swapped = _matches(letters, length, one, other)
    if matches == 0:
        return 0.0
    jaro = (matches / n + matches / m + (matches - swapped / 2) / matches) / 3
    prefix = 0
    for i in range(min(4, n, m)):
        if letters[one, i] != letters[other, i]:
            break
        prefix += 1
    return float(jaro + prefix * 0.1 * (1 - jaro))


@njit(cache=True)
def initial_match(letters, length, one, other):  # type: ignore[no-untyped-def]
    """Whether one token is the initial of the other."""
    return bool((length[one] == 1 or length[other] == 1) and letters[one, 0] == letters[other, 0])
