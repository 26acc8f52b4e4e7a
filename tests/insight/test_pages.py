"""Pages that somebody forwards: whole, harmless, and readable by everybody."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest

from syncd.report import drawing
from tests.cli.conftest import Run
from tests.insight.history import CONFIG, HISTORY, NOW, Incident, Item, write

AT = ["--config", "acme/syncd.toml", "--now", NOW, "--format", "html"]
PAGES = [["metrics"], ["review", "--since", "60d"], ["review", "--period", "quarterly"],
         ["review", "--period", "monthly"]]  # fmt: skip
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(params=PAGES, ids=" ".join)
def page(request: pytest.FixtureRequest, run: Run, folder: Path) -> str:
    """A page about the known history."""
    write(folder / "acme", HISTORY)
    result = run(*request.param, *AT)
    assert (result.code, result.err) == (0, "")
    return result.out


class Seen(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def of(self, *tags: str) -> Iterator[dict[str, str]]:
        """The attributes of each element with such a tag."""
        return (attributes for tag, attributes in self.elements if tag in tags)


def test_valid(page: str) -> None:
    """It parses without a single error by the rules of HTML."""
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(page)
    assert not parser.errors


def test_tidy(page: str, tmp_path: Path) -> None:
    """HTML Tidy finds nothing to complain about."""
    if shutil.which("tidy") is None:
        pytest.skip("HTML Tidy is not installed")
    file = tmp_path / "page.html"
    file.write_text(page, "utf-8")
    done = subprocess.run(
        ["tidy", "-quiet", "-errors", file], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_one_file(page: str) -> None:
    """Nothing is loaded from anywhere, nothing runs, and the page forbids both."""
    seen = Seen(page)
    assert not list(seen.of("script", "link", "img", "iframe", "object", "embed", "form", "base"))
    assert "default-src 'none'" in page
    assert not re.search(r"url\(|@import|javascript:", page)
    for attributes in (attributes for _, attributes in seen.elements):
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
    loaded = [each["href"] for each in seen.of("use", "image") if "href" in each]
    assert not loaded
    assert "pygal.org" not in page


def test_for_everybody(page: str) -> None:
    """One heading, landmarks, a language, captions, and words for every chart."""
    seen = Seen(page)
    assert len(list(seen.of("h1"))) == 1
    assert next(seen.of("html")) == {"lang": "en"}
    assert len(list(seen.of("main"))) == len(list(seen.of("header"))) == 1
    assert len(list(seen.of("table"))) == len(list(seen.of("caption"))) > 0
    assert all("scope" in each for each in seen.of("th"))
    charts = list(seen.of("svg"))
    assert charts
    assert all(each["role"] == "img" and each["aria-label"] for each in charts)
    ids = [each["id"] for _, each in seen.elements if "id" in each]
    assert len(ids) == len(set(ids))
    named = [each["aria-labelledby"] for each in seen.of("section") if "aria-labelledby" in each]
    assert set(named) <= set(ids)
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


@pytest.mark.parametrize("args", PAGES, ids=" ".join)
def test_the_same_twice(args: list[str], run: Run, folder: Path) -> None:
    """The same history gives the same page, to the byte."""
    write(folder / "acme", HISTORY)
    assert run(*args, *AT).out == run(*args, *AT).out


def test_what_documents_say_stays_text(run: Run, folder: Path) -> None:
    """Mark-up in a title, an owner or a reason is shown, and does nothing."""
    bad = Incident(
        "X", "2026-02-27", "payments", EVIL, severity="SEV-1",
        items=[Item("X1", "P0", EVIL, "Detect", None, "2026-02-28")],
        waive=f'{{category-gap: "{EVIL}"}}',
    )  # fmt: skip
    write(folder / "acme", [bad])
    path = folder / "acme" / "post-mortems" / "X.md"
    path.write_text(path.read_text().replace("title: Incident X", f"title: '{EVIL}'"))
    for args in PAGES:
        page = run(*args, *AT).out
        assert EVIL not in page
        assert not list(Seen(page).of("script", "img"))


def test_a_link_that_is_none(run: Run, folder: Path) -> None:
    """Only http and https are links; a path below the repository is told as text."""
    write(folder / "acme", HISTORY, CONFIG.replace('url_base = "https://git.test/acme/"', "")
          .replace('url_base = "https://git.test/tickets/"', ""))  # fmt: skip
    seen = Seen(run("review", "--period", "quarterly", *AT).out)
    assert {each["href"] for each in seen.of("a")} == {"#content"}


def test_without_pygal(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pygal is not installed the numbers are there in tables, and it says what is missing."""
    write(folder / "acme", HISTORY)
    monkeypatch.setattr(drawing, "can_draw", lambda: False)
    page = run("metrics", *AT).out
    assert not list(Seen(page).of("svg"))
    assert "pip install syncd[charts]" in page
    assert html5lib.HTMLParser(strict=True).parse(page) is not None


def test_in_a_browser(page: str, tmp_path: Path) -> None:
    """Chromium draws it: its text is there and the charts have a size."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    file = tmp_path / "page.html"
    file.write_text(page, "utf-8")
    shot = tmp_path / "page.png"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    done = subprocess.run(
        [
            CHROMIUM,
            *options,
            profile,
            "--window-size=1000,1600",
            f"--screenshot={shot}",
            file.as_uri(),
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert shot.stat().st_size > 20_000
    assert "Refused to" not in done.stderr
