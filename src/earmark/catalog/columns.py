"""Column types that give back exactly what went in, on every database."""
# ruff: noqa: ARG002 - SQLAlchemy passes the dialect; these types are the same on each.

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from earmark.core import canonical_json

__all__ = ["JsonText", "Moment", "Words"]

if TYPE_CHECKING:
    _Words = TypeDecorator[str]
    _Json = TypeDecorator[Any]
    _Moment = TypeDecorator[datetime]
else:
    _Words = _Json = _Moment = TypeDecorator

_ESCAPED = "\x1a"
"""SUBSTITUTE: begins text that a database would refuse, kept as the hex digits of its UTF-8."""


class Words(_Words):
    """Any Python string, NUL and lone surrogates (file names that are not UTF-8) included."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _escape(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _unescape(value)


class JsonText(_Json):
    """A JSON value as canonical text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return _escape(canonical_json(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(_unescape(value))


class Moment(_Moment):
    """A time with a zone, kept in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time in the catalogue needs a time zone, got {value.isoformat()}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def _escape(text: str) -> str:
    if text.startswith(_ESCAPED) or "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        return _ESCAPED + text.encode("utf-8", "surrogatepass").hex()
    return text


def _unescape(text: str) -> str:
    if text.startswith(_ESCAPED):
        return bytes.fromhex(text[1:]).decode("utf-8", "surrogatepass")
    return text
