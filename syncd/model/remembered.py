"""What one pass leaves for the next: a help, never the truth, which is on the tickets."""

from dataclasses import dataclass
from typing import NamedTuple

from syncd.model.ticket import State


class DocumentKey(NamedTuple):
    """Where a document is: unique over all sources."""

    source: str
    path: str


class TicketKey(NamedTuple):
    """What a link names: unique over all trackers."""

    tracker: str
    key: str


INTENDED = TicketKey("", "")
"""Stands for a ticket that may have been made."""


class RememberedItem(NamedTuple):
    """An item as the last pass left it.

    `ticket` is `INTENDED` while nobody knows whether it was made; `project` is where it lives;
    `linked` says that the document links it, and `link` by which key, where that is not the
    ticket's own any more. `state` is what the marker would hold if its tracker kept it;
    `refused` are fields that the tracker did not take. `intended` is the real time, in seconds
    since 1970, at which its ticket was last asked for, and `ended` when that was over at the
    latest; 0 where nobody knows, because the pass was killed.
    """

    id: str
    title: str
    ticket: TicketKey | None = None
    project: str = ""
    linked: bool = False
    link: TicketKey | None = None
    state: State | None = None
    refused: tuple[str, ...] = ()
    intended: float = 0.0
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class Remembered:
    """A document as the last pass left it.

    `recurrence` are the earlier post-mortems that it has named: what is gone from it since was
    taken out by somebody.
    """

    id: str
    items: tuple[RememberedItem, ...]
    recurrence: tuple[str, ...] = ()


def joined(
    ours: Remembered | None, *, found: Remembered | None, now: Remembered | None
) -> Remembered | None:
    """How two passes that were at work at once leave a document.

    `ours` is how this pass leaves it and `found` how it found it; `now` is what another has
    noted down since. Of an item that the other one changed, its note stays unless this pass
    has a ticket for it: a ticket that may have been made must not be forgotten.
    """
    if now is None or now == found:
        return ours
    before = set(found.items) if found else set()
    theirs = {item.id: item for item in now.items if item not in before}
    if ours is None:
        return now if theirs else None
    items = [item if _is_made(item) else theirs.get(item.id, item) for item in ours.items]
    known = {item.id for item in items}
    return Remembered(
        ours.id, (*items, *(item for item in theirs.values() if item.id not in known))
    )


def _is_made(item: RememberedItem) -> bool:
    return item.ticket is not None and bool(item.ticket.key)
