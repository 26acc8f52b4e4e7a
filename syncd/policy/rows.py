"""The rows of documents while they are being matched."""

from dataclasses import dataclass

from syncd.model import DocumentKey, Identity, Ticket, TicketKey, WrittenItem
from syncd.policy.case import Claim, Trouble
from syncd.policy.observed import UnknownLink
from syncd.policy.wording import plain


@dataclass(slots=True, eq=False)
class Row:
    """One written item while it is being matched.

    `link` is the ticket that it links, `written_link` the older key by which it does so.
    """

    document: DocumentKey
    post_mortem: str
    item: WrittenItem
    stated: str | None
    link: TicketKey | UnknownLink | None
    written_link: TicketKey | None = None
    refused: frozenset[str] = frozenset()
    said: frozenset[str] = frozenset()
    id: str | None = None
    ticket: Ticket | None = None
    held: bool = False
    provisional: bool = False

    @property
    def place(self) -> tuple[str, str, int]:
        """Where it stands, for sorting."""
        return (*self.document, self.item.index)

    def claim(self) -> Claim:
        """What matching yields for it."""
        linked = self.ticket is not None and self.link is not None
        return Claim(
            str(self.id),
            self.item,
            self.ticket,
            linked,
            self.held,
            self.written_link if linked else None,
            self.refused,
            said=self.said,
            provisional=self.provisional,
        )

    def __str__(self) -> str:
        """The way a message names it."""
        place = f"{self.document.path}:{self.item.line}"
        return f"{self.id} ({place})" if self.id else place


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a row is held; its item's id is known only when every row has one."""

    row: Row
    rule: str
    message: str
    hint: str
    ticket: str | None

    def trouble(self) -> Trouble:
        """The same for a rule to report."""
        line, item = self.row.item.line, self.row.id
        return Trouble(self.rule, line, self.message, self.hint, item, self.ticket)


def entitlement(
    row: Row, identity: Identity | None, ticket: Ticket | None
) -> tuple[bool, bool, bool, tuple[str, str, int]]:
    """Sorts first the row that the marker means, among rows that link the same ticket."""
    if identity is None:
        return True, True, True, row.place
    base = ticket.state.base.title if ticket and ticket.state else None
    return (
        row.stated != identity.item,
        row.post_mortem != identity.post_mortem,
        base is None or plain(base) != plain(row.item.title),
        row.place,
    )


def stated_id(item: WrittenItem, post_mortem: str) -> str | None:
    """The id that the document gives an item, made unique; a bare row number is none."""
    if item.id is None or not any(character.isalpha() for character in item.id):
        return None
    stem, _, number = item.id.rpartition("-")
    if number.isdecimal() and any(character.isdecimal() for character in stem):
        return item.id
    return item.id if item.id.startswith(f"{post_mortem}-") else f"{post_mortem}-{item.id}"


def is_closed(item: WrittenItem) -> bool:
    """Whether the document says that nobody has to act any more."""
    return item.status is not None and not item.status.is_open
