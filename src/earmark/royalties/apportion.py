"""A sum divided by weights, to the last unit."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm

from earmark.royalties.reason import Exact

__all__ = ["apportion"]


def apportion(total: int, weights: Sequence[Exact], names: Sequence[object]) -> list[int]:
    """`total` whole units divided in proportion to `weights`, by largest remainder.

    Each gets its quota rounded down; the units that are left go one by one to the largest remainders, equal ones in
    the order of `names`. So the parts add up to `total`, each is less than one unit from its quota, the order of the
    arguments does not matter, and no part falls where only its own weight grows.

    Args:
        total: at least 0.
        weights: each at least 0; not all 0, unless `total` is.
        names: one for each weight, all different, that sort.

    Reference:
        The method of Hamilton; M. Balinski and H. P. Young, "Fair Representation" (1982).
    """
    scale = lcm(*{weight.denominator for weight in weights})
    scaled = [weight.numerator * (scale // weight.denominator) for weight in weights]
    whole = sum(scaled)
    if not whole:
        if total:
            raise ValueError("nobody has a weight, so nothing can be divided")
        return [0] * len(scaled)
    divided = [divmod(total * weight, whole) for weight in scaled]
    parts = [part for part, _ in divided]
    left = total - sum(parts)
    if left:
        order = sorted(range(len(parts)), key=lambda place: (-divided[place][1], names[place]))
        for place in order[:left]:
            parts[place] += 1
    return parts
