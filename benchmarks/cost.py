"""What a pass over files costs: times are ratios within this one run.

The company has 2,000 documents with 10,000 file tickets. Every figure is the median of
several runs.
"""

import gc
import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.estate import NOW, make_estate, open_estate
from benchmarks.process import PYTHON, SYNCD, command, spent
from benchmarks.table import Table
from syncd.passes.observe import observe
from syncd.passes.pull import pull
from syncd.policy.decide import decide
from syncd.policy.facts import survey
from syncd.policy.match import match

LINTED = 500


def timed(action: Callable[[], object], runs: int = 5) -> float:
    """The median time of an action, in seconds."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def reconciling(folder: Path) -> Callable[[], object]:
    """One `syncd reconcile` as a user would run it."""
    at = NOW.isoformat()
    return command([*SYNCD, "reconcile", "--now", at, "--fail-on", "never"], folder)


def read_and_hash(folder: Path) -> None:
    """The floor of any pass: every file of the company, read and hashed."""
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".md"):
                hashlib.sha256(Path(place, name).read_bytes()).digest()


def decide_alone(folder: Path) -> tuple[float, int]:
    """The time of deciding everything, without any reading, and the number of items."""
    gc.set_threshold(200_000)  # as a pass has it
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
    table.heading("files: time and memory, the times as ratios within this one run")
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        bare = timed(command([PYTHON, "-c", "import click"], here), runs=15)
        version = timed(command([*SYNCD, "--version"], here), runs=15)
        ratio = version / bare
        table.line("syncd --version / import click", f"{ratio:.2f}", "at most 2.5", ok=ratio <= 2.5)
        few = here / "few"
        make_estate(few, LINTED)
        at = ["--now", NOW.isoformat(), "--fail-on", "never"]
        lint = timed(command([*SYNCD, "lint", *at], few))
        table.line(
            f"lint of {LINTED} documents, start included",
            f"{lint:.2f} s",
            "under 3 s",
            ok=lint < 3,
        )
        half, whole = here / "half", here / "whole"
        make_estate(half, documents // 2)
        make_estate(whole, documents)
        first_half = timed(reconciling(half), runs=1)
        first = timed(reconciling(whole), runs=1)
        growth = first / first_half
        table.line(
            f"first pass, {documents} / {documents // 2} documents",
            f"{first:.1f} s / {first_half:.1f} s = {growth:.2f}",
            "at most 2.3",
            ok=growth <= 2.3,
        )
        deciding, items = decide_alone(whole)
        rate = items / deciding
        table.line("decide alone", f"{rate:,.0f} items/s", "at least 20,000", ok=rate >= 20_000)
        hashing = timed(lambda: read_and_hash(whole))
        start = timed(command([*SYNCD, "rules"], whole))
        quiet = timed(reconciling(whole))
        budget = start + 2 * hashing + 2 * deciding
        table.line(
            f"quiet pass over {items:,} items",
            f"{quiet:.2f} s",
            f"at most {start:.2f} + 2x{hashing:.2f} + 2x{deciding:.2f} = {budget:.2f} s",
            ok=quiet <= budget,
        )
        reconcile = [*SYNCD, "reconcile", *at]
        peak = spent(reconcile, whole).megabytes
        table.line("peak memory of a quiet pass", f"{peak:.0f} MB", "under 200 MB", ok=peak < 200)
        peak = spent([*reconcile, "--full"], whole).megabytes
        table.line("peak memory of a full pass", f"{peak:.0f} MB", "under 200 MB", ok=peak < 200)
