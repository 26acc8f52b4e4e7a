"""What a pass has read, and what it remembers: the whole input of deciding, but for policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from syncd.model import DocumentKey, Identity, PostMortem, Remembered, Ticket, TicketKey, TicketRef


@dataclass(frozen=True, slots=True)
class UnknownLink:
    """A link where a ticket should stand that no configured tracker recognises."""

    text: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A linked ticket that the tracker does not show, and what it says about that."""

    key: TicketKey
    why: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A ticket that is there but cannot be understood; its marker, if that could be read."""

    ref: TicketRef
    identity: Identity | None


ItemLinks: TypeAlias = Sequence[TicketKey | UnknownLink | None]


@dataclass(frozen=True, slots=True)
class Observed:
    """The world as a pass sees it.

    `links` has, for each document, what the links of its items name, in the order of the
    items, by the tickets' own keys; `older` has the key by which a link names a ticket that
    is called otherwise now. `refused` has the fields that a tracker would not take, by
    ticket, `said` the records of comments that are on their way. `read_only` names the
    sources whose documents syncd may not edit. `complete` says that every document of every
    source was read, so that absence can be concluded; `all_tickets` says the same of tickets.
    """

    post_mortems: Sequence[PostMortem]
    tickets: Mapping[TicketKey, Ticket] = field(default_factory=dict)
    links: Mapping[DocumentKey, ItemLinks] = field(default_factory=dict)
    absent: Mapping[TicketKey, Absent] = field(default_factory=dict)
    unreadable: Mapping[TicketKey, Unreadable] = field(default_factory=dict)
    remembered: Mapping[DocumentKey, Remembered] = field(default_factory=dict)
    read_only: frozenset[str] = frozenset()
    complete: bool = True
    all_tickets: bool = True
    older: Mapping[TicketKey, TicketKey] = field(default_factory=dict)
    refused: Mapping[TicketKey, frozenset[str]] = field(default_factory=dict)
    said: Mapping[TicketKey, frozenset[str]] = field(default_factory=dict)
