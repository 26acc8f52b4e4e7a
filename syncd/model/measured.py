"""What the measures are made of: how each action item went, which incidents there were."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from syncd.model.plan import ActionItem
from syncd.model.vocabulary import Severity


@dataclass(frozen=True, slots=True)
class Life:
    """How an action item has gone so far, as its ticket tells; None where nothing tells.

    `created` and `closed` are the ticket's. `progress` is what a human did last. `documented`
    says that document or ticket give the reason for dropping it. The due date was put off
    `pushed` times, and the priority `lowered` so often. Until the day `snoozed` nobody is asked.
    """

    created: datetime | None = None
    closed: datetime | None = None
    progress: datetime | None = None
    documented: bool = False
    pushed: int = 0
    lowered: int = 0
    snoozed: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An earlier post-mortem `of` whose root cause an incident hit again, while `items` were open.

    Of these, `still_open` are so even now. `score` tells how alike the causes are, of 100.
    """

    of: str
    score: int
    items: tuple[str, ...]
    still_open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """One post-mortem, as far as it is measured; a confidential one has no title here.

    `url` is where it can be read. `teams` are those that own its services; if nobody does,
    those of its items. `waivers` pairs the name of a rule with the reason to waive it.
    """

    id: str
    title: str
    date: date | None
    severity: Severity | None
    services: tuple[str, ...]
    teams: tuple[str, ...]
    url: str
    source: str
    file: str
    hits: tuple[Hit, ...] = ()
    waivers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """What a pass found out for the measures; `lives` by the id of the item."""

    lives: Mapping[str, Life] = field(default_factory=dict)
    incidents: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many items were open at a time, and how many of those in which trouble."""

    open: int = 0
    overdue: int = 0
    decayed: int = 0
    zombies: int = 0

    @property
    def decay(self) -> float | None:
        """Decayed ones of those that are open; None if none is."""
        return self.decayed / self.open if self.open else None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How things stood on a day: what no ticket tells any more later."""

    day: date
    backlog: Backlog
    teams: Mapping[str, Backlog] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overview:
    """Action items, and how they and the incidents went, as of one moment."""

    as_of: datetime
    items: tuple[ActionItem, ...]
    measured: Measured
