"""Recollect: where neither a ticket nor memory knows what people did, ask the tracker.

That is so where a tracker has no place for a marker's state and the store was lost. The ticket's
time of change alone does not tell whether syncd was at work then, and flagging a ticket must not
count as progress. It costs a request for each such ticket, once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from syncd.model import SourceError, State, Ticket, TicketKey
from syncd.passes.pull import Reading
from syncd.passes.world import World
from syncd.ports import PortError, Recollecting

_KNOWN = 5.0  # seconds; a change so shortly after something that was said, or after its making


def recollected(world: World, reading: Reading) -> Mapping[TicketKey, Ticket]:
    """All tickets; those that nobody remembers as their trackers do."""
    known = {
        item.ticket
        for document in reading.remembered.values()
        for item in document.items
        if item.state is not None
    }
    fresh = dict(reading.tickets)
    for key, ticket in reading.tickets.items():
        tracker = world.trackers.get(key.tracker)
        if key in known or not isinstance(tracker, Recollecting) or not _is_forgotten(ticket):
            continue
        try:
            act = tracker.last_act(ticket)
        except PortError as error:
            message = f"what people did to {key.key}: {error}"
            reading.errors.append(SourceError(key.tracker, message))
            continue
        base = ticket.identity.base if ticket.identity else None
        if base is not None:
            ours = ticket.updated if act != ticket.updated else None
            state = State(ticket.ref.id, base, progress=act, written=ours)
            fresh[key] = replace(ticket, state=state, updated=act or ticket.created)
    return fresh


def _is_forgotten(ticket: Ticket) -> bool:
    """Whether it is syncd's, and nothing that is there explains when it changed last."""
    noted = ticket.note.state if ticket.note else None
    if ticket.identity is None or ticket.state or noted or not ticket.status.is_open:
        return False
    at = ticket.updated
    return at is not None and all(
        abs((at - when).total_seconds()) > _KNOWN for when in _times(ticket)
    )


def _times(ticket: Ticket) -> Iterator[datetime]:
    if ticket.created:
        yield ticket.created
    yield from (said.at for said in ticket.comments)
