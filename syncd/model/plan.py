"""What a pass decides: the changes to make, and the findings that only a human can settle."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from syncd.model.nudge import Nudge
from syncd.model.post_mortem import DocumentPart
from syncd.model.ticket import Draft, State, Ticket, TicketEdit, TicketRef
from syncd.model.vocabulary import Category, Level, Priority, Status


@dataclass(frozen=True, slots=True)
class ActionItem:
    """One action item as it stands: document, ticket and policy taken together."""

    id: str
    post_mortem: str
    source: str
    file: str
    line: int
    title: str
    category: Category | None
    impact: int | None
    effort: int | None
    priority: Priority | None
    priority_reason: str | None
    owner: str | None
    team: str | None
    due: date | None
    status: Status
    ticket: TicketRef | None


class ChangeKind(StrEnum):
    """The names of changes in every report."""

    CREATE_TICKET = "create-ticket"
    LINK_TICKET = "link-ticket"
    UPDATE_TICKET = "update-ticket"
    COMMENT = "comment"
    EDIT_POST_MORTEM = "edit-post-mortem"
    NOTIFY = "notify"
    CLOSE_TICKET = "close-ticket"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a change, for people: what it was, what it will be, and why."""

    field: str
    before: str | None
    after: str | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class CreateTicket:
    """Make a ticket; it carries its marker from the first moment."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class EditTicket:
    """Edit a ticket that still has the revision `based_on`.

    `before` is the ticket as it was read, for trackers that answer a write with less than
    the whole of it.
    """

    ref: TicketRef
    edit: TicketEdit
    based_on: str
    before: Ticket | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody who shall be told: the `words` of a text that mean an `account` of the tracker."""

    words: str
    account: str


@dataclass(frozen=True, slots=True)
class AddComment:
    """Say something on a ticket, once: `record` is what this comment is known by ever after.

    `at` is when, for trackers that keep no time of their own. The words of `mentions` are
    written so that the tracker notifies those people. A `state` goes along where the tracker
    has no place of its own for it.
    """

    before: Ticket
    text: str
    record: str
    at: datetime
    mentions: tuple[Mention, ...] = ()
    state: State | None = None

    @property
    def ref(self) -> TicketRef:
        """The ticket to say it on."""
        return self.before.ref


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Make or rewrite syncd's one note on a ticket; a `state` goes along where it is kept there."""

    before: Ticket
    text: str
    at: datetime
    state: State | None = None

    @property
    def ref(self) -> TicketRef:
        """The ticket that has the note."""
        return self.before.ref


TicketAction: TypeAlias = CreateTicket | EditTicket | AddComment | WriteNote


@dataclass(frozen=True, slots=True)
class EditDocument:
    """Edit cells of one item, or the line below all, in a document with revision `based_on`.

    With `link_new_ticket` the item's ticket cell gets the link to the ticket that the same
    plan creates for it; what that ticket is called is known only then.
    """

    source: str
    path: str
    index: int
    line: int
    edits: tuple[DocumentPart, ...]
    based_on: str
    link_new_ticket: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a plan; steps are listed in the order in which they are carried out."""

    kind: ChangeKind
    post_mortem: str
    item: str
    title: str
    tracker: str | None
    ticket: str | None
    differences: tuple[Difference, ...]
    action: TicketAction | EditDocument


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a human should settle: what, how much, and the way out."""

    rule: str
    message: str
    hint: str
    level: Level = Level.WARNING
    post_mortem: str | None = None
    item: str | None = None
    ticket: str | None = None
    file: str | None = None
    line: int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that one post-mortem needs now; without changes it is still a plan.

    `states` pairs an item with what its marker should remember, where only memory can keep it;
    `recurrence` are the earlier post-mortems that its document names rightly. `nudges` are
    what people are told about its items, now or lately.
    """

    post_mortem: str
    items: tuple[ActionItem, ...] = ()
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    states: tuple[tuple[str, State], ...] = ()
    recurrence: tuple[str, ...] = ()
    nudges: tuple[Nudge, ...] = ()
