"""Every relative link leads to a file, and to a heading where it names one."""

import re

import pytest

from tests.docs.pages import PAGES, ROOT, prose

_LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(text: str) -> set[str]:
    """The headings of a page as its host spells them in links."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for link in _LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        assert not anchor or anchor in anchors(prose(target)), link


@pytest.mark.parametrize("page", PAGES[1:], ids=lambda page: page.name)
def test_every_page_can_be_reached_from_the_readme(page):
    assert f"](docs/{page.name})" in PAGES[0].read_text("utf-8")


def test_files_that_are_named_exist():
    for page in PAGES:
        for path in re.findall(r"`((?:src|tests|benchmarks|docs)/[\w./-]+)`", prose(page)):
            assert (ROOT / path).exists(), f"{page.name}: {path}"
