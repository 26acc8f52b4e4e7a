"""The YAML at the very start of a Markdown text."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Where the YAML of a Markdown text lies (`start` to `end`), and where its body begins."""

    text: str
    start: int
    end: int
    body: int


_OPENING = re.compile(r"\ufeff?---[ \t]*\r?\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)


def split_front_matter(text: str) -> FrontMatter | None:
    """The front matter at the very start of a text, between `---` and `---` or `...`."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return None
    start, end = opening.end(), closing.start()
    return FrontMatter(text[start:end], start, end, closing.end())
