"""Scripts as files that people read and edit: JSON, and SSML 1.1."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path

from lxml import etree

from earmark.core.errors import BadInput
from earmark.narration.script import VOICES, Script, Utterance

__all__ = ["read_script", "script_json", "script_ssml"]

_VERSION = 1
_SSML = "http://www.w3.org/2001/10/synthesis"
_OURS = "urn:earmark:script"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MAX_BYTES = 64 << 20
_MOST_PAUSE = 60_000
_KEPT = ("role", "text", "chapter")
_MEND = "Write it with 'earmark article script', and change its words only"


def script_json(script: Script) -> str:
    """The script as JSON, an utterance a line; what has its usual value is left out."""
    usual = {field.name: field.default for field in fields(Utterance)}
    lines = [
        json.dumps(
            {name: value for name, value in asdict(each).items() if value != usual.get(name)}, ensure_ascii=False
        )
        for each in script.utterances
    ]
    head = {"earmark_script": _VERSION} | {
        name: getattr(script, name) for name in ("title", "byline", "language", "uri")
    }
    opened = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    return f'{opened},\n "utterances": [\n  ' + ",\n  ".join(lines) + "\n ]\n}\n"


def script_ssml(script: Script) -> str:
    """The script as SSML: a sentence element for each utterance, with what SSML has no word for in our attributes."""
    root = etree.Element(f"{{{_SSML}}}speak", nsmap={None: _SSML, "em": _OURS}, version="1.1")
    root.set(_LANG, script.language or "en")
    for name in ("title", "byline", "uri"):
        if getattr(script, name):
            root.set(f"{{{_OURS}}}{name}", getattr(script, name))
    for each in script.utterances:
        voice = etree.SubElement(root, f"{{{_SSML}}}voice", name=each.voice)
        prosody = etree.SubElement(voice, f"{{{_SSML}}}prosody", rate=f"{each.rate * 100:g}%")
        sentence = etree.SubElement(prosody, f"{{{_SSML}}}s")
        sentence.text = each.say
        for name in _KEPT:
            if getattr(each, name) and not (name == "text" and each.text == each.say):
                sentence.set(f"{{{_OURS}}}{name}", getattr(each, name))
        if each.language:
            sentence.set(_LANG, each.language)
        if each.evidence:
            sentence.set(f"{{{_OURS}}}evidence", " ".join(each.evidence))
        etree.SubElement(root, f"{{{_SSML}}}break", time=f"{each.pause}ms")
    return str(etree.tostring(root, encoding="unicode", pretty_print=True))


def read_script(path: Path) -> Script:
    """The script in a JSON or SSML file that :func:`script_json` or :func:`script_ssml` made, perhaps edited.

    Raises:
        BadInput: if it is none, with the place of what is wrong.
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= _MAX_BYTES else b""
    except OSError as error:
        raise BadInput(f"cannot be read ({error.strerror})", where=str(path)) from error
    if content.lstrip()[:1] == b"{":
        return _from_json(content, str(path))
    return _from_ssml(content, str(path))


def _from_json(content: bytes, where: str) -> Script:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"it is no JSON ({error})", where=where, mend=_MEND) from error
    if not isinstance(found, dict) or found.get("earmark_script") != _VERSION:
        raise BadInput("it is no script of this version", where=where, mend=_MEND)
    rows = found.get("utterances")
    if not isinstance(rows, list):
        raise BadInput("it has no list of utterances", where=where, mend=_MEND)
    return Script(
        title=str(found.get("title", "")),
        utterances=tuple(_utterance(row, f"{where}, utterance {at}") for at, row in enumerate(rows, start=1)),
        byline=str(found.get("byline", "")),
        language=str(found.get("language", "")),
        uri=str(found.get("uri", "")),
    )


def _utterance(row: object, where: str) -> Utterance:
    if not isinstance(row, dict):
        raise BadInput("it is no object", where=where, mend=_MEND)
    unknown = row.keys() - {field.name for field in fields(Utterance)}
    if unknown:
        raise BadInput(f"there is no field '{min(unknown)}'", where=where, mend=_MEND)
    say = row.get("say", row.get("text"))
    if not isinstance(say, str) or not say.strip():
        raise BadInput("'say' is to be the words that are spoken", where=where)
    try:
        return _checked(
            Utterance(
                role=str(row.get("role", "paragraph")),
                text=str(row.get("text", say)),
                say=say,
                voice=str(row.get("voice", "narrator")),
                pause=int(row.get("pause", 0)),
                rate=float(row.get("rate", 1.0)),
                chapter=str(row.get("chapter", "")),
                language=str(row.get("language", "")),
                evidence=tuple(map(str, row.get("evidence", ()))),
            ),
            where,
        )
    except (TypeError, ValueError) as error:
        raise BadInput(f"'pause' and 'rate' are numbers, 'evidence' is a list ({error})", where=where) from error


def _checked(utterance: Utterance, where: str) -> Utterance:
    if utterance.voice not in VOICES:
        raise BadInput(f"there is no voice '{utterance.voice}'", where=where, mend=f"Use one of {', '.join(VOICES)}")
    if not 0 <= utterance.pause <= _MOST_PAUSE or not 0.5 <= utterance.rate <= 2:
        raise BadInput("'pause' is 0 to 60000 ms and 'rate' 0.5 to 2", where=where)
    return utterance


def _from_ssml(content: bytes, where: str) -> Script:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadInput(f"it is neither JSON nor SSML ({error})", where=where, mend=_MEND) from error
    if root.tag != f"{{{_SSML}}}speak":
        raise BadInput("it is no SSML", where=where, mend=_MEND)
    ours = {name: root.get(f"{{{_OURS}}}{name}") or "" for name in ("title", "byline", "uri")}
    rows: list[dict[str, object]] = []
    for element in root.iter(f"{{{_SSML}}}s", f"{{{_SSML}}}break"):
        if element.tag.endswith("}s"):
            rows.append(_row_of(element))
        elif rows:
            rows[-1]["pause"] = (element.get("time") or "0").removesuffix("ms")
    utterances = tuple(_utterance(row, f"{where}, sentence {at}") for at, row in enumerate(rows, start=1))
    return Script(language=root.get(_LANG) or "", utterances=utterances, **ours)


def _row_of(sentence: etree._Element) -> dict[str, object]:
    row: dict[str, object] = {"say": " ".join("".join(sentence.itertext()).split())}
    row |= {name: value for name in _KEPT if (value := sentence.get(f"{{{_OURS}}}{name}"))}
    prosody = next(sentence.iterancestors(f"{{{_SSML}}}prosody"), None)
    if prosody is not None:
        row["rate"] = float((prosody.get("rate") or "100%").removesuffix("%")) / 100
    voice = next(sentence.iterancestors(f"{{{_SSML}}}voice"), None)
    if voice is not None:
        row["voice"] = voice.get("name") or "narrator"
    if sentence.get(_LANG):
        row["language"] = sentence.get(_LANG)
    return row | {"evidence": (sentence.get(f"{{{_OURS}}}evidence") or "").split()}
