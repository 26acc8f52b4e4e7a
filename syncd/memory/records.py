"""What the store gives back: documents and tickets as they were read, and what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from syncd.model import PostMortem, Problem, Ticket


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as it was read: the post-mortem in it, or why there is none."""

    revision: str
    post_mortem: PostMortem | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """How far the reading of a project has come.

    `cursor` is where the next scan looks from, `whole` when everything was read last. Where
    a reading of everything was stopped, `resume` is where it goes on, and `seen` the ids that
    it had shown by then.
    """

    cursor: str | None = None
    whole: datetime | None = None
    resume: str | None = None
    seen: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ReadProject:
    """The tickets of a project by id, and how far the reading has come."""

    tickets: Mapping[str, Ticket]
    scan: Scan


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a name means in a tracker, None for nobody, and when that was looked up."""

    id: str | None
    looked_up: datetime


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change that syncd made or tried; `detail` lists field, before, after and why."""

    at: datetime
    post_mortem: str
    item: str
    ticket: str | None
    kind: str
    outcome: str
    detail: Sequence[tuple[str, str | None, str | None, str | None]]
