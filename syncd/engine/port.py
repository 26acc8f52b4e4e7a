"""The port of engines."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from syncd.engine.timers import Schedule

Work: TypeAlias = Callable[[str], None]
"""Does what a key asks for; it may raise, and then it is called again later."""


class InterruptedWorkError(Exception):
    """The work was cut short without a fault of its own: the key is looked at again."""


class WorkError(Exception):
    """The work could not be done, and the message says why.

    `about` is what it was about: when that is something else, it is worth another try.
    """

    def __init__(self, why: str, about: str | None = None) -> None:
        """`why` is shown to people."""
        super().__init__(why)
        self.about = about


def _as_it_is(seconds: float | None) -> float | None:
    return seconds


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is, in seconds since 1970, and how long to really wait for some seconds.

    Under test time passes by itself, and then nobody really waits for long.
    """

    now: Callable[[], float] = time.time
    real: Callable[[float | None], float | None] = _as_it_is


class Engine(Protocol):
    """Runs the work of keys.

    It promises: a key that is marked is worked on at least once after that. No key is worked
    on twice at once. Any number of marks before that is one run, a mark during a run is one
    more run. The first mark of a key is acted upon at once, later ones when its last run
    began some seconds ago. A key whose work fails waits longer each time, and is parked with
    the reason when it failed too often.
    """

    def mark(self, key: str, delay: float = 0.0) -> None:
        """Have a key looked at, so many seconds from now at the latest; from any thread.

        Raises:
            StoreError: nobody will; only where marks are kept in a store.
        """

    def every(self, schedule: Schedule, key: str) -> None:
        """Mark a key whenever it is time, once in a whole fleet; only before `run`."""

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; work that has begun by then is waited for."""
