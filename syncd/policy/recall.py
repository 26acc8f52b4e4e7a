"""What syncd last knew of a ticket, where the ticket itself does not say.

Not every tracker has a place for a marker's state that nobody is told about. There the note
holds it once there is one; else memory does; and with memory lost, what the ticket was made
with still does.

A state is written together with what it tells of, so it names an owner also where the tracker
did not take him. Memory knows that, and nobody took away what never was there.
"""

from collections.abc import Mapping
from dataclasses import replace

from syncd.model import RememberedItem, State, Ticket, TicketKey
from syncd.policy.observed import Observed


def recall(observed: Observed) -> Observed:
    """The same, with a state on each marked ticket that has none of its own."""
    return _without_refused(_with_states(observed))


def _without_refused(observed: Observed) -> Observed:
    """The same, but that no base names an owner whom the tracker did not take."""
    told: dict[TicketKey, Ticket] = {}
    for document in observed.remembered.values():
        for item in document.items:
            ticket = observed.tickets.get(item.ticket) if item.ticket else None
            if item.ticket is None or ticket is None or "assignee" not in item.refused:
                continue
            state = ticket.state
            if state and state.base.owner and ticket.assignee is None:
                base = replace(state.base, owner=None)
                told[item.ticket] = replace(ticket, state=replace(state, base=base))
    return replace(observed, tickets={**observed.tickets, **told}) if told else observed


def _with_states(observed: Observed) -> Observed:
    remembered = {
        item.ticket: item
        for document in observed.remembered.values()
        for item in document.items
        if item.ticket is not None and item.state is not None
    }
    lacking = {
        key: ticket
        for key, ticket in observed.tickets.items()
        if ticket.state is None and (ticket.identity is not None or key in remembered)
    }
    if not lacking:
        return observed
    known = {
        key: replace(ticket, state=_state(key, ticket, remembered))
        for key, ticket in lacking.items()
    }
    return replace(observed, tickets={**observed.tickets, **known})


def _state(
    key: TicketKey, ticket: Ticket, remembered: Mapping[TicketKey, RememberedItem]
) -> State | None:
    item, note = remembered.get(key), ticket.note
    ours = item.state if item and item.state and item.state.ticket == ticket.ref.id else None
    noted = note.state if note else None
    if noted and not (ours and _is_later(ours, noted)):
        return noted
    if ours:
        return ours
    base = ticket.identity.base if ticket.identity else None
    return State(ticket.ref.id, base) if base else None


def _is_later(ours: State, noted: State) -> bool:
    """Whether the note was not rewritten when it should have been."""
    return ours.written is not None and (noted.written is None or ours.written > noted.written)
