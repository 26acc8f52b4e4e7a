"""The engine of one machine: a queue of keys, and threads that work on them.

It forgets what was marked when it ends. That is no loss: whoever starts it marks everything,
since every key's work looks at what is, not at what happened.
"""

import random
import threading
from collections.abc import Callable, Collection

import structlog

from syncd.engine.port import Clock, Work
from syncd.engine.queue import KeyQueue
from syncd.engine.timers import Schedule, Timers
from syncd.engine.turn import Patience, Turn
from syncd.memory import Keys, StoreError

_WORKERS = 48  # they mostly wait for each other: keys that wait together share a pass
_log = structlog.get_logger()


class InProcess:
    """Works on keys in threads of this process."""

    def __init__(
        self,
        work: Work,
        keys: Keys,
        *,
        always: Collection[str] = (),
        patience: Patience | None = None,
        clock: Clock | None = None,
        chance: Callable[[], float] = random.random,
        workers: int = _WORKERS,
    ) -> None:
        """Nothing runs before `run`; keys in `always` are never parked."""
        self._clock = clock or Clock()
        self._patience = patience or Patience()
        self._turn = Turn(work, keys, always, self._patience, self._clock, chance)
        self._timers = Timers(keys, self.mark)
        self._workers = workers
        self._queue = KeyQueue()
        self._changed = threading.Condition()
        self._stopping = False

    def mark(self, key: str, delay: float = 0.0) -> None:
        """Have a key looked at."""
        with self._changed:
            self._queue.mark(key, self._clock.now() + delay)
            self._changed.notify()

    def every(self, schedule: Schedule, key: str) -> None:
        """Mark a key whenever it is time."""
        self._timers.add(schedule, key)

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set, and until what has begun is done."""
        threads = [
            threading.Thread(target=self._work, name=f"engine-{n}") for n in range(self._workers)
        ]
        for thread in threads:
            thread.start()
        try:
            while not stop.is_set():
                stop.wait(self._clock.real(self._fire()))
        finally:
            with self._changed:
                self._stopping = True
                self._changed.notify_all()
            for thread in threads:
                thread.join()

    def _fire(self) -> float | None:
        try:
            return self._timers.fire(self._clock.now())
        except StoreError as error:
            _log.warning("store away", error=str(error))
            return self._patience.away

    def _work(self) -> None:
        while (key := self._next()) is not None:
            began = self._clock.now()
            again = self._turn.take(key)
            with self._changed:
                not_before = began + self._patience.gap if again is None else again
                self._queue.done(key, not_before=not_before, again=again)
                self._changed.notify()

    def _next(self) -> str | None:
        """The next key, as soon as there is one; None when it is time to stop."""
        with self._changed:
            while not self._stopping:
                now = self._clock.now()
                if (key := self._queue.take(now)) is not None:
                    return key
                due = self._queue.due()
                self._changed.wait(self._clock.real(None if due is None else due - now))
            return None
