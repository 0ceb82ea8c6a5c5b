"""JSON in one spelling, and ids made from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

__all__ = ["Json", "canonical_json", "content_id"]

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


def canonical_json(value: Json) -> str:
    """The one spelling of `value`: keys sorted, no spaces, not-a-number refused (RFC 8785 in spirit)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def content_id(value: Json) -> str:
    """128 bits of BLAKE2b over the canonical JSON of `value`, as 32 hexadecimal digits.

    Lone surrogates (file names that are not UTF-8) hash as themselves.
    """
    text = canonical_json(value).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()
