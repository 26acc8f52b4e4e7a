"""The list under `## Comments` of a file ticket: read, added to, and syncd's note rewritten.

An entry is `- 2026-02-20T10:00:00Z author: text`, further lines indented. One of syncd's own
ends in a line such as `<!-- syncd overdue/2026-03-10 -->`, which nobody sees where Markdown is
rendered: its record. It counts for the author `syncd` alone, so whoever quotes one says it
himself. What people write below a record is theirs, and stays.

A comment's id is its record, or else its time and author with, from the second of the same on,
which of them it is. So it stays what it is when others are added; who edits time or author by
hand has said something else.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from textwrap import dedent
from urllib.parse import quote, unquote

from syncd.model import NOTE, Comment
from syncd_files import marker

AUTHOR = "syncd"

_HEADING = "## Comments"
_LISTS = re.compile(r"^##[ \t]+Comments[ \t]*(?=\r?$)", re.MULTILINE | re.IGNORECASE)
_NEXT = re.compile(r"^#{1,2}[ \t]", re.MULTILINE)
_ENTRY = re.compile(r"- (?P<at>\S+) (?P<author>\S.*?):(?: (?P<text>.*))?$")
_RECORD = re.compile(r"\s*<!-- syncd (\S+) -->\s*")
_INDENT = "  "


@dataclass(slots=True)
class _Entry:
    """One entry while it is read: where it is, and its lines below the first."""

    start: int
    end: int
    first: Comment
    below: list[str] = field(default_factory=list)
    record: str | None = None
    recorded: int = 0
    """How many of the lines stood above the record."""

    def take(self, line: str, end: int) -> None:
        self.below.append(line)
        found = _RECORD.fullmatch(line) if self.first.author == AUTHOR else None
        if found:
            self.record, self.recorded = unquote(found[1]), len(self.below)
        if found or (line.strip() and self.record is None):
            self.end = end

    def comment(self) -> Comment:
        below = self.below[: self.recorded] if self.record else self.below
        # The record is among the lines that say how far all of them are indented.
        lines = _outdented(below)[: -1 if self.record else None]
        text = "\n".join([self.first.text, *lines]).strip("\n").rstrip()
        author = self.first.author
        return Comment(self.first.at, author, text, record=self.record, account=author)


@dataclass(frozen=True, slots=True)
class _List:
    """The entries, and where the line ends below which the next one belongs."""

    entries: tuple[_Entry, ...]
    end: int


def read(body: str) -> tuple[Comment, ...]:
    """The comments in the text below the front matter, in their order."""
    found = _listed(body)
    return _named([entry.comment() for entry in found.entries]) if found else ()


def added(body: str, comment: Comment, newline: str) -> str:
    """The text with one more comment at the end of its list, or with a list of one at its end."""
    entry = _written(comment, newline)
    found = _listed(body)
    if found:
        return f"{body[: found.end]}{newline}{entry}{body[found.end :]}"
    blank = body[len(body.rstrip()) :].count("\n")
    gap = max(2 - blank if body.strip() else 0, bool(body) and not body.endswith("\n"))
    return f"{body}{newline * gap}{_HEADING}{newline}{entry}{newline}"


def noted(body: str, note: Comment, newline: str) -> str:
    """The text with syncd's one note as given: in the place of the one before, if there is one."""
    found = _listed(body)
    for entry in found.entries if found else ():
        if entry.record == NOTE:
            if entry.comment().text == _plain(note.text):
                return body
            return f"{body[: entry.start]}{_written(note, newline)}{body[entry.end :]}"
    return added(body, note, newline)


def _listed(body: str) -> _List | None:
    """The last list of the text counts: free text comes first."""
    heading = None
    for heading in _LISTS.finditer(body):  # noqa: B007
        pass
    if heading is None:
        return None
    following = _NEXT.search(body, heading.end())
    start = end = heading.end()
    entries: list[_Entry] = []
    continues = False
    for line in body[start : following.start() if following else None].splitlines(keepends=True):
        text = line.splitlines()[0]
        if text.strip():
            end = start + len(text)
        if not text.strip() or text.startswith((" ", "\t")):
            if continues:
                entries[-1].take(text, start + len(text))
        else:
            first = _first(text)
            continues = first is not None
            if first:
                entries.append(_Entry(start, start + len(text), first))
        start += len(line)
    return _List(tuple(entries), end)


def _named(comments: Sequence[Comment]) -> tuple[Comment, ...]:
    """The comments with their ids."""
    seen: Counter[str] = Counter()
    named = []
    for comment in comments:
        name = f"{marker.instant(comment.at)} {comment.author}"
        if comment.record is not None:
            name = f"{comment.author} {comment.record}"
        seen[name] += 1
        count = seen[name]
        named.append(replace(comment, id=name if count == 1 else f"{name} {count}"))
    return tuple(named)


def _first(line: str) -> Comment | None:
    found = _ENTRY.match(line)
    if found is None:
        return None
    try:
        at = marker.read_instant(found["at"])
    except ValueError:
        return None
    return Comment(at, found["author"].strip(), found["text"] or "")


def _written(comment: Comment, newline: str) -> str:
    first, *below = _plain(comment.text).split("\n")
    at = marker.instant(comment.at.replace(microsecond=0))
    lines = [f"- {at} {comment.author}: {first}".rstrip(" " if not first else "")]
    lines += [f"{_INDENT}{line}" if line else "" for line in below]
    if comment.record:
        lines.append(f"{_INDENT}<!-- syncd {quote(comment.record, safe='/:@+,=')} -->")
    return newline.join(lines)


def _outdented(below: Sequence[str]) -> list[str]:
    """Lines without what all of them are indented by, unless that makes code of them.

    Source: CommonMark 0.31, "List items" and "Indented code blocks": what belongs to an entry
    stands two columns further right, and code four more.
    """
    lines = dedent("\n".join(below)).split("\n")
    spaces = [line[: len(line) - len(line.lstrip())] for line in below if line.strip()]
    is_code = min((len(each.expandtabs(4)) for each in spaces), default=0) >= len(_INDENT) + 4
    return [f"    {line}" if is_code and line else line for line in lines]


def _plain(text: str) -> str:
    """A text as it is read back: whatever ends a line, and nothing in empty ones."""
    return "\n".join(line if line.strip() else "" for line in text.strip().splitlines())
