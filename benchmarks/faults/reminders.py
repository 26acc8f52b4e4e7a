"""Saying something on every ticket once, on top of the port alone.

No rule of syncd's own writes comments yet. This is how one will have to, and proves that the
port offers enough for it: whoever says something notes down before that it is about to,
and a comment whose answer was lost is said again only if it is not there, once the tracker's
lag is over.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from syncd.model import AddComment, Comment, Ticket
from syncd.passes import World
from syncd.ports import Applied, Known, PortError, Tracker, UnsureError

RECORD = "overdue/2026-03-10"
TEXT = "A reminder that nobody wants to read twice."

_SAID = -1.0  # in the notes, where a time would say when somebody set out to say it


def remind(world: World, notes: Path) -> Sequence[str]:
    """Remind of every ticket; gives the keys of those of which it was done now."""
    with world.memory.alone("remind"):
        return [
            key
            for name in world.trackers
            for project in world.projects(name, world.memory.remembered())
            for key in _remind_in(world, world.trackers[name], project, _Notes(notes))
        ]


def _remind_in(world: World, tracker: Tracker, project: str, notes: "_Notes") -> list[str]:
    try:
        tickets = _all_of(tracker, project)
    except PortError:
        return []
    done = []
    for ticket in tickets:
        if any(said.record == RECORD for said in ticket.comments):
            notes.write(ticket.ref.id, _SAID)
            continue
        began = notes.read(ticket.ref.id)
        if ticket.identity is None or began == _SAID:
            continue
        if began is not None and world.real_time.now() < began + tracker.capabilities.lag:
            continue
        notes.write(ticket.ref.id, world.real_time.now())
        (result,) = tracker.apply([AddComment(ticket, TEXT, RECORD, world.now)])
        if isinstance(result, Applied):
            notes.write(ticket.ref.id, _SAID)
            done.append(ticket.ref.key)
        elif isinstance(result, UnsureError):
            notes.write(ticket.ref.id, world.real_time.now())
        else:
            notes.write(ticket.ref.id, None)
    return done


def _all_of(tracker: Tracker, project: str) -> Sequence[Ticket]:
    """Every ticket of a project with its comments.

    Raises:
        PortError: they could not all be read.
    """
    found: dict[str, Ticket] = {}
    said: dict[str, list[Comment]] = defaultdict(list)
    for page in tracker.scan(project, Known()):
        found |= {ticket.ref.id: ticket for ticket in page.tickets}
        for name, comments in page.said.items():
            said[name] += comments
    return [
        replace(ticket, comments=(*ticket.comments, *said[name])) for name, ticket in found.items()
    ]


class _Notes:
    """A file that survives a kill: by ticket, when somebody set out to say it, or that it is."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: dict[str, float] = json.loads(file.read_text()) if file.exists() else {}

    def read(self, ticket: str) -> float | None:
        return self._kept.get(ticket)

    def write(self, ticket: str, value: float | None) -> None:
        if self._kept.get(ticket) == value:
            return
        self._kept.pop(ticket, None)
        if value is not None:
            self._kept[ticket] = value
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self._kept), "utf-8")
        fresh.replace(self._file)
