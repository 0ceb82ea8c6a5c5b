"""Why two names are thought to be one person, in words a person can check."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from earmark.authors.linking.features import FEATURES

__all__ = ["reasons"]

_PLACE = {name: at for at, name in enumerate(FEATURES)}
_GIVENS = {
    3.0: "first given name equal",
    2.5: "first given name a short form",
    2.0: "first given name by its initial",
    1.5: "first given name nearly alike",
    0.0: "first given names differ",
}
_SHARED = {
    "titles": "title",
    "subjects": "subjects",
    "languages": "language",
    "co_contributors": "co-contributors",
    "publishers": "publisher",
    "narrators": "narrator",
    "series": "series",
}


def reasons(row: NDArray[np.float64]) -> tuple[str, ...]:
    """What speaks for and against a pair with the features `row` [shape=(features,)]."""

    def value(name: str) -> float:
        return float(row[_PLACE[name]])

    found = [_name(value("whole_name_shared"), value("family_equal"), value("family_likeness"))]
    if value("whole_name_shared") < 1 and not np.isnan(value("first_given")):
        found.append(_GIVENS[value("first_given")])
    if value("givens_conflicting") > 0:
        found.append("given names contradict")
    if value("suffix") < 0:
        found.append("suffixes differ")
    if value("alias") > 0:
        found.append("by an alias")
    found.extend(_context(value))
    if value("as_good") > 0:
        found.append(f"{value('as_good'):.0f} others have as good a name")
    return tuple(found)


def _context(value: Callable[[str], float]) -> Iterator[str]:
    for name in ("born", "died"):
        if not np.isnan(value(name)):
            yield f"{name} in the same year" if value(name) > 0 else f"{name} in other years"
    for term, word in _SHARED.items():
        share = value(f"{term}_shared")
        if not np.isnan(share):
            yield f"{word} shared {share:.0%}" if share > 0 else f"no {word} shared"


def _name(whole: float, equal: float, likeness: float) -> str:
    if whole == 1:
        return "all words of the name equal"
    return "family name equal" if equal == 1 else f"family names {likeness:.0%} alike"
