"""The one clock of a simulator: every timestamp, `Date` header and expiry comes from it."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """The time that a simulator believes it is, always in UTC.

    Without `now` it is the machine's. With `now` it stands still there, so that a test sees
    the same timestamps every time, until it is told to move.
    """

    def __init__(
        self, now: datetime | None = None, *, machine: Callable[[], float] = time.time
    ) -> None:
        """`machine` gives seconds since the epoch; a test can pass its own."""
        self._machine = machine
        self._lock = threading.Lock()
        self._offset = timedelta()
        self._stopped: datetime | None = None if now is None else _utc(now)

    def now(self) -> datetime:
        """The time, with microseconds; trackers that know only seconds cut them off."""
        with self._lock:
            return self._stopped or self._running() + self._offset

    def set(self, now: datetime, *, running: bool = False) -> None:
        """Make it `now`, standing still, or `running` on from there at the usual speed."""
        with self._lock:
            self._stopped = None if running else _utc(now)
            self._offset = _utc(now) - self._running()

    def advance(self, **span: float) -> datetime:
        """Go on by `span` (as `timedelta` takes it: `seconds=5`, `days=1`); gives the new time."""
        by = timedelta(**span)
        with self._lock:
            self._offset += by
            if self._stopped is not None:
                self._stopped += by
        return self.now()

    def _running(self) -> datetime:
        return datetime.fromtimestamp(self._machine(), UTC)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)
