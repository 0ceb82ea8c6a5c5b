"""YAML as a tree of nodes that know their lines; nothing is constructed, and what could surprise is refused."""

from __future__ import annotations

from pathlib import Path

import yaml

from earmark.core.errors import BadInput

__all__ = ["yaml_node"]

MOST_BYTES = 1 << 20
MOST_DEPTH = 20


def yaml_node(path: Path) -> yaml.Node:
    """The one document in `path`.

    Raises:
        BadInput: if it cannot be read, is not UTF-8, is larger than a mebibyte, holds no or several documents, tags
            (``!!python/…``), anchors or aliases, is nested deeper than 20 levels, or is no YAML.
    """
    text = _text(path)
    try:
        _refuse_surprises(path, text)
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path} line {mark.line + 1}" if mark else str(path)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "something"
        raise BadInput(f"this is no YAML ({what})", where=where) from error
    if node is None:
        raise BadInput("the file is empty", where=str(path), mend="See 'earmark royalties policies' for examples")
    return node


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"cannot be read ({error.strerror})", where=str(path)) from error
    if len(data) > MOST_BYTES:
        raise BadInput("the file is larger than 1 MiB, so it is no policy", where=str(path))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            "this is not UTF-8", where=f"{path} line {line}", mend="Save it again with the encoding UTF-8"
        ) from error


def _refuse_surprises(path: Path, text: str) -> None:
    depth = documents = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        where = f"{path} line {event.start_mark.line + 1}"
        if getattr(event, "anchor", None):
            raise BadInput("anchors and aliases are not used here", where=where, mend="Write the value out")
        if getattr(event, "tag", None):
            raise BadInput(f"the tag {event.tag} is not used here", where=where, mend="Leave the tag out")
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise BadInput("a second document begins here", where=where, mend="One policy a file")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise BadInput(f"this is nested deeper than {MOST_DEPTH} levels", where=where)
