"""Candidate pairs of a linking task, and what a system answers from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.authors import LinkPolicy, Outcome, fold
from earmark.authors.linking.blocking import Blocks, Candidates
from earmark.authors.linking.encode import Encoder
from earmark.authors.linking.features import FEATURES, Base, pair_features
from earmark.authors.linking.linker import shares
from earmark.authors.linking.topics import Topics
from earmark.lab.authors.catalogues import fold_of
from earmark.lab.authors.tasks import Task
from earmark.lab.suite import Row

__all__ = ["BASELINES", "NEVER_ASK", "Pairs", "answers", "baseline", "best_threshold", "hidden_share", "pairs_of"]

BASELINES = ("exact", "surname + initial", "Jaro-Winkler")
NEVER_ASK = LinkPolicy(review=float("inf"))
"""Every credit is linked or new, so that precision and recall say all."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidate pairs of a task.

    Attributes:
        task: where they are from.
        candidates: for each credit.
        rows: features of pairs [shape=(pairs, features)].
        right: whether each is one person [shape=(pairs,)].
        part: of each pair, 0 to 4 [shape=(pairs,)].
    """

    task: Task
    candidates: Candidates
    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    part: NDArray[np.int64]


def pairs_of(task: Task, topics: Topics | None = None) -> Pairs:
    """Candidates and features of a task's credits."""
    encoder = Encoder(topics)
    agents, credits = encoder.agents(task.agents), encoder.credits(task.credits)
    tokens = encoder.tokens.arrays()
    candidates = Blocks(agents, tokens).candidates(credits, tokens)
    rows = pair_features(credits, Base.of(agents, tokens, encoder.terms), tokens, candidates)
    place = {agent.id: at for at, agent in enumerate(task.agents)}
    truth = np.array([place[answer] if answer is not None else -1 for answer in task.truth])
    many = np.diff(candidates.start)
    right = candidates.agent == np.repeat(truth, many)
    part = np.repeat(np.array([fold_of(group) for group in task.groups]), many)
    return Pairs(task, candidates, rows.astype(np.float32), right, part)


def baseline(name: str, pairs: Pairs) -> NDArray[np.float64]:
    """Likeness of every pair by one of `BASELINES`, 0 to 1, over the same candidates [shape=(pairs,)]."""
    column = {each: pairs.rows[:, at] for at, each in enumerate(FEATURES)}
    if name == "exact":
        return np.asarray(column["joined_equal"], np.float64)
    if name == "surname + initial":
        given = np.nan_to_num(column["first_given"], nan=3.0) >= 2
        return np.asarray((column["family_equal"] == 1) & given, np.float64)
    return np.asarray(column["joined_likeness"], np.float64)


def best_threshold(pairs: Pairs, likeness: NDArray[np.float64], parts: tuple[int, ...]) -> float:
    """The likeness from which linking to the likeliest agent has the highest F1 on the people of `parts`."""
    best, chosen = -1.0, 1.0
    for threshold in np.linspace(0.7, 1.0, 31):
        rows = list(answers(pairs, "", likeness, parts, least=float(threshold)))
        linked, right = sum(bool(row["linked"]) for row in rows), sum(bool(row["linked_right"]) for row in rows)
        score = 2 * right / max(linked + sum(bool(row["known"]) for row in rows), 1)
        if score > best:
            best, chosen = score, float(threshold)
    return chosen


def hidden_share(pairs: Pairs, probability: NDArray[np.float64], parts: tuple[int, ...]) -> float:
    """`LinkPolicy.hidden` as the people of `parts` have it, never below 0."""
    start, likely = pairs.candidates.start, shares(pairs.candidates, probability)
    named = np.add.reduceat(np.append(likely, 0.0), start[:-1]) * (np.diff(start) > 0)
    inside = np.array([fold_of(group) in parts for group in pairs.task.groups])
    unknown = sum(truth is None for truth, counts in zip(pairs.task.truth, inside, strict=True) if counts)
    return max(0.0, 1.0 - unknown / max(float(np.maximum(1.0 - named[inside], 0.0).sum()), 1e-9))


def answers(
    pairs: Pairs,
    system: str,
    probability: NDArray[np.float64],
    parts: tuple[int, ...],
    *,
    policy: LinkPolicy = NEVER_ASK,
    least: float | None = None,
) -> Iterator[Row]:
    """A row for each credit of the people in `parts`.

    Args:
        pairs: of a task.
        system: who answers.
        probability: of each pair [shape=(pairs,)].
        parts: of the split.
        policy: what decides.
        least: decide by this likeness alone instead, as baselines do; nothing is then said about probability.
    """
    task, start = pairs.task, pairs.candidates.start
    weight = probability if least is not None else shares(pairs.candidates, probability)
    names = {agent.id: fold(agent.name) for agent in task.agents}
    for at, (credit, truth, group) in enumerate(zip(task.credits, task.truth, task.groups, strict=True)):
        if fold_of(group) not in parts:
            continue
        part = slice(start[at], start[at + 1])
        best, nobody, agent = _first(weight[part], pairs.candidates.agent[part], pairs, policy)
        outcome = (
            (Outcome.link if best >= least else Outcome.new) if least is not None else policy.decide(best, nobody)[0]
        )
        linked, right = outcome is Outcome.link, agent is not None and agent == truth
        good = right if linked else truth is None
        yield {
            "system": system,
            "item": f"{task.name}/{credit.id}",
            "group": group,
            "loss": 0.25 if outcome is Outcome.review else 0.0 if good else 1.5 if linked and truth else 1.0,
            "task": task.name,
            "text": credit.text,
            "linked": linked,
            "linked_right": linked and right,
            "known": truth is not None,
            "unknown": truth is None,
            "new_right": outcome is Outcome.new and truth is None,
            "first_right": right and truth is not None,
            "candidate": bool(pairs.right[part].any()),
            "asked": outcome is Outcome.review,
            "pseudonym": truth is not None and not _words(names[truth]) & _words(fold(credit.text)),
            "hard": truth is not None and names[truth] != fold(credit.text),
            "probability": None if least is not None or outcome is Outcome.review else best if linked else nobody,
            "good": None if least is not None or outcome is Outcome.review else good,
        }


def _words(text: str) -> set[str]:
    return {word for word in text.split() if len(word) > 2}


def _first(
    weight: NDArray[np.float64], agents: NDArray[np.int32], pairs: Pairs, policy: LinkPolicy
) -> tuple[float, float, str | None]:
    """(likeliness of the first candidate, that of nobody, the candidate's id)."""
    if len(weight) == 0:
        return 0.0, policy.nobody(0.0), None
    at = int(np.argmax(weight))
    return float(weight[at]), policy.nobody(float(weight.sum())), pairs.task.agents[agents[at]].id
