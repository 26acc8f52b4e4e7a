"""The port of trackers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from syncd.model import CreateTicket, EditTicket, Identity, Link, Ticket, TicketRef, Wanted
from syncd.ports.check import Check


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a tracker holds natively.

    `records_times` is False where `updated` and `closed` are only what somebody wrote, so
    that the pass which sees a change has to fill them in.
    """

    records_times: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What memory holds of a project: where the last scan ended, and revisions by ticket id."""

    cursor: str | None = None
    revisions: Mapping[str, str] = field(default_factory=dict)


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
    """A part of a project. Only a scan that yielded a page with `last` proves absence.

    `unchanged` lists ids whose revision the caller knows already; `cursor` is where the next
    scan may start.
    """

    tickets: Sequence[Ticket] = ()
    unchanged: Sequence[str] = ()
    broken: Sequence[BrokenTicket] = ()
    cursor: str | None = None
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


@dataclass(frozen=True, slots=True)
class Applied:
    """The ticket after a change.

    `existed` says that a ticket with the same item was there already and none was made;
    `dropped` names the fields that the tracker silently did not take.
    """

    ticket: Ticket
    existed: bool = False
    dropped: Sequence[str] = ()


class Tracker(Protocol):
    """A system that holds tickets, in projects."""

    @property
    def name(self) -> str:
        """The name of its table in the configuration."""

    @property
    def capabilities(self) -> Capabilities:
        """What it holds natively."""

    @property
    def requests(self) -> int:
        """How many API requests were made so far; 0 for what is on this machine."""

    def recognize(self, link: Link) -> str | None:
        """The key of the ticket of this tracker that a link names, if it names one."""

    def scan(self, project: str, known: Known) -> Iterator[TicketPage]:
        """Yield the tickets of a project, the unchanged ones by id only.

        Raises:
            PortError: the project, or the rest of it, cannot be read.
        """

    def get(self, key: str) -> Ticket | BrokenTicket | Moved | Gone | Hidden:
        """One ticket by the key that `recognize` gave, in whatever project it is."""

    def find(self, project: str, item: str) -> Sequence[Ticket]:
        """The tickets whose marker names this action item, from the tracker itself."""

    def normalize(self, wanted: Wanted) -> Wanted:
        """The same wish as this tracker would give it back; pure, without requests."""

    def apply(self, action: CreateTicket | EditTicket) -> Applied:
        """Carry out one change with at most one request that is not safe to repeat.

        Raises:
            StaleError: the ticket changed since the edit was decided; nothing was written.
            UnsureError: the write may or may not have happened.
            PortError: it was not written.
        """

    def check(self, projects: Sequence[str]) -> Sequence[Check]:
        """What `syncd doctor` says about this tracker and the projects that teams use."""
