"""How well a grouping agrees with the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from earmark.lab.bootstrap import Floats

__all__ = ["b_cubed", "b_cubed_f1"]


def b_cubed(found: Sequence[Hashable], truth: Sequence[Hashable]) -> list[tuple[float, float]]:
    """(precision, recall) of each item: how pure its group is, how much of its truth is in it. Both 0 to 1.

    Reference:
        A. Bagga, B. Baldwin, "Entity-Based Cross-Document Coreferencing Using the Vector Space Model", ACL 1998.
    """
    groups, truths = Counter(found), Counter(truth)
    both = Counter(zip(found, truth, strict=True))
    return [
        (both[group, right] / groups[group], both[group, right] / truths[right])
        for group, right in zip(found, truth, strict=True)
    ]


def b_cubed_f1(precision: Floats, recall: Floats, weight: Floats) -> float:
    """Harmonic mean of the mean precision and the mean recall of items [shape=(items,)] that count `weight` each."""
    one, other = float(precision @ weight / weight.sum()), float(recall @ weight / weight.sum())
    return 2 * one * other / (one + other)
