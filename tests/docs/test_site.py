"""The pages as a site."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.generate import ROOT
from docs.site import ELSEWHERE, on_page_markdown
from tests.docs.reading import PAGES


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built without a single warning about links, headings or missing pages."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_on_it(site: Path) -> None:
    """Each page of the repository that people read is a page of the site."""
    for name in PAGES:
        place = ELSEWHERE.get(name) or name.removeprefix("docs/")
        page = site / place.replace("README.md", "index.md").replace(".md", ".html")
        assert page.exists(), name


def test_it_loads_nothing_from_elsewhere(site: Path) -> None:
    """No script, style, font or picture comes from another host."""
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        assert not re.search(r"<(?:script|img|iframe)[^>]*\bsrc=[\"']?(?:https?:)?//", text), page
        for link in re.findall(r"<link\b[^>]*>", text):
            assert "canonical" in link or not re.search(r"href=[\"']?(?:https?:)?//", link), link


def test_nothing_of_the_code_is_on_it(site: Path) -> None:
    """What generates the pages is not part of them."""
    assert not list(site.rglob("*.py"))


class _Page:
    """As much of a page as the hook asks about."""

    def __init__(self, place: str) -> None:
        self.file = self
        self.src_uri = place


@pytest.mark.parametrize(
    ("place", "text", "expected"),
    [
        ("index.md", "[a](docs/how-to/jira.md#x)", "[a](how-to/jira.md#x)"),
        ("index.md", "[a](LICENSE) [b](CHANGELOG.md)", "a [b](changes.md)"),
        ("index.md", "[a](docs/decisions/)", "[a](decisions/README.md)"),
        ("how-to/jira.md", "[a](../../README.md#y)", "[a](../index.md#y)"),
        ("deploy/github-action.md", "[a](../../docs/tutorial.md)", "[a](../tutorial.md)"),
        ("tutorial.md", "[a](#b) [c](https://d.test/e)", "[a](#b) [c](https://d.test/e)"),
        ("tutorial.md", "```\n[a](LICENSE)\n```\n", "```\n[a](LICENSE)\n```\n"),
    ],
)
def test_links_follow(place: str, text: str, expected: str) -> None:
    """A link leads where the same file is on the site; one to no page becomes its text."""
    made = on_page_markdown(text, _Page(place), None, None)  # type: ignore[arg-type]
    assert made == expected
