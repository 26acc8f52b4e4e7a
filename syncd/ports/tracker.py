"""The port of trackers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from syncd.model import (
    Comment,
    Identity,
    Link,
    Right,
    Status,
    Ticket,
    TicketAction,
    TicketRef,
    Wanted,
)
from syncd.ports.check import Check
from syncd.ports.errors import PortError


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a tracker holds natively, and how it behaves where trackers differ.

    `records_times` is False where `updated` and `closed` are only what somebody wrote, so
    that the pass which sees a change has to fill them in. `keeps_state` is False where there
    is no place for a marker's state that nobody is told about; memory then keeps it, and so
    does what syncd says: every comment takes the state along and gives it back, and an edit
    with `state_in` puts it into that comment, of which people see no difference.
    `statuses` are those it can tell apart. `finds_people` says that assignees are accounts,
    which `find_account` looks up. `creates_once` says that making a ticket for an item that
    has one gives that one back; elsewhere `find` is asked before a create is repeated, and
    its silence counts only `lag` seconds of real time after the first try. `is_remote` is
    False for what is on this machine.
    """

    records_times: bool
    keeps_state: bool = True
    statuses: frozenset[Status] = frozenset(Status)
    finds_people: bool = False
    creates_once: bool = False
    lag: float = 0.0
    is_remote: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What memory holds of a project: where the last scan ended, and revisions by ticket id.

    Without a `cursor` everything is read. `resume` is where an earlier reading of everything
    was stopped.
    """

    cursor: str | None = None
    revisions: Mapping[str, str] = field(default_factory=dict)
    resume: str | None = None


@dataclass(frozen=True, slots=True)
class BrokenTicket:
    """A ticket that is there but cannot be understood; nothing is concluded about it.

    `identity` is its marker, where that much can still be made out.
    """

    ref: TicketRef
    message: str
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A part of a project. Only a scan that yielded a page with `last` is whole.

    A whole scan without a cursor proves absence; one from a cursor on shows what changed
    since. `unchanged` lists ids whose revision the caller knows already. On a `partial` page
    tickets come without their comments: those that are known stay, and `said` has the new
    and edited ones by ticket id.
    `resume` is where another scan can go on after this page, and `cursor`, on the last page,
    from where the next one has to look.
    """

    tickets: Sequence[Ticket] = ()
    unchanged: Sequence[str] = ()
    broken: Sequence[BrokenTicket] = ()
    said: Mapping[str, Sequence[Comment]] = field(default_factory=dict)
    partial: bool = False
    cursor: str | None = None
    resume: str | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The ticket lives elsewhere now."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Gone:
    """The ticket was deleted, and the tracker says so."""

    key: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """Gone or out of reach; this tracker does not tell which."""

    key: str


Found: TypeAlias = Ticket | BrokenTicket | Moved | Gone | Hidden


@dataclass(frozen=True, slots=True)
class Applied:
    """The ticket after a change.

    `existed` says that a ticket with the same item was there already and none was made;
    `dropped` names what the tracker silently did not take: `assignee`, or a label.
    """

    ticket: Ticket
    existed: bool = False
    dropped: Sequence[str] = ()


Result: TypeAlias = Applied | PortError


class Tracker(Protocol):
    """A system that holds tickets, in projects."""

    @property
    def name(self) -> str:
        """The name of its table in the configuration."""

    @property
    def capabilities(self) -> Capabilities:
        """What it holds natively."""

    def recognize(self, link: Link) -> str | None:
        """The key of the ticket of this tracker that a link names, if it names one."""

    def scan(self, project: str, known: Known) -> Iterator[TicketPage]:
        """Yield the tickets of a project that carry syncd's label, or what changed of them.

        Raises:
            PortError: the project, or the rest of it, cannot be read.
        """

    def get(self, keys: Sequence[str]) -> Iterator[tuple[str, Found]]:
        """Tickets by the keys that `recognize` gave, in whatever project they are.

        Raises:
            PortError: the rest of them cannot be had for now.
        """

    def find(self, project: str, item: str, within: float) -> Sequence[Ticket]:
        """The tickets whose marker names this item, of those made in the last seconds.

        `within` is how many, generously: what is older has been seen by a scan.
        """

    def find_account(self, project: str, person: str) -> str | None:
        """The account of a person who is written like that; None if there is no such one."""

    def right(self, ref: TicketRef, account: str) -> Right:
        """Whether an account may edit a ticket; asked only about those who give a command.

        Raises:
            PortError: it could not be asked; the command waits.
        """

    def normalize(self, wanted: Wanted) -> Wanted:
        """The same wish as this tracker would give it back; pure, without requests."""

    def apply(self, actions: Sequence[TicketAction]) -> Sequence[Result]:
        """Carry out changes, in as few requests as can be; one result an action, in order.

        An action takes at most one request that is not safe to repeat, with the marker
        inside it, and its own failure never stops the next one. Among the results are
        `StaleError` (the ticket changed since the edit was decided; nothing was written)
        and `UnsureError` (the write may or may not have happened).
        """

    def check(self, projects: Sequence[str]) -> Sequence[Check]:
        """What `syncd doctor` says about this tracker and the projects that teams use."""


def one_by_one(
    actions: Iterable[TicketAction], carry_out: Callable[[TicketAction], Applied]
) -> Sequence[Result]:
    """`Tracker.apply` for a tracker that takes one change at a time."""
    results: list[Result] = []
    for action in actions:
        try:
            results.append(carry_out(action))
        except PortError as error:
            results.append(error)
    return results
