"""What a conformance run has to be told about a tracker, and how people act there."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from typing import Literal, Protocol, TypeAlias

Act: TypeAlias = Literal[
    "start", "close", "drop", "reopen", "due", "move", "delete", "clone", "assign"
]
"""What people do to tickets that not every tracker knows."""

Fault: TypeAlias = Literal["lose-answer", "drop", "503", "429", "limit"]
"""What goes wrong: `limit` is the tracker's own way to say that it had too much."""

Request: TypeAlias = Literal["create", "read", "write"]
"""Which requests a fault hits: those that make tickets, that list them, or that edit them."""


class Human(Protocol):
    """Somebody at work in the tracker's own pages; a `key` is what a tracker's link gives."""

    def create(self, title: str, text: str = "", labels: Sequence[str] = ()) -> str:
        """Make a ticket by hand; gives its key."""

    def retitle(self, key: str, title: str) -> None:
        """Give it another title."""

    def write(self, key: str, text: str) -> None:
        """Put a paragraph above everything that its text says."""

    def label(self, key: str, name: str) -> None:
        """Add a label."""

    def unlabel(self, key: str, name: str) -> None:
        """Take a label away."""

    def comment(self, key: str, text: str) -> None:
        """Say something."""

    def assign(self, key: str, account: str) -> None:
        """Let somebody else, and nobody else, own it."""

    def start(self, key: str) -> None:
        """Begin to work on it."""

    def close(self, key: str) -> None:
        """It is done."""

    def drop(self, key: str) -> None:
        """It will not be done."""

    def reopen(self, key: str) -> None:
        """It is open again."""

    def due(self, key: str, day: date) -> None:
        """Set another due date."""

    def move(self, key: str, project: str) -> str:
        """Move it to another project; gives the key that it has there."""

    def clone(self, key: str) -> str:
        """Copy it with everything that the tracker copies; gives the copy's key."""

    def delete(self, key: str) -> None:
        """Delete it."""


class Stage(Protocol):
    """One tracker, ready to be read and written by the adapter under test.

    `table` is the TOML of its `[trackers.it]` table, `environ` what the environment adds,
    secrets above all. `project` is where tickets are made; `elsewhere` another project, to
    which people can move them. `accounts` maps two owners, as documents write them, to their
    accounts. `page` and `said_page` are how many tickets and comments one request can read.
    """

    page: int
    said_page: int
    creates: int
    """How many requests it may take to make one ticket with everything on it."""

    @property
    def table(self) -> str:
        """The TOML of its table."""

    @property
    def environ(self) -> Mapping[str, str]:
        """What the environment adds to it."""

    @property
    def project(self) -> str:
        """Where tickets are made."""

    @property
    def elsewhere(self) -> str:
        """Another project."""

    @property
    def accounts(self) -> Mapping[str, str]:
        """Two owners and their accounts."""

    @property
    def cannot(self) -> Mapping[Act, str]:
        """What people cannot do there, and why."""

    @property
    def human(self) -> Human:
        """Somebody at work in the tracker."""

    @property
    def log(self) -> Sequence[str]:
        """Every request since `clear_log`, `METHOD PATH?QUERY`; empty for what is local."""

    @property
    def writes(self) -> Sequence[str]:
        """Those of them that write."""

    def clear_log(self) -> None:
        """Forget the requests so far."""

    def fault(
        self, what: Fault, hits: Request, times: int = 1, retry_after: int | None = None
    ) -> None:
        """Let something go wrong with the next requests of that kind."""

    def now(self) -> float:
        """The time by the tracker's clock, in seconds since 1970."""

    def pass_time(self, seconds: float) -> None:
        """Move the tracker's clock on."""

    @property
    def outsider(self) -> str | None:
        """The account of somebody who may read tickets and talk, no more; None if nobody is so."""

    def speak(self, key: str, account: str, text: str) -> None:
        """Let the person of an account say something on a ticket."""

    def mentioned(self, key: str) -> Sequence[str] | None:
        """Who was told of a ticket since its text or what is said on it mentions them.

        It is told by what the tracker itself takes for a mention; None where it tells nobody.
        """

    def whole(self, key: str) -> Mapping[str, object]:
        """Everything there is on a ticket, as the tracker holds it."""

    def keys(self) -> Sequence[str]:
        """Every ticket of the project."""

    def reads(self, tickets: int, comments: int, commented: int) -> int:
        """How many requests it may take to read so many changed tickets and new comments.

        `commented` is how many of the tickets have them.
        """


def pages(tickets: int, comments: int, stage: Stage) -> int:
    """The usual budget: as many pages as there are, at least one."""
    return max(1, ceil(tickets / stage.page)) + ceil(comments / stage.said_page)
