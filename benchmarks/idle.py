"""What a service costs in an hour in which nothing happens, with the default configuration.

An hour would be long to watch. So what it spends at rest is measured by the clock, and what a
pass costs by itself, over some that follow each other more closely than the default has them:
passes that find nothing new, and passes that read everything again. How many of each an hour
has is in the defaults: `syncd.poll` and `syncd.full_scan`.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import Any

from benchmarks.company import ITEMS, NOW, Company, Place
from benchmarks.stages import stage
from benchmarks.table import Table
from syncd.config import load
from syncd.policy.rules import known_names
from tests.service.process import Service, served

DOCUMENTS = 1_000
REST = 15  # seconds
PASSES = 4
MOST_SECONDS = 60.0  # of one processor, in an hour
MEGABYTES = 300
_CLOSELY = "12s"
_SETTLED = 5.0  # seconds after the first pass
_HANGS = 300.0
_PAGE = 100  # tickets
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Cost:
    """Seconds of the processor, and requests."""

    processor: float
    requests: float


@dataclass
class _Estate:
    """A company on a tracker, whose service can be started in several ways."""

    company: Company
    on: Any
    passes: Callable[[Service], int]

    @contextmanager
    def service(self, environ: Mapping[str, str]) -> Iterator[Service]:
        """The service, after some time and its first pass."""
        now = self.company.later(10).isoformat()
        self.on.pass_time(600)
        with served(self.company.folder, {**self.company.environ, **environ}, "--now", now) as it:
            self.wait(it, 1)
            yield it

    def wait(self, service: Service, passes: int) -> None:
        """Wait until it has made so many."""
        ends = time.monotonic() + _HANGS
        while self.passes(service) < passes:
            if time.monotonic() > ends:
                raise TimeoutError(f"{passes} passes")
            time.sleep(0.1)

    def at_rest(self) -> tuple[float, float]:
        """The share of a processor that it needs to do nothing, and its memory in megabytes."""
        with self.service({}) as service:
            time.sleep(_SETTLED)
            spent = _spent(service)
            time.sleep(REST)
            return (_spent(service) - spent) / REST, _memory(service)

    def of_a_pass(self, rest: float, environ: Mapping[str, str]) -> Cost:
        """What one pass costs beyond that, of some that are made every few seconds."""
        with self.service({"SYNCD_SYNCD__POLL": _CLOSELY, **environ}) as service:
            self.wait(service, 3)  # the first ones learn what the last service wrote
            before, spent, began = self.passes(service), _spent(service), time.monotonic()
            sent = len(self.on.log)
            self.wait(service, before + PASSES)
            processor = _spent(service) - spent - rest * (time.monotonic() - began)
            return Cost(processor / PASSES, (len(self.on.log) - sent) / PASSES)


def measure(table: Table, passes: Callable[[Service], int]) -> None:
    """Print an hour's cost; `passes` tells how many a service has made."""
    with stage("github") as on, tempfile.TemporaryDirectory() as folder:
        simulated: Any = on
        simulated.simulator.clock.set(NOW, running=True)
        place = Place(on.table, on.environ, on.project, on.accounts)
        company = Company(Path(folder), {"it": place})
        company.write("it", DOCUMENTS)
        company.reconcile()
        estate = _Estate(company, on, passes)
        rest, memory = estate.at_rest()
        quiet = estate.of_a_pass(rest, {})
        full = estate.of_a_pass(rest, {"SYNCD_SYNCD__FULL_SCAN": "1s"})
        file = company.folder / "syncd.toml"
        settings = load(file, environ=company.environ, rules=known_names())
    polls, scans = _HOUR / settings.poll, _HOUR / settings.full_scan
    table.heading(
        f"an idle hour with {DOCUMENTS * ITEMS:,} items: {polls:.0f} quiet passes, and {scans:.3f}"
        f" of everything; {rest:.2%} of a processor at rest"
    )
    for name, cost in (("quiet pass", quiet), ("pass that reads everything", full)):
        told = f"{cost.processor:.2f} s, {cost.requests:.0f} requests"
        table.line(name, told, "as it is", ok=True)
    requests = polls * quiet.requests + scans * full.requests
    pages = ceil(DOCUMENTS * ITEMS / _PAGE)
    most = polls + scans * pages
    bound = f"at most {polls:.0f} x 1 + {scans:.3f} x {pages} = {most:.1f}"
    told = f"{requests:.1f}"
    table.line("requests an hour, of the one project", told, bound, ok=requests <= most)
    seconds = _HOUR.total_seconds() * rest + polls * quiet.processor + scans * full.processor
    bound = f"at most {MOST_SECONDS:.0f} s, {MOST_SECONDS / 3_600:.1%} of one"
    table.line("processor an hour", f"{seconds:.1f} s", bound, ok=seconds <= MOST_SECONDS)
    bound = f"at most {MEGABYTES} MB"
    table.line("memory", f"{memory:.0f} MB", bound, ok=memory <= MEGABYTES)


def _spent(service: Service) -> float:
    """The seconds of the processor that a process has had; Linux only."""
    fields = Path(f"/proc/{service.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(service: Service) -> float:
    """The megabytes that a process has in memory; Linux only."""
    pages = int(Path(f"/proc/{service.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
