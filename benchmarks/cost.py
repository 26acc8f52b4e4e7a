"""What a pass over files costs, as ratios within one run.

The company has 2,000 documents with 10,000 file tickets. Times are of the processor, so that
others at work on the machine count for little, and medians of several runs.
"""

import gc
import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.estate import NOW, make_estate, open_estate
from benchmarks.process import PYTHON, SYNCD, spent
from benchmarks.table import Table
from syncd.passes.observe import observe
from syncd.passes.pull import pull
from syncd.policy.decide import decide
from syncd.policy.facts import survey
from syncd.policy.match import match

LINTED = 500
IMPORTS = (
    "import sqlalchemy, pydantic_settings, structlog"  # what a program of this kind starts with
)


def timed(action: Callable[[], object], runs: int = 5) -> float:
    """The median time that an action in this process takes, in seconds of the processor."""
    times = []
    for _ in range(runs):
        began = time.process_time()
        action()
        times.append(time.process_time() - began)
    return statistics.median(times)


def run(arguments: Sequence[str], folder: Path, runs: int = 5) -> float:
    """The median time that a whole process takes, in seconds of the processor."""
    return statistics.median(spent(arguments, folder).processor for _ in range(runs))


def read_and_hash(folder: Path) -> None:
    """The floor of any pass: every file of the company, read and hashed."""
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".md"):
                hashlib.sha256(Path(place, name).read_bytes()).digest()


def decide_alone(folder: Path) -> tuple[float, int]:
    """The time of deciding everything, without any reading, and the number of items."""
    gc.set_threshold(1_000_000)  # as a pass has it
    with open_estate(folder) as world:
        reading = pull(world, full=False, keep=False, progress=lambda *_: None)
        observed = observe(world, reading, keep=False).observed

        def deciding() -> None:
            matching = match(observed)
            facts = survey(matching, world.terms)
            for case in matching.cases:
                decide(case, facts, world.terms, world.levels)

        items = sum(len(pm.items) for pm in observed.post_mortems)
        return timed(deciding), items


def measure(table: Table, documents: int = 2_000) -> None:
    """Print what a company costs whose documents and tickets are files."""
    table.heading("files: seconds of the processor, and memory; each process as a user starts it")
    at = ("--now", NOW.isoformat(), "--fail-on", "never")
    reconcile = (*SYNCD, "reconcile", *at)
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        spent([*SYNCD, "--version"], here)  # compiles, as the first start of an installation does
        bare = run([PYTHON, "-c", "import click"], here, runs=15)
        ratio = run([*SYNCD, "--version"], here, runs=15) / bare
        table.line("syncd --version / import click", f"{ratio:.2f}", "at most 2.5", ok=ratio <= 2.5)
        few, half, whole = here / "few", here / "half", here / "whole"
        make_estate(few, LINTED)
        spent([*SYNCD, "lint", *at], few)
        lint = run([*SYNCD, "lint", *at], few)
        table.line(
            f"lint of {LINTED} documents, start included",
            f"{lint:.2f} s",
            "under 3 s",
            ok=lint < 3,
        )
        make_estate(half, documents // 2)
        make_estate(whole, documents)
        first_half, first = run(reconcile, half, runs=1), run(reconcile, whole, runs=1)
        growth = first / first_half
        table.line(
            f"first pass, {documents:,} / {documents // 2:,} documents",
            f"{first:.1f} s / {first_half:.1f} s = {growth:.2f}",
            "at most 2.3",
            ok=growth <= 2.3,
        )
        deciding, items = decide_alone(whole)
        rate = items / deciding
        table.line("decide alone", f"{rate:,.0f} items/s", "at least 20,000", ok=rate >= 20_000)
        hashing = timed(lambda: read_and_hash(whole))
        start, quiet = run([*SYNCD, "rules"], whole), run(reconcile, whole)
        budget = start + 2 * hashing + 2 * deciding
        table.line(
            f"quiet pass over {items:,} items",
            f"{quiet:.2f} s",
            f"{start:.2f} + 2x{hashing:.2f} + 2x{deciding:.2f} = {budget:.2f} s",
            ok=quiet <= budget,
        )
        imports = run([PYTHON, "-c", IMPORTS], whole)
        for command in ("items", "metrics", "review"):
            ratio = run([*SYNCD, command, *at[:2]], whole) / imports
            table.line(
                f"{command} of {items:,} items, warm / imports",
                f"{ratio:.2f}",
                "at most 3",
                ok=ratio <= 3,
            )
        for what, more in (("quiet", ()), ("full", ("--full",))):
            peak = spent([*reconcile, *more], whole).megabytes
            told = f"{peak:.0f} MB"
            table.line(f"peak memory of a {what} pass", told, "under 200 MB", ok=peak < 200)
