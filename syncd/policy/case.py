"""What matching yields: each post-mortem with its items tied to ids and tickets."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from syncd.model import Handled, PostMortem, Ticket, TicketKey, WrittenItem


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something about identity that only a human can settle."""

    rule: str
    line: int
    message: str
    hint: str
    item: str | None = None
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What commands on a ticket ask for; `actual` is the ticket without that.

    `handled` has the answers to commands that are dealt with now, `reason` why it is closed
    on somebody's word. Until the day `snoozed` nobody is asked about it.
    """

    actual: Ticket
    handled: tuple[Handled, ...]
    snoozed: date | None = None
    reason: str | None = None


class Claim(NamedTuple):
    """A written item with its id, and its ticket if it has one.

    `linked` says that the document links the ticket already, `link` by which key where that
    is not the ticket's own any more. `held` items are shown, and nothing is made, written or
    concluded for them. `refused` are fields that the tracker would not take. If commands were
    `obeyed`, the ticket is as it will be then. `said` are the records of comments of syncd's
    that are on their way, and need not be shown yet. A `provisional` id was given while not
    all tickets could be read: one of them may have it.
    """

    id: str
    item: WrittenItem
    ticket: Ticket | None = None
    linked: bool = False
    held: bool = False
    link: TicketKey | None = None
    refused: frozenset[str] = frozenset()
    obeyed: Obeyed | None = None
    said: frozenset[str] = frozenset()
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One post-mortem, ready to be decided upon; of a copy nothing is said but that it is one.

    `recurrence` are the earlier post-mortems that its document has named before.
    """

    id: str
    post_mortem: PostMortem
    claims: tuple[Claim, ...]
    troubles: tuple[Trouble, ...]
    is_copy: bool = False
    recurrence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """All cases, and the tickets whose marker names what a complete read did not find."""

    cases: tuple[Case, ...]
    orphans: tuple[Ticket, ...]
    complete: bool = True
