"""What every engine promises; an engine's tests are this class over a stage of its own."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import pytest

from syncd.engine import Engine, Every, InterruptedWorkError, Patience
from syncd.memory import Keys, Memory

HANGS = 20.0  # seconds after which a test has failed


class Stage(Protocol):
    """Where an engine is tried out."""

    memory: Memory
    patience: Patience

    def engine(self, work: Callable[[str], None]) -> Engine:
        """An engine on the store of this stage, that does this."""

    def now(self) -> float:
        """The time that its engines go by, in seconds since 1970."""

    def pass_time(self, seconds: float) -> None:
        """Let time pass for all engines of the stage."""


def until(holds: Callable[[], object], what: str) -> None:
    """Wait for something that has to come about.

    Raises:
        AssertionError: it did not.
    """
    ends = time.monotonic() + HANGS
    while not holds():
        assert time.monotonic() < ends, f"in vain: {what}"
        time.sleep(0.002)


@dataclass
class Worker:
    """Work that notes what is done, and can be held up or fail."""

    fails: set[str] = field(default_factory=set)
    runs: list[str] = field(default_factory=list)
    overlaps: list[str] = field(default_factory=list)
    held: dict[str, threading.Event] = field(default_factory=dict)
    most: int = 0
    _busy: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, key: str) -> None:
        """Do it."""
        with self._lock:
            self.runs.append(key)
            self._busy[key] += 1
            self.most = max(self.most, sum(self._busy.values()))
            if self._busy[key] > 1:
                self.overlaps.append(key)
        try:
            if gate := self.held.get(key):
                assert gate.wait(HANGS)
            if key in self.fails:
                raise RuntimeError(f"{key} does not work")
        finally:
            with self._lock:
                self._busy[key] -= 1

    def hold(self, *keys: str) -> threading.Event:
        """Hold up work on these keys until the event is set."""
        event = threading.Event()
        self.held |= dict.fromkeys(keys, event)
        return event

    def count(self, key: str) -> int:
        """How often it was worked on."""
        return self.runs.count(key)

    @property
    def idle(self) -> bool:
        """Whether nothing is being worked on."""
        return not sum(self._busy.values())


@contextmanager
def running(*engines: Engine) -> Iterator[threading.Event]:
    """Engines at work, until the end of the block."""
    stop = threading.Event()
    threads = [threading.Thread(target=each.run, args=(stop,)) for each in engines]
    for thread in threads:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in threads:
            thread.join(HANGS)
            assert not thread.is_alive(), "an engine does not stop"


class EngineConformance:
    """The promises of `syncd.engine.Engine`."""

    @pytest.fixture
    def work(self) -> Worker:
        """What the engine has to do."""
        return Worker()

    @pytest.fixture
    def keys(self, stage: Stage) -> Keys:
        """What the store knows of keys."""
        return stage.memory.keys

    def test_a_mark_is_one_run(self, stage: Stage, work: Worker) -> None:
        """A key that is marked is worked on once, and not again by itself."""
        engine = stage.engine(work)
        with running(engine):
            engine.mark("a")
            until(lambda: work.count("a"), "a run")
            stage.pass_time(3 * stage.patience.gap)
            assert work.runs == ["a"]

    def test_marks_before_a_run_are_one(self, stage: Stage, work: Worker) -> None:
        """However often keys are marked before somebody works on them, each is one run."""
        engine = stage.engine(work)
        for key in "abcde" * 20:
            engine.mark(key)
        with running(engine):
            until(lambda: len(set(work.runs)) == 5, "a run of each")
            stage.pass_time(3 * stage.patience.gap)
            assert sorted(work.runs) == ["a", "b", "c", "d", "e"]

    def test_a_mark_during_a_run_is_one_more(self, stage: Stage, work: Worker) -> None:
        """What is marked while it is worked on is worked on once more, after that."""
        engine = stage.engine(work)
        released = work.hold("a")
        with running(engine):
            engine.mark("a")
            until(lambda: work.count("a"), "a run")
            for _ in range(5):
                engine.mark("a")
            assert work.count("a") == 1
            released.set()
            stage.pass_time(stage.patience.gap)
            until(lambda: work.count("a") == 2, "one more run")
            stage.pass_time(3 * stage.patience.gap)
            assert work.count("a") == 2

    def test_a_key_is_worked_on_by_one(self, stage: Stage, work: Worker) -> None:
        """Two engines on one store do not work on a key at the same time; other keys go on."""
        first, second = stage.engine(work), stage.engine(work)
        released = work.hold("a")
        with running(first):
            first.mark("a")
            until(lambda: work.count("a"), "a run")
            for _ in range(3):
                first.mark("a")
                first.mark("b")
            until(lambda: work.count("b"), "a run of another key")
            stage.pass_time(2 * stage.patience.gap)
            assert work.count("a") == 1
            released.set()
            until(lambda: work.count("a") == 2, "one more run")
        assert not work.overlaps
        assert second is not first

    def test_the_first_at_once_and_later_ones_with_a_gap(self, stage: Stage, work: Worker) -> None:
        """A storm of marks is one run now and one a gap later."""
        engine = stage.engine(work)
        with running(engine):
            engine.mark("a")
            until(lambda: work.count("a") == 1 and work.idle, "a run at once")
            for _ in range(50):
                engine.mark("a")
            time.sleep(0.05)
            assert work.count("a") == 1, "too early"
            stage.pass_time(stage.patience.gap)
            until(lambda: work.count("a") == 2, "the later run")
            stage.pass_time(3 * stage.patience.gap)
            assert work.count("a") == 2

    def test_a_delay(self, stage: Stage, work: Worker) -> None:
        """A delayed mark is acted upon when its time has come, an earlier one before that."""
        engine = stage.engine(work)
        late = 4 * stage.patience.gap
        with running(engine):
            engine.mark("a", late)
            engine.mark("b", late)
            time.sleep(0.05)
            assert not work.runs
            engine.mark("b")
            until(lambda: work.count("b"), "the earlier mark")
            assert not work.count("a")
            stage.pass_time(late)
            until(lambda: work.count("a"), "the delayed mark")
            assert work.count("b") == 1

    def test_failures_wait_longer_each_time_and_park(
        self, stage: Stage, work: Worker, keys: Keys
    ) -> None:
        """What fails is tried again after ever longer waits, then left alone with the reason."""
        engine = stage.engine(work)
        work.fails = {"a"}
        with running(engine):
            engine.mark("a")
            for tries in range(1, stage.patience.tries):
                until(lambda: work.count("a") == tries and work.idle, f"try {tries}")  # noqa: B023
                until(lambda: keys.resting(now=0), "its rest")
                wait = stage.patience.base * 2 ** (tries - 1)
                stage.pass_time(wait / 2)
                time.sleep(0.02)
                assert work.count("a") == tries, "too early"
                stage.pass_time(wait)
            until(keys.parked, "the end of patience")
            assert work.count("a") == stage.patience.tries
            (parked,) = keys.parked()
            assert (parked.key, parked.why, parked.fails) == (
                "a",
                "a does not work",
                stage.patience.tries,
            )
            engine.mark("a")
            engine.mark("b")
            until(lambda: work.count("b"), "a run of another key")
            stage.pass_time(3 * stage.patience.gap)
            assert work.count("a") == stage.patience.tries
            work.fails.clear()
            assert keys.release(["a"]) == 1
            engine.mark("a")
            until(lambda: work.count("a") == stage.patience.tries + 1, "a run after its release")
            until(lambda: not keys.parked(), "that it is well")

    def test_some_keys_are_never_parked(self, stage: Stage, work: Worker, keys: Keys) -> None:
        """What has to be done always is tried again after any number of failures."""
        engine = stage.engine(work)
        work.fails = {"always"}
        tries = stage.patience.tries + 1
        with running(engine):
            engine.mark("always")
            for n in range(1, tries):
                until(lambda: work.count("always") == n and keys.failures("always") == n, "a try")  # noqa: B023
                stage.pass_time(stage.patience.base * 2 ** (n - 1))
            until(lambda: work.count("always") == tries, "one try more than patience has")
        assert not keys.parked()

    def test_doing_well_forgets_failures(self, stage: Stage, work: Worker, keys: Keys) -> None:
        """Only failures in a row count."""
        engine = stage.engine(work)
        work.fails = {"a"}
        with running(engine):
            engine.mark("a")
            until(lambda: work.count("a") == 1 and keys.resting(now=0), "a failure")
            work.fails.clear()
            stage.pass_time(2 * stage.patience.base)
            until(lambda: work.count("a") == 2 and not keys.resting(now=0), "a run that does well")
            assert keys.failed("a") == 1

    def test_interrupted_work_is_no_failure(self, stage: Stage, keys: Keys) -> None:
        """Work that was cut short is done again, and nothing is held against its key."""
        runs: list[str] = []

        def once(key: str) -> None:
            runs.append(key)
            if len(runs) == 1:
                raise InterruptedWorkError

        engine = stage.engine(once)
        with running(engine):
            engine.mark("a")
            until(lambda: len(runs) == 1, "a run")
            stage.pass_time(stage.patience.gap)
            until(lambda: len(runs) == 2, "another run")
        assert not keys.resting(now=0)

    def test_a_timer_ticks_once_in_a_fleet(self, stage: Stage, work: Worker) -> None:
        """Each tick is acted upon by one engine of all on a store."""
        first, second = stage.engine(work), stage.engine(work)
        schedule = Every(2 * stage.patience.gap)
        for engine in (first, second):
            engine.every(schedule, "tick")
        with running(first, second):
            until(lambda: not stage.memory.keys.tick("tick", 0), "that both know the timer")
            time.sleep(0.05)
            before, began = work.count("tick"), schedule.last(stage.now())
            for more in range(1, 4):
                stage.pass_time(schedule.seconds)
                until(lambda: work.count("tick") >= before + more, "a tick")  # noqa: B023
        ticks = (schedule.last(stage.now()) - began) / schedule.seconds
        assert 3 <= work.count("tick") - before <= ticks

    def test_ending(self, stage: Stage, work: Worker) -> None:
        """An engine that is told to stop waits for what has begun, and begins nothing else."""
        engine = stage.engine(work)
        released = work.hold("a")
        with running(engine) as stop:
            engine.mark("a")
            until(lambda: work.count("a"), "a run")
            stop.set()
            time.sleep(0.05)
            engine.mark("b")
            released.set()
        assert work.idle
        assert work.runs == ["a"]
