"""Credits to agents: which one, none, or ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from earmark.authors.contributor import AgentKind
from earmark.authors.entities import Agent, Credit
from earmark.authors.linking.blocking import Blocks, Candidates
from earmark.authors.linking.encode import KINDS, Encoder
from earmark.authors.linking.evidence import reasons
from earmark.authors.linking.features import Base, pair_features
from earmark.authors.linking.model import PairModel, shipped_model
from earmark.authors.linking.policy import LinkPolicy, Outcome
from earmark.authors.linking.topics import Topics

__all__ = ["Link", "Linker", "shares"]

CHUNK = 20_000
"""Credits compared at a time: what memory grows with, besides the base."""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Link:
    """What becomes of a credit.

    Attributes:
        credit: the credit.
        outcome: linked, new (nobody in the base), or to be reviewed.
        agent: id of the likeliest agent; "" if there is no candidate.
        probability: that the outcome is right; for a review, that `agent` is right.
        cost: expected, in the policy's unit; reviews are asked in its falling order.
        evidence: reasons for `agent`, in words.
        others: (id, probability) of the next candidates.
    """

    credit: Credit
    outcome: Outcome
    agent: str
    probability: float
    cost: float
    evidence: tuple[str, ...]
    others: tuple[tuple[str, float], ...]


class Linker:
    """A base of agents that credits are linked to.

    Args:
        agents: the base; those with a redirect are left out.
        model: the pair model; None for the one that ships.
        topics: vectors of terms; None for those that ship.
    """

    def __init__(self, agents: Iterable[Agent], model: PairModel | None = None, topics: Topics | None = None) -> None:
        self._model = model or shipped_model("link")
        self._encoder = Encoder(topics)
        self._ids: list[str] = []
        encoded = self._encoder.agents(self._named(agents))
        tokens = self._encoder.tokens.arrays()
        self._base = Base.of(encoded, tokens, self._encoder.terms)
        self._blocks = Blocks(encoded, tokens)

    def _named(self, agents: Iterable[Agent]) -> Iterator[Agent]:
        for agent in agents:
            if not agent.redirect:
                self._ids.append(agent.id)
                yield agent

    def link(self, credits: Iterable[Credit], policy: LinkPolicy | None = None) -> Iterator[Link]:
        """What becomes of each credit, in order; `policy` None for the default costs."""
        waiting = iter(credits)
        while chunk := list(islice(waiting, CHUNK)):
            yield from self._linked(chunk, policy or LinkPolicy())

    def _linked(self, credits: list[Credit], policy: LinkPolicy) -> Iterator[Link]:
        encoded = self._encoder.credits(credits)
        tokens = self._encoder.tokens.arrays()
        candidates = self._blocks.candidates(encoded, tokens)
        rows = pair_features(encoded, self._base, tokens, candidates)
        likely = shares(candidates, self._model.probabilities(rows))
        placeholder = KINDS.index(AgentKind.placeholder)
        likely[np.repeat(encoded.kind == placeholder, np.diff(candidates.start))] = 0.0
        for at, credit in enumerate(credits):
            begin, end = candidates.start[at], candidates.start[at + 1]
            if encoded.kind[at] == placeholder:
                yield Link(credit, Outcome.new, "", 1.0, 0.0, ("names nobody",), ())
            else:
                yield self._decided(credit, policy, candidates.agent[begin:end], likely[begin:end], rows[begin:end])

    def _decided(
        self,
        credit: Credit,
        policy: LinkPolicy,
        agents: NDArray[np.int32],
        likely: NDArray[np.float64],
        rows: NDArray[np.float64],
    ) -> Link:
        order = np.argsort(-likely, kind="stable")[: SHOWN + 1]
        if len(order) == 0:
            nobody = policy.nobody(0.0)
            outcome, cost = policy.decide(0.0, nobody)
            return Link(credit, outcome, "", nobody, cost, ("no agent has a name like it",), ())
        best, nobody = float(likely[order[0]]), policy.nobody(float(likely.sum()))
        outcome, cost = policy.decide(best, nobody)
        others = tuple((self._ids[agents[at]], float(likely[at])) for at in order[1:] if likely[at] >= 0.005)
        probability = nobody if outcome is Outcome.new else best
        return Link(credit, outcome, self._ids[agents[order[0]]], probability, cost, reasons(rows[order[0]]), others)


def shares(candidates: Candidates, probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of pairs as shares of one credit's: at most one of its candidates is right [shape=(pairs,)]."""
    credit = np.repeat(np.arange(len(candidates.start) - 1), np.diff(candidates.start))
    total = np.bincount(credit, weights=probability, minlength=len(candidates.start) - 1)
    return probability / np.maximum(total, 1.0)[credit]
