"""How well a grouping agrees with the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

__all__ = ["b_cubed"]


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
