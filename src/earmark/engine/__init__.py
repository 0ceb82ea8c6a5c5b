"""Analyzers over many items: the stage, the engines that run it, and `understand`, which keeps what they find."""

from earmark.engine.base import Engine
from earmark.engine.inline import Inline
from earmark.engine.local import Local
from earmark.engine.stage import Localize, as_is, run_stage
from earmark.engine.understand import Begun, Event, Prepared, Stopped, understand

__all__ = [
    "Begun",
    "Engine",
    "Event",
    "Inline",
    "Local",
    "Localize",
    "Prepared",
    "Stopped",
    "as_is",
    "run_stage",
    "understand",
]
