"""Which documents and tickets can have a say in each other's matching.

Matching goes by names: ids of post-mortems and items, the keys of tickets that are linked,
marked or remembered. Two that share none, not even by way of others, are matched alike
whether or not the other is there.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from typing import TypeAlias

from syncd.model import DocumentKey, PostMortem, Remembered, Ticket, TicketKey
from syncd.policy.rows import stated_id

Name: TypeAlias = str | TicketKey


class Kinship:
    """Things by the names that they use, to find all that have to do with some of them."""

    def __init__(self) -> None:
        """Nobody there."""
        self._names: dict[Hashable, frozenset[Name]] = {}
        self._users: dict[Name, set[Hashable]] = defaultdict(set)

    def put(self, thing: Hashable, names: frozenset[Name]) -> None:
        """Let a thing use these names, and no others any more."""
        for name in self._names.pop(thing, frozenset()) - names:
            self._users[name].discard(thing)
        self._names[thing] = names
        for name in names:
            self._users[name].add(thing)

    def names_of(self, thing: Hashable) -> frozenset[Name]:
        """The names that it uses."""
        return self._names.get(thing, frozenset())

    def kin(self, names: Iterable[Name]) -> Collection[Hashable]:
        """All things that use one of these names, or one that such a thing uses, and so on."""
        found: set[Hashable] = set()
        pending, asked = list(names), set(names)
        while pending:
            for thing in self._users.get(pending.pop(), set()) - found:
                found.add(thing)
                fresh = self._names[thing] - asked
                asked |= fresh
                pending += fresh
        return found


def names_in_document(
    post_mortem: PostMortem | None, linked: Iterable[TicketKey], before: Remembered | None
) -> frozenset[Name]:
    """What a document and its memory name; `linked` has all tickets that it may mean."""
    names: set[Name] = set(linked)
    if post_mortem is not None:
        names.add(post_mortem.id)
        for item in post_mortem.items:
            names.update(_with_stem(stated_id(item, post_mortem.id)))
    if before is not None:
        names.add(before.id)
        for known in before.items:
            names.update(_with_stem(known.id))
            names.update(key for key in (known.ticket, known.link) if key and key.key)
    return frozenset(names)


def names_on_ticket(key: TicketKey, ticket: Ticket) -> frozenset[Name]:
    """What a ticket is called, and whose it says that it is."""
    if ticket.identity is None:
        return frozenset((key,))
    return frozenset((key, ticket.identity.post_mortem, *_with_stem(ticket.identity.item)))


def may_have_moved(
    post_mortems: Mapping[DocumentKey, PostMortem], remembered: Mapping[DocumentKey, Remembered]
) -> bool:
    """Whether one of these is told by its titles from whatever post-mortem has no document.

    That is nothing that names show (`syncd.policy.naming`).
    """
    return any(
        not post_mortem.id_is_given
        and (key not in remembered or remembered[key].id != post_mortem.id)
        for key, post_mortem in post_mortems.items()
    )


def _with_stem(item: str | None) -> Iterator[str]:
    """The id of an item, and what is before its number: items are numbered on from there."""
    if item is not None:
        yield item
        yield item.rpartition("-")[0] or item
