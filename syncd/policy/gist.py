"""What a text says, as a set of words: whatever order, form and padding it was written in."""

import re
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from syncd.policy.jargon import FAINT, JOINED, MEANINGS, SILENT


class Gist(NamedTuple):
    """The stems of the words that carry the meaning, and of those that say little."""

    telling: frozenset[str] = frozenset()
    faint: frozenset[str] = frozenset()

    @property
    def weight(self) -> float:
        """How much is said: 1 for each word, half of that for those that say little."""
        return len(self.telling) + len(self.faint) / 2

    @property
    def words(self) -> frozenset[str]:
        """All of its words."""
        return self.telling | self.faint

    def shared(self, other: "Gist") -> "Gist":
        """What both say."""
        return Gist(self.telling & other.telling, self.faint & other.faint)

    def fainter(self, words: frozenset[str]) -> "Gist":
        """The same where these words say little, such as the name of the service in question."""
        return Gist(self.telling - words, self.faint | (self.telling & words))


_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)?")
_ADDRESS = re.compile(r"\]\([^)\s]*\)|[a-z]+://\S+|<[^>]*>|\d{4}-\d\d-\d\d(?:t[\d:.]+z?)?")
_FIRST_HALVES = frozenset(first for first, _ in JOINED)
_NOT = frozenset({"t"})  # behind the apostrophe of a verb that is denied
_stemmer = Stemmer.Stemmer("english")


@lru_cache(maxsize=50_000)
def gist(text: str) -> Gist:
    """What a text says.

    Addresses, dates and what stands in angle brackets, as in a template, say nothing.
    """
    stems = {stem for word in _words(text) if (stem := _stem(word))}
    faint = _FAINT & stems
    return Gist(frozenset(stems - faint), faint)


def as_written(said: Gist, text: str) -> tuple[str, ...]:
    """The words of a gist as a text has them, in its order."""
    stems = said.words
    written: dict[str, str] = {}
    for word in _words(text):
        if (stem := _stem(word)) in stems:
            written.setdefault(stem, word)
    return tuple(written.values())


def _words(text: str) -> list[str]:
    text = text.casefold()
    if "/" in text or "<" in text or "-" in text:
        text = _ADDRESS.sub(" ", text)
    words = _WORD.findall(text)
    if _FIRST_HALVES.isdisjoint(words):
        return words
    joined: list[str] = []
    for word in words:
        one = JOINED.get((joined[-1], word)) if joined else None
        if one:
            joined[-1] = one
        else:
            joined.append(word)
    return joined


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str | None:
    """The stem of a word; None if it says nothing."""
    word, _, rest = word.replace("’", "'").partition("'")
    word = "no" if rest in _NOT else MEANINGS.get(word, word)
    if word in SILENT or (len(word) < 2 and not word.isdigit()):
        return None
    return _root(word)


def _root(word: str) -> str:
    if any(sign.isdigit() for sign in word):
        return word
    stem: str = _stemmer.stemWord(word)
    return stem


_FAINT = frozenset(_root(MEANINGS.get(word, word)) for word in FAINT)
