"""Candidates: agents that share a key with a credit, the best few of them, at a cost that does not grow.

A key is a number made of words of a name: all of them in any order; how the family name sounds with the first initial;
how both names begin to sound; two words, or how two words sound; the name without its spaces; a rare word alone; a
work's title. A key that more than
`MOST_SHARED` agents have proposes nobody, except a whole name, which proposes the first `MOST_SHARED`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.authors.linking.encode import TERMS, Encoded
from earmark.authors.linking.tokens import TokenArrays

__all__ = ["CANDIDATES", "Blocks", "Candidates"]

CANDIDATES = 24
"""Agents kept for a credit."""
MOST_SHARED = 200
MOST_KEYS = 96
"""Keys that one record may have."""
_PER_FORM = 64
_TITLES = TERMS.index("titles")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs to compare: agents `agent[start[i]:start[i + 1]]` for credit i, the likeliest first."""

    start: NDArray[np.int64]
    agent: NDArray[np.int32]


@njit(cache=True)
def _mixed(kind, one, other):  # type: ignore[no-untyped-def]
    """A 64-bit number of a key's parts (splitmix64)."""
    x = np.uint64(kind) * np.uint64(0x9E3779B97F4A7C15) ^ (np.uint64(one) << np.uint64(32)) ^ np.uint64(other)
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@njit(cache=True)
def _whole_name(tokens, count):  # type: ignore[no-untyped-def]
    """The words in any order: a sum, so that order cannot matter, of well mixed numbers."""
    total = np.uint64(0)
    for i in range(count):
        total += _mixed(1, tokens[i], 7)
    return _mixed(2, total & np.uint64(0xFFFFFFFF), total >> np.uint64(32))


@njit(cache=True)
def _keys_of_form(letters, length, sound, stem, tokens, givens, count, family, joined, turned, out):  # type: ignore[no-untyped-def]
    """Writes the keys of one form into `out`, the whole name's first; how many there are."""
    if count == 0:
        return 0
    out[0] = _whole_name(tokens, count)
    out[1] = _mixed(3, joined, 0)
    out[2] = _mixed(3, turned, 0)
    n = 3
    if givens > 0:
        out[n] = _mixed(4, sound[family], letters[tokens[0], 0])
        out[n + 1] = _mixed(4, sound[tokens[count - 1]], letters[tokens[0], 0])
        out[n + 2] = _mixed(5, tokens[0], letters[family, 0]) if length[tokens[0]] > 2 else out[n]
        out[n + 3] = _mixed(11, stem[family], stem[tokens[0]])
        n += 4
    else:
        out[n] = _mixed(6, sound[joined], 0)
        out[n + 1] = _mixed(12, stem[joined], 0)
        n += 2
    for i in range(min(count, 6)):
        if length[tokens[i]] > 3:
            out[n] = _mixed(7, tokens[i], 0)
            n += 1
        for j in range(i + 1, min(count, 6)):
            one, other = tokens[i], tokens[j]
            if length[one] > 2 and length[other] > 2:
                out[n] = _mixed(8, min(one, other), max(one, other))
                low, high = min(sound[one], sound[other]), max(sound[one], sound[other])
                out[n + 1] = _mixed(9, low, high)
                n += 2
    return n


@njit(cache=True)
def _keys(  # type: ignore[no-untyped-def]
    letters, length, sound, stem, start, tokens, givens, count, family, joined, turned, title_start, titles
):
    """Keys of every record: starts, keys, and whether each is a whole name."""
    records = len(start) - 1
    starts = np.zeros(records + 1, np.int64)
    found = np.zeros(max(16, int((start[-1] + 1) * 12)), np.uint64)
    whole = np.zeros(len(found), np.bool_)
    row = np.zeros(_PER_FORM, np.uint64)
    n = 0
    for record in range(records):
        begin = n
        for form in range(start[record], start[record + 1]):
            many = _keys_of_form(
                letters,
                length,
                sound,
                stem,
                tokens[form],
                givens[form],
                count[form],
                family[form],
                joined[form],
                turned[form],
                row,
            )
            for at in range(many):
                if n - begin < MOST_KEYS:
                    if n == len(found):
                        found = np.concatenate((found, np.zeros(len(found), np.uint64)))
                        whole = np.concatenate((whole, np.zeros(len(whole), np.bool_)))
                    found[n] = row[at]
                    whole[n] = at == 0
                    n += 1
        for at in range(title_start[record], min(title_start[record + 1], title_start[record] + 200)):
            if titles[at] >= 0:
                if n == len(found):
                    found = np.concatenate((found, np.zeros(len(found), np.uint64)))
                    whole = np.concatenate((whole, np.zeros(len(whole), np.bool_)))
                found[n] = _mixed(10, titles[at], 0)
                n += 1
        starts[record + 1] = n
    return starts, found[:n], whole[:n]


@njit(cache=True)
def _gather(starts, keys, whole, unique, block_start, members, excluded, top):  # type: ignore[no-untyped-def]
    """The `top` members for each record by the rarity of the keys they share."""
    records = len(starts) - 1
    out_start = np.zeros(records + 1, np.int64)
    out = np.empty(records * top, np.int32)
    room = MOST_SHARED * 320
    agents, weights = np.empty(room, np.int32), np.empty(room, np.float32)
    summed, sums = np.empty(room, np.int32), np.empty(room, np.float32)
    n_out = 0
    for record in range(records):
        n = 0
        for at in range(starts[record], starts[record + 1]):
            where = np.searchsorted(unique, keys[at])
            if where == len(unique) or unique[where] != keys[at]:
                continue
            size = block_start[where + 1] - block_start[where]
            if size > MOST_SHARED and not whole[at]:
                continue
            weight = (3.0 if whole[at] else 1.0) / (1.0 + np.log(1.0 + size))
            for member in range(block_start[where], block_start[where] + min(size, MOST_SHARED)):
                if members[member] != excluded[record] and n < room:
                    agents[n], weights[n] = members[member], weight
                    n += 1
        order = np.argsort(agents[:n])
        kept = 0
        for at in range(n):
            agent, weight = agents[order[at]], weights[order[at]]
            if kept and summed[kept - 1] == agent:
                sums[kept - 1] += weight
            else:
                summed[kept], sums[kept] = agent, weight
                kept += 1
        best = np.argsort(-sums[:kept], kind="mergesort")
        for at in range(min(kept, top)):
            out[n_out] = summed[best[at]]
            n_out += 1
        out_start[record + 1] = n_out
    return out_start, out[:n_out]


class Blocks:
    """The keys of a base of agents, sorted.

    Args:
        base: the agents.
        tokens: their words.
    """

    def __init__(self, base: Encoded, tokens: TokenArrays) -> None:
        starts, keys, _ = _record_keys(base, tokens)
        members = np.repeat(np.arange(len(base), dtype=np.int32), np.diff(starts))
        order = np.lexsort((members, keys))
        keys, members = keys[order], members[order]
        first = np.ones(len(keys), np.bool_)
        first[1:] = (keys[1:] != keys[:-1]) | (members[1:] != members[:-1])
        keys, self._members = keys[first], members[first]
        self._unique, begins = np.unique(keys, return_index=True)
        self._start = np.append(begins, len(keys)).astype(np.int64)

    def candidates(
        self, credits: Encoded, tokens: TokenArrays, *, excluded: NDArray[np.int32] | None = None, top: int = CANDIDATES
    ) -> Candidates:
        """At most `top` agents for each credit; `excluded` names one that is no candidate of it, -1 for none.

        Args:
            credits: what to find agents for.
            tokens: words of both.
            excluded: [shape=(credits,)].
            top: how many.
        """
        starts, keys, whole = _record_keys(credits, tokens)
        nobody = np.full(len(credits), -1, np.int32) if excluded is None else excluded
        start, agent = _gather(starts, keys, whole, self._unique, self._start, self._members, nobody, top)
        return Candidates(start, agent)


def _record_keys(
    records: Encoded, tokens: TokenArrays
) -> tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.bool_]]:
    title_start, titles = records.terms[_TITLES]
    starts, keys, whole = _keys(
        tokens.letters,
        tokens.length,
        tokens.sound,
        tokens.stem,
        records.start,
        records.tokens,
        records.givens,
        records.count,
        records.family,
        records.joined,
        records.turned,
        title_start,
        titles,
    )
    return starts, keys, whole
