"""Action items in tables: one a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syncd.markdown import fields, trailer
from syncd.markdown.columns import Column, column_of, is_time
from syncd.markdown.found import WORDING, Fields, Finds
from syncd.markdown.inline import words
from syncd.markdown.source import Splice
from syncd.markdown.trailer import Trailer, compose, find_trailer, markdown_link, ticket_links
from syncd.markdown.words import is_nothing
from syncd.model import Cell, CellEdit, Link, Status

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from syncd.markdown.blocks import Row, Table
    from syncd.markdown.inline import Words

_CELLS = {
    Cell.TICKET: Column.TICKET,
    Cell.STATUS: Column.STATUS,
    Cell.OWNER: Column.OWNER,
    Cell.DUE: Column.DUE,
    Cell.PRIORITY: Column.PRIORITY,
}
_EVIDENCE = frozenset(
    {Column.OWNER, Column.STATUS, Column.TICKET, Column.DUE, Column.PRIORITY, Column.CATEGORY,
     Column.EFFORT}
)  # fmt: skip
_PIPE = re.compile(r"\\.|(?P<code>(?<!`)(`++).+?(?<!`)\2(?!`))|(?P<pipe>\|)", re.DOTALL)
_NOBODY = re.compile(
    r"n/?a|none|tb[dca]|unassigned|nobody|\?+|[-–—.]+|to be (?:assigned|decided|determined)",
    re.IGNORECASE,
)


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
        tuple(
            (row.start + left + 1, row.start + right)
            for left, right in zip(edges, edges[1:], strict=False)
        ),
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


class TableReader:
    """Reads the rows of one table whose header says that they are action items."""

    def __init__(self, text: str, table: Table, references: Mapping[str, str]) -> None:
        """`text` is the document's, in which the rows' offsets lie."""
        self._text = text
        self._table = table
        self._references = references
        self._headers = [self._plain(span) for span in split(table.header).spans]
        self._columns = self._find_columns()

    def is_certain(self) -> bool:
        """Whether the header alone says action items, wherever the table stands."""
        if any(map(is_time, self._headers)) and Column.DUE not in self._columns.values():
            return False
        header = next(
            (self._headers[at] for at, column in self._columns.items() if column is Column.TITLE),
            "",
        )
        evidence = len(_EVIDENCE & set(self._columns.values()))
        strong = re.search(r"action|task|follow|to-?do", header, re.IGNORECASE) is not None
        return strong and evidence >= (
            1 if re.search(r"action item|follow", header, re.IGNORECASE) else 2
        )

    def is_possible(self) -> bool:
        """Whether there is a column of titles at all."""
        return Column.TITLE in self._columns.values()

    def read(self, context: Fields, finds: Finds) -> None:
        """Take in every row that is an item."""
        rows = [(row, split(row, len(self._headers))) for row in self._table.rows]
        style = self._style(rows)
        for row, cells in rows:
            self._row(row, cells, style, context, finds)

    def _find_columns(self) -> dict[int, Column]:
        found: dict[int, Column] = {}
        for index, header in enumerate(self._headers):
            column = column_of(header)
            if column is not None and column not in found.values():
                found[index] = column
        if Column.TITLE not in found.values():
            rest = [index for index, header in enumerate(self._headers) if index not in found]
            named = [index for index in rest if self._headers[index]]
            if "description" in [self._headers[index].casefold() for index in named]:
                named = [i for i in named if self._headers[i].casefold() == "description"]
            if found and len(named) == 1 and set(found.values()) & _EVIDENCE:
                found[named[0]] = Column.TITLE
            elif len(rest) == 1 and set(found.values()) & _EVIDENCE:
                found[rest[0]] = Column.TITLE
        return dict(sorted(found.items()))

    def _plain(self, span: tuple[int, int]) -> str:
        raw = self._text[slice(*span)].strip()
        return " ".join(words(raw, self._references).plain.split())

    def _column(self, column: Column) -> int | None:
        return next((index for index, held in self._columns.items() if held is column), None)

    def _style(self, rows: Sequence[tuple[Row, Split]]) -> Style:
        at = self._column(Column.STATUS)
        if at is None:
            return Style()
        written = [
            self._text[slice(*cells.spans[at])].strip(" \t*_`")
            for _, cells in rows
            if at < len(cells.spans)
        ]
        written = [text for text in written if text]
        signs: dict[Status, str] = {}
        for text in filter(fields.is_sign, written):
            status, _ = fields.status_of(text)
            if status is not None:
                signs.setdefault(status, text)
        if signs:
            return Style(signs=tuple(signs.items()))
        worded = [text for text in written if text[0].isalpha()]
        return Style(capital=bool(worded) and all(text[0].isupper() for text in worded))

    def _row(self, row: Row, cells: Split, style: Style, context: Fields, finds: Finds) -> None:
        at = self._column(Column.TITLE)
        if at is None or at >= len(cells.spans) or "|" not in row.text:
            return
        surplus = [span for span in cells.spans[len(self._headers) :] if self._plain(span)]
        start, end = cells.spans[at]
        start += len(self._text[start:end]) - len(self._text[start:end].lstrip())
        raw = self._text[start:end].rstrip()
        title = words(raw, self._references)
        if is_nothing(title.plain):
            return
        if surplus:
            finds.doubt(
                row.line,
                f"the row has {len(cells.spans)} cells, the table {len(self._headers)} columns",
                r"write a pipe inside a cell as \|",
            )
            return
        item = context.copy()
        found = find_trailer(raw, title)
        visible = raw[: found.start] if found else raw
        item.title = " ".join(words(visible, self._references).plain.split())
        item.links += [
            link for _, link in sorted(ticket_links(title, raw), key=lambda pair: pair[0])
        ]
        if found:
            item.links = [link for link in item.links if link != _undeclared(found.ticket)]
            if found.ticket:
                item.links.append(found.ticket)
            item.status, item.reason = found.status or item.status, found.reason
        for index, column in self._columns.items():
            if column is not Column.TITLE and index < len(cells.spans):
                self._cell(column, cells.spans[index], row.line, item, finds)
        held = {column: index for index, column in self._columns.items()}
        writable = {cell: held[column] for cell, column in _CELLS.items() if column in held}
        form = RowForm(self._text, cells, writable, (start, end), found, style)
        finds.add(item, row.line, form, frozenset({Cell.TICKET, Cell.STATUS, *writable}))

    def _cell(
        self, column: Column, span: tuple[int, int], line: int, item: Fields, finds: Finds
    ) -> None:
        raw = self._text[slice(*span)].strip()
        said = words(raw, self._references)
        text = " ".join(said.plain.split())
        if column in {Column.TICKET, Column.LINK}:
            item.links += _links_of_cell(column, said)
            return
        if not text:
            return
        match column:
            case Column.ID:
                item.id = text
            case Column.CATEGORY:
                item.category = fields.category_of(text) or item.category
            case Column.IMPACT:
                item.impact = fields.impact_of(text)
            case Column.EFFORT:
                item.effort = fields.effort_of(text)
            case Column.HALVES:
                item.halves_duration = fields.flag_of(text)
            case Column.PRIORITY:
                item.priority = fields.priority_of(text)
            case Column.OWNER:
                item.owner = None if _NOBODY.fullmatch(text) else text
            case Column.TEAM:
                item.team = None if _NOBODY.fullmatch(text) else text
            case Column.REASON:
                item.reason = text
            case Column.STATUS:
                status, reason = fields.status_of(raw)
                item.status, item.reason = status, reason or item.reason
                item.links += [link for _, link in ticket_links(said, raw)]
            case Column.DUE:
                item.due = due_of(text, line, finds)


def due_of(text: str, line: int, finds: Finds) -> dt.date | None:
    """The due date that a text gives; what can be read in two ways is noted, not guessed."""
    try:
        return fields.date_of(text)
    except fields.AmbiguousError as error:
        finds.doubt(line, f"due date: {error}", "write it as YYYY-MM-DD")
        return None


def _undeclared(link: Link | None) -> Link | None:
    return Link(link.text, link.target) if link else None


def _links_of_cell(column: Column, said: Words) -> Iterator[Link]:
    """What a cell for tickets declares: its links, or else its keys."""
    if column is Column.LINK:
        for mention in said.mentions:
            if trailer.is_ticket(mention):
                yield Link(mention.text, mention.target, declared=True)
        return
    if said.mentions:
        for mention in said.mentions:
            yield Link(mention.text, mention.target, declared=True)
        return
    for word in re.split(r"[\s,;]+", said.plain):
        if key := trailer.key_of(word):
            yield Link(key, declared=True)
