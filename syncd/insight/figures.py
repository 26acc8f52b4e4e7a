"""The measures themselves, as numbers with what they are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from syncd.insight.durations import Estimate
from syncd.insight.window import Window
from syncd.model import Backlog, Priority


@dataclass(frozen=True, slots=True)
class Completion:
    """Items `due`, those of them done `on_time`, and dropped ones that were left out.

    Of those due, `undated` are done, and nobody knows when; they cannot count as on time.
    """

    due: int = 0
    on_time: int = 0
    dropped: int = 0
    undated: int = 0

    @property
    def ratio(self) -> float | None:
        """Done on time, of those due; None if none was."""
        return self.on_time / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Duration:
    """Days from ticket to done, of the `n` items done in the window, beside what is expected."""

    n: int
    median_days: float | None
    p90_days: float | None
    target_days: int
    acceptable_days: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Incidents, and those of them that hit a cause named before while an item was open."""

    incidents: int = 0
    recurring: int = 0

    @property
    def ratio(self) -> float | None:
        """Recurring ones of all; None without incidents."""
        return self.recurring / self.incidents if self.incidents else None


@dataclass(frozen=True, slots=True)
class Group:
    """The measures of one team, owner, service, category or priority.

    Incidents belong to teams and services alone; elsewhere `recurrence` is None.
    """

    completion: Completion
    decay: Backlog
    recurrence: Recurrence | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to measure in it."""
        counts = self.completion.due, self.completion.dropped, self.decay.open
        return any(counts) or bool(self.recurrence and self.recurrence.incidents)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month, or what there is of it yet.

    `opened`, `done` and `dropped` count tickets, and `open` those that were open at its end.
    `backlog` is the last that syncd saw in it; None for times before it looked.
    """

    window: Window
    completion: Completion
    recurrence: Recurrence
    opened: int
    done: int
    dropped: int
    open: int
    backlog: Backlog | None


@dataclass(frozen=True, slots=True)
class Measures:
    """Every measure of one window; `decay` is as of now."""

    window: Window
    completion: Completion
    time_to_completion: Mapping[Priority, Duration]
    recurrence: Recurrence
    decay: Backlog
    by: Mapping[str, Mapping[str, Group]]
    trend: Sequence[Month]
