"""Policies in files: what they say, and every way in which they can be wrong."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from earmark.core.errors import BadInput
from earmark.royalties import EXAMPLES, policy_fields, policy_path, policy_problems, policy_schema, read_policy
from earmark.royalties.schema import KEYWORDS
from tests.docs.pages import ROOT, prose

SMALL = (ROOT / "docs/royalties/policy.yaml").read_text("utf-8")


@pytest.fixture
def written(tmp_path):
    """Writes a policy and gives its path."""

    def write(text: str | bytes) -> Path:
        path: Path = tmp_path / "policy.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def problems(path: Path) -> list[str]:
    return [str(problem).removeprefix(f"{path} ") for problem in policy_problems(path)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_right_and_say_that_they_are_examples(name):
    policy = read_policy(EXAMPLES[name])
    assert policy.example
    assert policy.name == name
    assert "Published" in policy.about
    assert "Ours" in policy.about
    assert EXAMPLES[name].read_text("utf-8").startswith("# An EXAMPLE")


def test_the_examples_hold_the_published_facts():
    threshold, boosts = (read_policy(EXAMPLES[f"{name}-example"]) for name in ("threshold", "boosts"))
    needs = threshold.plays.minimum
    assert needs
    assert (needs.plays, needs.listeners, needs.months) == (1000, 50, 12)
    rain = threshold.verdicts.rule_of("functional:rain")[1]
    assert (rain.weight, rain.minimum_seconds) == (Fraction(1, 5), Fraction(120))
    assert threshold.plays.penalty
    assert str(threshold.plays.penalty.charge) == "EUR 10.00"
    assert boosts.verdicts.rule_of("functional:rain")[1].pool == "outside"
    assert boosts.plays.searched_weight == boosts.plays.boosts[0].weight == 2


def test_numbers_are_as_written_and_classes_have_rules_of_their_own(written):
    policy = read_policy(written(SMALL.replace("  undetermined:", "  functional:rain: {weight: 0.1}\n  undetermined:")))
    assert policy.verdicts.rule_of("functional:rain")[1].weight == Fraction(1, 10)
    assert policy.verdicts.rule_of("functional:fan")[1].weight == Fraction(1, 5)
    assert (policy.version, policy.valid_from) == ("1", "2026-01-01")
    assert policy.lines["plays.minimum.listeners"] == policy.lines["plays.minimum"] == 10


def test_all_that_a_policy_says_has_a_line_a_value_and_a_meaning():
    for line, field, value, meaning in policy_fields(EXAMPLES["threshold-example"]):
        assert line > 0
        assert value
        assert meaning, field


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ("minimum seconds: 30", "minimum second: 30"),
            "line 6, plays.minimum second: there is no key",
        ),
        (
            ("minimum seconds: 30", "minimum seconds: -1"),
            "line 6, plays.minimum seconds: -1 cannot stand here. It",
        ),
        (("minimum seconds: 30", "minimum seconds: thirty"), "line 6, plays.minimum seconds: 'thirty' is not a number"),
        (("minimum seconds: 30", "minimum seconds: .inf"), "line 6, plays.minimum seconds: '.inf' is not a number"),
        (("minimum seconds: 30", "minimum seconds: 1:30"), "line 6, plays.minimum seconds: '1:30' is not a number"),
        (("minimum seconds: 30", 'minimum seconds: "30"'), "line 6, plays.minimum seconds: '30' is not a number"),
        (("minimum seconds: 30", "minimum seconds:"), "line 6, plays.minimum seconds: '' is not a number"),
        (("searched weight: 2", "searched weight: 0.5"), "line 7, plays.searched weight: 0.5 cannot stand here"),
        (("plays: 100", "plays: 1.5"), "line 10, plays.minimum.plays: '1.5' is not a whole number"),
        (
            ("below: outside", "below: somewhere"),
            "line 10, plays.minimum.below: 'somewhere' cannot stand here. Write",
        ),
        (("EUR 10.00", "10 euros"), "line 11, plays.penalty.charge: '10 euros' cannot stand here. Write it so: EUR"),
        (("EUR 10.00", "EUX 10.00"), "line 11, plays.penalty.charge: there is no currency EUX"),
        (("share: 0.9", "share: 90"), "line 11, plays.penalty.artificial share: 90 cannot stand here. It is at most 1"),
        (("one play is: 180", "one play is: 0"), "line 13, usage.one play is: 0 cannot stand here. It is more than 0"),
        (("background: 0.5", "backgruond: 0.5"), "no key 'backgruond' here. Did you mean background?"),
        (("  music: {weight: 1}", "  music: 1"), "line 18, verdicts.music: '1' is not a mapping"),
        (("  music: {weight: 1}\n", ""), "verdicts.music: this is missing"),
        (("  mixed:", "  music: {}\n  mixed:"), "verdicts.music: this stands here twice"),
        (("2026-01-01", "2026-02-30"), "line 4, valid from: '2026-02-30' is no date"),
        (
            ("2026-01-01", "2026-01-01\nvalid until: 2025-01-01"),
            "line 5, valid until: the policy ends before it",
        ),
        (("missing: music", "missing: noise"), "verdicts.missing: 'noise' cannot stand here. Write music or undeter"),
        (("format: 1", "format: 2"), "line 1, format: '2' cannot stand here. Write 1"),
        (("unclaimed: held", "unclaimed: [held]"), "unclaimed: a mapping or list is not a text"),
        (("name: small-case", "name: ''"), "line 2, name: '' cannot stand here. It cannot be empty"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_field(written, change, told):
    path = written(SMALL.replace(*change))
    (first, *more) = problems(path)
    assert told in first
    assert more == []
    with pytest.raises(BadInput) as caught:
        read_policy(path)
    assert str(caught.value).removeprefix(f"{path} ").startswith(first)


def test_all_that_is_wrong_is_told_at_once(written):
    path = written(SMALL.replace("format: 1", "format: 9").replace("held", "hold"))
    assert len(problems(path)) == 3
    with pytest.raises(BadInput, match="Also wrong: line 22, 23"):
        read_policy(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the file is empty"),
        ("# nothing\n", "the file is empty"),
        ("- a\n", "line 1, the policy: a mapping or list is not a mapping"),
        ("a: [\n", "this is no YAML"),
        ("a: !!python/object/apply:os.system [ls]\n", "line 1: the tag"),
        ("a: !thing b\n", "line 1: the tag !thing is not used"),
        ("a: &x [1]\nb: *x\n", "line 1: anchors and aliases"),
        ("a: 1\n---\na: 1\n", "line 2: a second document"),
        ("a: " + "[" * 5000, "deeper than 20"),
        ("{" * 5000, "deeper than 20"),
        ("a: \x00", "no YAML"),
        (b"a: \xff\n", "line 1: this is not UTF-8"),
        ("a: 1\n".encode("utf-16"), "not UTF-8"),
        ("#" * (1 << 20) + "##", "larger than 1 MiB"),
    ],
)
def test_what_could_surprise_is_refused(written, text, told):
    path = written(text)
    with pytest.raises(BadInput) as caught:
        read_policy(path)
    assert told in str(caught.value)


def test_a_policy_is_a_file_or_an_example(tmp_path):
    assert policy_path("threshold-example") == EXAMPLES["threshold-example"]
    with pytest.raises(BadInput, match="Did you mean threshold-example"):
        policy_path("treshold-example")
    with pytest.raises(BadInput, match="cannot be read"):
        read_policy(tmp_path)


def _schemas(value: object, *, is_schema: bool = True):
    """Every schema inside the shipped one."""
    if isinstance(value, dict):
        if is_schema:
            yield value
        for key, each in value.items():
            yield from _schemas(each, is_schema=not (is_schema and key in ("properties", "patternProperties", "$defs")))


def test_the_schema_uses_only_what_is_understood_and_explains_every_key():
    for schema in _schemas(policy_schema()):
        assert set(schema) <= KEYWORDS | {"title", "description", "$schema", "$defs"}
        for key, each in schema.get("properties", {}).items():
            assert each.get("description"), key


def test_every_key_of_a_policy_is_in_the_page():
    page = prose(ROOT / "docs/royalties.md")
    keys = {key for schema in _schemas(policy_schema()) for key in schema.get("properties", {})}
    assert [key for key in sorted(keys) if f"`{key}`" not in page and f".{key}`" not in page] == []
    json.dumps(policy_schema())
