"""Who made it: contributor strings read, linked to the people and bodies behind them, and grouped."""

from earmark.authors.contributor import AgentKind, Contributor
from earmark.authors.fields import parse_field
from earmark.authors.person import Name
from earmark.authors.script import clean, fold

__all__ = [
    "AgentKind",
    "Contributor",
    "Name",
    "clean",
    "fold",
    "parse_field",
]
