"""The work of keys: passes. Keys that wait at the same time share one.

Most of a pass is waiting for a tracker, which lists what changed for one post-mortem as for many:
so whoever has to wait for a pass that is under way goes into the next one together. Passes on one
store are made one after the other, by whichever replica: nobody decides on what another is just
about to change.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import structlog

from syncd import passes
from syncd.engine import InterruptedWorkError, WorkError
from syncd.memory import PassRecord, StoreError
from syncd.model import Outcome, PassOutcome
from syncd.passes import Kept, UnknownTargetError, World
from syncd.service.view import View

T = TypeVar("T")
EVERYTHING = "everything"
"""The key of a pass over all that a configuration names."""

_POST_MORTEM = "post-mortem "
_LATER = "later "
_FORGOTTEN = 30 * 86_400.0  # seconds after which nobody asks when a key was begun last
_log = structlog.get_logger()


def key_of(post_mortem: str) -> str:
    """The key of one post-mortem."""
    return f"{_POST_MORTEM}{post_mortem}"


def later_key_of(post_mortem: str) -> str:
    """Another key of the same: to look once more where a tracker's lists lag behind its events."""
    return f"{_LATER}{key_of(post_mortem)}"


def post_mortem_of(key: str) -> str | None:
    """The post-mortem that a key means, if it means one."""
    key = key.removeprefix(_LATER)
    return key.removeprefix(_POST_MORTEM) if key.startswith(_POST_MORTEM) else None


@dataclass(slots=True)
class _Waiting:
    """A key that waits for a pass, and what came of it."""

    key: str
    done: bool = False
    error: Exception | None = None


@dataclass
class Rounds:
    """Makes the passes of this process.

    `now` tells the time of a pass; `seen` hears of each pass that was made, and `mark` has a
    key looked at again.
    """

    world: World
    view: View
    now: Callable[[], datetime]
    seen: Callable[[PassRecord], None]
    mark: Callable[[str], None] = field(init=False)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _waiting: list[_Waiting] = field(default_factory=list)
    _at_work: bool = False
    _ending: bool = False
    _kept: Kept = field(default_factory=Kept)

    def __post_init__(self) -> None:
        """One pass after the other reads the store."""
        self.world.memory.keep_decoded()

    def work(self, key: str) -> None:
        """Look at what a key means again, with all others that wait for that.

        Raises:
            WorkError: its changes failed.
            InterruptedWorkError: the service is about to end.
        """
        mine = _Waiting(key)
        with self._changed:
            self._waiting.append(mine)
            while self._at_work and not mine.done:
                self._changed.wait()
            if not mine.done:
                self._at_work = True
                round_, self._waiting = self._waiting, []
        if not mine.done:
            try:
                self._make(round_)
            finally:
                with self._changed:
                    self._at_work = False
                    self._changed.notify_all()
        if mine.error is not None:
            raise mine.error

    def aside(self, act: Callable[[World], T]) -> T:
        """Do something between two passes, with nobody else on this store at work."""
        with self._changed:
            while self._at_work:
                self._changed.wait()
            self._at_work = True
        try:
            if self._ending:
                raise InterruptedWorkError
            with self.world.memory.alone("pass"):
                return act(self.world.at(self.now()))
        finally:
            with self._changed:
                self._at_work = False
                self._changed.notify_all()

    def end(self) -> None:
        """Let what is under way come to an end at its next request, and begin nothing else."""
        self._ending = True
        for gate in self.world.gates.values():
            gate.close("syncd is about to end; it goes on when it runs again")

    def _make(self, round_: Collection[_Waiting]) -> None:
        keys = {each.key for each in round_}
        errors: Mapping[str, Exception]
        try:
            errors = self._pass(keys)
        except Exception as error:  # noqa: BLE001  (one pass never ends the service)
            if len(keys) > 1 and not isinstance(error, InterruptedWorkError):
                errors = {key: found for key in keys for found in self._alone(key)}
            else:
                errors = dict.fromkeys(keys, error)
        for each in round_:
            each.error, each.done = errors.get(each.key), True

    def _alone(self, key: str) -> Collection[Exception]:
        """What becomes of a key in a pass of its own: one that fails costs the others nothing."""
        try:
            return tuple(self._pass({key}).values())
        except Exception as error:  # noqa: BLE001
            return (error,)

    def _pass(self, keys: Collection[str]) -> Mapping[str, Exception]:
        if self._ending:
            raise InterruptedWorkError
        began, at = time.perf_counter(), self.now()
        spent = {name: gate.requests for name, gate in self.world.gates.items()}
        outcome, failed = None, None
        try:
            with self.world.memory.alone("pass"):
                outcome = self._reconcile(keys, at)
        except Exception as error:
            failed = f"{type(error).__name__}: {error}"
            known = isinstance(error, StoreError | InterruptedWorkError)
            _log.error("pass failed", keys=sorted(keys), error=failed, exc_info=not known)
            raise
        finally:
            self.view.renew()
            gates = self.world.gates.items()
            record = PassRecord(
                at=at,
                keys=sorted(keys),
                seconds=round(time.perf_counter() - began, 3),
                complete=outcome is not None and outcome.complete,
                outcomes=_counted(outcome),
                requests={n: gate.requests - spent[n] for n, gate in gates},
                errors=[(e.source, e.message) for e in outcome.errors] if outcome else [],
                failed=failed,
            )
            self._tell(record)
        return self._failures(keys, outcome)

    def _reconcile(self, keys: Collection[str], at: datetime) -> PassOutcome:
        world = self.world.at(at)
        named = frozenset(found for key in keys if (found := post_mortem_of(key)) is not None)
        if EVERYTHING in keys:
            resting = self._resting(world, named)
            world.memory.keys.forget(before=world.real_time.now() - _FORGOTTEN)
            outcome = passes.reconcile(world, resting=resting)
            self._post_review(world)
            return outcome
        try:
            places = self.view.current().places(named)
            return passes.reconcile(world, only=named, places=places, kept=self._kept)
        except UnknownTargetError:  # a post-mortem is gone: the others, one by one
            if len(named) == 1:
                return PassOutcome(at, dry_run=False)
            raise

    def _post_review(self, world: World) -> None:
        """Post the review, if its day has come; what fails is tried with the next pass."""
        for posted in passes.post_review(world):
            if posted.error:
                _log.warning("review not posted", place=posted.place, error=posted.error)
            else:
                _log.info("review posted", place=posted.place)

    def _resting(self, world: World, named: Collection[str]) -> Mapping[str, str | None]:
        """The post-mortems that failed too often, but for those whose turn it is."""
        resting = world.memory.keys.resting(now=world.real_time.now())
        found = {post_mortem_of(key): about for key, about in resting.items()}
        return {name: about for name, about in found.items() if name and name not in named}

    def _failures(self, keys: Collection[str], outcome: PassOutcome) -> Mapping[str, Exception]:
        if self._ending:
            return dict.fromkeys(keys, InterruptedWorkError())
        reasons = {
            step.change.post_mortem: step.error or "failed"
            for step in outcome.changes
            if step.outcome is Outcome.FAILED and step.change.post_mortem in outcome.failed
        }
        errors: dict[str, Exception] = {
            key_of(name): WorkError(why, outcome.failed[name]) for name, why in reasons.items()
        }
        for key in errors.keys() - keys:  # it gets a turn of its own, which counts its failures
            self.mark(key)
        return {key: error for key, error in errors.items() if key in keys}

    def _tell(self, record: PassRecord) -> None:
        self.seen(record)
        try:
            self.world.memory.journal.add(record)
        except StoreError as error:
            _log.warning("store away", error=str(error))
        _log.info(
            "pass",
            keys=record.keys if len(record.keys) < 10 else len(record.keys),
            complete=record.complete,
            outcomes=record.outcomes,
            requests=record.requests,
            seconds=record.seconds,
        )


def _counted(outcome: PassOutcome | None) -> Mapping[str, int]:
    steps = outcome.changes if outcome else ()
    return {word.value: n for word, n in Counter(step.outcome for step in steps).items()}
