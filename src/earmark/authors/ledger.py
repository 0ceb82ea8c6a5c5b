"""Who decided what about agents: an append-only list of events, from which the present state follows.

A merge can be undone; the id of a merged agent redirects. What a person split, no model merges again, and what a
person attributed, no model changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from earmark.core.errors import BadInput

__all__ = ["Action", "Event", "Ledger"]


class Action(StrEnum):
    """What an event says."""

    attribute = "attribute"
    merge = "merge"
    split_off = "split"
    undo = "undo"


@dataclass(frozen=True, slots=True)
class Event:
    """One decision.

    Attributes:
        number: place in the ledger, from 1.
        action: attribute `credits` to `agent` ("" for a new one that is still unnamed); merge `other` into `agent`;
            split `credits` off `agent` into `other`; undo event number `undoes`.
        by: "person:" and a name, or "model:" and its version.
        at: ISO 8601 with a zone.
        agent: id.
        other: id.
        credits: ids.
        probability: how sure, 0 to 1.
        evidence: what a person can check.
        undoes: number of an event.
    """

    number: int
    action: Action
    by: str
    at: str
    agent: str = ""
    other: str = ""
    credits: tuple[str, ...] = ()
    probability: float = 1.0
    evidence: Mapping[str, object] = field(default_factory=dict)
    undoes: int = 0

    @property
    def by_person(self) -> bool:
        """Whether a person decided."""
        return self.by.startswith("person:")


class Ledger:
    """Events in their order, and what holds after them.

    Args:
        events: those made before, in order.
        keep: called with each new event before it counts, to store it.

    Raises:
        BadInput: if `events` contradict each other: an unknown action, a cycle of redirects, a missing number.
    """

    def __init__(self, events: Iterable[Event] = (), keep: Callable[[Event], None] | None = None) -> None:
        self.events: list[Event] = []
        self._redirects: dict[str, str] = {}
        self._splits: list[Event] = []
        self._decided: dict[str, Event] = {}
        self._ids: set[str] = set()
        self._keep: Callable[[Event], None] | None = None
        for event in events:
            if event.number != len(self.events) + 1:
                raise BadInput("events are missing or out of order", where=f"event {event.number}")
            self._add(event)
        self._keep = keep

    @classmethod
    def open(cls, path: Path) -> Ledger:
        """The ledger in the JSON lines of `path`, which is made with the first event; new events are appended.

        Raises:
            BadInput: if a line is no event.
        """
        return cls(list(_read(path)) if path.exists() else [], lambda event: _append(path, event))

    def attribute(
        self,
        credit: str,
        agent: str,
        *,
        by: str,
        probability: float = 1.0,
        evidence: Mapping[str, object] | None = None,
    ) -> bool:
        """Say that `credit` is `agent`'s. False, and nothing is written, if a model contradicts a person."""
        event = self._event(
            Action.attribute, by, agent=agent, of=(credit,), probability=probability, evidence=evidence or {}
        )
        earlier = self._attribution(credit)
        if not event.by_person and earlier and earlier.by_person and self.resolve(earlier.agent) != self.resolve(agent):
            return False
        self._add(event)
        return True

    def merge(self, agent: str, other: str, *, by: str, probability: float = 1.0) -> bool:
        """Make `other` redirect to `agent`. False, and nothing is written, if a model joins what a person split."""
        kept, gone = self.resolve(agent), self.resolve(other)
        event = self._event(Action.merge, by, agent=kept, other=gone, probability=probability)
        if kept == gone or (not event.by_person and self.are_apart(kept, gone)):
            return False
        self._add(event)
        return True

    def split(self, agent: str, of: Iterable[str], new_agent: str, *, by: str) -> None:
        """Move the credits `of` `agent` to `new_agent`, an id that was never used.

        Raises:
            BadInput: if `new_agent` was used before, or a credit is not `agent`'s.
        """
        chosen = tuple(of)
        if new_agent in self._ids:
            raise BadInput("this id was used before; ids are never used again", where=new_agent)
        for credit in chosen:
            if self.agent_of(credit) != self.resolve(agent):
                raise BadInput(f"this credit is not of agent {agent}", where=credit)
        self._add(self._event(Action.split_off, by, agent=self.resolve(agent), other=new_agent, of=chosen))

    def undo(self, number: int, *, by: str) -> None:
        """Take back event `number`, a merge or a split; it stays in the list.

        Raises:
            BadInput: if there is no such merge or split in force.
        """
        if number not in {
            event.number for event in self._in_force() if event.action in (Action.merge, Action.split_off)
        }:
            raise BadInput("no merge or split in force has this number", where=str(number))
        self._add(self._event(Action.undo, by, undoes=number))

    def resolve(self, agent: str) -> str:
        """The id that stands for `agent` now."""
        seen = {agent}
        while agent in self._redirects:
            agent = self._redirects[agent]
            if agent in seen:
                raise BadInput("redirects run in a circle", where=agent)
            seen.add(agent)
        return agent

    def agent_of(self, credit: str) -> str | None:
        """Whose `credit` is now; None if nobody said."""
        event = self._attribution(credit)
        return self.resolve(event.agent) if event else None

    def are_apart(self, one: str, other: str) -> bool:
        """Whether a person split one of these agents, or of those that redirect to them, from the other."""
        pair = {self.resolve(one), self.resolve(other)}
        return any({self.resolve(event.agent), self.resolve(event.other)} == pair for event in self._splits)

    def _attribution(self, credit: str) -> Event | None:
        """The attribution or split that counts for `credit`; of a split, as if it attributed to the new agent."""
        event = self._decided.get(credit)
        return replace(event, agent=event.other) if event and event.action is Action.split_off else event

    def _in_force(self) -> list[Event]:
        undone = {event.undoes for event in self.events if event.action is Action.undo}
        return [event for event in self.events if event.number not in undone]

    def _count(self, event: Event) -> None:
        """Let `event` change the present state. What a person decided about a credit outlasts what models say."""
        self._ids.update(id for id in (event.agent, event.other) if id)
        if event.action is Action.merge:
            self._redirects[event.other] = event.agent
            self.resolve(event.other)
        if event.action is Action.split_off and event.by_person:
            self._splits.append(event)
        for credit in event.credits:
            if event.by_person or credit not in self._decided or not self._decided[credit].by_person:
                self._decided[credit] = event
        if event.action is Action.undo:
            self._replay()

    def _replay(self) -> None:
        self._redirects, self._splits, self._decided = {}, [], {}
        for event in self._in_force():
            if event.action is not Action.undo:
                self._count(event)

    def _event(
        self,
        action: Action,
        by: str,
        *,
        agent: str = "",
        other: str = "",
        of: tuple[str, ...] = (),
        probability: float = 1.0,
        evidence: Mapping[str, object] | None = None,
        undoes: int = 0,
    ) -> Event:
        if not by.startswith(("person:", "model:")):
            raise BadInput("who decides begins with 'person:' or 'model:'", where=by)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        number = len(self.events) + 1
        return Event(number, action, by, at, agent, other, of, probability, evidence or {}, undoes)

    def _add(self, event: Event) -> None:
        if self._keep:
            self._keep(event)
        self.events.append(event)
        self._count(event)


def _append(path: Path, event: Event) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(asdict(event), ensure_ascii=False) + "\n")


def _read(path: Path) -> Iterable[Event]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            yield Event(**{**row, "action": Action(row["action"]), "credits": tuple(row["credits"])})
        except (ValueError, TypeError, KeyError) as reason:
            raise BadInput(f"this line is no event ({reason})", where=f"{path}:{number}") from reason
