"""The cells of a table row, where they stand, and how they are rewritten in place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from syncd.markdown import fields
from syncd.markdown.blocks import Row
from syncd.markdown.found import WORDING
from syncd.markdown.source import Splice
from syncd.markdown.trailer import Trailer, compose, markdown_link
from syncd.model import Cell, CellEdit, Status

_PIPE = re.compile(r"\\.|(?P<code>(?<!`)(`++).+?(?<!`)\2(?!`))|(?P<pipe>\|)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Split:
    """The cells of a row: `spans` are offsets between pipes; `closed` if a pipe ends the row."""

    spans: tuple[tuple[int, int], ...]
    closed: bool


def split(row: Row, columns: int = 0) -> Split:
    """Cut a row at its pipes, as GitHub does.

    Pipes in code spans cut too, unless the row has too many cells that way and exactly
    `columns` without them.
    """
    plain = _split(row, keep_code=False)
    if columns and len(plain.spans) > columns:
        kept = _split(row, keep_code=True)
        if len(kept.spans) == columns:
            return kept
    return plain


def _split(row: Row, *, keep_code: bool) -> Split:
    text = row.text.rstrip()
    pipes: list[int] = []
    position = 0
    while match := _PIPE.search(text, position):
        position = match.end()
        if match["pipe"]:
            pipes.append(match.start())
        elif match["code"] and not keep_code:
            pipes += [match.start() + at.start() for at in re.finditer(r"(?<!\\)\|", match["code"])]
    start = len(text) - len(text.lstrip())
    opened = bool(pipes) and pipes[0] == start
    closed = bool(pipes) and pipes[-1] == len(text) - 1 and (len(pipes) > 1 or not opened)
    edges = [start if opened else start - 1, *pipes[opened:]]
    if not closed:
        edges.append(len(text))
    return Split(
        tuple((row.start + left + 1, row.start + right) for left, right in pairwise(edges)),
        closed,
    )


@dataclass(frozen=True, slots=True)
class Style:
    """How a table writes statuses, so that a new one looks like the others."""

    capital: bool = False
    signs: tuple[tuple[Status, str], ...] = ()

    def write(self, status: Status, reason: str | None) -> str:
        """A status in this table's words."""
        signs = dict(self.signs)
        if signs and status in {Status.OPEN, Status.DONE} and not reason:
            return signs.get(status, "✅" if status is Status.DONE else "⬜")
        word = WORDING[status].capitalize() if self.capital else WORDING[status]
        return f"{word}: {reason}" if reason else word


@dataclass(frozen=True, slots=True)
class RowForm:
    """A row, the columns that syncd can write, and the trailer of its title cell."""

    text: str
    cells: Split
    columns: Mapping[Cell, int]
    title: tuple[int, int]
    trailer: Trailer | None
    style: Style

    def splices(self, edits: Mapping[Cell, CellEdit]) -> Iterator[Splice]:
        """Replace cells between their pipes; what has no cell goes into the title's trailer."""
        missing: dict[int, str] = {}
        for cell, edit in edits.items():
            column = self.columns.get(cell)
            if column is None:
                continue
            text = self._wording(edit)
            if column < len(self.cells.spans):
                yield self._replaced(column, text)
            else:
                missing[column] = text
        if missing:
            yield self._appended(missing)
        if (Cell.TICKET in edits and Cell.TICKET not in self.columns) or (
            Cell.STATUS in edits and Cell.STATUS not in self.columns
        ):
            yield self._trailer(edits)

    def _wording(self, edit: CellEdit) -> str:
        if edit.cell is Cell.STATUS:
            status, reason = fields.status_of(edit.text)
            if status is not None:
                return escape(self.style.write(status, reason))
        if edit.cell is Cell.TICKET:
            return _link(edit)
        return escape(edit.text)

    def _replaced(self, column: int, text: str) -> Splice:
        start, end = self.cells.spans[column]
        old = self.text[start:end]
        content = old.strip()
        if not content:
            bare = old == "" or (not self.cells.closed and column == len(self.cells.spans) - 1)
            width = max(len(old) - 2, len(text))
            padded = f" {text} " if bare else f" {text.ljust(width)} "
            return Splice(start, end, padded)
        left = old[: len(old) - len(old.lstrip())]
        right = old[len(old.rstrip()) :]
        last = not self.cells.closed and column == len(self.cells.spans) - 1
        if not last:
            spare = len(left) + len(content) + len(right) - len(left) - len(text)
            right = " " * max(spare, min(len(right), 1))
        return Splice(start, end, f"{left}{text}{right}")

    def _appended(self, missing: Mapping[int, str]) -> Splice:
        have = len(self.cells.spans)
        texts = [missing.get(column, "") for column in range(have, max(missing) + 1)]
        cells = " | ".join(texts)
        end = self.cells.spans[-1][1] + (1 if self.cells.closed else 0)
        line_end = len(self.text[:end].rstrip())
        if self.cells.closed:
            return Splice(end, end, f" {cells} |")
        return Splice(line_end, line_end, f" | {cells}" + (" |" if texts[-1] == "" else ""))

    def _trailer(self, edits: Mapping[Cell, CellEdit]) -> Splice:
        old = self.trailer
        link = old.link if old else None
        status = old.status if old else None
        reason = old.reason if old else None
        if Cell.TICKET in edits and Cell.TICKET not in self.columns:
            link = _link(edits[Cell.TICKET])
        if Cell.STATUS in edits and Cell.STATUS not in self.columns:
            status, reason = fields.status_of(edits[Cell.STATUS].text)
            status = None if status is Status.OPEN and not reason else status
        words_ = WORDING[status] if status else None
        if words_ and reason:
            words_ = f"{words_}: {escape(reason)}"
        start, end = self.title
        if old:
            return Splice(start + old.start, start + old.end, compose(link, words_))
        content_end = start + len(self.text[start:end].rstrip())
        return Splice(content_end, content_end, compose(link, words_))


def escape(text: str) -> str:
    """Text that can stand in a cell: no bare pipe, one line."""
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))


def _link(edit: CellEdit) -> str:
    target = edit.target.replace("|", "%7C") if edit.target else edit.target
    return markdown_link(escape(edit.text), target)
