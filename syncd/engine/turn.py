"""One turn of a key: whether it may begin, the work, and what follows from how it went."""

import math
import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import structlog

from syncd.engine.port import Clock, InterruptedWorkError, Work, WorkError
from syncd.memory import Keys, StoreError

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a key waits, in seconds.

    `gap` is from the beginning of one run to that of the next. After a failure it waits for
    `base`, twice that after the second, and so on up to `longest`, and up to a fifth more as
    chance has it; after `tries` failures in a row it is parked. `away` is for a store that
    does not answer.
    """

    gap: float = 5.0
    base: float = 10.0
    longest: float = 900.0
    tries: int = 8
    away: float = 5.0

    def after(self, fails: int, chance: float, *, parks: bool = True) -> float:
        """The wait after so many failures in a row; `chance` is from 0 to 1.

        What never `parks` is tried again for ever, after the longest wait.
        """
        if fails >= self.tries and parks:
            return math.inf
        doubled = self.base * 2.0 ** min(fails - 1, 64)
        return min(doubled, self.longest) * (1 + chance / 5)


@dataclass(frozen=True, slots=True)
class Turn:
    """Gives keys their turns; those in `always` are never parked."""

    work: Work
    keys: Keys
    always: Collection[str] = ()
    patience: Patience = field(default_factory=Patience)
    clock: Clock = field(default_factory=Clock)
    chance: Callable[[], float] = random.random

    def take(self, key: str) -> float | None:
        """Work on a key if it may begin; gives when it needs another turn, None for not at all."""
        now = self.clock.now()
        try:
            wait = self.keys.begin(key, now=now, gap=self.patience.gap)
        except StoreError as error:
            return self._away(key, error)
        if wait:
            return None if math.isinf(wait) else now + wait
        try:
            self.work(key)
        except InterruptedWorkError:
            return self.clock.now()
        except Exception as error:  # noqa: BLE001  (nothing that a key does may end the others)
            return self._failed(key, error)
        try:
            self.keys.did_well(key)
        except StoreError as error:  # it only stays a little more patient than it need be
            _log.warning("store away", key=key, error=str(error))
        return None

    def _failed(self, key: str, error: Exception) -> float | None:
        try:
            fails = self.keys.failed(key)
            now = self.clock.now()
            parks = key not in self.always
            until = now + self.patience.after(fails, self.chance(), parks=parks)
            about = error.about if isinstance(error, WorkError) else None
            self.keys.rest(key, until=until, why=str(error), now=now, about=about)
        except StoreError as away:
            return self._away(key, away)
        parked = math.isinf(until)
        _log.warning("key parked" if parked else "key failed", key=key, fails=fails)
        return None if parked else until

    def _away(self, key: str, error: StoreError) -> float:
        _log.warning("store away", key=key, error=str(error))
        return self.clock.now() + self.patience.away * (1 + self.chance())
