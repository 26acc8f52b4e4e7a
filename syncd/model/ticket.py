"""A ticket as a tracker holds it, and what syncd leaves on it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from syncd.model.handled import Handled
from syncd.model.vocabulary import Priority, Status


@dataclass(frozen=True, slots=True)
class TicketRef:
    """Where a ticket is: `id` never changes, `key` is what people say, `url` what they click.

    A `url` without a scheme is a path below the folder that `Document.folder` starts from.
    """

    tracker: str
    project: str
    id: str
    key: str
    url: str


@dataclass(frozen=True, slots=True)
class Base:
    """What syncd last saw document and ticket agree on; the ground of a three-way merge.

    Values are as on the ticket. `priority` is the one that syncd itself wrote there, so a
    ticket that shows another was changed by a human. `url` is the back-link it wrote.
    """

    title: str | None = None
    owner: str | None = None
    due: date | None = None
    priority: Priority | None = None
    status: Status | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The half of the marker that is written once, with the ticket: whose ticket this is.

    `base` is what the ticket was made or adopted with; it stands there where the tracker has
    no place for a `State` that nobody is told about. `since` is the day of that: what was
    left undone before is nobody's delay.
    """

    item: str
    post_mortem: str
    url: str
    version: int = 1
    base: Base | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class State:
    """The half of the marker that changes: written only by syncd.

    `ticket` is the id of the ticket that it was written for, so that a clone of the ticket
    can be told from the original. `document` holds what the document said where that
    differs from the base and cannot be written. `progress` is the last human progress seen.
    `priority` is the one last in force, where that is not the base's. The due date was put
    off `pushed` times, last at `moved`, and the priority `lowered` so often. `handled` are
    the commands that were dealt with, oldest first: none is carried out twice. Before the
    day `snoozed` nobody is asked about the item.
    """

    ticket: str
    base: Base = field(default_factory=Base)
    document: Base | None = None
    progress: datetime | None = None
    written: datetime | None = None
    priority: Priority | None = None
    pushed: int = 0
    moved: datetime | None = None
    lowered: int = 0
    handled: tuple[Handled, ...] = ()
    snoozed: date | None = None


class Right(Enum):
    """What somebody who comments on a ticket may do with it."""

    WRITE = "write"
    READ = "read"
    OWN = "own"
    """It is the account that syncd itself uses."""


NOTE = "note"  # the record of the one comment that syncd edits in place


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said on a ticket; quotes and code in its `text` are as in Markdown.

    `id` is the tracker's own, and never changes. `record` is the name that syncd gave a
    comment of its own, so that it is never said twice; None for what people say. Those of
    syncd may hold a `state`. `account` is the author's id in the tracker.
    """

    at: datetime
    author: str
    text: str
    id: str = ""
    record: str | None = None
    state: State | None = None
    account: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket, read. Times are aware; `revision` changes whenever anything on it does.

    `assignee` is who owns it in the words of people: an e-mail where the tracker shows one;
    several are listed with commas. `account` is the one assignee's id in the tracker.
    `due_text` is what stands where a date should, where that is none.
    """

    ref: TicketRef
    revision: str
    title: str
    status: Status
    assignee: str | None = None
    due: date | None = None
    labels: frozenset[str] = frozenset()
    created: datetime | None = None
    updated: datetime | None = None
    closed: datetime | None = None
    back_link: str | None = None
    closing_reason: str | None = None
    identity: Identity | None = None
    state: State | None = None
    comments: tuple[Comment, ...] = ()
    account: str | None = None
    due_text: str | None = None

    @property
    def note(self) -> Comment | None:
        """The one comment that syncd edits in place, the oldest if there are several."""
        return next((said for said in self.comments if said.record == NOTE), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The fields that syncd would like a ticket to have, in the tracker's own terms or not yet.

    `assignee` is an account of the tracker.
    """

    title: str
    assignee: str | None
    due: date | None
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket that does not exist yet; identity and base travel in the create request."""

    tracker: str
    project: str
    wanted: Wanted
    body: str
    identity: Identity
    base: Base
    created: datetime
    status: Status = Status.OPEN
    priority: Priority | None = None


@dataclass(frozen=True, slots=True)
class TicketEdit:
    """What to change on a ticket. None leaves a field as it is; nothing is ever emptied.

    `priority` is for trackers with a field of that name, beside the label. A `status` is only
    ever set on a human's word; `reason` then says why. `state_in` is the id of the comment of
    syncd's that holds the `state` from now on, where the tracker has no place of its own.
    """

    title: str | None = None
    assignee: str | None = None
    due: date | None = None
    back_link: str | None = None
    priority: Priority | None = None
    status: Status | None = None
    reason: str | None = None
    add_labels: frozenset[str] = frozenset()
    remove_labels: frozenset[str] = frozenset()
    identity: Identity | None = None
    state: State | None = None
    state_in: str | None = None
    updated: datetime | None = None
    closed: datetime | None = None
