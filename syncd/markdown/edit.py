"""Byte-exact edits: cells are rewritten in place, everything else stays as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from syncd.markdown import fields, recurrence
from syncd.markdown.read import analyse
from syncd.markdown.source import Splice
from syncd.markdown.words import ENGLISH, Words
from syncd.model import Cell, CellEdit, DocumentPart, RecurrenceEdit, Status, WrittenItem


def edit(content: bytes, edits: Sequence[DocumentPart], words: Words = ENGLISH) -> bytes:
    """Write cells of action items, or the line below them; what says so already is left alone.

    Raises:
        UnreadableError: the document cannot be read.
        LookupError: an edit names an item that the document does not have, or a place that
            cannot be written there.
        ValueError: the text of an edit means nothing in its cell.
    """
    reading = analyse(content, words)
    finds = reading.finds
    wanted: dict[int, dict[Cell, CellEdit]] = defaultdict(dict)
    below: list[Splice] = []
    for change in edits:
        if isinstance(change, RecurrenceEdit):
            below = [*recurrence.splices(change, reading.source, reading.blocks, finds.items)]
            continue
        if not 0 <= change.index < len(finds.items):
            raise LookupError(
                f"action item {change.index} is not there: the document has {len(finds.items)}"
            )
        item = finds.items[change.index].item
        if change.cell not in item.cells:
            raise LookupError(f"line {item.line}: {change.cell} cannot be written there")
        if not _says(item, change):
            wanted[change.index][change.cell] = change
    splices: list[Splice] = []
    for index, changes in wanted.items():
        splices += finds.items[index].form.splices(changes)
    return reading.source.spliced(splices + below)


def _says(item: WrittenItem, change: CellEdit) -> bool:
    """Whether an item has the wanted value already."""
    match change.cell:
        case Cell.TICKET:
            return any(
                (link.text == change.text and link.target == change.target)
                or (change.target is not None and change.target in (link.target, link.text))
                for link in item.links
            )
        case Cell.STATUS:
            status, reason = fields.status_of(change.text)
            if status is None:
                raise ValueError(f"line {item.line}: {change.text!r} is no status")
            if item.status_is_blank:
                return False
            return status is (item.status or Status.OPEN) and reason in (None, item.reason)
        case Cell.OWNER:
            return item.owner == change.text
        case Cell.DUE:
            return item.due is not None and item.due == fields.date_of(change.text)
        case Cell.PRIORITY:
            return item.priority is not None and item.priority == fields.priority_of(change.text)
