"""The vocabulary every other package speaks. Imports nothing of ours."""

from earmark.core.analyzer import Analyzer, Installed, Prepares, installed_analyzers
from earmark.core.canonical import Json, canonical_json, content_id
from earmark.core.decision import Decision, Verdict
from earmark.core.isrc import normal_isrc
from earmark.core.item import Item, Kind, item_id
from earmark.core.mark import Mark
from earmark.core.outcome import Failure, Outcome
from earmark.core.run import DeadLetter, Run
from earmark.core.span import MICROSECONDS, Span

__all__ = [
    "MICROSECONDS",
    "Analyzer",
    "DeadLetter",
    "Decision",
    "Failure",
    "Installed",
    "Item",
    "Json",
    "Kind",
    "Mark",
    "Outcome",
    "Prepares",
    "Run",
    "Span",
    "Verdict",
    "canonical_json",
    "content_id",
    "installed_analyzers",
    "item_id",
    "normal_isrc",
]
