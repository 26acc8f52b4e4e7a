"""Which action item is which, and which ticket is whose.

In: everything observed. Out: a `Case` for each post-mortem, its items with their ids and
tickets, and for whatever cannot be told with certainty a `Trouble` instead of a guess.

A ticket's marker decides. A row of a document is tied to a ticket by its link; only where
there is no link yet (syncd may not write it, or was stopped before it did) are titles
compared, and where they do not settle it the item is held: nothing is made or written.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from syncd.model import (
    INTENDED,
    Cell,
    DocumentKey,
    Identity,
    PostMortem,
    RememberedItem,
    Ticket,
    TicketKey,
    WrittenItem,
)
from syncd.policy.case import Case, Claim, Matching, Trouble
from syncd.policy.holders import Holders
from syncd.policy.naming import name_documents
from syncd.policy.observed import Observed, UnknownLink
from syncd.policy.recall import recall
from syncd.policy.rows import Hold, Row, entitlement, is_closed, stated_id
from syncd.policy.wording import alike, plain


def match(observed: Observed) -> Matching:
    """Tie items to tickets; the order in which they were read does not matter."""
    matcher = _Matcher(recall(observed))
    matcher.claim_by_link()
    matcher.claim_by_stated_id()
    matcher.claim_by_title()
    matcher.number_the_rest()
    return Matching(tuple(matcher.cases()), tuple(matcher.orphans()), observed.complete)


class _Matcher:
    def __init__(self, observed: Observed) -> None:
        self.observed = observed
        self.holders = Holders(observed)
        self.names = name_documents(observed, self.holders.identities)
        self.taken: dict[str, Row] = {}
        self.troubles: dict[DocumentKey, list[Hold]] = defaultdict(list)
        self.documents: dict[DocumentKey, list[Row]] = {}
        for pm in sorted(observed.post_mortems, key=lambda pm: (pm.source, pm.path)):
            key = DocumentKey(pm.source, pm.path)
            if key in self.names.ids:
                self.documents[key] = self._rows_of(pm, self.names.ids[key])
        self.rows = [row for rows in self.documents.values() for row in rows]

    def _rows_of(self, pm: PostMortem, name: str) -> list[Row]:
        key = DocumentKey(pm.source, pm.path)
        links = self.observed.links.get(key, ())
        return [
            self._row(key, name, item, links[item.index] if item.index < len(links) else None)
            for item in pm.items
        ]

    def _row(
        self,
        document: DocumentKey,
        name: str,
        item: WrittenItem,
        link: TicketKey | UnknownLink | None,
    ) -> Row:
        older = self.observed.older.get(link) if isinstance(link, TicketKey) else None
        return Row(document, name, item, stated_id(item, name), link, older)

    # By the link that a row has.

    def claim_by_link(self) -> None:
        linked: dict[TicketKey, list[Row]] = defaultdict(list)
        for row in self.rows:
            if isinstance(row.link, UnknownLink):
                self._hold(
                    row,
                    "broken-ticket-link",
                    f"no configured tracker recognises the ticket {row.link.text!r}",
                    "add its tracker to the configuration, or correct the link",
                )
            elif row.link is not None:
                linked[row.link].append(row)
        for key in sorted(linked):
            identity = self.holders.identities.get(key)
            ticket = self.observed.tickets.get(key)
            winner, *losers = linked[key]
            if losers:
                winner, *losers = sorted(
                    linked[key], key=lambda row: entitlement(row, identity, ticket)
                )
            if ticket is None:
                self._settle_absent(key, winner, identity)
            else:
                self._settle(ticket, winner, identity)
            for row in losers:
                self._hold(
                    row,
                    "conflicting-claim",
                    f"{key.key} is already the ticket of {winner}",
                    "give this item its own ticket, or remove its link for a new one to be made",
                    ticket=key.key,
                )

    def _settle(self, ticket: Ticket, row: Row, identity: Identity | None) -> None:
        owner = identity.item if identity else None
        if row.stated and owner and row.stated != owner:
            self._hold(
                row,
                "conflicting-claim",
                f"{ticket.ref.key} carries the marker of {owner}, and this item is {row.stated}",
                "link the ticket of this item, or correct its id",
                ticket=ticket.ref.key,
            )
        elif owner and self.holders.is_clone(ticket):
            original = self.holders.owner_of(owner)
            known_as = original.ref.key if original else "another ticket"
            self._hold(
                row,
                "conflicting-claim",
                f"{ticket.ref.key} is a copy of {known_as}, the ticket of {owner}",
                f"link {known_as} here, or remove the marker from {ticket.ref.key}",
                ticket=ticket.ref.key,
            )
        elif identity and self._may_be_elsewhere(identity, row):
            row.held = True  # the pass says what was not read; nothing is concluded from that
        else:
            row.ticket = ticket
            if name := row.stated or owner:
                self._take(row, name)

    def _may_be_elsewhere(self, identity: Identity, row: Row) -> bool:
        """Whether the marked item may stand in a document that could not be read."""
        if self.observed.complete or identity.post_mortem == row.post_mortem:
            return False
        return identity.post_mortem not in self.names.ids.values()

    def _settle_absent(self, key: TicketKey, row: Row, identity: Identity | None) -> None:
        """A linked ticket that cannot be read: the item keeps its id, and rests."""
        name = row.stated or (identity.item if identity else self._remembered_id(row, key))
        if name is not None:
            self._take(row, name)
        row.held = True
        if (absent := self.observed.absent.get(key)) is not None:
            self._hold(
                row,
                "broken-ticket-link",
                f"ticket {key.key} {absent.why}",
                "correct the link, or remove it for a new ticket to be made",
                ticket=key.key,
            )

    def _remembered_id(self, row: Row, key: TicketKey) -> str | None:
        remembered = self.observed.remembered.get(row.document)
        known = remembered.items if remembered else ()
        return next((item.id for item in known if item.ticket == key), None)

    # By the id that a document states.

    def claim_by_stated_id(self) -> None:
        stated = [row for row in self.rows if row.stated is not None and row.id is None]
        stated.sort(key=lambda row: (not str(row.stated).startswith(row.post_mortem), row.place))
        for row in stated:
            name = str(row.stated)
            if row.held and name in self.taken:
                continue
            self._take(row, name)
            if not row.held and row.ticket is None:
                self._give_ticket(row)

    # By title, where a row has neither.

    def claim_by_title(self) -> None:
        for key, rows in self.documents.items():
            loose = [row for row in rows if row.id is None and row.ticket is None and not row.held]
            if loose:
                self._claim_loose(key, loose)

    def _claim_loose(self, key: DocumentKey, loose: list[Row]) -> None:
        """Tie rows without a link to the tickets of their post-mortem that no row links."""
        remembered = self.observed.remembered.get(key)
        known = {item.id: item for item in remembered.items} if remembered else {}
        name = self.names.ids[key]
        spare = self._spare(name, known)
        self._pair(loose, spare, _equal, several=True)
        marked = {self.holders.identities[key].item for key in self.holders.keys_of(name)}
        unlinked = {
            item: titles
            for item, titles in spare.items()
            if item in marked and self._may_lack_its_link(key, known.get(item))
        }
        self._pair(loose, unlinked, alike, several=False)
        for row in loose if unlinked else ():
            self._hold(
                row,
                "ambiguous-item",
                f"it may be {' or '.join(unlinked)} with another title, or a new item",
                "write its ticket beside it (the marker in a ticket names its item), or delete"
                " the ticket that nothing stands for any more",
            )

    def _spare(self, post_mortem: str, known: Mapping[str, RememberedItem]) -> dict[str, list[str]]:
        """Items that a ticket or memory names and no row has yet, with their known titles."""
        spare: dict[str, list[str]] = defaultdict(list)
        for key in self.holders.keys_of(post_mortem):
            titles = spare[self.holders.identities[key].item]
            if ticket := self.observed.tickets.get(key):
                titles.append(ticket.title)
                if ticket.state and ticket.state.base.title:
                    titles.append(ticket.state.base.title)
        for item in known.values():
            if not item.linked and (item.ticket in {None, INTENDED} or item.id in spare):
                spare[item.id].append(item.title)
        return {item: spare[item] for item in sorted(spare) if item not in self.taken}

    def _pair(
        self,
        loose: list[Row],
        spare: dict[str, list[str]],
        fits: Callable[[str, str], bool],
        *,
        several: bool,
    ) -> None:
        """Tie rows to items whose title fits; unless `several`, only where nothing else does.

        Of several that fit, the one in the same place comes first, and open items come before
        closed ones, for which no ticket would have been made.
        """
        for row in sorted(loose, key=lambda row: is_closed(row.item)):
            found = [item for item in spare if _any(fits, spare[item], row)]
            if not found:
                continue
            rivals = [other for other in loose if _any(fits, spare[found[0]], other)]
            if several or len(found) == len(rivals) == 1:
                here = f"{row.post_mortem}-{row.item.index + 1:02}"
                name = here if here in found else found[0]
                self._take(row, name)
                self._give_ticket(row)
                del spare[name]
                loose.remove(row)

    def _may_lack_its_link(self, key: DocumentKey, known: RememberedItem | None) -> bool:
        """Whether a ticket can belong to a row that does not link it.

        Where syncd writes its links, a ticket that no row links has lost its row, unless a
        pass was stopped between making the ticket and writing the link.
        """
        if known is not None:
            return known.ticket is not None and not known.linked
        return key.source in self.observed.read_only

    # By the next free number, for what is new.

    def number_the_rest(self) -> None:
        used = {*self.holders.items(), *self.taken}
        highest: dict[str, int] = defaultdict(int)
        for name in used:
            stem, _, number = name.rpartition("-")
            if number.isdecimal():
                highest[stem] = max(highest[stem], int(number))
        blurred = {key for key in self.documents if self._is_blurred(key)}
        for row in self.rows:
            if row.id is not None:
                continue
            row.provisional = row.document in blurred
            name = f"{row.post_mortem}-{row.item.index + 1:02}"
            if name in used:
                highest[row.post_mortem] += 1
                name = f"{row.post_mortem}-{highest[row.post_mortem]:02}"
            highest[row.post_mortem] = max(highest[row.post_mortem], row.item.index + 1)
            used.add(name)
            self._take(row, name)

    def _is_blurred(self, document: DocumentKey) -> bool:
        """Whether a ticket out of sight may have a number of this document, or be a row's.

        Memory would know, or the document's own links.
        """
        seen = self.observed
        if seen.all_tickets or document in seen.remembered:
            return False
        return any(
            document.source in seen.read_only
            or Cell.TICKET not in row.item.cells
            or (isinstance(row.link, TicketKey) and row.link not in seen.tickets)
            for row in self.documents[document]
        )

    # What every way of claiming needs.

    def _take(self, row: Row, name: str) -> None:
        holder = self.taken.setdefault(name, row)
        if holder is row:
            row.id = name
            return
        row.ticket = None
        self._hold(
            row,
            "conflicting-claim",
            f"id {name} is already that of {holder}",
            "link each item to its own ticket, or give one of the two another id",
        )

    def _give_ticket(self, row: Row) -> None:
        if row.id is None:
            return
        row.ticket = self.holders.owner_of(row.id)
        if row.ticket is None and row.id in self.holders.unreadable:
            row.held = True

    def _hold(
        self, row: Row, rule: str, message: str, hint: str, ticket: str | None = None
    ) -> None:
        row.held = True
        self.troubles[row.document].append(Hold(row, rule, message, hint, ticket))

    def cases(self) -> Iterable[Case]:
        """Every post-mortem with what matching found out about it."""
        for row in self.rows if self.observed.refused or self.observed.said else ():
            if row.ticket is not None:
                ours = TicketKey(row.ticket.ref.tracker, row.ticket.ref.key)
                row.refused = self.observed.refused.get(ours, frozenset())
                row.said = self.observed.said.get(ours, frozenset())
        by_key = {DocumentKey(pm.source, pm.path): pm for pm in self.observed.post_mortems}
        for key, rows in self.documents.items():
            claims = tuple(row.claim() for row in rows)
            held = (hold.trouble() for hold in self.troubles.get(key, ()))
            troubles = (*held, *self._twins(claims))
            before = self.observed.remembered.get(key)
            named = before.recurrence if before else ()
            yield Case(self.names.ids[key], by_key[key], claims, troubles, recurrence=named)
        for copy in self.names.copies:
            pm = copy.post_mortem
            trouble = Trouble(
                "conflicting-claim",
                1,
                f"its id {pm.id} is already that of {copy.original.path}",
                "give one of the two another `id` in its front matter, or delete the copy",
            )
            yield Case(pm.id, pm, (), (trouble,), is_copy=True)

    def _twins(self, claims: Sequence[Claim]) -> Iterable[Trouble]:
        """Further tickets of an item that are no plain clones of its ticket."""
        for claim in claims:
            others = self.holders.tickets_of(claim.id)
            if claim.ticket is None or len(others) == 1:
                continue
            for other in others:
                if other.ref != claim.ticket.ref and not self.holders.is_clone(other):
                    yield Trouble(
                        "conflicting-claim",
                        claim.item.line,
                        f"{other.ref.key} claims this item too, whose ticket is"
                        f" {claim.ticket.ref.key}",
                        f"close {other.ref.key}, or remove the marker from it",
                        claim.id,
                        other.ref.key,
                    )

    def orphans(self) -> Iterable[Ticket]:
        if not self.observed.complete:
            return
        claimed = {row.ticket.ref for row in self.rows if row.ticket}
        held = {row.link for row in self.rows if row.held}
        copied = {copy.post_mortem.id for copy in self.names.copies}
        for item in self.holders.items():
            if item in self.taken:
                continue
            for ticket in self.holders.tickets_of(item):
                key = TicketKey(ticket.ref.tracker, ticket.ref.key)
                if ticket.ref in claimed or key in held or self.holders.is_clone(ticket):
                    continue
                if self.holders.identities[key].post_mortem not in copied:
                    yield ticket


def _equal(left: str, right: str) -> bool:
    return plain(left) == plain(right)


def _any(fits: Callable[[str, str], bool], titles: Sequence[str], row: Row) -> bool:
    return any(fits(title, row.item.title) for title in titles)
