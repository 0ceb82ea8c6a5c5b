"""What mistakes cost: the file that turns probabilities into links, new agents and questions to a person."""

from __future__ import annotations

from dataclasses import dataclass
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
    """Costs, in any unit of their own, and what is known of the base.

    Attributes:
        wrong_link: the credit goes to another agent than its own.
        false_link: it goes to an agent though its own is not in the base.
        missed_link: it becomes a new agent though its own is in the base.
        review: a person is asked.
        hidden: of the credits whose name nobody in the base seems to bear, the share that is an agent's of the base
            under another name (a pseudonym that the base lacks), 0 to below 1. Names cannot tell.
    """

    wrong_link: float = 1.5
    false_link: float = 1.0
    missed_link: float = 1.0
    review: float = 0.25
    hidden: float = 0.0

    @classmethod
    def load(cls, path: Path) -> LinkPolicy:
        """The policy in the YAML file at `path`: a mapping ``costs`` with some of the four, and ``hidden``.

        Raises:
            BadInput: if it cannot be read, has tags or unknown keys, a cost is no finite number of at least 0, or the
                share is not from 0 to below 1.
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
        if not isinstance(held, dict) or not isinstance(costs, dict) or set(held) - {"version", "costs", "hidden"}:
            raise BadInput("a policy has 'costs', and 'version' and 'hidden' if you like", where=where)
        known = {"wrong_link", "false_link", "missed_link", "review"}
        if set(costs) - known:
            unknown = ", ".join(sorted(str(name) for name in set(costs) - known))
            raise BadInput(f"unknown costs: {unknown}", where=where, mend=f"There are {', '.join(sorted(known))}")
        for name, value in costs.items():
            if not _is_number(value) or value < 0:
                raise BadInput(f"the cost {name} is no number of at least 0", where=where)
        hidden = held.get("hidden", 0.0)
        if not _is_number(hidden) or not 0 <= hidden < 1:
            raise BadInput("the share 'hidden' is no number from 0 to below 1", where=where)
        return cls(**{name: float(value) for name, value in costs.items()}, hidden=float(hidden))

    def nobody(self, named: float) -> float:
        """Probability that no agent of the base is meant, if candidates have `named` in all."""
        return (1.0 - self.hidden) * max(0.0, 1.0 - named)

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


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
