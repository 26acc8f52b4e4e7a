"""The text of a document with the position of every line, or a clear refusal."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass

from syncd.model import Problem

MAX_BYTES = 2_000_000
MAX_LINES = 50_000
MAX_PIPED_LINES = 10_000
MAX_ITEMS = 1_000

_NEWLINE = re.compile(r"\r\n?|\n")
_BOM = "\ufeff"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UnreadableError(ValueError):
    """A document of which nothing can be trusted; `problem` says where, what and the way out."""

    def __init__(self, line: int, message: str, hint: str) -> None:
        """`line` is 1-based."""
        super().__init__(f"line {line}: {message}")
        self.problem = Problem("unreadable-post-mortem", line, message, hint)


@dataclass(frozen=True, slots=True)
class Splice:
    """Put `text` in place of what stands from offset `start` up to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded document: `lines` without their ends, and the offset in `text` of each.

    Lines are counted as Markdown counts them: LF, CRLF and a lone CR end one, nothing else
    does. A byte order mark belongs to no line.
    """

    text: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]
    newline: str

    @classmethod
    def of(cls, content: bytes) -> Source:
        """Decode a document.

        Raises:
            UnreadableError: it is not UTF-8 text, or larger than any post-mortem is.
        """
        text = _decoded(content)
        lines: list[str] = []
        starts: list[int] = []
        start = len(_BOM) if text.startswith(_BOM) else 0
        newline = None
        for end in _NEWLINE.finditer(text):
            newline = newline or end.group()
            lines.append(text[start : end.start()])
            starts.append(start)
            start = end.end()
        lines.append(text[start:])
        starts.append(start)
        _refuse_giants(lines)
        return cls(text, tuple(lines), tuple(starts), newline or "\n")

    def line_at(self, offset: int) -> int:
        """The 1-based number of the line in which an offset lies."""
        return max(bisect_right(self.starts, offset), 1)

    def spliced(self, splices: list[Splice]) -> bytes:
        """The document with parts of it replaced; every other byte stays as it was."""
        pieces: list[str] = []
        done = 0
        for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
            pieces += (self.text[done : splice.start], splice.text)
            done = splice.end
        pieces.append(self.text[done:])
        return "".join(pieces).encode()


def _decoded(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise UnreadableError(
            1,
            f"{len(content):,} bytes are more than the {MAX_BYTES:,} that a post-mortem may have",
            "move logs and other attachments into files of their own",
        )
    if content.startswith(_UTF16):
        raise UnreadableError(1, "the text is UTF-16", "save the file as UTF-8")
    nul = content.find(b"\0")
    if nul >= 0:
        raise UnreadableError(
            content.count(b"\n", 0, nul) + 1,
            f"a NUL byte at byte {nul + 1}: this is not a text file",
            "save the document as UTF-8 text, or exclude this file from the source",
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            line,
            f"byte {error.start + 1} (0x{content[error.start]:02x}) is not UTF-8",
            "save the file as UTF-8",
        ) from error


def _refuse_giants(lines: list[str]) -> None:
    piped = 0
    for number, line in enumerate(lines, start=1):
        piped += "|" in line
        if piped > MAX_PIPED_LINES:
            raise UnreadableError(
                number,
                f"more than {MAX_PIPED_LINES:,} lines of tables",
                "move large tables into files of their own",
            )
    if len(lines) > MAX_LINES:
        raise UnreadableError(
            MAX_LINES + 1,
            f"{len(lines):,} lines are more than the {MAX_LINES:,} that a post-mortem may have",
            "move logs and other attachments into files of their own",
        )
