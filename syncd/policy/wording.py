"""How titles are compared and shortened, and what is said of them."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

WITHHELD = "(confidential)"  # in place of a title that only some may read

_NOT_WORD = re.compile(r"[\W_]+")
_LONGEST = 120
_LIKE = 82.0  # of 100; tells a reworded title from another title


@lru_cache(maxsize=50_000)
def plain(title: str) -> str:
    """The words of a title in lower case, one blank between them."""
    return _NOT_WORD.sub(" ", title.casefold()).strip()


def headline(title: str) -> str:
    """A title short enough for a list of tickets: as it is, or its beginning."""
    if len(title) <= _LONGEST:
        return title
    sentence = re.match(r".{20,}?(?=[.:;]\s)", title[:_LONGEST])
    return sentence[0] if sentence else f"{title[: _LONGEST - 1].rpartition(' ')[0] or title[:80]}…"


def alike(left: str, right: str) -> bool:
    """Whether one title can be a rewording of the other."""
    return fuzz.ratio(plain(left), plain(right)) >= _LIKE


def listed(names: Iterable[str]) -> str:
    """Names as a sentence has them: `A`, `A and B`, `A, B and C`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def how_alike(score: int, words: Sequence[str]) -> str:
    """How like two texts are, and in which words, unless only some people may know these."""
    return f"score {score}: {', '.join(words)}" if words else f"score {score}"
