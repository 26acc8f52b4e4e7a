"""The gate of an account that several processes on one store use."""

import multiprocessing
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from syncd.memory import Memory
from syncd.ports import Gate, LimitedError, RealTime
from tests.engine.sharing import write_at_a_pace

PROCESSES = 3
WRITES = 20  # of each process
SPACING = 0.05  # seconds: twenty a second
HANGS = 60.0


class Time:
    """A time that passes while somebody sleeps, and else when a test says so."""

    def __init__(self, at: float = 1_000.0) -> None:
        """It begins at `at`."""
        self.at = at
        self.slept: list[float] = []

    def now(self) -> float:
        """What time it is."""
        return self.at

    def sleep(self, seconds: float) -> None:
        """Let it pass, and note for how long."""
        self.slept.append(round(seconds, 6))
        self.at += seconds


class TakenForReal(RealTime):
    """The clock of a machine that does not know better."""

    @property
    def simulated(self) -> bool:
        """It takes itself for real."""
        return False


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/syncd.db"
    server: Any = request.getfixturevalue("postgresql")
    return str(server.url)


@pytest.fixture
def process(url: str) -> Iterator[Callable[..., Gate]]:
    """Gives a gate as another process has it: with a connection of its own."""
    with ExitStack() as stack:

        def opened(time: Time, clock: type[RealTime] = RealTime) -> Gate:
            memory = stack.enter_context(closing(Memory(url)))
            gate = Gate("it", real_time=clock(time.now, time.sleep))
            gate.share(memory.gates)
            return gate

        yield opened


def test_processes_hold_a_pace_together(url: str) -> None:
    """Three processes that write as fast as they may are as slow as one.

    Turns are `SPACING` apart, and nobody writes before his turn. A process can be late, but
    only with one write: so the bound holds on a machine under any load.
    """
    Memory(url).close()
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(PROCESSES)
    ends: list[Connection] = []
    for _ in range(PROCESSES):
        here, there = spawn.Pipe(duplex=False)
        arguments = (url, WRITES, SPACING, ready, there)
        spawn.Process(target=write_at_a_pace, args=arguments, daemon=True).start()
        ends.append(here)
    times: list[float] = []
    for end in ends:
        assert end.poll(HANGS), "a process that takes no turns"
        times += end.recv()
    times.sort()
    assert len(times) == PROCESSES * WRITES
    most = max(bisect_left(times, at + 1.0) - n for n, at in enumerate(times))
    assert most <= round(1 / SPACING) + PROCESSES


def test_turns_are_taken_in_one_line(process: Callable[..., Gate]) -> None:
    """Each write of any process comes its spacing after the last one of all."""
    time = Time()
    one, other = process(time), process(time)
    for gate in (one, other, one, one, other):
        gate.enter(write=True, spacing=2.0)
    assert time.slept == [2.0, 2.0, 2.0, 2.0]
    time.at += 10.0
    other.enter(write=True, spacing=2.0)
    assert time.slept[5:] == [], "nobody wrote for a while"


def test_a_short_rest_is_slept_through_by_all(process: Callable[..., Gate]) -> None:
    """What one process was told to wait, the next write of another waits too."""
    time = Time()
    one, other = process(time), process(time)
    other.enter(write=True, spacing=1.0)
    one.rest(4.0)
    other.enter(write=True, spacing=1.0)
    assert time.slept == [4.0]
    one.enter(write=True, spacing=1.0)
    assert time.slept == [4.0, 1.0]


def test_a_long_rest_lets_nobody_in(process: Callable[..., Gate]) -> None:
    """A rest that is too long to sleep through is heard by others, who send nothing then.

    It costs nobody a turn, a shorter one does not end it, and afterwards all go on.
    """
    time = Time()
    one, other = process(time), process(time)
    other.enter(write=True, spacing=1.0)
    one.rest(600.0)
    one.rest(20.0)
    with pytest.raises(LimitedError) as limited:
        other.enter(write=True, spacing=1.0)
    assert limited.value.retry_after == pytest.approx(600.0)
    assert other.requests == 1
    with pytest.raises(LimitedError):
        process(time).enter()
    time.at += 600.0
    other.enter(write=True, spacing=1.0)
    assert not time.slept


def test_reads_hear_of_a_rest_soon(process: Callable[..., Gate]) -> None:
    """Who only reads looks up once a second whether another process was told to wait."""
    time = Time()
    one, other = process(time), process(time)
    other.enter()
    one.rest(600.0)
    time.at += 1.0
    with pytest.raises(LimitedError):
        other.enter()


def test_what_it_costs(url: str) -> None:
    """A paced write is one statement, a rest is one, and other requests share one a second."""
    time = Time()
    with closing(Memory(url)) as memory:
        statements: list[str] = []

        def executed(_c: object, _cursor: object, statement: str, *_more: object) -> None:
            if not statement.startswith("BEGIN"):
                statements.append(statement.split(maxsplit=1)[0])

        sa.event.listen(memory._database.engine, "before_cursor_execute", executed)
        gate = Gate("it", real_time=RealTime(time.now, time.sleep))
        gate.share(memory.gates)
        assert not statements
        for _ in range(50):
            gate.enter()
            gate.enter(write=True)
        assert statements == ["SELECT"]
        time.at += 5.0
        gate.enter()
        assert statements == ["SELECT"] * 2
        statements.clear()
        for _ in range(5):
            gate.enter(write=True, spacing=1.0)
        assert statements == ["INSERT"] * 5
        statements.clear()
        gate.rest(600.0)
        for _ in range(5):
            gate.learn(0, 500.0)
            with pytest.raises(LimitedError):
                gate.enter(write=True, spacing=1.0)
        assert statements == ["INSERT"]


def test_without_the_store_each_paces_itself(url: str) -> None:
    """A store that does not answer neither ends a request nor lets it run at full speed."""
    time = Time()
    with closing(Memory(url)) as memory:
        gate = Gate("it", real_time=RealTime(time.now, time.sleep))
        gate.share(memory.gates)
        with memory._database.writing() as connection:
            connection.execute(sa.text("drop table gates"))
        gate.enter()
        gate.enter(write=True, spacing=2.0)
        gate.enter(write=True, spacing=2.0)
        assert time.slept == [2.0]
        gate.rest(600.0)
        with pytest.raises(LimitedError):
            gate.enter()


def test_a_clock_that_was_set_back(process: Callable[..., Gate]) -> None:
    """Turns that were given by a clock that ran ahead for a day are not waited for."""
    process(Time(90_000.0)).enter(write=True, spacing=1.0)
    time = Time(3_600.0)
    process(time).enter(write=True, spacing=1.0)
    assert not time.slept


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_clocks_of_a_fleet_may_differ(process: Callable[..., Gate]) -> None:
    """Machines whose clocks differ by an hour share turns and rests by PostgreSQL's own."""
    ahead, behind = Time(10_000.0), Time(6_400.0)
    one, other = process(ahead, TakenForReal), process(behind, TakenForReal)
    for gate in (one, other, one):
        gate.enter(write=True, spacing=300.0)
    assert behind.slept == [pytest.approx(300.0, abs=HANGS)]
    assert ahead.slept == [pytest.approx(600.0, abs=HANGS)]
    one.rest(1_000.0)
    with pytest.raises(LimitedError) as limited:
        other.enter()
    assert limited.value.retry_after == pytest.approx(1_000.0, abs=HANGS)
