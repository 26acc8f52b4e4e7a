"""Which tickets carry the marker of an item, and which of them is the item's own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from syncd.model import Identity, Ticket, TicketKey
from syncd.policy.observed import Observed


class Holders:
    """All markers that were read, by ticket, by item and by post-mortem.

    If several tickets carry one marker (cloning a ticket copies it), the item's own is the
    one whose state names itself, else the one that memory names, else the oldest.
    """

    def __init__(self, observed: Observed) -> None:
        """Index the markers of all tickets, those that cannot be read in full included."""
        marked = {key: t.identity for key, t in observed.tickets.items() if t.identity}
        for key, broken in observed.unreadable.items():
            if broken.identity is not None:
                marked.setdefault(key, broken.identity)
        self.identities: Mapping[TicketKey, Identity] = dict(sorted(marked.items()))
        self.unreadable = {marked[key].item for key in observed.unreadable if key in marked}
        self._tickets: dict[str, list[Ticket]] = defaultdict(list)
        self._keys: dict[str, list[TicketKey]] = defaultdict(list)
        for key, identity in self.identities.items():
            self._keys[identity.post_mortem].append(key)
            if ticket := observed.tickets.get(key):
                self._tickets[identity.item].append(ticket)
        self._remembered = {
            item.ticket
            for remembered in observed.remembered.values()
            for item in remembered.items
            if item.ticket is not None
        }

    def items(self) -> Iterable[str]:
        """Every item that some marker names, in order."""
        return sorted({identity.item for identity in self.identities.values()})

    def keys_of(self, post_mortem: str) -> Sequence[TicketKey]:
        """The tickets whose marker names this post-mortem."""
        return self._keys.get(post_mortem, ())

    def tickets_of(self, item: str) -> Sequence[Ticket]:
        """The tickets that carry the marker of an item, clones included."""
        return self._tickets.get(item, ())

    def owner_of(self, item: str) -> Ticket | None:
        """The item's own ticket among all that carry its marker."""
        tickets = self.tickets_of(item)
        if len(tickets) < 2:
            return tickets[0] if tickets else None
        return min(tickets, key=self._seniority)

    def is_clone(self, ticket: Ticket) -> bool:
        """Whether its state names another ticket that is still there with the same marker."""
        if ticket.identity is None or ticket.state is None:
            return False
        if ticket.state.ticket == ticket.ref.id:
            return False
        return any(
            other.ref.id == ticket.state.ticket and other.ref.tracker == ticket.ref.tracker
            for other in self.tickets_of(ticket.identity.item)
        )

    def _seniority(self, ticket: Ticket) -> tuple[bool, bool, bool, str, str, int, str]:
        ref = ticket.ref
        return (
            self.is_clone(ticket),
            ticket.state is None,
            TicketKey(ref.tracker, ref.key) not in self._remembered,
            ticket.created.isoformat() if ticket.created else "9999",
            ref.tracker,
            len(ref.key),
            ref.key,
        )
