"""The backlog: items that wait for their first or another attempt."""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from earmark.core import Item, Outcome

__all__ = ["ATTEMPTS", "FIRST_DELAY", "Attempt", "Backlog"]

ATTEMPTS = 3
"""How often an item is tried before a transient failure counts."""

FIRST_DELAY = 0.5
"""Mean seconds before the second attempt; each further wait is twice as long."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """The `number`-th try of `item`, from 1."""

    item: Item
    number: int = 1


class Backlog:
    """Hands out attempts: those due again first, then those given back, then new items.

    Times are seconds of any one clock that never goes back.
    """

    def __init__(self, items: Iterator[Item]) -> None:
        self._fresh = items
        self._returned: deque[Attempt] = deque()
        self._later: list[tuple[float, int, Attempt]] = []
        self._pushed = 0

    def take(self, now: float) -> Attempt | None:
        """The next attempt; None if there is none for now."""
        if self._later and self._later[0][0] <= now:
            return heapq.heappop(self._later)[2]
        if self._returned:
            return self._returned.popleft()
        item = next(self._fresh, None)
        return None if item is None else Attempt(item)

    def put_back(self, attempts: Iterable[Attempt]) -> None:
        """Attempts that were never begun: they come again at once, and count as before."""
        self._returned.extend(attempts)

    def settle(self, attempt: Attempt, outcome: Outcome, *, transient: bool, now: float) -> Outcome | None:
        """`outcome` with its number of attempts; None if the item will be tried again."""
        if not transient or attempt.number >= ATTEMPTS:
            return replace(outcome, attempts=attempt.number)
        # Jitter: items that failed together on one busy host should not return to it together.
        wait = FIRST_DELAY * 2 ** (attempt.number - 1) * random.uniform(0.5, 1.5)
        self._pushed += 1
        heapq.heappush(self._later, (now + wait, self._pushed, replace(attempt, number=attempt.number + 1)))
        return None

    @property
    def due(self) -> float | None:
        """When the next waiting attempt is due; None if none waits."""
        return self._later[0][0] if self._later else None
