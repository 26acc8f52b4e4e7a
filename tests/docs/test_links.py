"""Links lead somewhere, and nothing is about the machine on which it was written."""

import re
from pathlib import Path

import pytest

from docs.generate import ROOT
from tests.docs.reading import PAGES, anchors, links, page


@pytest.mark.parametrize("name", PAGES)
def test_links_between_pages_resolve(name: str) -> None:
    """Each relative link names a file that is there, and a heading in it."""
    for link in links(name):
        if "://" in link:
            assert link.startswith("https://")
            continue
        target, _, anchor = link.partition("#")
        path = (ROOT / name).parent / target if target else ROOT / name
        assert path.exists(), link
        if anchor:
            assert anchor in anchors(path), link


@pytest.mark.parametrize("name", PAGES)
def test_no_page_names_a_place_of_this_machine(name: str) -> None:
    """No page holds the path of a checkout, a home or a temporary folder."""
    text = page(name)
    assert str(ROOT) not in text
    assert str(Path.home()) + "/" not in text
    assert not re.search(r"(?<![\w.])/(?:tmp|home|root|work|Users)/", text)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_well_as_text(name: str) -> None:
    """It starts with its title, has one of them, and no blank at the end of a line."""
    text = page(name)
    assert text.startswith("# ")
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    assert len(re.findall(r"^# ", outside, re.MULTILINE)) == 1
    assert not re.search(r"[ \t]+$", outside, re.MULTILINE)
