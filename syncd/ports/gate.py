"""The gate of one account: every request goes through it, is counted, and waits its turn.

A tracker says how much it still allows, or that it has had enough; what it says is obeyed by
all threads that use the account, and by nobody else. A wait longer than `patience` is not
slept through: the account rests, and whoever asked goes on with something else.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from syncd.ports.errors import LimitedError, PortError

PATIENCE = 5.0  # seconds; longer than a hiccup, shorter than what a person takes for a hang


@dataclass(frozen=True, slots=True)
class RealTime:
    """The clock by which trackers count: pacing and limits are real time, whatever `--now` says.

    `now` gives seconds since 1970; `sleep` takes seconds.
    """

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class Gate:
    """Paces and counts the requests of one account of one tracker or source."""

    def __init__(
        self, name: str, *, patience: float = PATIENCE, real_time: RealTime | None = None
    ) -> None:
        """`patience` is the longest wait, in seconds, that is slept through."""
        self.name = name
        self.patience = patience
        self.real_time = real_time or RealTime()
        self.requests = 0
        self.outcomes: Counter[str] = Counter()
        """How requests ended: `ok`, or the name of a verdict such as `limited`."""
        self.remaining: int | None = None
        self.ahead = 0.0
        """How many seconds the other clock is ahead of this one, by the last answer."""
        self._lock = threading.Lock()
        self._rests_until = 0.0
        self._next_write = 0.0
        self._closed: str | None = None

    def compare(self, told: datetime) -> tuple[datetime, float]:
        """Learn what time it is there; gives it with the time here."""
        here = self.real_time.now()
        self.ahead = told.timestamp() - here
        return told, here

    def enter(self, *, write: bool = False, spacing: float = 0.0) -> None:
        """Wait until a request may be made, and count it.

        `spacing` is how many seconds the tracker wants between two writes.

        Raises:
            LimitedError: the account rests for longer than `patience`; nothing was sent.
        """
        with self._lock:
            if self._closed is not None:
                raise LimitedError(f"{self.name}: {self._closed}", float("inf"))
            now = self.real_time.now()
            wait = max(0.0, self._rests_until - now)
            if wait > self.patience:
                message = f"{self.name} rests for {wait:.0f} s more, as it asked for"
                raise LimitedError(message, wait)
            if write:
                wait = max(wait, self._next_write - now)
                self._next_write = now + wait + spacing
            self.requests += 1
        if wait > 0:
            self.real_time.sleep(wait)

    def count(self) -> None:
        """Count a request that a library made without asking."""
        with self._lock:
            self.requests += 1
            self.outcomes["ok"] += 1

    def ended(self, error: PortError | None) -> None:
        """Note how a request ended."""
        verdict = "ok" if error is None else type(error).__name__.removesuffix("Error").lower()
        with self._lock:
            self.outcomes[verdict] += 1

    def close(self, why: str) -> None:
        """Let nobody in any more: this process is about to end."""
        with self._lock:
            self._closed = why

    def rest(self, seconds: float) -> None:
        """Let nobody in for that long: the account had too many requests."""
        with self._lock:
            self._rests_until = max(self._rests_until, self.real_time.now() + seconds)

    @property
    def rests_until(self) -> float:
        """Until when nobody is let in, in seconds since 1970; a time in the past if they are."""
        return self._rests_until

    def rest_until(self, at: float) -> None:
        """Let nobody in until then, as another process was told about the same account."""
        with self._lock:
            self._rests_until = max(self._rests_until, at)

    def learn(self, remaining: int, resets_in: float) -> None:
        """Take in how many requests are left until the limit starts anew, in seconds.

        With none left the account rests before the tracker has to say so.
        """
        self.remaining = remaining
        if remaining <= 0:
            self.rest(max(0.0, resets_in))
