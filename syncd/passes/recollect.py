"""Recollect: where neither a ticket nor memory knows what people did, ask the tracker.

That is so where a tracker has no place for a marker's state and the store was lost. The ticket's
time of change alone does not tell whether syncd was at work then, and flagging a ticket must not
count as progress. It costs a request for each such ticket, once.
"""

from collections.abc import Mapping
from dataclasses import replace

from syncd.model import Base, SourceError, State, Ticket, TicketKey
from syncd.passes.pull import Reading
from syncd.passes.world import World
from syncd.policy.progress import OWN, progressed
from syncd.ports import PortError, Recollecting


def recollected(
    world: World, reading: Reading, tickets: Mapping[TicketKey, Ticket]
) -> Mapping[TicketKey, Ticket]:
    """The same tickets; those that nobody remembers as their trackers do."""
    known = {
        item.ticket
        for document in reading.remembered.values()
        for item in document.items
        if item.state is not None
    }
    fresh = dict(tickets)
    for key, ticket in tickets.items():
        tracker, base = world.trackers.get(key.tracker), _base(ticket)
        if key in known or base is None or not isinstance(tracker, Recollecting):
            continue
        made = replace(ticket, state=State(ticket.ref.id, base))
        if _is_explained(ticket) and not progressed(made, world.terms):
            continue
        try:
            act = tracker.last_act(ticket)
        except PortError as error:
            message = f"what people did to {key.key}: {error}"
            reading.errors.append(SourceError(key.tracker, message))
            continue
        ours = ticket.updated if act != ticket.updated else None
        state = State(ticket.ref.id, base, progress=act, written=ours)
        fresh[key] = replace(ticket, state=state, updated=act or ticket.created)
    return fresh


def _base(ticket: Ticket) -> Base | None:
    """What an open ticket of syncd's was made with, if it does not tell more itself."""
    noted = ticket.note.state if ticket.note else None
    if ticket.identity is None or ticket.state or noted or not ticket.status.is_open:
        return None
    return ticket.identity.base


def _is_explained(ticket: Ticket) -> bool:
    """Whether the last change is that it was made, or that something was said."""
    at, times = ticket.updated, [said.at for said in ticket.comments]
    if ticket.created:
        times.append(ticket.created)
    return at is None or any(abs(at - when) <= OWN for when in times)
