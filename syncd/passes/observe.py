"""Observe: tie what was pulled together, and fetch the linked tickets that no scan showed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from syncd.model import (
    DocumentKey,
    Link,
    Remembered,
    SourceError,
    Ticket,
    TicketKey,
    TicketRef,
    WrittenItem,
)
from syncd.passes.accounts import Accounts, accounts_of, by_their_names
from syncd.passes.pull import Reading, add_broken
from syncd.passes.say import said_lately
from syncd.passes.world import World
from syncd.policy.observed import Absent, ItemLinks, Observed, UnknownLink, Unreadable
from syncd.ports import BrokenTicket, Found, Gone, Hidden, Moved, PortError, Tracker

_NOBODY: Accounts = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sight:
    """What deciding gets to see, and whom the names in it mean."""

    observed: Observed
    accounts: Accounts


def observe(world: World, reading: Reading, *, keep: bool, known: Accounts = _NOBODY) -> Sight:
    """Everything that deciding needs, from what was pulled and what memory holds.

    Memory learns what had to be fetched where it may `keep` that. The accounts of those whom
    no document of this reading names may be `known`.
    """
    documents = _that_are_documents(world, reading)
    links = {
        key: tuple(_named_by(item, world.trackers, documents) for item in post_mortem.items)
        for key, post_mortem in reading.post_mortems.items()
    }
    remembered = reading.remembered
    named = {key for linked in links.values() for key in linked if isinstance(key, TicketKey)}
    moved = _moved_before(named, remembered.values(), reading)
    fetched = _Fetched(world, reading, moved)
    fetched.fetch(sorted(named - moved.keys() - reading.tickets.keys() - reading.broken.keys()))
    if keep:
        fetched.save()
    accounts = accounts_of(world, reading, links, known)
    return Sight(
        Observed(
            post_mortems=tuple(reading.post_mortems.values()),
            tickets=by_their_names(world, reading.tickets, accounts),
            links=_by_own_keys(links, moved) if moved else links,
            absent=fetched.absent,
            unreadable=reading.broken,
            remembered=remembered,
            read_only=world.terms.read_only,
            complete=reading.complete,
            all_tickets=not reading.unread,
            older={now: key for key, now in moved.items()},
            refused=_refused(remembered.values(), reading),
            said=said_lately(world, reading.tickets),
        ),
        accounts,
    )


def _that_are_documents(world: World, reading: Reading) -> frozenset[TicketKey]:
    """What looks like a ticket and is a post-mortem: both may be issues of one repository.

    Files are told apart by their folders, and have no address of their own.
    """
    urls = (post_mortem.url for post_mortem in reading.post_mortems.values())
    links = [Link(url) for url in urls if "://" in url]
    return frozenset(
        TicketKey(name, key)
        for name, tracker in world.trackers.items()
        for link in links
        if (key := tracker.recognize(link)) is not None
    )


def _named_by(
    item: WrittenItem, trackers: Mapping[str, Tracker], documents: frozenset[TicketKey]
) -> TicketKey | UnknownLink | None:
    """The ticket that an item links; the first link that a tracker recognises counts."""
    for link in item.links:
        for name, tracker in trackers.items():
            key = tracker.recognize(link)
            if key is not None and TicketKey(name, key) not in documents:
                return TicketKey(name, key)
    unknown = next((link for link in item.links if link.declared), None)
    return UnknownLink(_shown(unknown)) if unknown else None


def _by_own_keys(
    links: Mapping[DocumentKey, ItemLinks], moved: Mapping[TicketKey, TicketKey]
) -> dict[DocumentKey, ItemLinks]:
    return {
        document: tuple(
            moved.get(link, link) if isinstance(link, TicketKey) else link for link in linked
        )
        for document, linked in links.items()
    }


def _shown(link: Link) -> str:
    return link.target or link.text


def _moved_before(
    named: set[TicketKey], remembered: Iterable[Remembered], reading: Reading
) -> dict[TicketKey, TicketKey]:
    """Links that name a ticket by a key that it had once, as an earlier pass found out."""
    known = {
        item.link: item.ticket
        for document in remembered
        for item in document.items
        if item.link and item.ticket and item.ticket in reading.tickets
    }
    known |= reading.moved
    return {key: known[key] for key in named & known.keys()}


def _refused(remembered: Iterable[Remembered], reading: Reading) -> dict[TicketKey, frozenset[str]]:
    """What trackers would not take; once everything is read again, it is tried again."""
    return {
        item.ticket: frozenset(item.refused)
        for document in remembered
        for item in document.items
        if item.refused and item.ticket and (item.ticket.tracker, item.project) not in reading.whole
    }


class _Fetched:
    """Linked tickets that no scan showed, fetched by key, all of a tracker at once."""

    def __init__(self, world: World, reading: Reading, moved: dict[TicketKey, TicketKey]) -> None:
        self.absent: dict[TicketKey, Absent] = {}
        self._world = world
        self._reading = reading
        self._moved = moved
        self._found: dict[tuple[str, str], list[Ticket]] = defaultdict(list)

    def fetch(self, keys: Iterable[TicketKey]) -> None:
        by_tracker: dict[str, list[str]] = defaultdict(list)
        unread = {tracker for tracker, _ in self._reading.unread}
        for key in keys:
            if key.tracker in unread:
                self._rest(key)
            else:
                by_tracker[key.tracker].append(key.key)
        for tracker, wanted in by_tracker.items():
            left = dict.fromkeys(wanted)
            try:
                for name, found in self._world.trackers[tracker].get(wanted):
                    self._take(TicketKey(tracker, name), found)
                    left.pop(name, None)
            except PortError as error:
                self._reading.errors.append(SourceError(tracker, str(error)))
            for name in left:
                self._rest(TicketKey(tracker, name))

    def save(self) -> None:
        """Let memory know them, so that the next pass need not ask."""
        for (tracker, project), tickets in self._found.items():
            if self._world.trackers[tracker].capabilities.is_remote:
                fingerprint = self._world.tracker_fingerprints[tracker]
                self._world.memory.save_tickets(tracker, project, fingerprint, tickets)

    def _take(self, key: TicketKey, found: Found) -> None:
        match found:
            case Ticket():
                self._add(key, found)
            case Moved(ticket):
                self._add(key, ticket)
            case BrokenTicket():
                add_broken(self._reading, [found])
            case Gone():
                self.absent[key] = Absent(key, "was deleted")
            case Hidden():
                self.absent[key] = Absent(key, "is gone, or syncd may not see it")

    def _add(self, key: TicketKey, ticket: Ticket) -> None:
        now = TicketKey(key.tracker, ticket.ref.key)
        if now != key:
            self._moved[key] = now
        self._reading.tickets.setdefault(now, ticket)
        self._found[key.tracker, ticket.ref.project].append(ticket)

    def _rest(self, key: TicketKey) -> None:
        """A ticket that could not be asked about: there, as far as anybody knows."""
        ref = TicketRef(key.tracker, "", key.key, key.key, "")
        self._reading.broken[key] = Unreadable(ref, None)
