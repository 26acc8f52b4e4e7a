"""What passes over some post-mortems keep between them, so that each matches only its own.

Facts cross post-mortems: to decide about one, all others must have been matched. Most of them
were, by an earlier pass. What a pass has read is compared with what was matched then, thing by
thing, so that it never matters who wrote to the store meanwhile; what is another by now is
matched again, with everything that has to do with it. Where a pass cannot be sure of that,
because something could not be read or might have moved, it matches everything.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from syncd.memory import Account
from syncd.model import DocumentKey, Link, PostMortem, Remembered, Ticket, TicketKey
from syncd.passes.accounts import Accounts
from syncd.passes.observe import Sight, observe
from syncd.passes.pull import Reading
from syncd.passes.world import World
from syncd.policy.case import Case, Matching
from syncd.policy.kinship import Kinship, Name, may_have_moved, names_in_document, names_on_ticket
from syncd.policy.match import match

_MANY = 200  # things that changed; then matching everything is hardly slower


K = TypeVar("K")


class _Marked(NamedTuple):
    """A ticket among things: its key alone could be that of a document."""

    key: TicketKey


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was read when the cases were matched."""

    post_mortems: Mapping[DocumentKey, PostMortem] = field(default_factory=dict)
    remembered: Mapping[DocumentKey, Remembered] = field(default_factory=dict)
    tickets: Mapping[TicketKey, Ticket] = field(default_factory=dict)


class Kept:
    """The cases of all post-mortems, as they were matched last; for one pass at a time."""

    def __init__(self) -> None:
        """Nothing matched yet."""
        self._cases: dict[DocumentKey, Case] | None = None
        self._seen = _Seen()
        self._kinship = Kinship()
        self._accounts: Accounts = {}
        self._asked: Mapping[tuple[str, str], Account] = {}

    def look(
        self, world: World, reading: Reading, only: Collection[str], *, keep: bool
    ) -> tuple[Sight, Matching]:
        """What deciding about `only` these post-mortems needs: all cases, and what was observed.

        Of the tickets without a document only those are found that have to do with them.
        """
        cases, self._cases = self._cases, None  # nothing is kept of what ends halfway
        part = self._part(world, reading, only) if cases is not None else None
        if cases is not None and part is not None:
            sight = observe(world, part, keep=keep, known=self._accounts)
            matching = match(sight.observed)
            cases = {key: case for key, case in cases.items() if key in reading.post_mortems}
            cases.update((_key(case), case) for case in matching.cases)
            if sight.accounts == self._accounts and set(only) <= {
                case.id for case in matching.cases
            }:
                self._cases = cases if _is_plain(part) else None
                return sight, replace(matching, cases=tuple(_in_order(cases)))
        return self._whole(world, reading, keep=keep)

    def _whole(self, world: World, reading: Reading, *, keep: bool) -> tuple[Sight, Matching]:
        """Everything, matched anew."""
        self._seen, self._kinship = _Seen(), Kinship()
        if _is_plain(reading):
            self._compare(world, reading)
        sight = observe(world, reading, keep=keep)
        matching = match(sight.observed)
        if _is_plain(reading):
            self._cases = {_key(case): case for case in matching.cases}
            self._accounts, self._asked = sight.accounts, _asked(world)
        return sight, matching

    def _part(self, world: World, reading: Reading, only: Collection[str]) -> Reading | None:
        """What has to do with these post-mortems or with what changed; None: it may be all."""
        if not _is_plain(reading) or _asked(world) != self._asked:
            return None
        changed, names = self._compare(world, reading)
        if changed > _MANY:
            return None
        kin = self._kinship.kin(names | set(only))
        part = replace(
            reading,
            post_mortems={k: each for k, each in reading.post_mortems.items() if k in kin},
            tickets={k: each for k, each in reading.tickets.items() if _Marked(k) in kin},
            remembered={k: each for k, each in reading.remembered.items() if k in kin},
        )
        return None if may_have_moved(part.post_mortems, part.remembered) else part

    def _compare(self, world: World, reading: Reading) -> tuple[int, set[Name]]:
        """How many things are not what they were, and all names that they use or used."""
        was = self._seen
        self._seen = now = _Seen(reading.post_mortems, reading.remembered, dict(reading.tickets))
        documents = _others(now.post_mortems, was.post_mortems)
        documents |= _others(now.remembered, was.remembered)
        tickets = _others(now.tickets, was.tickets)
        names: set[Name] = set()
        for key in documents:
            names |= self._kinship.names_of(key)
            self._kinship.put(key, _names_in(world, key, now))
            names |= self._kinship.names_of(key)
        for named in tickets:
            ticket = now.tickets.get(named)
            names |= self._kinship.names_of(_Marked(named))
            self._kinship.put(
                _Marked(named), names_on_ticket(named, ticket) if ticket else frozenset()
            )
            names |= self._kinship.names_of(_Marked(named))
        return len(documents) + len(tickets), names


def _others(now: Mapping[K, object], was: Mapping[K, object]) -> set[K]:
    """The keys of what is another than it was; most of it is the very same object."""
    fresh = [(key, each) for key, each in now.items() if was.get(key) is not each]
    return (was.keys() - now.keys()) | {key for key, each in fresh if was.get(key) != each}


def _names_in(world: World, key: DocumentKey, seen: _Seen) -> frozenset[Name]:
    post_mortem = seen.post_mortems.get(key)
    links = [link for item in post_mortem.items for link in item.links] if post_mortem else []
    if post_mortem is not None and "://" in post_mortem.url:
        links.append(Link(post_mortem.url))  # it may be what looks like a ticket elsewhere
    linked = [
        TicketKey(name, found)
        for name, tracker in world.trackers.items()
        for link in links
        if (found := tracker.recognize(link)) is not None
    ]
    return names_in_document(post_mortem, linked, seen.remembered.get(key))


def _is_plain(reading: Reading) -> bool:
    """Whether all was read and understood, each where it had been."""
    troubles = (reading.broken, reading.moved, reading.unread, reading.resting, reading.errors)
    return reading.complete and not any(troubles)


def _asked(world: World) -> Mapping[tuple[str, str], Account]:
    """Who was looked up in trackers."""
    return world.memory.accounts() if world.terms.finds_people else {}


def _in_order(cases: Mapping[DocumentKey, Case]) -> Iterator[Case]:
    """The cases in the order of matching, copies last."""
    for key in sorted(cases, key=lambda key: (cases[key].is_copy, key)):
        yield cases[key]


def _key(case: Case) -> DocumentKey:
    return DocumentKey(case.post_mortem.source, case.post_mortem.path)
