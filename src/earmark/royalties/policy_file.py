"""Policies read from YAML files, and the examples that are shipped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from earmark.core.errors import BadInput
from earmark.core.nearest import nearest
from earmark.royalties.money import Money
from earmark.royalties.policy import (
    INSIDE,
    ONE,
    OUTSIDE,
    Boost,
    Penalty,
    PlayRules,
    Policy,
    Threshold,
    UsageRules,
    VerdictRule,
    VerdictRules,
)
from earmark.royalties.reason import number
from earmark.royalties.schema import Checked, Problem, Value, checked
from earmark.royalties.yaml_nodes import yaml_node

__all__ = ["EXAMPLES", "SCHEMA_FILE", "policy_fields", "policy_path", "policy_problems", "policy_schema", "read_policy"]

_FOLDER = Path(__file__).parent / "policies"
EXAMPLES = {path.stem: path for path in sorted(_FOLDER.glob("*.yaml"))}
"""The examples that are shipped, by name."""
SCHEMA_FILE = _FOLDER / "policy.schema.json"

_Tree = Mapping[str, Any]


@cache
def policy_schema() -> _Tree:
    """The JSON Schema of policies, as shipped."""
    schema: _Tree = json.loads(SCHEMA_FILE.read_text("utf-8"))
    return schema


def policy_path(name: str) -> Path:
    """The file that `name` means: a path, or else an example that is shipped.

    Raises:
        BadInput: if there is neither.
    """
    if Path(name).exists():
        return Path(name)
    if name not in EXAMPLES:
        raise BadInput("there is no such policy, nor an example of this name", where=name, mend=nearest(name, EXAMPLES))
    return EXAMPLES[name]


def policy_problems(path: Path) -> list[BadInput]:
    """All that is wrong with the policy in `path`, in order of line.

    Raises:
        BadInput: if it cannot be read as YAML at all.
    """
    tree = checked(yaml_node(path), policy_schema())
    return [_told(path, problem) for problem in _problems(tree)]


def policy_fields(path: Path) -> list[tuple[int, str, str, str]]:
    """Line, field, value and meaning of all that the policy in `path` says, in order of line.

    Raises:
        BadInput: if it is wrong.
    """
    read_policy(path)
    tree = checked(yaml_node(path), policy_schema())
    return [(tree.lines[field], field, value, tree.meanings.get(field, "")) for field, value in _leaves(tree.value, "")]


def _leaves(value: Value, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict | list):
        below = value.items() if isinstance(value, dict) else enumerate(value, 1)
        for key, each in below:
            yield from _leaves(each, f"{name}.{key}" if name else str(key))
    else:
        yield name, number(value) if isinstance(value, Fraction) else " ".join(str(value).split())


def read_policy(path: Path) -> Policy:
    """The policy in `path`.

    Raises:
        BadInput: if it is wrong; the first problem, and where the others are.
    """
    tree = checked(yaml_node(path), policy_schema())
    problems = _problems(tree)
    if problems:
        first, others = _told(path, problems[0]), ", ".join(str(each.line) for each in problems[1:20])
        more = f"Also wrong: line {others}" if others else None
        raise BadInput(first.what, where=first.where, mend=". ".join(filter(None, (first.mend, more))) or None)
    value = tree.value
    assert isinstance(value, dict)
    digest = blake2b(path.read_bytes(), digest_size=16).hexdigest()
    return replace(_policy(value), source=str(path), digest=digest, lines=tree.lines)


def _problems(tree: Checked) -> list[Problem]:
    """Those that the schema sees, or else those that it cannot express."""
    if tree.problems or not isinstance(tree.value, dict):
        return tree.problems or [Problem(1, "the policy", "this is no mapping")]
    value: _Tree = tree.value
    found = []
    if value.get("valid until", "9999") < value["valid from"]:
        found.append(Problem(tree.lines["valid until"], "valid until", "the policy ends before it begins"))
    charge = value["plays"].get("penalty", {}).get("charge")
    if charge:
        try:
            Money.read(charge, "")
        except BadInput as error:
            found.append(Problem(tree.lines["plays.penalty.charge"], "plays.penalty.charge", error.what, error.mend))
    return found


def _told(path: Path, problem: Problem) -> BadInput:
    return BadInput(problem.what, where=f"{path} line {problem.line}, {problem.field}", mend=problem.mend)


def _policy(value: _Tree) -> Policy:
    return Policy(
        name=value["name"],
        version=value["version"],
        valid_from=value["valid from"],
        valid_until=value.get("valid until", ""),
        example=value.get("example", False),
        about=" ".join(value.get("about", "").split()),
        plays=_plays(value["plays"]),
        usage=_usage(value["usage"]) if "usage" in value else None,
        verdicts=_verdicts(value["verdicts"]),
        unclaimed=value["unclaimed"],
    )


def _plays(value: _Tree) -> PlayRules:
    minimum = value.get("minimum")
    return PlayRules(
        minimum_seconds=value.get("minimum seconds", Fraction(0)),
        searched_weight=value.get("searched weight", ONE),
        artificial_weight=value.get("artificial weight", ONE),
        sum_listeners=value.get("listeners of rows") == "sum",
        minimum=_threshold(minimum) if minimum else None,
        below=minimum["below"] if minimum else OUTSIDE,
        boosts=tuple(Boost(each["name"], _threshold(each), each["weight"]) for each in value.get("boosts", ())),
        penalty=_penalty(value["penalty"]) if "penalty" in value else None,
    )


def _threshold(value: _Tree) -> Threshold:
    return Threshold(int(value.get("plays", 0)), int(value.get("listeners", 0)), int(value["months"]))


def _penalty(value: _Tree) -> Penalty:
    return Penalty(value["artificial share"], Money.read(value["charge"], "charge"), value["to"])


def _usage(value: _Tree) -> UsageRules:
    return UsageRules(
        one_play=value["one play is"],
        seconds=value.get("seconds", "counted"),
        minimum_seconds=value.get("minimum seconds", Fraction(0)),
        minimum_probability=value.get("minimum probability", Fraction(0)),
        weights=value.get("weights", {}),
    )


def _verdicts(value: _Tree) -> VerdictRules:
    rules = {label: _verdict(rule) for label, rule in value.items() if isinstance(rule, dict)}
    return VerdictRules(value["believed from"], value["missing"], rules)


def _verdict(value: _Tree) -> VerdictRule:
    return VerdictRule(
        weight=value.get("weight", ONE),
        pool=value.get("pool", INSIDE),
        minimum_seconds=value.get("minimum seconds", Fraction(0)),
        below=value.get("below", OUTSIDE),
        confirmations=int(value.get("confirmations", 0)),
    )
