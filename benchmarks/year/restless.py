"""What happens to syncd itself in a restless year: it is killed in a pass, and loses its store.

A pass that will be killed is made in a process of its own, forked from one that has imported
everything. It dies before or after one of its requests, or before its store commits.
"""

import multiprocessing
import os
import random
import re
import signal
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.faults.child import die_at_commit
from benchmarks.year.places import Places
from benchmarks.year.syncd import Syncd
from syncd.config import load
from syncd.passes import open_world, reconcile
from syncd.policy.rules import known_names
from syncd.ports import PortError, RealTime
from syncd.testing.exchange import Request

_KILLED = 0.15  # of all passes
_LOST = 0.05
_HANGS = 120.0  # seconds of real time


class Restless:
    """Draws what happens from the seed; `kills` and `losses` are what did."""

    def __init__(self, syncd: Syncd, places: Places, seed: int, *, forgets: bool) -> None:
        """Nothing has happened yet; only if it `forgets` the store is lost as well."""
        self._forgets = forgets
        self._syncd = syncd
        self._places = places
        self._seed = seed
        self.kills = 0
        self.losses = 0
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["benchmarks.faults.warm"])
        self._lock = threading.Lock()
        self._left = 0
        self._after = False
        self._victim: int | None = None
        self._ready = threading.Event()
        self._ready.set()
        for simulator in (*places.simulators.values(), places.slack):
            simulator.before(self._before)
            simulator.after(self._strike_after)

    def disturb(self, now: datetime) -> str:
        """Do what happens before a pass, and say what; syncd comes back a few minutes later."""
        chance = random.Random(f"restless {self._seed} {now:%Y-%m-%d %H}")
        if chance.random() < _LOST and self._forgets:
            self._syncd.forget()
            self.losses += 1
            return "the store is lost"
        if chance.random() >= _KILLED:
            return ""
        how = chance.choice(["before", "after", "commit"])
        place = chance.randint(1, chance.choice([4, 8, 16]))
        self._syncd.close()
        config, environ = self._syncd.config, dict(self._places.environ)
        process = self._context.Process(
            target=_one_pass,
            args=(config, environ, now.timestamp(), place if how == "commit" else None),
        )
        self._ready.clear()
        process.start()
        with self._lock:
            self._victim = process.pid if how != "commit" else None
            self._left, self._after = place, how == "after"
        self._ready.set()
        process.join(_HANGS)
        if process.exitcode is None:
            process.kill()
            raise RuntimeError("a pass hangs")
        if process.exitcode not in {0, -signal.SIGKILL}:
            raise RuntimeError(f"a pass ended with {process.exitcode}")
        killed = process.exitcode != 0
        self.kills += killed
        with self._lock:
            self._victim = None
        for simulator in (*self._places.simulators.values(), self._places.slack):
            simulator.faults.clear()
        process.close()
        return f"a pass is killed: {how} {place}" if killed else "a pass survives"

    def _before(self, request: Request) -> None:
        self._ready.wait(10)
        with self._lock:
            if self._victim is None:
                return
            self._left -= 1
            if self._left == 0 and not self._after:
                for simulator in (*self._places.simulators.values(), self._places.slack):
                    simulator.faults.add(re.escape(f"{request.method} {request.path}"), "drop")
                self._kill()

    def _strike_after(self, _: Request) -> None:
        with self._lock:
            if self._victim is not None and self._left <= 0 and self._after:
                self._kill()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):  # it has ended by itself just now
            os.kill(self._victim or 0, signal.SIGKILL)
        self._victim = None


def _one_pass(config: Path, environ: dict[str, str], now: float, dies_at: int | None) -> None:
    """A pass; what goes wrong in it because others were stopped is no matter."""
    if dies_at is not None:
        die_at_commit(dies_at)
    slept = [now]

    def sleep(seconds: float) -> None:
        slept[0] += seconds

    settings = load(config, environ=environ, rules=known_names())
    real_time = RealTime(lambda: slept[0], sleep)
    with (
        suppress(PortError),
        open_world(settings, now=datetime.fromtimestamp(now, UTC), real_time=real_time) as world,
    ):
        reconcile(world)
