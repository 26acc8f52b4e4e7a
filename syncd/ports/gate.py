"""The gate of one account: every request goes through it, is counted, and waits its turn.

A tracker says how much it still allows, or that it has had enough; what it says is obeyed by
all threads that use the account, and by nobody else. A wait longer than `patience` is not
slept through: the account rests, and whoever asked goes on with something else.

Other processes may use the same account. What they have to know of each other is kept where
all of them can reach it, behind `Turns`; a gate that shares nothing paces its own process.
"""

import math
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from syncd.ports.errors import LimitedError, PortError

PATIENCE = 5.0  # seconds; longer than a hiccup, shorter than what a person takes for a hang
_FRESH = 1.0  # seconds for which a gate does not ask again whether another process was told to wait


@dataclass(frozen=True, slots=True)
class RealTime:
    """The clock by which trackers count: pacing and limits are real time, whatever `--now` says.

    `now` gives seconds since 1970; `sleep` takes seconds.
    """

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    @property
    def simulated(self) -> bool:
        """Whether it is another time than that of this machine."""
        return self.now is not time.time


class Turns(Protocol):
    """What all processes that use an account know together; times are seconds from now.

    It never raises. Where nothing can be known just now, each process paces itself.
    """

    def take(
        self, account: str, real_time: RealTime, *, spacing: float, patience: float
    ) -> tuple[float, float] | None:
        """Take the next turn of those who write, `spacing` seconds after the one before.

        Gives the time until that turn, and the time for which the account rests. An account
        that rests for longer than `patience` gives no turn away.
        """

    def resting(self, account: str, real_time: RealTime) -> float | None:
        """For how long an account rests, as it told any of the processes."""

    def rest(self, account: str, real_time: RealTime, seconds: float) -> None:
        """Let all processes know that an account rests."""


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
        self._turns: Turns | None = None
        self._asked = -math.inf

    def share(self, turns: Turns) -> None:
        """Take turns with every other process that uses the account."""
        self._turns = turns

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
        spacing = spacing if write else 0.0
        turn = self._turn(spacing)
        with self._lock:
            now = self.real_time.now()
            wait = self._rest_left(now)
            if spacing:
                wait = max(wait, (self._next_write if turn is None else turn) - now)
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
        """Let nobody in for that long, of any process: the account had too many requests."""
        if self._hear(seconds) and self._turns is not None:
            self._turns.rest(self.name, self.real_time, seconds)

    @property
    def rests_until(self) -> float:
        """Until when nobody is let in, in seconds since 1970; a time in the past if they are."""
        return self._rests_until

    def learn(self, remaining: int, resets_in: float) -> None:
        """Take in how many requests are left until the limit starts anew, in seconds.

        With none left the account rests before the tracker has to say so.
        """
        self.remaining = remaining
        if remaining <= 0:
            self.rest(max(0.0, resets_in))

    def _turn(self, spacing: float) -> float | None:
        """When this process may write, as far as the others go; hears what they were told.

        Without `spacing` nobody waits for a turn, and the others are asked now and then alone.

        Raises:
            LimitedError: it is known already that nobody is let in.
        """
        now = self.real_time.now()
        with self._lock:
            self._rest_left(now)
            if self._turns is None or not (spacing or abs(now - self._asked) >= _FRESH):
                return None
            self._asked = now
        if not spacing:
            self._hear(self._turns.resting(self.name, self.real_time) or 0.0)
            return None
        told = self._turns.take(self.name, self.real_time, spacing=spacing, patience=self.patience)
        if told is None:
            return None
        wait, rests = told
        self._hear(rests)
        return self.real_time.now() + wait

    def _rest_left(self, now: float) -> float:
        """For how many seconds the account rests still, if that can be slept through."""
        if self._closed is not None:
            raise LimitedError(f"{self.name}: {self._closed}", float("inf"))
        left = max(0.0, self._rests_until - now)
        if left > self.patience:
            raise LimitedError(f"{self.name} rests for {left:.0f} s more, as it asked for", left)
        return left

    def _hear(self, seconds: float) -> bool:
        """Take in that the account rests for so long; whether that is longer than was known."""
        with self._lock:
            until = self.real_time.now() + seconds
            if seconds <= 0 or until <= self._rests_until:
                return False
            self._rests_until = until
            return True
