"""A tracker that has had enough never delays another one.

Two trackers are in the same pass. One answers everything with 429 and `Retry-After: 60`, the
other is well. The pass has to end with all that the healthy one needed, in about the time that
it takes where there is no other, and has to say what it could not do.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.company import ITEMS, Company, Place
from benchmarks.stages import STAGES, stage
from benchmarks.table import Table
from syncd.model import ChangeKind, Outcome, PassOutcome
from syncd.ports import RealTime
from syncd.testing.conformance import Stage

HEALTHY, LIMITED = "healthy", "limited"
RETRY_AFTER = 60

_DOCUMENTS = 20
_RUNS = 3
_MANY = 1_000


@dataclass(frozen=True)
class Pair:
    """A company with a healthy tracker and one that can be limited."""

    company: Company
    healthy: Stage
    limited: Stage

    def limit(self, *, writes_only: bool = False, what: str = "429") -> None:
        """Let the one answer nothing but that it had too much, for `RETRY_AFTER` seconds."""
        fault = "limit" if what == "limit" else "429"
        for hits in ("create", "write") if writes_only else ("read", "create", "write"):
            self.limited.fault(fault, hits, _MANY, RETRY_AFTER)  # type: ignore[arg-type]

    def recover(self) -> None:
        """It answers again."""
        self.limited.fault("429", "read", times=0)


@contextmanager
def pair(
    limited: str, folder: Path, documents: int, real_time: RealTime | None = None
) -> Iterator[Pair]:
    """So many documents for each of two trackers; the healthy one is another kind if it can be."""
    names = list(STAGES)
    healthy = names[(names.index(limited) + 1) % len(names)]
    with stage(healthy) as well, stage(limited) as ill:
        places = {HEALTHY: _place(well), LIMITED: _place(ill)}
        company = Company(folder, places, real_time=real_time or RealTime())
        company.write(HEALTHY, documents)
        company.write(LIMITED, documents)
        yield Pair(company, well, ill)


def made(outcome: PassOutcome, tracker: str) -> int:
    """How many tickets a pass made in a tracker."""
    return sum(
        step.change.kind is ChangeKind.CREATE_TICKET
        and step.change.tracker == tracker
        and step.outcome is Outcome.APPLIED
        for step in outcome.changes
    )


def measure(table: Table, trackers: Sequence[str]) -> None:
    """Print how much longer the healthy tracker's part takes."""
    for name in trackers:
        table.heading(f"{name} answers 429 with Retry-After {RETRY_AFTER}, another tracker is well")
        alone = statistics.median(_alone(name) for _ in range(_RUNS))
        beside = statistics.median(_beside(name) for _ in range(_RUNS))
        ratio = beside / alone
        table.line(
            f"{_DOCUMENTS * ITEMS} tickets made beside it / alone",
            f"{beside:.2f} s / {alone:.2f} s = {ratio:.2f}",
            "at most 1.5",
            ok=ratio <= 1.5,
        )


def _beside(name: str) -> float:
    with tempfile.TemporaryDirectory() as folder, pair(name, Path(folder), _DOCUMENTS) as both:
        both.limit()
        return _timed(both.company, complete=False)


def _alone(name: str) -> float:
    """The same documents, but those of the other team have nothing to do."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        both = stack.enter_context(pair(name, folder, _DOCUMENTS))
        company = Company(folder, {HEALTHY: both.company.places[HEALTHY]})
        return _timed(company, complete=True)


def _timed(company: Company, *, complete: bool) -> float:
    began = time.perf_counter()
    outcome = company.reconcile()
    seconds = time.perf_counter() - began
    if made(outcome, HEALTHY) < _DOCUMENTS * ITEMS or outcome.complete is not complete:
        raise RuntimeError(f"{made(outcome, HEALTHY)} tickets were made: {outcome.errors}")
    return seconds


def _place(on: Stage) -> Place:
    return Place(on.table, on.environ, on.project, on.accounts)
