"""What mistakes cost: the file that turns probabilities into links, new agents and questions to a person."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from math import isfinite
from pathlib import Path

from earmark.core.errors import BadInput

__all__ = ["LinkPolicy", "Outcome"]


class Outcome(StrEnum):
    """What becomes of a credit."""

    link = "link"
    new = "NIL"
    review = "review"


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """Costs, in any unit of their own.

    Attributes:
        wrong_link: the credit goes to another agent than its own.
        false_link: it goes to an agent though its own is not in the base.
        missed_link: it becomes a new agent though its own is in the base.
        review: a person is asked.
    """

    wrong_link: float = 1.5
    false_link: float = 1.0
    missed_link: float = 1.0
    review: float = 0.25

    @classmethod
    def load(cls, path: Path) -> LinkPolicy:
        """The policy in the YAML file at `path`: a mapping ``costs`` with some of the four.

        Raises:
            BadInput: if it cannot be read, has tags or unknown keys, or a cost is no finite number of at least 0.
        """
        import yaml

        try:
            held = yaml.safe_load(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as reason:
            raise BadInput(f"cannot be read ({reason})", where=str(path)) from reason
        except yaml.YAMLError as reason:
            line = " ".join(str(reason).split())
            raise BadInput(f"this is no plain YAML ({line[:200]})", where=str(path)) from reason
        return cls._of(held, str(path))

    @classmethod
    def _of(cls, held: object, where: str) -> LinkPolicy:
        costs = held.get("costs") if isinstance(held, dict) else None
        if not isinstance(held, dict) or not isinstance(costs, dict) or set(held) - {"version", "costs"}:
            raise BadInput("a policy has 'costs', and 'version' if you like", where=where)
        known = {field.name for field in fields(cls)}
        if set(costs) - known:
            unknown = ", ".join(sorted(str(name) for name in set(costs) - known))
            raise BadInput(f"unknown costs: {unknown}", where=where, mend=f"There are {', '.join(sorted(known))}")
        for name, value in costs.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or value < 0:
                raise BadInput(f"the cost {name} is no number of at least 0", where=where)
        return cls(**{name: float(value) for name, value in costs.items()})

    def decide(self, best: float, nobody: float) -> tuple[Outcome, float]:
        """(what costs least, its expected cost), if the likeliest agent has probability `best`, and none `nobody`."""
        others = max(0.0, 1.0 - best - nobody)
        costs = {
            Outcome.link: self.wrong_link * others + self.false_link * nobody,
            Outcome.new: self.missed_link * (best + others),
            Outcome.review: self.review,
        }
        outcome = min(costs, key=lambda name: costs[name])
        return outcome, costs[outcome]
