"""A post-mortem as somebody wrote it: nothing resolved, computed or guessed."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from syncd.model.vocabulary import Category, Priority, Severity, Status


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one post-mortem, as a source holds them.

    `path` is unique below its source and uses `/`. `url` is what a back-link points to.
    `folder` is where relative links in the document start, as a path below the folder that
    relative ticket URLs start from too; None where relative links mean nothing.
    """

    source: str
    path: str
    content: bytes
    revision: str
    url: str
    folder: str | None = None


class Cell(StrEnum):
    """The parts of a written action item that syncd may write."""

    TICKET = "ticket"
    STATUS = "status"
    OWNER = "owner"
    DUE = "due"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class Link:
    """A reference that may name a ticket: `text` as shown, `target` if it is a Markdown link.

    `declared` says that it stands where only a ticket can stand (a Ticket column, a
    `tracking_ticket:` key, the link that syncd itself appends), not merely in running text.
    """

    text: str
    target: str | None = None
    declared: bool = False


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """One action item as the document has it.

    `index` is its place among the items of this revision of the document, from 0, and is
    what an edit names; `line` is 1-based. `cells` are those that an edit can write; `done`
    and `dropped` items carry the `reason` that the document gives, if it gives one.
    `status_is_blank` says that there is a place for the status (a column, a key) with
    nothing in it.
    """

    index: int
    line: int
    title: str
    id: str | None = None
    category: Category | None = None
    impact: int | None = None
    effort: int | None = None
    halves_duration: bool | None = None
    priority: Priority | None = None
    owner: str | None = None
    team: str | None = None
    due: dt.date | None = None
    status: Status | None = None
    reason: str | None = None
    links: tuple[Link, ...] = ()
    cells: frozenset[Cell] = frozenset()
    status_is_blank: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A place in a document that cannot be understood with certainty, and the way out.

    `rule` is `ambiguous-item` (the rest of the document counts) or
    `unreadable-post-mortem` (none of it does).
    """

    rule: str
    line: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class PostMortem:
    """One post-mortem document, read.

    `id_is_given` is False where the id was made from the path, so that it changes when the
    document moves. `waivers` pairs the name of a rule with the reason to waive it.
    `recurrence` has the earlier post-mortems of which a line in the document says that this is
    a recurrence; `takes_recurrence` says that there is such a line, or a place for one.
    """

    source: str
    path: str
    revision: str
    url: str
    folder: str | None
    id: str
    id_is_given: bool
    title: str
    date: dt.date | None = None
    severity: Severity | None = None
    duration: dt.timedelta | None = None
    detected_after: dt.timedelta | None = None
    services: tuple[str, ...] = ()
    root_causes: tuple[str, ...] = ()
    lead: str | None = None
    confidential: bool = False
    waivers: tuple[tuple[str, str], ...] = ()
    items: tuple[WrittenItem, ...] = ()
    problems: tuple[Problem, ...] = ()
    recurrence: tuple[str, ...] = ()
    takes_recurrence: bool = False


@dataclass(frozen=True, slots=True)
class CellEdit:
    """Write `text` into one cell of the item at `index`; `target` makes it a Markdown link."""

    index: int
    cell: Cell
    text: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class RecurrenceEdit:
    """Write the line `text`, which says that this is a recurrence of these post-mortems."""

    ids: tuple[str, ...]
    text: str


DocumentPart: TypeAlias = CellEdit | RecurrenceEdit

_PLAIN_ID = re.compile(r"(?=[\w.-]*[\d-])\w(?:[\w.-]*\w)?")


def quoted_id(text: str) -> str | None:
    """An id as it stands in a sentence, told from the words around it; None if it cannot."""
    if _PLAIN_ID.fullmatch(text):
        return text
    return f"`{text}`" if text.isprintable() and "`" not in text and text.strip() == text else None
