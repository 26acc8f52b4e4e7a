"""Timers: when a key is due by the clock, and that one replica alone acts upon it.

Due times lie on a grid that all replicas share, and the store says which tick somebody has
acted upon last. So a tick that was missed, because nothing ran at that time, is made up for:
once, however many there were.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from croniter import croniter

from syncd.memory import Keys


class Schedule(Protocol):
    """When something is due. Times are in seconds since 1970."""

    def last(self, now: float) -> float:
        """The newest time that is not after `now`."""

    def following(self, now: float) -> float:
        """The next time after `now`."""


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many seconds."""

    seconds: float

    def last(self, now: float) -> float:
        """The newest of these times until now."""
        return now // self.seconds * self.seconds

    def following(self, now: float) -> float:
        """The one after it."""
        return self.last(now) + self.seconds


@dataclass(frozen=True, slots=True)
class Cron:
    """By a cron expression of five fields, in UTC: `0 9 * * 1` is every Monday at nine.

    Raises:
        ValueError: it is none.
    """

    expression: str

    def __post_init__(self) -> None:
        """Refuse what is none; seconds are nothing that anybody has to be told by."""
        fields = len(self.expression.split())
        if fields != 5 or not croniter.is_valid(self.expression):
            raise ValueError(f"{self.expression!r} is no cron expression such as '0 9 * * 1'")

    def last(self, now: float) -> float:
        """The newest of these times until now."""
        times = croniter(self.expression, datetime.fromtimestamp(int(now) + 1, UTC))
        return float(times.get_prev(float))

    def following(self, now: float) -> float:
        """The one after it."""
        return float(croniter(self.expression, datetime.fromtimestamp(now, UTC)).get_next(float))


@dataclass(slots=True)
class Timers:
    """All timers of an engine."""

    keys: Keys
    mark: Callable[[str], None]
    _schedules: dict[str, Schedule] = field(default_factory=dict)
    _seen: dict[str, float] = field(default_factory=dict)

    def add(self, schedule: Schedule, key: str) -> None:
        """Mark this key from now on whenever it is time."""
        self._schedules[key] = schedule

    def fire(self, now: float) -> float | None:
        """Mark what is due; gives in how many seconds something is due next.

        The store is asked only when the clock has come to another tick.

        Raises:
            StoreError: it cannot be asked; what is due stays due.
        """
        for key, schedule in self._schedules.items():
            due = schedule.last(now)
            if self._seen.get(key) != due:
                if self.keys.tick(key, due):
                    self.mark(key)
                self._seen[key] = due
        nexts = [each.following(now) - now for each in self._schedules.values()]
        return min(nexts, default=None)
