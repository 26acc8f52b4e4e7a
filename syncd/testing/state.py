"""What every simulator shows of its contents, in one form for all trackers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class TicketState:
    """A ticket as a tester wants to see it. `id` never changes; `key` is what people say.

    `status` is the tracker's own word, `closed` what it means. Times are as the API gives them.
    `markers` is what only machines see (properties, attachments), `native` everything else that
    is particular to the tracker. `mentioned` are the accounts that its text mentions, in the form
    in which the tracker itself understands that, and whom it therefore tells.
    """

    id: str
    key: str
    project: str
    title: str
    body: str
    status: str
    closed: bool
    url: str
    created: str
    updated: str
    assignees: Sequence[str] = ()
    labels: Sequence[str] = ()
    due: str | None = None
    priority: str | None = None
    links: Sequence[str] = ()
    markers: Mapping[str, Any] = field(default_factory=dict)
    native: Mapping[str, Any] = field(default_factory=dict)
    mentioned: Sequence[str] = ()


@dataclass(frozen=True)
class CommentState:
    """A comment; `ticket` is the key of its ticket, `mentioned` whom the tracker told of it."""

    id: str
    ticket: str
    author: str
    body: str
    created: str
    updated: str
    mentioned: Sequence[str] = ()


@dataclass(frozen=True)
class State:
    """All tickets and comments, each in the order in which they were made."""

    tickets: Sequence[TicketState] = ()
    comments: Sequence[CommentState] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    """What one tracker has besides, such as files of a repository or messages of a channel."""

    def as_json(self) -> dict[str, Any]:
        """The same as plain lists and dictionaries."""
        return {
            "tickets": [asdict(ticket) for ticket in self.tickets],
            "comments": [asdict(comment) for comment in self.comments],
            **self.more,
        }
