"""Articles to trees: what is kept, what is left out, and what hostile files can do."""

from __future__ import annotations

import json
from typing import TypeVar

import pytest

from earmark.core.errors import BadInput
from earmark.narration import Document, block_text, body_text, document_of, json_of, read_document
from earmark.narration.nodes import (
    Block,
    Code,
    Definitions,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Table,
    plain,
    walk,
)
from tests.narration.pages import ARTICLE, PARAGRAPHS, epub, page

Found = TypeVar("Found", bound=Block)


@pytest.fixture(scope="module")
def document():
    return document_of(page(), uri="flood.html")


def only(document: Document, kind: type[Found]) -> Found:
    (found,) = [block for block in walk(document.blocks) if isinstance(block, kind)]
    return found


def phrase(document: Document, **look: object) -> list[str]:
    texts = [block.text for block in walk(document.blocks) if isinstance(block, Paragraph | Heading)]
    return [phrase.text for text in texts for phrase in text if all(getattr(phrase, key) == look[key] for key in look)]


def test_the_page_says_who_wrote_what_and_when(document):
    assert document.title == "The night the river came"
    assert (document.byline, document.date, document.language) == ("Ada Lang", "2026-11-01", "en")


def test_all_of_the_article_is_kept_and_nothing_around_it(document):
    text = body_text(document)
    assert all(words in text for words in PARAGRAPHS)
    for foreign in ("cookies", "Share on", "Related", "Ten ways", "newsletter", "rights reserved", "evil", "Home"):
        assert foreign not in text


def test_lists_keep_their_order_and_depth(document):
    outer, inner = [block for block in walk(document.blocks) if isinstance(block, Listing)]
    assert (outer.ordered, len(outer.items)) == (False, 2)
    assert (inner.ordered, inner.start, len(inner.items)) == (True, 3, 2)
    assert inner in outer.items[1].blocks


def test_a_quote_has_its_source(document):
    quote = only(document, Quote)
    assert plain(quote.attribution) == "Jo Miller, baker"
    assert "Jo Miller" not in body_text(document).split("Nobody slept")[0]


def test_a_table_has_header_rows_and_caption(document):
    table = only(document, Table)
    assert [plain(cell) for cell in table.header] == ["Town", "Height"]
    assert [[plain(cell) for cell in row] for row in table.rows] == [["Aal", "3.2 m"], ["Bruck", "2.9 m"]]
    assert plain(table.caption) == "Levels"


def test_a_picture_that_loads_late_has_caption_and_credit(document):
    figure = only(document, Figure)
    (image,) = figure.images
    assert (image.source, image.alt, image.decorative) == ("street.jpg", "A flooded street", False)
    assert (plain(figure.caption), figure.credit) == ("The high street on Sunday.", "Photo: Jo Miller")


def test_code_is_verbatim(document):
    code = only(document, Code)
    assert (code.text, code.language) == ('print("flood")\nprint("over")', "python")


def test_what_words_look_like_is_kept(document):
    assert phrase(document, emphasis=True) == ["lost"]
    assert phrase(document, expansion="gross domestic product") == ["GDP"]
    assert phrase(document, language="fr") == ["hélas"]
    assert phrase(document, math=True) == ["v = s/t"]
    assert only(document, Definitions).entries[0].terms[0][0].text == "Weir"


def test_a_footnote_is_at_its_mark_and_not_in_the_text(document):
    (note,) = document.notes
    assert phrase(document, note=note.name) == ["1"]
    assert "Measured at" in block_text(note.blocks[0])
    assert "Measured at" not in body_text(document)
    assert "↩" not in str(json_of(document))


def test_the_tree_is_json(document):
    shown = json.loads(json.dumps(json_of(document)))
    assert shown["kind"] == "document"
    assert {block["kind"] for block in shown["blocks"]} >= {"paragraph", "heading", "table", "figure", "quote"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1251"])
def test_encodings(encoding):
    words = "Привет" if encoding == "windows-1251" else "Über"
    text = page(ARTICLE.replace("The river rose", f"{words}: the river rose")).decode()
    content = text.replace('charset="utf-8"', f'charset="{encoding}"').encode(encoding, "xmlcharrefreplace")
    assert words in body_text(document_of(content, uri="a.html"))


def test_an_encoding_that_is_declared_wrongly():
    content = page(ARTICLE.replace("old bridge", "café")).replace(b'charset="utf-8"', b'charset="klingon"')
    assert "café" in body_text(document_of(content, uri="a.html"))


def test_deep_nesting_ends():
    inner = "<div>" * 100_000 + "".join(f"<p>{words}</p>" for words in PARAGRAPHS) + "</div>" * 100_000
    assert PARAGRAPHS[2] in body_text(document_of(page(inner), uri="deep.html"))
    lists = "<ul><li>" * 30_000 + f"<p>{PARAGRAPHS[0]}</p>"
    assert PARAGRAPHS[0] in body_text(document_of(page(lists + ARTICLE), uri="deep.html"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nothing in it"),
        (b"   \n ", "nothing in it"),
        (b"<html><body></body></html>", "no article"),
        (b"<html><body>" + b"<i></i>" * 150_001, "elements"),
        (b"<html>" + b"x" * (33 << 20), "larger than 32 MiB"),
        (b"\x00\x01\x02\x03" * 100, "no text"),
        (b"PK\x03\x04 not a zip", "no EPUB"),
    ],
)
def test_what_cannot_be_read_is_said(content, words):
    with pytest.raises(BadInput, match=words) as caught:
        document_of(content, uri="bad.html")
    assert str(caught.value).startswith("bad.html")


def test_files_that_are_not_there(tmp_path):
    for path in (tmp_path / "none.html", tmp_path):
        with pytest.raises(BadInput, match="no such ordinary file"):
            read_document(path)


def test_data_addresses_and_entities_do_no_harm():
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    content = page(f'<img src="data:image/png;base64,{"A" * 3_000_000}">' + ARTICLE + "&b;")
    assert PARAGRAPHS[0] in body_text(document_of(bomb.encode() + content, uri="a.html"))


def test_right_to_left_text_is_left_alone():
    words = "בלילה אחד עלה הנהר שלושה מטרים, ובבוקר לא היה עוד הגשר הישן ולא הטחנה שלידו."
    content = page("".join(f"<p>{words} {n}</p>" for n in range(6)))
    assert words in body_text(document_of(content, uri="a.html"))


def test_markdown():
    text = f"""---
title: Floods
author: Ada Lang
---
{PARAGRAPHS[0]}[^1] Then *nothing*.

1. one
2. two

| Town | Height |
|---|---|
| Aal | 3 m |

```
[^1]: no note
```

![The street](street.jpg)

[^1]: At the bridge.
"""
    document = document_of(text.encode(), uri="flood.md")
    assert (document.title, document.byline) == ("Floods", "Ada Lang")
    assert only(document, Listing).ordered
    assert plain(only(document, Table).header[1]) == "Height"
    assert only(document, Code).text == "[^1]: no note"
    assert only(document, Figure).images[0].alt == "The street"
    assert block_text(document.notes[0].blocks[0]) == "At the bridge."
    assert phrase(document, emphasis=True) == ["nothing"]


def test_plain_text():
    text = (
        f"The flood\n\n{PARAGRAPHS[0]}\nSecond line.\n\nCauses\n------\n\n- rain\n- snow\n  and ice\n\n> So it was.\n"
    )
    document = document_of(text.encode(), uri="a.txt")
    assert document.title == "The flood"
    assert [type(block) for block in document.blocks] == [Paragraph, Heading, Listing, Quote]
    assert len(only(document, Listing).items) == 2


def test_a_book():
    chapters = {
        "b.xhtml": f"<html><body><h1>Rain</h1><p>{PARAGRAPHS[0]}</p></body></html>",
        "a.xhtml": f"<html><head><title>Wind</title></head><body><p>{PARAGRAPHS[1]}</p>"
        '<span role="doc-pagebreak">169</span></body></html>',
    }
    document = document_of(epub(chapters), uri="floods.epub")
    assert (document.title, document.byline, document.language) == ("Floods", "Ada Lang", "en")
    assert body_text(document).split("\n\n") == ["Rain", PARAGRAPHS[0], "Wind", PARAGRAPHS[1]]


def test_books_that_want_too_much():
    with pytest.raises(BadInput, match="larger than is allowed"):
        document_of(epub({"a.xhtml": "<p>" + "a" * (17 << 20)}), uri="bomb.epub")
    outside = epub({"../../../../etc/passwd": "<p>inside</p>"})
    with pytest.raises(BadInput, match="no text"):
        document_of(outside, uri="path.epub")
    with pytest.raises(BadInput, match="there is no"):
        document_of(epub({}, package="<package/>").replace(b"OPS/book.opf", b"OPS/none.opf"), uri="a.epub")
