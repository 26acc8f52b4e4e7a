"""Observe: tie what was pulled together, and fetch the linked tickets that no scan showed."""

from collections.abc import Mapping

from syncd.model import (
    DocumentKey,
    Link,
    SourceError,
    Ticket,
    TicketKey,
    TicketRef,
    WrittenItem,
)
from syncd.passes.pull import Reading, add_broken
from syncd.passes.world import World
from syncd.policy.observed import Absent, ItemLinks, Observed, UnknownLink, Unreadable
from syncd.ports import BrokenTicket, Gone, Hidden, Moved, PortError, Tracker


def observe(world: World, reading: Reading) -> Observed:
    """Everything that deciding needs, from what was pulled and what memory holds."""
    links = {
        key: tuple(_named_by(item, world.trackers) for item in post_mortem.items)
        for key, post_mortem in reading.post_mortems.items()
    }
    absent = _fetch_linked(world, reading, links)
    return Observed(
        post_mortems=tuple(reading.post_mortems.values()),
        tickets=reading.tickets,
        links=links,
        absent=absent,
        unreadable=reading.broken,
        remembered=world.memory.remembered(),
        read_only=world.terms.read_only,
        complete=reading.complete,
    )


def _named_by(item: WrittenItem, trackers: Mapping[str, Tracker]) -> TicketKey | UnknownLink | None:
    """The ticket that an item links; the first link that a tracker recognises counts."""
    for link in item.links:
        for name, tracker in trackers.items():
            if (key := tracker.recognize(link)) is not None:
                return TicketKey(name, key)
    unknown = next((link for link in item.links if link.declared), None)
    return UnknownLink(_shown(unknown)) if unknown else None


def _shown(link: Link) -> str:
    return link.target or link.text


def _fetch_linked(
    world: World, reading: Reading, links: Mapping[DocumentKey, ItemLinks]
) -> dict[TicketKey, Absent]:
    absent: dict[TicketKey, Absent] = {}
    unread = {tracker for tracker, _ in reading.unread}
    named = {key for linked in links.values() for key in linked if isinstance(key, TicketKey)}
    for key in sorted(named - reading.tickets.keys() - reading.broken.keys()):
        if key.tracker in unread:
            _rest(reading, key)
            continue
        try:
            found = world.trackers[key.tracker].get(key.key)
        except PortError as error:
            reading.errors.append(SourceError(key.tracker, str(error)))
            _rest(reading, key)
            continue
        match found:
            case Ticket():
                reading.tickets[key] = found
            case Moved(ticket):
                reading.tickets[key] = ticket
            case BrokenTicket():
                add_broken(reading, [found])
            case Gone():
                absent[key] = Absent(key, "was deleted")
            case Hidden():
                absent[key] = Absent(key, "is gone, or syncd may not see it")
    return absent


def _rest(reading: Reading, key: TicketKey) -> None:
    """A ticket that could not be asked about: there, as far as anybody knows."""
    ref = TicketRef(key.tracker, "", key.key, key.key, "")
    reading.broken[key] = Unreadable(ref, None)
