"""Letting go wrong what a case has drawn, request by request."""

import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from benchmarks.faults.case import Blow, Hazard, Round
from benchmarks.faults.clock import Timekeeper
from benchmarks.faults.people import People
from benchmarks.faults.stages import Scene
from syncd.testing.exchange import Request
from syncd.testing.faults import Fault

_DEEDS = {
    Hazard.LOST: "lose-answer",
    Hazard.DROPPED: "drop",
    Hazard.DOWN: "503",
    Hazard.DOWN_BUT_DONE: "late-503",
    Hazard.LIMITED: "429",
    Hazard.LIMITED_VAGUELY: "429",
    Hazard.BROKEN_OFF: "503",
}
CALM = Round(pause=2.0, blows=(), acts=0, acts_at=(), lagging=False, full=False)
"""A round in which nothing goes wrong, after every lag is over."""


class Mischief:
    """Hooks on the simulator that carry out one round after the other.

    People act before a request that reads or after one that writes: between reading a text and
    writing it again an edit would be lost, which no tracker's API can prevent. Where two syncd
    work at once, that moment cannot be told, and people leave texts alone.
    """

    def __init__(
        self, scene: Scene, timekeeper: Timekeeper, people: People, pace: float, lag: float
    ) -> None:
        """`pace` is how many seconds a request takes; `lag` the tracker's, in seconds.

        Without a lag lists are never behind.
        """
        self.hits: Counter[Hazard] = Counter()
        self.trace: list[tuple[int, str]] = []
        self._scene = scene
        self._simulator = scene.simulator
        self._timekeeper = timekeeper
        self._people = people
        self._pace = pace
        self._lag = lag
        self._round = CALM
        self._processes: dict[int, int] = {}
        self._killers: dict[int, Hazard] = {}
        self._seen: Counter[str] = Counter()
        self._planted: list[tuple[Hazard, Sequence[Fault]]] = []
        self._after: dict[int, list[Blow | None]] = {}
        self._under_way = 0
        self._ready = threading.Event()
        self._lock = threading.RLock()
        self._idle = threading.Condition(self._lock)
        self._simulator.before(self._before_request)
        self._simulator.after(self._after_request)

    def note(self, text: str) -> None:
        """Remember what happened, for whoever looks into a case."""
        self.trace.append((len(self._simulator.requests), text))

    def begin(self, round_: Round) -> None:
        """From now on requests belong to this round; they wait until `started`."""
        self._ready.clear()
        self._round = round_
        self._seen.clear()
        self._killers.clear()

    def started(self, processes: Sequence[int]) -> None:
        """These processes are at work now, by seat."""
        self._processes = dict(enumerate(processes))
        self._ready.set()

    def ended(self, seat: int, *, killed: bool) -> None:
        """That process is no more."""
        with self._lock:
            self._processes.pop(seat, None)
            if killed:
                self.hits[self._killers.get(seat, Hazard.KILLED_AT_COMMIT)] += 1

    def end(self) -> None:
        """The round is over, and with it everything that goes wrong."""
        with self._idle:
            self._idle.wait_for(lambda: self._under_way == 0, timeout=10)
            waiting = self._simulator.faults.waiting
            for hazard, faults in self._planted:
                self.hits[hazard] += any(fault not in waiting for fault in faults)
            self._planted.clear()
            self._after.clear()
            self._simulator.faults.clear()
            self._round = CALM

    def _before_request(self, request: Request) -> None:
        self._ready.wait(10)
        with self._lock:
            self._under_way += 1
            self._timekeeper.pass_time(self._pace)
            subjects = list(self._simulator.subjects(request))
            kinds = {kind for kind, hit in self._scene.hits.items() if _fits(hit, subjects)}
            kinds.add("any")
            if names := [each for each in subjects if not each.startswith(f"{request.method} ")]:
                self.note(f"   {', '.join(names)}:")
            self._seen.update(kinds)
            for blow in self._round.blows:
                if blow.kind in kinds and self._seen[blow.kind] == blow.nth:
                    self._strike(blow, request)
            if self._seen["any"] in self._round.acts_at:
                if "read" in kinds:
                    self._somebody_acts()
                else:
                    self._after.setdefault(id(request), []).append(None)
            if self._round.lagging and "list" in kinds:
                self._let_lag(subjects)

    def _after_request(self, request: Request) -> None:
        with self._idle:
            for blow in self._after.pop(id(request), ()):
                if blow is None:
                    self._somebody_acts()
                else:
                    self._kill(blow)
            self._under_way -= 1
            self._idle.notify_all()

    def _strike(self, blow: Blow, request: Request) -> None:
        self.note(f"-- {blow.hazard}: {blow.kind} {blow.nth}, {blow.times} times")
        if blow.hazard is Hazard.KILLED_AFTER:
            self._after.setdefault(id(request), []).append(blow)
            return
        before = self._simulator.faults.waiting
        if blow.hazard is Hazard.KILLED_BEFORE:
            self._kill(blow)
            self._simulator.faults.add(re.escape(f"{request.method} {request.path}"), "drop")
        elif blow.hazard is Hazard.LIMITED_NATIVELY:
            kind = blow.kind if blow.kind in {"create", "write"} else "read"
            self._scene.fault("limit", kind, blow.times, blow.retry_after)  # type: ignore[arg-type]
        else:
            match = self._scene.hits.get(blow.kind, ".*")
            deed = _DEEDS[blow.hazard]
            self._simulator.faults.add(match, deed, blow.times, retry_after=blow.retry_after)
        if blow.hazard is not Hazard.KILLED_BEFORE:
            planted = [fault for fault in self._simulator.faults.waiting if fault not in before]
            self._planted.append((blow.hazard, planted))

    def _kill(self, blow: Blow) -> None:
        if blow.seat in self._processes:
            self._killers.setdefault(blow.seat, blow.hazard)
            with suppress(ProcessLookupError):  # it has ended by itself just now
                os.kill(self._processes[blow.seat], signal.SIGKILL)

    def _let_lag(self, subjects: Sequence[str]) -> None:
        """Hide from this request what is younger than the lag."""
        waiting = self._simulator.faults.waiting
        if any(_fits(fault.match, subjects) for fault in waiting):
            return
        unsure = 2 * self._pace if len(self._processes) > 1 else 0.0  # two take turns
        hidden = self._simulator.world.acts_within(self._lag - unsure)
        if hidden:
            self._simulator.faults.add(re.escape(subjects[0]), "stale", acts=hidden)
            self.hits[Hazard.LAGGING] += 1

    def _somebody_acts(self) -> None:
        alone = len(self._processes) < 2
        self.note(f"-- somebody: {self._people.act(in_texts=alone)}")


def _fits(pattern: str, subjects: Sequence[str]) -> bool:
    return any(re.fullmatch(pattern, subject) for subject in subjects)
