"""The engine of a fleet keeps the promises of engines, on a real PostgreSQL."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psycopg
import pytest

from syncd.engine import Engine, Patience
from syncd.memory import Memory
from tests.engine.conformance import EngineConformance, Worker, running, until
from tests.engine.postgresql import PostgreSQL

pytest.importorskip("procrastinate", reason="pip install syncd[fleet] runs the tests of fleets")


@dataclass
class FleetStage:
    """Engines on one PostgreSQL; here time is real, and patience short."""

    memory: Memory
    url: str
    patience: Patience = field(
        default_factory=lambda: Patience(gap=1.0, base=2.0, tries=3, away=0.5)
    )

    def engine(self, work: Callable[[str], None]) -> Engine:
        """One replica."""
        from syncd.engine.fleet import Fleet

        return Fleet(
            work,
            self.memory.keys,
            self.url,
            always={"always"},
            patience=self.patience,
            chance=lambda: 0.0,
            workers=4,
        )

    def now(self) -> float:
        """The real time."""
        return time.time()

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


@pytest.fixture
def stage(postgresql: PostgreSQL) -> Iterator[FleetStage]:
    """A stage with a database of its own."""
    memory = Memory(postgresql.url)
    yield FleetStage(memory, postgresql.url)
    memory.close()


class TestFleet(EngineConformance):
    """All promises."""

    def test_a_restart_of_postgresql(self, stage: FleetStage, server: PostgreSQL) -> None:
        """After PostgreSQL went away and came back, the engine goes on by itself."""
        work = Worker()
        engine = stage.engine(work)
        with running(engine):
            engine.mark("a")
            until(lambda: work.count("a") and work.idle, "a run")
            server.stop()
            time.sleep(1)
            server.start()
            until(lambda: _marked(engine, "b"), "that marks are taken again")
            until(lambda: work.count("b"), "a run after the restart")
        assert not work.overlaps


def test_a_replica_that_stood_still(stage: FleetStage) -> None:
    """A key that somebody still holds, who was taken for dead, waits until it is let go."""
    work = Worker()
    engine = stage.engine(work)
    lock = "select pg_advisory_lock(hashtextextended('a', 7))"
    with running(engine), psycopg.connect(stage.url, autocommit=True) as sleeper:
        sleeper.execute(lock)
        engine.mark("a")
        engine.mark("b")
        until(lambda: work.count("b"), "a run of another key")
        assert not work.count("a")
        sleeper.execute("select pg_advisory_unlock_all()")
        until(lambda: work.count("a"), "a run after it was let go")


def test_replicas_that_begin_at_once(postgresql: PostgreSQL) -> None:
    """Several replicas may begin on an empty database at the same moment."""
    from syncd.engine.fleet import Fleet

    begin = threading.Barrier(6)
    errors: list[Exception] = []

    def start() -> None:
        begin.wait()
        try:
            memory = Memory(postgresql.url)
            Fleet(lambda _key: None, memory.keys, postgresql.url).mark("a")
            memory.close()
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def _marked(engine: Engine, key: str) -> bool:
    from syncd.memory import StoreError

    try:
        engine.mark(key)
    except StoreError:
        return False
    return True
