"""Action items in tables: one a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from syncd.markdown import fields, trailer
from syncd.markdown.blocks import Row, Table
from syncd.markdown.columns import Column, column_of, is_time
from syncd.markdown.found import Fields, Finds
from syncd.markdown.inline import Words, words
from syncd.markdown.phrases import is_nothing
from syncd.markdown.rows import RowForm, Split, Style, split
from syncd.markdown.trailer import find_trailer, ticket_links
from syncd.model import Cell, Link, Status

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
        return self._said(raw)

    def _said(self, raw: str) -> str:
        """The text of a cell; a pipe is escaped in any cell, in code as well."""
        said = words(raw.replace("\\|", "|"), self._references)
        return " ".join(said.plain.split())

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
        letters = [letter[0] for text in written if (letter := re.search(r"[^\W\d_]", text))]
        return Style(capital=bool(letters) and all(map(str.isupper, letters)))

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
        visible = f"{raw[: found.start]} {raw[found.end :]}" if found else raw
        item.title = self._said(visible)
        item.links += [
            link for _, link in sorted(ticket_links(title, raw), key=lambda pair: pair[0])
        ]
        if found:
            item.links = [link for link in item.links if link != _undeclared(found.ticket)]
            if found.ticket:
                item.links.append(found.ticket)
            item.status, item.reason = found.status or item.status, found.reason
        held = {column: index for index, column in self._columns.items()}
        for index, column in self._columns.items():
            if column is Column.DUE and index < len(cells.spans):
                item.due, certain = finds.due(self._plain(cells.spans[index]), row.line)
                if not certain:
                    del held[column]
            elif column is not Column.TITLE and index < len(cells.spans):
                self._cell(column, cells.spans[index], item)
        writable = {cell: held[column] for cell, column in _CELLS.items() if column in held}
        form = RowForm(self._text, cells, writable, (start, end), found, style)
        finds.add(item, row.line, form, frozenset({Cell.TICKET, Cell.STATUS, *writable}))

    def _cell(self, column: Column, span: tuple[int, int], item: Fields) -> None:
        raw = self._text[slice(*span)].strip()
        said = words(raw, self._references)
        text = self._said(raw)
        if column in {Column.TICKET, Column.LINK}:
            item.links += _links_of_cell(column, said)
            return
        if column is Column.STATUS:
            item.status_is_blank = not raw
            item.links += [link for _, link in ticket_links(said, raw)]
        if text:
            item.take(column, text)


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
