"""What syncd last knew of a ticket, where the ticket itself does not say.

Not every tracker has a place for a marker's state that nobody is told about. There everything
that syncd says holds the state of that time, and what it changes without a word is put into one
of these comments. Memory knows what has been seen since; and where nothing was said and memory is
lost, what the ticket was made with still tells something.

A state is written together with what it tells of, so it names an owner also where the tracker
did not take him. Memory knows that, and nobody took away what never was there.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from syncd.model import RememberedItem, State, Ticket, TicketKey
from syncd.policy.observed import Observed


def keeper(ticket: Ticket) -> str | None:
    """The comment that is to hold the state when nothing is said: the note, else the newest."""
    ours = [said for said in ticket.comments if said.record is not None]
    best = ticket.note or max(ours, key=lambda said: said.at, default=None)
    return best.id if best else None


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
    item = remembered.get(key)
    ours = item.state if item and item.state and item.state.ticket == ticket.ref.id else None
    told = max((said.state for said in ticket.comments if said.state), key=_when, default=None)
    if ours and told:
        # Of the same pass, memory may know more: what people did since, and only a pass saw.
        return told if _when(told) > _when(ours) else ours
    if ours or told:
        return ours or told
    base = ticket.identity.base if ticket.identity else None
    return State(ticket.ref.id, base) if base else None


def _when(state: State) -> datetime:
    return state.written or datetime.min.replace(tzinfo=UTC)
