"""A YAML tree held to a JSON Schema, with the line of all that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import yaml

from earmark.core.nearest import nearest

__all__ = ["KEYWORDS", "Checked", "Problem", "Value", "checked"]

Schema: TypeAlias = Mapping[str, Any]
Value: TypeAlias = "str | bool | Fraction | list[Value] | dict[str, Value]"

KEYWORDS = frozenset(
    {"type", "const", "enum", "pattern", "format", "minimum", "maximum", "exclusiveMinimum", "$ref"}
    | {"properties", "patternProperties", "additionalProperties", "required", "items"}
)
"""What of JSON Schema is understood, besides titles and descriptions."""

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?")
_WORDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        line: from 1.
        field: the keys that lead there, with dots between.
        what: what is wrong.
        mend: how to mend it; None if the sentence says it.
    """

    line: int
    field: str
    what: str
    mend: str | None = None


@dataclass(slots=True)
class Checked:
    """A tree, read.

    Attributes:
        value: as Python values; numbers are exact, dates are texts. What is wrong is left out.
        lines: the line of each field, and
        meanings: what the schema says that it means.
        problems: all that is wrong, in order of line.
    """

    value: Value = ""
    lines: dict[str, int] = field(default_factory=dict)
    meanings: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def checked(node: yaml.Node, schema: Schema) -> Checked:
    """`node` held to `schema`, of which :data:`KEYWORDS` are understood."""
    result = Checked()
    walk = _Walk(schema, result)
    for value in walk.right(node, schema, ""):
        result.value = value
    result.problems.sort(key=lambda problem: problem.line)
    return result


class _Wrong(Exception):
    """The problem that ends the reading of a value."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class _Walk:
    root: Schema
    result: Checked

    def right(self, node: yaml.Node, schema: Schema, name: str) -> Iterator[Value]:
        """The value of `node`, or nothing if it is wrong, which is noted."""
        try:
            yield self.value(node, schema, name)
        except _Wrong as wrong:
            self.result.problems.append(wrong.problem)

    def value(self, node: yaml.Node, schema: Schema, name: str) -> Value:
        self.result.lines.setdefault(name, node.start_mark.line + 1)
        schema = self._resolved(schema)
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if isinstance(node, yaml.MappingNode):
            if "object" in kinds:
                return self._mapping(node, schema, name)
            raise _unlike(node, kinds, name)
        if isinstance(node, yaml.SequenceNode):
            if "array" in kinds:
                return self._sequence(node, schema, name)
            raise _unlike(node, kinds, name)
        return self._scalar(node, schema, kinds, name)

    def _resolved(self, schema: Schema) -> Schema:
        if "$ref" not in schema:
            return schema
        found = self.root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return found

    def _mapping(self, node: yaml.MappingNode, schema: Schema, name: str) -> Value:
        found: dict[str, Value] = {}
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            below = f"{name}.{key}" if name else key
            if key in seen:
                self._note(key_node, below, "this stands here twice", "Leave one")
                continue
            seen.add(key)
            of_key = _schema_of(key, schema)
            if of_key is None:
                known = list(schema.get("properties", {}))
                self._note(key_node, below, f"there is no key {key!r} here", nearest(key, known))
                continue
            self.result.lines[below] = key_node.start_mark.line + 1
            self.result.meanings[below] = of_key.get("description", "")
            found.update((key, value) for value in self.right(value_node, of_key, below))
        for key in schema.get("required", ()):
            if key not in seen:
                self._note(node, f"{name}.{key}" if name else key, "this is missing", "The policy has to say it")
        return found

    def _sequence(self, node: yaml.SequenceNode, schema: Schema, name: str) -> Value:
        places = enumerate(node.value, 1)
        return [value for place, each in places for value in self.right(each, schema["items"], f"{name}.{place}")]

    def _note(self, node: yaml.Node, name: str, what: str, mend: str) -> None:
        self.result.problems.append(Problem(node.start_mark.line + 1, name, what, mend))

    def _scalar(self, node: yaml.Node, schema: Schema, kinds: list[str], name: str) -> Value:
        text = str(node.value)
        if "const" in schema or "enum" in schema:
            allowed = [str(each) for each in schema.get("enum", [schema.get("const")])]
            if text not in allowed:
                raise _wrong(node, name, f"{text!r} cannot stand here", f"Write {' or '.join(allowed)}")
            return text
        is_text, is_number = node.tag.endswith((":str", ":timestamp")), bool(_NUMBER.fullmatch(text))
        if "boolean" in kinds and text in ("true", "false"):
            return text == "true"
        if is_number and not is_text and {"number", "integer"} & set(kinds):
            return text if "string" in kinds else self._number(node, schema, kinds, name)
        if is_text and "string" in kinds:
            return self._string(node, schema, name)
        raise _unlike(node, kinds, name)

    def _number(self, node: yaml.Node, schema: Schema, kinds: list[str], name: str) -> Value:
        number = Fraction(Decimal(node.value))
        if "number" not in kinds and number.denominator != 1:
            raise _unlike(node, kinds, name)
        for told, is_wrong in _bounds(schema, number):
            if is_wrong:
                raise _wrong(node, name, f"{node.value} cannot stand here", f"It is {told}")
        return number

    def _string(self, node: yaml.Node, schema: Schema, name: str) -> Value:
        text = str(node.value)
        if schema.get("format") == "date" and not _is_date(text):
            raise _wrong(node, name, f"{text!r} is no date", "Write it so: 2026-01-31")
        if "pattern" in schema and not re.search(schema["pattern"], text):
            raise _wrong(node, name, f"{text!r} cannot stand here", _told(schema["pattern"]))
        return text


def _unlike(node: yaml.Node, kinds: list[str], name: str) -> _Wrong:
    wanted = " or ".join(_WORDS[kind] for kind in kinds) or "one word"
    shown = repr(node.value) if isinstance(node, yaml.ScalarNode) else "a mapping or list"
    return _wrong(node, name, f"{shown} is not {wanted}", None)


def _wrong(node: yaml.Node, name: str, what: str, mend: str | None) -> _Wrong:
    return _Wrong(Problem(node.start_mark.line + 1, name or "the policy", what, mend))


def _schema_of(key: str, schema: Schema) -> Schema | None:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    patterns: Mapping[str, Schema] = schema.get("patternProperties", {})
    return properties.get(key) or next((below for pattern, below in patterns.items() if re.search(pattern, key)), None)


def _bounds(schema: Schema, number: Fraction) -> Iterator[tuple[str, bool]]:
    """What each bound asks for, and whether `number` breaks it."""
    if "minimum" in schema:
        yield f"at least {schema['minimum']}", number < Fraction(str(schema["minimum"]))
    if "exclusiveMinimum" in schema:
        yield f"more than {schema['exclusiveMinimum']}", number <= Fraction(str(schema["exclusiveMinimum"]))
    if "maximum" in schema:
        yield f"at most {schema['maximum']}", number > Fraction(str(schema["maximum"]))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _told(pattern: str) -> str:
    """What a pattern of the shipped schema asks for, in words."""
    if "outside" in pattern or "held" in pattern:
        words = [word for word in ("inside", "outside", "held") if word in pattern]
        return f"Write {', '.join(words)}, or 'to' and a name"
    return "Write it so: EUR 10.00" if "A-Z" in pattern else "It cannot be empty"
