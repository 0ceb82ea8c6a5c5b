"""Who made it: contributor strings read, linked to the people and bodies behind them, and grouped."""

from earmark.authors.claims import AuthorClaim, Settled, read_claims, settle
from earmark.authors.clustering import Member, cluster
from earmark.authors.contributor import AgentKind, Contributor
from earmark.authors.entities import Agent, Context, Credit, Edition, Work
from earmark.authors.fields import parse_field
from earmark.authors.ledger import Action, Event, Ledger
from earmark.authors.linking.linker import Link, Linker
from earmark.authors.linking.policy import LinkPolicy, Outcome
from earmark.authors.person import Name
from earmark.authors.script import clean, fold
from earmark.authors.tables import read_agents, read_credits

__all__ = [
    "Action",
    "Agent",
    "AgentKind",
    "AuthorClaim",
    "Context",
    "Contributor",
    "Credit",
    "Edition",
    "Event",
    "Ledger",
    "Link",
    "LinkPolicy",
    "Linker",
    "Member",
    "Name",
    "Outcome",
    "Settled",
    "Work",
    "clean",
    "cluster",
    "fold",
    "parse_field",
    "read_agents",
    "read_claims",
    "read_credits",
    "settle",
]
