"""Thirty days of the service in a few minutes: nothing grows that should not.

The engine, the passes, the webhooks and the pages are the real ones, over a simulated tracker;
only time passes faster. Every five minutes there is a pass, every hour somebody looks at the
pages and Prometheus at the metrics, every few hours people do something, and now and then
something fails.

    python -m benchmarks.soak --days 30
"""

import gc
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from benchmarks.company import STORE, Company, Place
from benchmarks.stages import stage
from benchmarks.table import Table
from syncd.config import load
from syncd.engine import Clock, Every, InProcess
from syncd.memory import PassRecord
from syncd.passes import open_world
from syncd.policy.rules import known_names
from syncd.ports import RealTime
from syncd.service.access import Address
from syncd.service.app import application
from syncd.service.metrics import Metrics
from syncd.service.rounds import EVERYTHING, Rounds
from syncd.service.site import Site
from syncd.service.view import View
from tests.service.web import Web
from tests.tokens import token

_POLL = 300.0  # seconds
_DAY = 86_400.0
_WARM = 3  # days until everything has the size that it keeps
_DOCUMENTS = 20
_HANGS = 60.0
MINUTES = 10.0  # of real time that it may take
MORE_MEMORY = 1.15  # of what it was when warm
MORE_STORE = 1_500_000  # bytes of history, for what people did in four weeks


@dataclass(frozen=True)
class Size:
    """What a process holds on to."""

    megabytes: float
    threads: int
    handles: int
    store: int


class Days:
    """A service whose time is staged."""

    def __init__(self, stack: ExitStack) -> None:
        """Everything that is started ends with `stack`."""
        self.secret = token("github")
        on: Any = stack.enter_context(stage("github"))
        self.on = on
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        place = Place(self.on.table, self.on.environ, self.on.project, self.on.accounts)
        self.company = Company(self.folder, {"it": place})
        self.company.write("it", _DOCUMENTS)
        self.on.simulator.announce(self.secret)
        self.passes = 0
        self.failed = 0
        environ = {
            **self.company.environ,
            "SYNCD_TRACKERS__IT__WEBHOOK_SECRET": self.secret,
        }
        settings = load(self.folder / "syncd.toml", environ=environ, rules=known_names())
        world = stack.enter_context(
            open_world(settings, now=self.now(), real_time=RealTime(self.on.now, self.on.pass_time))
        )
        view = View(world.memory, self.on.now)
        metrics = Metrics(world, view)

        def seen(record: PassRecord) -> None:
            metrics.seen(record)
            self.passes += 1
            self.failed += record.failed is not None

        rounds = Rounds(world, view, now=self.now, seen=seen)
        clock = Clock(self.on.now, lambda _seconds: 0.001)
        self.engine = InProcess(rounds.work, world.memory.keys, clock=clock, workers=8)
        rounds.mark = self.engine.mark
        self.engine.every(Every(_POLL), EVERYTHING)
        site = Site(world, view, self.engine, metrics, self.now)
        self.web = Web(application(site, Address("127.0.0.1", 8080)))

    def now(self) -> datetime:
        """The staged time."""
        return datetime.fromtimestamp(int(self.on.now()), UTC)

    @contextmanager
    def running(self) -> Iterator[None]:
        """The engine at work."""
        stop = threading.Event()
        thread = threading.Thread(target=self.engine.run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def step(self, n: int) -> None:
        """Five minutes, with what happens in them."""
        before = self.passes
        if n % 24 == 5:
            self._people(n)
        if n % 12 == 0:
            for path in ("/", "/review", "/metrics", "/api/v1/items", "/passes", "/readyz"):
                self.web.get(path)
        if n % 288 == 100:
            self.on.fault("503", "read", 3)
        if n % 288 == 200:
            self.on.fault("drop", "write", 1)
        self.on.pass_time(_POLL)
        self._wait(lambda: self.passes > before)

    def size(self) -> Size:
        """What there is now."""
        gc.collect()
        store = sum(file.stat().st_size for file in self.folder.glob(f"{STORE}*"))
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        megabytes = pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
        handles = len(list(Path("/proc/self/fd").iterdir()))
        return Size(megabytes, threading.active_count(), handles, store)

    def _people(self, n: int) -> None:
        """Somebody does something, and the tracker tells of it."""
        keys = list(self.on.keys())
        key = keys[n % len(keys)]
        outbox = self.on.simulator.outbox
        first = len(outbox.sent)
        act: Callable[[str], object] = (self.on.human.close, self.on.human.reopen)[n // 24 % 2]
        act(key)
        self.on.human.comment(key, f"Looked at it again, {n}.")
        for delivery in outbox.sent[first:]:
            self.web.post("/webhooks/it", delivery.body, delivery.headers)
        outbox.sent.clear()
        self.on.clear_log()

    def _wait(self, holds: Callable[[], bool]) -> None:
        ends = time.monotonic() + _HANGS
        while not holds():
            if time.monotonic() > ends:
                raise TimeoutError(f"no pass after {self.passes}")
            time.sleep(0.0005)


def soak(table: Table, days: int) -> None:
    """Live so many days, and print what grew beside what may."""
    began = time.monotonic()
    with ExitStack() as stack:
        lived = Days(stack)
        with lived.running():
            steps = int(_DAY / _POLL)
            warm = lived.size()
            for day in range(days):
                for n in range(steps):
                    lived.step(day * steps + n)
                if day == min(_WARM, days - 1):
                    warm = lived.size()
            end = lived.size()
    minutes = (time.monotonic() - began) / 60
    table.heading(f"{days} days, {lived.passes:,} passes, from day {_WARM} to the end")
    table.line("took", f"{minutes:.1f} min", f"at most {MINUTES:.0f} min", ok=minutes <= MINUTES)
    table.line("passes that broke off", str(lived.failed), "0", ok=not lived.failed)
    table.line(
        "memory, with the tracker's",
        f"{warm.megabytes:.0f} to {end.megabytes:.0f} MB",
        f"at most {MORE_MEMORY:.2f} times",
        ok=end.megabytes <= warm.megabytes * MORE_MEMORY,
    )
    table.line(
        "threads",
        f"{warm.threads} to {end.threads}",
        "no more",
        ok=end.threads <= warm.threads,
    )
    table.line(
        "handles",
        f"{warm.handles} to {end.handles}",
        "no more than 2 more",
        ok=end.handles <= warm.handles + 2,
    )
    table.line(
        "store",
        f"{warm.store / 1e6:.2f} to {end.store / 1e6:.2f} MB",
        f"at most {MORE_STORE / 1e6:.1f} MB more",
        ok=end.store <= warm.store + MORE_STORE,
    )


@click.command()
@click.option("--days", default=30, show_default=True)
def main(days: int) -> None:
    """Live so many days; exit 1 if anything grew that should not."""
    import logging

    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    table = Table()
    soak(table, days)
    sys.exit(0 if table.kept else 1)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.soak")
