"""Labelled values in running text and below it: `Owner: @jane`, `**Due:** 2026-03-01`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from syncd.markdown.blocks import Text
from syncd.markdown.columns import LABELS, Column
from syncd.markdown.found import Fields, Finds
from syncd.markdown.inline import words
from syncd.markdown.trailer import (
    key_of,
)
from syncd.model import Cell, Link

LABEL = re.compile(
    r"(?P<lead>[ \t]*[\[(,;|–—-]?[ \t]*)(?P<mark>\*\*|__|\*|_)?"
    rf"(?P<label>{'|'.join(sorted(LABELS, key=len, reverse=True))})"
    r"(?:(?P=mark))?(?:[ \t]*:)(?(mark)(?:(?P=mark))?)[ \t]*"
    r"(?P<value>(?:\[[^\]\n]*\]\((?:<[^<>\n]*>|[^)\n]*)\)|<[^<>\s]+>|[^,;()\[\]|\n<]"
    r"|, ?(?=(?:19|20)\d\d\b))*)",
    re.IGNORECASE,
)
_CELLS = {
    Column.TICKET: Cell.TICKET,
    Column.STATUS: Cell.STATUS,
    Column.OWNER: Cell.OWNER,
    Column.DUE: Cell.DUE,
    Column.PRIORITY: Cell.PRIORITY,
}
_SAID_ONCE = frozenset({Cell.STATUS, Cell.OWNER, Cell.DUE, Cell.PRIORITY})


@dataclass(frozen=True, slots=True)
class Place:
    """A value in running text, as source offsets.

    `whole` is there where only its form (@handle, e-mail) says that it is the owner: it takes
    in what binds the value to the title, such as `(...)` or `... will`.
    """

    start: int
    end: int
    whole: tuple[int, int] | None = None


def is_field(raw: str) -> bool:
    """Whether a text is one labelled value and nothing more, such as `Owner: @jane`."""
    match = LABEL.match(raw)
    return match is not None and match.end() >= len(raw.rstrip(" ."))


def is_status_word(text: str) -> bool:
    """Whether a text is a status and nothing more."""
    plain = text.strip(" *_`:()[]!.").casefold()
    return plain in {
        "open", "todo", "to do", "not started", "in progress", "wip", "doing", "ongoing", "done",
        "completed", "complete", "fixed", "resolved", "closed", "dropped", "won't do", "wontfix",
        "cancelled", "canceled", "rejected", "deferred", "✅", "✔", "☑", "✓", "❌", "🚧",
    }  # fmt: skip


def take_label(
    match: re.Match[str],
    item: Fields,
    places: dict[Cell, Place],
    text: Text,
    line: int,
    finds: Finds,
    references: Mapping[str, str],
) -> None:
    """Understand one labelled value of an item, and note where it stands."""
    value = match["value"].strip()
    start = match.start("value")
    end = start + len(match["value"].rstrip())
    if value.endswith("."):
        value, end = value[:-1], end - 1
    said = words(value, references)
    plain = " ".join(said.plain.split())
    column = LABELS[" ".join(match["label"].casefold().split())]
    cell = _CELLS.get(column)
    if not plain or (cell in _SAID_ONCE and getattr(item, column.value) is not None):
        return
    if column is Column.TICKET:
        item.links += [Link(link.text, link.target, declared=True) for link in said.mentions]
        if not said.mentions and (key := key_of(plain)):
            item.links.append(Link(key, declared=True))
    elif column is Column.DUE:
        item.due, certain = finds.due(plain, line)
        if not certain:
            return
    else:
        item.take(column, plain)
    if cell is not None:
        places.setdefault(cell, Place(text.offset(start), text.offset(end)))


def take_details(
    text: Text,
    item: Fields,
    places: dict[Cell, Place],
    line: int,
    finds: Finds,
    references: Mapping[str, str],
) -> None:
    """Understand the lines of a text below an item that are labelled values."""
    position = 0
    for part in text.lines:
        match = LABEL.match(text.raw, position, position + len(part))
        if match and match.end() >= position + len(part.rstrip(" .")):
            take_label(match, item, places, text, line, finds, references)
        position += len(part) + 1
