"""How elements are told, and scripts as files."""

from __future__ import annotations

import json

import pytest

from earmark.core.errors import BadInput
from earmark.narration import (
    Document,
    Utterance,
    document_of,
    policy_of,
    read_script,
    script_json,
    script_of,
    script_ssml,
)
from earmark.narration.nodes import Figure, Image, Phrase
from earmark.narration.pictures import described, worn_out
from earmark.narration.sentences import sentences
from tests.narration.pages import page


@pytest.fixture(scope="module")
def document():
    return document_of(page(), uri="flood.html")


def told(document: Document, style: str = "standard", **changes: str) -> tuple[Utterance, ...]:
    return script_of(document, policy_of(style, changes)).utterances


def said(document: Document, role: str, style: str = "standard", **changes: str) -> list[str]:
    return [each.say for each in told(document, style, **changes) if each.role == role]


def test_the_article_is_told_in_order(document):
    roles = list(dict.fromkeys(each.role for each in told(document)))
    assert roles[:5] == ["title", "byline", "paragraph", "image", "heading"]
    assert [each.chapter for each in told(document) if each.chapter] == [
        "The night the river came",
        "What was lost",
        "Notes",
    ]


def test_lists_are_counted_and_numbered(document):
    assert said(document, "list") == ["A list of two points.", "A list of two steps."]
    assert said(document, "item")[-2:] == ["three: the old one", "four: the new one"]


def test_a_quote_names_its_source_and_has_another_voice(document):
    assert said(document, "attribution") == ["Jo Miller, baker:"]
    assert {each.voice for each in told(document) if each.role == "quote"} == {"quote"}


def test_tables_are_told_by_rows(document):
    assert said(document, "table") == [
        "A table: Levels, with two rows and two columns.",
        "The columns are Town and Height.",
    ]
    assert said(document, "row") == ["Aal: Height three point two metres.", "Bruck: Height two point nine metres."]
    assert said(document, "row", tables="announce") == []
    assert said(document, "table", tables="skip") == []


def test_pictures_say_what_is_written_of_them(document):
    assert [(each.say, each.evidence) for each in told(document) if each.role == "image"] == [
        ("Image: A flooded street.", ("alt",)),
        ("Caption: The high street on Sunday.", ("caption",)),
    ]
    assert said(document, "image", style="brief") == []


@pytest.mark.parametrize(
    ("alt", "caption", "expected"),
    [
        ("IMG_1234.jpg", "", []),
        ("image", "", []),
        (None, "A bridge", [("caption",)]),
        ("A bridge", "A bridge in the rain", [("caption",)]),
        ("A dog", "A bridge in the rain", [("alt",), ("caption",)]),
    ],
)
def test_nothing_is_said_twice_and_no_file_is_named(alt, caption, expected):
    figure = Figure((Image("a.jpg", alt),), (Phrase(caption),) if caption else ())
    assert [evidence for _, evidence in described(figure, images="read", captions="read")] == expected
    titled = described(figure, images="read", captions="skip", title=f"{alt}!")
    assert list(titled) == []
    silent = Figure((Image("a.jpg", alt, decorative=True),))
    assert list(described(silent, images="read", captions="read")) == []


def test_pictograms_are_silent():
    figures = [Figure((Image(f"{n}.png", alt),)) for n, alt in enumerate(["picto"] * 4 + ["A bridge"])]
    assert worn_out(figures) == {"picto"}
    assert list(described(figures[0], images="read", captions="read", worn=worn_out(figures))) == []


def test_code_and_notes_by_style(document):
    assert said(document, "code") == ["Here the article shows two lines of code in python."]
    assert 'print("over")' in said(document, "code", style="full")
    assert said(document, "note", style="brief") == []
    roles = [each.role for each in told(document, "full")]
    assert roles.index("note") < roles.index("list")  # where it is marked
    assert [each.role for each in told(document)][-1] == "note"  # at the end


def test_sentences():
    text = "Dr. Smith came at 3 p.m. on Monday. “Why?” she asked. It cost $4.2bn. See Fig. 3."
    assert sentences(text) == [
        "Dr. Smith came at 3 p.m. on Monday.",
        "“Why?” she asked.",
        "It cost $4.2bn.",
        "See Fig. 3.",
    ]
    long = "word, " * 500
    assert all(len(part) <= 400 for part in sentences(long))
    assert "".join(sentences(long)).replace(" ", "") == long.replace(" ", "")


@pytest.mark.parametrize("write", [script_json, script_ssml])
def test_a_script_can_be_edited_and_read(document, tmp_path, write):
    script = script_of(document, policy_of("full"))
    path = tmp_path / "script"
    path.write_text(write(script), "utf-8")
    assert read_script(path) == script
    path.write_text(write(script).replace("three point two metres", "quite high"), "utf-8")
    assert any("Height quite high." in each.say for each in read_script(path).utterances)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no JSON"),
        ("{}", "no script of this version"),
        ('{"earmark_script": 1, "utterances": [{"say": ""}]}', "utterance 1: 'say'"),
        ('{"earmark_script": 1, "utterances": [{"say": "a", "voice": "x"}]}', "no voice 'x'"),
        ('{"earmark_script": 1, "utterances": [{"say": "a", "paus": 1}]}', "no field 'paus'"),
        ('{"earmark_script": 1, "utterances": [{"say": "a", "pause": 1e9}]}', "60000"),
        ("<speak/>", "no SSML"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><speak>&b;</speak>', "no SSML"),
        ("nothing", "neither JSON nor SSML"),
    ],
)
def test_scripts_that_are_wrong_say_where(tmp_path, text, words):
    path = tmp_path / "script.json"
    path.write_text(text)
    with pytest.raises(BadInput, match=words):
        read_script(path)


def test_policies_that_do_not_exist():
    for style, changes in (("loud", {}), ("full", {"tales": "read"}), ("full", {"tables": "sing"})):
        with pytest.raises(BadInput, match=r"there is no|is no treatment"):
            policy_of(style, changes)


def test_the_json_is_a_line_an_utterance(document):
    text = script_json(script_of(document, policy_of("brief")))
    assert json.loads(text)["title"] == document.title
    assert len(text.splitlines()) > len(json.loads(text)["utterances"])
