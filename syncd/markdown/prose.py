"""Promises in running text: never items, since nobody can tick them off, but worth a question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syncd.markdown.blocks import Text
from syncd.markdown.found import Finds
from syncd.markdown.phrases import is_command, is_commitment, is_passive_promise

_SENTENCE_END = re.compile(r"(?<=[.!?])[\s\"')]+(?=[A-Z\"'*\[(`@])|\n(?=\s*(?:\*\*)?[A-Z])")
_MARKED = re.compile(
    r"\*{0,2}(?:TODO|DONE|DOING|WIP|IN PROGRESS|A(?:CTION|ction)(?: (?:ITEM|item|planned))?)S?\b"
    r"(?:\*\*|:)"
)
_ABOUT_THE_LIST = re.compile(
    r"\b(?:action items?|actions|follow-?ups|this (?:section|list|document|template|post|page))\b"
    r"|^(?:note|see|for (?:more|details))\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\b(?:will|['’]ll|to) (?:now |also |briefly )?(?:describe|discuss|explain|outline|cover|detail"
    r"|refer|see|look at how|note|continue to update|keep (?:this|you)|walk)\b",
    re.IGNORECASE,
)
_QUOTED = 60


def note_promises(text: Text, *, expected: bool, finds: Finds) -> None:
    """Note each sentence that promises something.

    With `expected` the text stands where action items are listed, and a task written as a
    command counts as well; elsewhere only what the writers say that they will do.
    """
    line, counted = text.first_line, 0
    for start, sentence in sentences(text.raw):
        line += text.raw.count("\n", counted, start)
        counted = start
        if promises(sentence, expected=expected):
            quoted = " ".join(sentence.split())
            quoted = quoted if len(quoted) <= _QUOTED else quoted[: _QUOTED - 3].rstrip() + "..."
            finds.doubt(
                line,
                f"something to do in running text: {quoted!r}",
                "if somebody is to do it, make it an entry of the list of action items",
            )


def is_marked(raw: str) -> bool:
    """Whether a text begins with a word such as TODO or DONE."""
    return _MARKED.match(raw) is not None


def promises(sentence: str, *, expected: bool) -> bool:
    """Whether a sentence promises something."""
    if is_marked(sentence):
        return True
    if _ABOUT_THE_LIST.search(sentence) or _TELLING.search(sentence):
        return False
    if is_commitment(sentence, firm=not expected):
        return True
    if not expected:
        return False
    return is_command(sentence) or is_passive_promise(sentence)


def sentences(raw: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text with their positions; a line of its own is one, too."""
    start = 0
    for end in _SENTENCE_END.finditer(raw):
        if raw[start : end.start()].strip():
            yield start, raw[start : end.start()]
        start = end.end()
    if raw[start:].strip():
        yield start, raw[start:]
