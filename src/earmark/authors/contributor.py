"""One person, body or placeholder that a contributor field names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from earmark.authors.person import Name

__all__ = ["AgentKind", "Contributor"]


class AgentKind(StrEnum):
    """What stands behind a credit."""

    person = "person"
    body = "body"
    collective = "collective"
    placeholder = "placeholder"


@dataclass(frozen=True, slots=True)
class Contributor:
    """One person, body or placeholder that a field names.

    Attributes:
        text: the part of the field that names it, cleaned.
        kind: person, body, collective (the Brothers Grimm), or placeholder ("Various", "Anonymous", a web address).
        name: the person's name in parts; for others only `family` is set, to the whole name.
        role: author, editor, translator, illustrator, narrator, introducer, adapter, contributor, composer,
            publisher, director or writer; "" where the field does not say.
        also: other names the field gives for the same person: in brackets, in another script, a maiden name.
        pen_names: names that the field says this person writes as.
        full_given: given names spelled out in brackets, as in "Eliot, T. S. (Thomas Stearns)".
        born: year, if the field says it.
        died: year, if the field says it.
    """

    text: str
    kind: AgentKind
    name: Name
    role: str = ""
    also: tuple[str, ...] = ()
    pen_names: tuple[str, ...] = ()
    full_given: str = ""
    born: int | None = None
    died: int | None = None

    def __str__(self) -> str:
        return str(self.name)
