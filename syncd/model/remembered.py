"""What one pass leaves for the next: a help, never the truth, which is on the tickets."""

from dataclasses import dataclass
from typing import NamedTuple


class DocumentKey(NamedTuple):
    """Where a document is: unique over all sources."""

    source: str
    path: str


class TicketKey(NamedTuple):
    """What a link names: unique over all trackers."""

    tracker: str
    key: str


class RememberedItem(NamedTuple):
    """An item as the last pass left it.

    `ticket` has an empty key while the ticket is only intended; `project` is where it lives;
    `linked` says that the document links it.
    """

    id: str
    title: str
    ticket: TicketKey | None = None
    project: str = ""
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """A document as the last pass left it."""

    id: str
    items: tuple[RememberedItem, ...]
