"""What the pages tell people to type can be typed, and what can be typed is in the pages."""

import pytest
from typer.core import TyperGroup

from tests.docs.pages import PAGES, blocks, command_lines, command_named, commands, options, prose

WHOLE = {page.name: page.read_text("utf-8") for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_line_in_the_pages_parses(page):
    for words in command_lines(page):
        name = command_named(words)
        assert name is not None, f"there is no 'earmark {words[0]}'"
        command = commands()[name]
        context = command.make_context(" ".join(("earmark", *name)), [], resilient_parsing=True)
        _, left, _ = command.make_parser(context).parse_args(words[len(name) :])
        assert not left or isinstance(command, TyperGroup), f"'earmark {' '.join(words)}' has words too many: {left}"


@pytest.mark.parametrize("name", [name for name in commands() if name], ids=" ".join)
def test_every_command_and_its_options_are_in_a_page(name):
    called = " ".join(("earmark", *name))
    telling = [text for text in WHOLE.values() if called in text]
    assert telling, f"no page says '{called}'"
    for option in options(commands()[name]):
        assert any(option.opts[0] in text for text in telling), f"no page says what {called} {option.opts[0]} is for"


def test_options_before_a_command_are_in_a_page():
    for option in options(commands()[()]):
        assert any(option.opts[0] in text for text in WHOLE.values()), option.opts[0]


def test_commands_are_found_in_blocks_and_lines():
    """The test above would pass if nothing were found."""
    assert any("earmark" in block.text for page in PAGES for block in blocks(page))
    found = [words for page in PAGES for words in command_lines(page)]
    assert ["understand"] in found
    assert len({tuple(words[:2]) for words in found}) > 10
    assert "```" not in prose(PAGES[0])
