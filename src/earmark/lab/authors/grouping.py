"""Books of authors under rendered names, some of whom were renamed: whose is whose is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from earmark.authors import Credit
from earmark.lab.authors.catalogues import FOLDS, Catalogue, fold_of, one_person
from earmark.lab.authors.tasks import credit_of, is_person, renamed
from earmark.lab.authors.variants import render

__all__ = ["SHARES", "Grouping", "groupings"]

SHARES = (0.0, 0.1, 0.3)
"""Of the agents that have another's name."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Credits, whose each is, and which part, 0 to 4, its agent is in; agents of one part share names, parts do not.

    Attributes:
        share: of the agents that were renamed.
        credits: to be grouped.
        truth: id of each one's agent.
        part: of each one's agent.
    """

    share: float
    credits: list[Credit]
    truth: list[str]
    part: list[int]

    def of(self, parts: Iterable[int]) -> tuple[list[Credit], list[str]]:
        """(credits, truth) of some parts."""
        wanted = set(parts)
        chosen = [at for at, part in enumerate(self.part) if part in wanted]
        return [self.credits[at] for at in chosen], [self.truth[at] for at in chosen]


def groupings(
    gutenberg: Catalogue, *, seed: int, agents: int = 2641, books: int = 8, shares: Iterable[float] = SHARES
) -> list[Grouping]:
    """For each of `shares`, up to `books` books each of `agents` Gutenberg authors who have at least two."""
    (groups,) = one_person(gutenberg)
    people = [
        person
        for person in gutenberg.people.values()
        if is_person(person.name) and len(gutenberg.books_of.get(person.id, [])) > 1
    ]
    found = []
    for place, share in enumerate(shares):
        chance = np.random.default_rng([seed, place])
        chosen = [people[at] for at in sorted(chance.permutation(len(people))[:agents])]
        grouping = Grouping(share, [], [], [])
        for part in range(FOLDS):
            inside = [person for person in chosen if fold_of(groups[person.id]) == part]
            names = renamed(inside, share, chance)
            for person in inside:
                own = gutenberg.books_of[person.id]
                for at in chance.permutation(len(own))[:books]:
                    text = render(names[person.id], chance)
                    grouping.credits.append(replace(credit_of(own[at], text, True), record=""))
                    grouping.truth.append(person.id)
                    grouping.part.append(part)
        found.append(grouping)
    return found
