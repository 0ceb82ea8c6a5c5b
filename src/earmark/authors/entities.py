"""What stays apart: the credit as delivered, the agent behind it, the work, and its editions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from earmark.authors.contributor import AgentKind

__all__ = ["Agent", "Context", "Credit", "Edition", "Work"]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a credit, or gathered from an agent's works: the evidence besides the name.

    Attributes:
        titles: of works.
        subjects: headings or genres.
        languages: as delivered.
        co_contributors: other names on the same records.
        publishers: as delivered.
        narrators: who reads.
        series: as delivered.
    """

    titles: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    co_contributors: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    narrators: tuple[str, ...] = ()
    series: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credit:
    """A contributor string on a record. Immutable.

    Attributes:
        id: stable and unique within a delivery.
        text: as delivered.
        role: as claimed; "" where the record does not say.
        record: id of the record; credits of one record are different people.
        year: of publication, if given.
        context: what else the record says.
        position: of this person in the field, from 1: a field of several people becomes several credits of one id.
    """

    id: str
    text: str
    role: str = ""
    record: str = ""
    year: int | None = None
    context: Context = Context()
    position: int = 1


@dataclass(frozen=True, slots=True)
class Agent:
    """The person or body behind credits. Its id never dies: once merged, it redirects.

    Attributes:
        id: stable, never reused.
        name: preferred form.
        kind: person, body, collective or placeholder.
        aliases: other forms of the name.
        born: year; None where it is not known.
        died: year; None where it is not known.
        pseudonym_of: id of the person, if this agent is a public identity of theirs. Both are shown.
        redirect: id of the agent that this one was merged into; "" while it stands.
        context: gathered from its works.
    """

    id: str
    name: str
    kind: AgentKind = AgentKind.person
    aliases: tuple[str, ...] = ()
    born: int | None = None
    died: int | None = None
    pseudonym_of: str = ""
    redirect: str = ""
    context: Context = Context()


@dataclass(frozen=True, slots=True)
class Work:
    """What agents made, whatever its editions: id, title, agents by role."""

    id: str
    title: str
    agents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edition:
    """One publication of a work: its title there, publisher, year, language, narrators."""

    id: str
    work: str
    title: str = ""
    publisher: str = ""
    year: int | None = None
    language: str = ""
    narrators: tuple[str, ...] = ()
