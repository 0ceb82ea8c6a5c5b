"""Analyzers as commands meet them: one that cannot be used is named, and does not stop the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from earmark.cli.output import say

if TYPE_CHECKING:
    from earmark.core import Failure

__all__ = ["say_broken"]


def say_broken(broken: Mapping[str, Failure]) -> None:
    """Name each analyzer that is installed and cannot be used, and why."""
    for name, failure in broken.items():
        say(f"earmark: the analyzer {name} cannot be used: {failure.error}: {failure.message}")
