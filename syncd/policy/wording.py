"""Titles compared as people would: case, punctuation and small words do not matter."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

WITHHELD = "(confidential)"  # in place of a title that only some may read

_NOT_WORD = re.compile(r"[\W_]+")
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a an and any as at be by for from in into is it its of on or our should so that the"
        " their this to we with",
    )
)
_LONGEST = 120
_LIKE = 82.0  # of 100; tells a reworded title from another title
_FEWEST_WORDS = 3  # shorter titles ("write runbook") say too little to be called the same


@lru_cache(maxsize=50_000)
def plain(title: str) -> str:
    """The words of a title in lower case, one blank between them."""
    return _NOT_WORD.sub(" ", title.casefold()).strip()


@lru_cache(maxsize=50_000)
def gist(title: str) -> frozenset[str] | None:
    """The words that carry the meaning of a title; None where they are too few to compare."""
    words = frozenset(plain(title).split()) - _SMALL
    return words if len(words) >= _FEWEST_WORDS else None


def headline(title: str) -> str:
    """A title short enough for a list of tickets: as it is, or its beginning."""
    if len(title) <= _LONGEST:
        return title
    sentence = re.match(r".{20,}?(?=[.:;]\s)", title[:_LONGEST])
    return sentence[0] if sentence else f"{title[: _LONGEST - 1].rpartition(' ')[0] or title[:80]}…"


def alike(left: str, right: str) -> bool:
    """Whether one title can be a rewording of the other."""
    return fuzz.ratio(plain(left), plain(right)) >= _LIKE
