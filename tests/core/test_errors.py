from __future__ import annotations

import pickle
import re
from collections.abc import Iterator

import pytest

from earmark.core import errors
from earmark.core.errors import EarmarkError, MissingExtra


def _tree(kind: type[EarmarkError], depth: int = 0) -> Iterator[tuple[int, type[EarmarkError]]]:
    yield depth, kind
    for below in kind.__subclasses__():
        if below.__module__ == errors.__name__:
            yield from _tree(below, depth + 1)


KINDS = [kind for _, kind in _tree(EarmarkError)]


def test_the_outline_shows_the_tree():
    outline = re.findall(
        r"^((?:[│ ]   )*)([├└]── )?(\w+) +\S.*$", (errors.__doc__ or "").partition("\n\n")[2], re.MULTILINE
    )
    shown = [(len(stems) // 4 + bool(branch), name) for stems, branch, name in outline]
    assert shown == [(depth, kind.__name__) for depth, kind in _tree(EarmarkError)]


def test_every_error_is_exported_and_says_when_it_happens():
    assert sorted(kind.__name__ for kind in KINDS) == errors.__all__
    assert all(kind.__doc__ for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_errors_travel_between_processes(kind):
    for error in (kind("what"), kind("what", where="where", mend="Mend"), kind("w", mend="Mend")):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301
        assert type(again) is kind
        assert vars(again) == vars(error)
        assert (str(again), again.args, again.transient) == (str(error), error.args, error.transient)


@pytest.mark.parametrize(
    ("where", "mend", "text"),
    [
        (None, None, "not audio"),
        ("a.mp3", None, "a.mp3: not audio"),
        (None, "Send another", "not audio. Send another"),
        ("a.mp3", "Send another", "a.mp3: not audio. Send another"),
    ],
)
def test_a_message_says_where_what_and_how_to_mend_it(where, mend, text):
    assert str(EarmarkError("not audio", where=where, mend=mend)) == text


def test_only_what_may_pass_is_transient():
    assert {kind.__name__ for kind in KINDS if kind.transient} == {"FetchInterrupted", "WorkerDied"}


def test_a_missing_extra_says_how_to_install_it():
    assert str(MissingExtra("no voice")) == "no voice. Install it with: pip install 'earmark[all]'"
