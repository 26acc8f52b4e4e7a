"""What must hold for any document and any edits of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields

from syncd.markdown import edit, read
from syncd.model import Cell, CellEdit, Document, Link, PostMortem, Priority, Status, WrittenItem

_UNTOUCHED = ("title", "id", "category", "impact", "effort", "halves_duration", "team")


def document(content: bytes | str, path: str = "outage.md") -> Document:
    """A document at a path."""
    encoded = content if isinstance(content, bytes) else content.encode()
    return Document("docs", path, encoded, "1", f"https://example.com/{path}", "")


def check_edits(content: bytes, edits: Sequence[CellEdit], path: str = "outage.md") -> bytes:
    """Edit a document and check that exactly what was asked for has changed."""
    before = read(document(content, path))
    edited = edit(content, edits)
    after = read(document(edited, path))
    by_item: dict[int, dict[Cell, CellEdit]] = {}
    for change in edits:
        by_item.setdefault(change.index, {})[change.cell] = change
    assert len(after.items) == len(before.items)
    for old, new in zip(before.items, after.items, strict=True):
        _check_item(old, new, by_item.get(old.index, {}))
    assert _about(after) == _about(before)
    assert [problem.message for problem in after.problems] == [
        problem.message for problem in before.problems
    ]
    assert edit(edited, edits) == edited, "editing twice equals editing once"
    one_by_one = content
    for change in edits:
        one_by_one = edit(one_by_one, [change])
    assert read(document(one_by_one, path)).items == after.items, "at once equals one by one"
    return edited


def check_place(content: bytes, change: CellEdit, path: str = "outage.md") -> None:
    """Make one edit and check that it stays on the lines of its item."""
    items = read(document(content, path)).items
    edited = edit(content, [change])
    if edited == content:
        return
    start = _common(content, edited)
    end = _common(content[::-1], edited[::-1])
    line = items[change.index].line
    lines = _line_offsets(content)
    assert start >= lines[line - 1]
    later = [item.line for item in items if item.line > line]
    if later:
        assert len(content) - end <= lines[min(later) - 1]


def _check_item(old: WrittenItem, new: WrittenItem, edits: Mapping[Cell, CellEdit]) -> None:
    for name in _UNTOUCHED:
        assert getattr(new, name) == getattr(old, name)
    status = edits.get(Cell.STATUS)
    assert _status(new.status) == (Status(status.text) if status else _status(old.status))
    assert new.status is old.status or status is not None
    owner = edits.get(Cell.OWNER)
    assert _bare(new.owner) == _bare(owner.text if owner else old.owner)
    due = edits.get(Cell.DUE)
    assert new.due == (dt.date.fromisoformat(due.text) if due else old.due)
    priority = edits.get(Cell.PRIORITY)
    assert new.priority == (Priority(priority.text) if priority else old.priority)
    ticket = edits.get(Cell.TICKET)
    if ticket is None:
        assert [(link.text, link.target) for link in new.links] == [
            (link.text, link.target) for link in old.links
        ]
    else:
        assert any(_names(link, ticket) for link in new.links)
    assert new.cells >= {Cell.TICKET, Cell.STATUS}
    assert new.cells == old.cells


def _names(link: Link, ticket: CellEdit) -> bool:
    if link.target is None:
        return link.text in {ticket.text, ticket.target}
    return link.target == ticket.target


def _about(post_mortem: PostMortem) -> list[object]:
    return [
        getattr(post_mortem, field.name)
        for field in fields(PostMortem)
        if field.name not in {"items", "problems"}
    ]


def _status(status: Status | None) -> Status:
    return status or Status.OPEN


def _bare(owner: str | None) -> str | None:
    return owner.removeprefix("@") if owner else None


def _common(one: bytes, other: bytes) -> int:
    length = min(len(one), len(other))
    return next((at for at in range(length) if one[at] != other[at]), length)


def _line_offsets(content: bytes) -> list[int]:
    text = content.replace(b"\r\n", b"\n\n").replace(b"\r", b"\n")
    offsets = [0]
    position = 0
    while position < len(content):
        if content[position : position + 2] == b"\r\n":
            position += 2
            offsets.append(position)
        elif text[position : position + 1] == b"\n":
            position += 1
            offsets.append(position)
        else:
            position += 1
    return offsets
