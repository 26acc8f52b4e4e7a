"""Playing a case: passes in processes of their own, faults, people, and then the verdict."""

import json
import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

from benchmarks.faults.case import KILLS, Case, Hazard, Round
from benchmarks.faults.child import CRASHED, Order, carry_out
from benchmarks.faults.clock import Timekeeper
from benchmarks.faults.company import Company
from benchmarks.faults.hazards import CALM, Mischief
from benchmarks.faults.judge import Report, Verdict, judge
from benchmarks.faults.people import People
from benchmarks.faults.stages import STAGES, Scene
from syncd.config import load
from syncd.policy.rules import known_names
from syncd.ports import Gate, RealTime

SETTLING = 2
"""How many passes it may take until all is well, once the faults have ended."""

_SET_UP = 600.0  # seconds; how old the company is when the case begins
_LIMIT = 3_600.0  # seconds; no tracker lets anybody wait for longer, and all on a store wait
_ON_ITS_WAY = 0.01  # seconds of real time; a request of a killed process is there by then
_HANGS = 120.0  # seconds of real time


@dataclass
class Played:
    """What became of a case."""

    case: Case
    verdict: Verdict
    hits: Counter[Hazard]
    killed: int = 0
    trace: list[str] = field(default_factory=list)

    @property
    def problems(self) -> Sequence[str]:
        """Everything that was wrong."""
        return self.verdict.problems


def play(tracker: str, case: Case, *, record: bool = False) -> Played:
    """Play a case from its beginning to its verdict; to `record` makes the trace complete."""
    with _folder() as folder, STAGES[tracker]() as scene:
        scene.simulator.record = record
        return _Play(case, scene, Path(folder)).run()


def _folder() -> tempfile.TemporaryDirectory[str]:
    """A folder in memory where there is one: a kill of a process loses nothing there either."""
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    return tempfile.TemporaryDirectory(prefix="syncd-faults-", dir=place)


class _Play:
    def __init__(self, case: Case, scene: Scene, folder: Path) -> None:
        self._case = case
        self._scene = scene
        self._folder = folder
        self._timekeeper = Timekeeper(scene, folder / "clock")
        self._company = Company(
            folder, scene, random.Random(f"company {case.seed}"), read_only=case.read_only
        )
        settings = load(self._company.config(0), environ=dict(scene.environ), rules=known_names())
        self._labels = settings.labels
        gate = Gate("it", real_time=RealTime(self._timekeeper.now, lambda _: None))
        self._tracker = settings.trackers["it"].open(gate, settings.labels)
        self._people = People(
            scene, self._company, settings.labels.priority, random.Random(f"people {case.seed}")
        )
        lag = self._tracker.capabilities.lag
        self._unit = lag or 1.0
        pace = case.pace * self._unit
        self._mischief = Mischief(scene, self._timekeeper, self._people, pace, lag)
        self._context: ForkServerContext = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["benchmarks.faults.warm"])
        self._passes = 0
        self._killed = 0
        self._findings: list[Mapping[str, Any]] = []
        self._problems: list[str] = []

    def run(self) -> Played:
        case = self._case
        with closing(self._timekeeper):
            if case.page:
                self._scene.small_pages(case.page)
            self._timekeeper.pass_time(_SET_UP)
            if case.settled:
                self._calm()
                for _ in range(2):
                    self._mischief.note(f"-- somebody adds {self._company.add_row()!r}")
            for round_ in case.rounds:
                self._play(round_)
            self._timekeeper.pass_time(_LIMIT)
            for _ in range(SETTLING):
                last = self._calm()
            verdict = self._judged(last)
        return Played(case, verdict, self._mischief.hits, self._killed, list(self._told()))

    def _play(self, round_: Round) -> None:
        self._timekeeper.pass_time(round_.pause * self._unit)
        if round_.forgets:
            self._timekeeper.pass_time(CALM.pause * self._unit)
            self._forget()
        for _ in range(round_.acts):
            self._mischief.note(f"-- somebody: {self._people.act()}")
        seats = 2 if self._case.together or self._case.apart else 1
        self._passes_of([self._order(seat, round_) for seat in range(seats)], round_)
        for hazard in (Hazard.TOGETHER, Hazard.APART):
            self._mischief.hits[hazard] += hazard in self._case.hazards

    def _forget(self) -> None:
        """Lose every store, as if somebody had deleted it."""
        for file in self._folder.glob("syncd-*.db*"):
            file.unlink()
        self._mischief.note("-- the store is lost")
        self._mischief.hits[Hazard.FORGOTTEN] += 1

    def _calm(self) -> Sequence[Report]:
        """A pass of each syncd, one after the other, in which nothing goes wrong."""
        reports: list[Report] = []
        for syncd in range(2 if self._case.apart else 1):
            self._timekeeper.pass_time(CALM.pause * self._unit)
            reports += self._passes_of([self._order(syncd, CALM)], CALM)
        return reports

    def _order(self, seat: int, round_: Round, *, dry_run: bool = False) -> Order:
        self._passes += 1
        commits = [b.nth for b in round_.blows if b.kind == "commit" and b.seat == seat]
        return Order(
            config=self._company.config(seat if self._case.apart else 0),
            environ=dict(self._scene.environ),
            clock=self._timekeeper.file,
            seat=seat,
            report=self._folder / f"report-{self._passes}.json",
            seed=f"{self._case.seed} {self._passes}",
            full=round_.full,
            dry_run=dry_run,
            reminds=self._case.reminds and not dry_run,
            dies_at=min(commits, default=None),
        )

    def _passes_of(self, orders: Sequence[Order], round_: Round) -> Sequence[Report]:
        """Carry out orders at once, each in a process; gives the reports of those that lived."""
        self._mischief.begin(round_)
        self._mischief.note(f"-- {len(orders)} at work")
        processes = [self._context.Process(target=carry_out, args=(each,)) for each in orders]
        for process in processes:
            process.start()
        self._mischief.started([process.pid or 0 for process in processes])
        may_be_killed = any(blow.hazard in KILLS for blow in round_.blows)
        reports = []
        for seat, (process, order) in enumerate(zip(processes, orders, strict=True)):
            code = self._end_of(process)
            killed = code == -signal.SIGKILL and may_be_killed
            self._mischief.ended(seat, killed=killed)
            if killed:
                self._killed += 1
                self._mischief.note(f"-- {seat} was killed")
            elif code == 0:
                reports.append(self._report(order))
            else:
                self._problems.append(f"a process ended with {code}")
            process.close()
        if len(orders) > 1 and may_be_killed:
            time.sleep(_ON_ITS_WAY)
        self._mischief.end()
        return reports

    def _end_of(self, process: ForkServerProcess) -> int | None:
        process.join(_HANGS)
        if process.exitcode is None:
            self._problems.append(f"a pass took more than {_HANGS:.0f} s")
            process.kill()
            process.join()
        return process.exitcode

    def _report(self, order: Order) -> Report:
        report: dict[str, Any] = json.loads(order.report.read_text("utf-8"))
        if CRASHED in report:
            self._problems.append(f"a pass crashed: {report[CRASHED]}")
        self._findings += report.get("findings", ())
        for change in report.get("changes", ()):
            self._mischief.note(
                f"   {change['outcome']} {change['kind']} {change['item']} {change['ticket'] or ''}"
                f" {change['detail'] or ''} {change['error'] or ''}"
            )
        for error in report.get("errors", ()):
            self._mischief.note(f"   error: {error['message']}")
        if "failed" in report:
            self._mischief.note(f"   failed: {report['failed']}")
        return report

    def _judged(self, last: Sequence[Report]) -> Verdict:
        for report in last:
            if not report.get("complete"):
                self._problems.append(f"the last pass was not complete: {report.get('errors')}")
        if any(report.get("changes") for report in last):
            self._demand_quiet()
        verdict = judge(
            self._scene,
            self._tracker,
            self._company,
            self._people,
            last,
            self._findings,
            apart=self._case.apart,
            label=self._labels.post_mortem if self._case.reminds else None,
        )
        verdict.problems[:0] = self._problems
        return verdict

    def _demand_quiet(self) -> None:
        """The last passes have done something; now nothing may be left to do."""
        for syncd in range(2 if self._case.apart else 1):
            for report in self._passes_of([self._order(syncd, CALM, dry_run=True)], CALM):
                for change in report.get("changes", ()):
                    planned = f"{change['kind']} {change['item']} {change['detail']}"
                    self._problems.append(f"still to do after {SETTLING} passes: {planned}")

    def _told(self) -> Iterator[str]:
        """Everything that happened, in its order."""
        requests = self._scene.simulator.requests
        exchanges = self._scene.simulator.exchanges
        notes = list(self._mischief.trace)
        for n, entry in enumerate(requests):
            while notes and notes[0][0] <= n:
                yield notes.pop(0)[1]
            query = f"?{entry.query}" if entry.query else ""
            fault = f" ({entry.fault})" if entry.fault else ""
            yield f"{entry.method} {entry.path}{query} -> {entry.status}{fault}"
            if n < len(exchanges) and exchanges[n].request_body:
                yield f"     {exchanges[n].request_body.decode('utf-8', 'replace')[:300]}"
        yield from (text for _, text in notes)
