"""What the pages of the documentation say: fenced blocks, code spans, links, headings."""

import re
from collections.abc import Iterator
from pathlib import Path

from docs.generate import ROOT, pages

PAGES = sorted(str(path.relative_to(ROOT)) for path in pages(ROOT))

_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def page(name: str) -> str:
    """The text of a page."""
    return (ROOT / name).read_text("utf-8")


def prose(name: str) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", page(name))


def fences(name: str, language: str) -> Iterator[str]:
    """The fenced blocks of a language."""
    for match in _FENCE.finditer(page(name)):
        if match["language"] == language:
            yield match["text"]


def spans(name: str) -> list[str]:
    """The code spans outside of fenced blocks."""
    return _SPAN.findall(prose(name))


def links(name: str) -> list[str]:
    """The targets of all links outside of fenced blocks."""
    return _LINK.findall(prose(name))


def anchors(path: Path) -> set[str]:
    """The names by which a page's headings can be linked to, as GitHub makes them."""
    titles = _HEADING.findall(_FENCE.sub("", path.read_text("utf-8")))
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
