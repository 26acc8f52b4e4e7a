"""The engine of one machine keeps the promises of engines."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from syncd.engine import Clock, InProcess, Patience
from syncd.memory import Memory, StoreError
from tests.engine.conformance import EngineConformance, Worker, running, until


@dataclass
class StagedTime:
    """Time that passes when a test says so; nobody really waits for long."""

    now: float = 1_000_000.0

    @property
    def clock(self) -> Clock:
        """The clock that shows it."""
        return Clock(lambda: self.now, lambda _seconds: 0.002)


@dataclass
class InProcessStage:
    """Engines in this process, on a store in memory."""

    memory: Memory
    patience: Patience = field(default_factory=lambda: Patience(tries=4))
    time: StagedTime = field(default_factory=StagedTime)

    def engine(self, work: Callable[[str], None]) -> InProcess:
        """An engine in which chance adds nothing to a wait."""
        return InProcess(
            work,
            self.memory.keys,
            always={"always"},
            patience=self.patience,
            clock=self.time.clock,
            chance=lambda: 0.0,
            workers=4,
        )

    def now(self) -> float:
        """The staged time."""
        return self.time.now

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.time.now += seconds


@pytest.fixture
def stage() -> Iterator[InProcessStage]:
    """A stage with a store of its own."""
    memory = Memory("sqlite://")
    yield InProcessStage(memory)
    memory.close()


class TestInProcess(EngineConformance):
    """All promises."""

    def test_a_storm(self, stage: InProcessStage) -> None:
        """2,000 marks of 50 keys, by four threads, are at most two runs a key, none missed."""
        work = Worker()
        engine = stage.engine(work)
        together = work.hold("key-0", "key-1")
        keys = [f"key-{n}" for n in range(50)]

        def storm() -> None:
            for key in keys * 10:
                engine.mark(key)

        with running(engine):
            threads = [threading.Thread(target=storm) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            until(lambda: set(work.runs) == set(keys), "a run of each")
            together.set()
            stage.pass_time(stage.patience.gap)
            until(lambda: work.idle and min(map(work.count, keys)) >= 1, "the later runs")
            stage.pass_time(stage.patience.gap)
        assert len(work.runs) <= 100
        assert not work.overlaps
        assert work.most > 1, "different keys are worked on side by side"

    def test_a_store_that_is_away(self, stage: InProcessStage) -> None:
        """A store that does not answer for a while stops no thread, and no mark is lost."""
        work = Worker()
        engine = stage.engine(work)
        keys, answers = stage.memory.keys, stage.memory.keys.begin
        away = threading.Event()

        def begin(key: str, *, now: float, gap: float) -> float:
            if not away.is_set():
                raise StoreError("away")
            return answers(key, now=now, gap=gap)

        keys.begin = begin  # type: ignore[method-assign]
        with running(engine):
            engine.mark("a")
            for _ in range(5):
                stage.pass_time(stage.patience.away)
            assert not work.runs
            away.set()
            stage.pass_time(2 * stage.patience.away)
            until(lambda: work.count("a"), "a run")
