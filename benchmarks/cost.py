"""What a pass costs: request counts are exact, times are ratios within this one run.

The company has 2,000 documents with 10,000 file tickets. Every figure is the median of
several runs; a line ends in `ok` or in `OVER` the bound that the project set itself.

    python -m benchmarks.cost [--documents 2000]
"""

import argparse
import gc
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.estate import NOW, make_estate, open_estate
from syncd.passes.observe import observe
from syncd.passes.pull import pull
from syncd.policy.decide import decide
from syncd.policy.facts import survey
from syncd.policy.match import match

LINTED = 500
PYTHON = sys.executable
SYNCD = [PYTHON, "-m", "syncd"]


def timed(action: Callable[[], object], runs: int = 5) -> float:
    """The median time of an action, in seconds."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def command(arguments: Sequence[str], folder: Path) -> Callable[[], object]:
    """A whole process, its output thrown away."""
    return lambda: subprocess.run(arguments, cwd=folder, check=False, stdout=subprocess.DEVNULL)


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


def peak_megabytes(arguments: Sequence[str], folder: Path) -> float:
    """The largest resident size of a child process."""
    probe = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    result = subprocess.run(
        [PYTHON, "-c", probe, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    kilobytes = int(result.stdout)
    return kilobytes / 1024 if sys.platform != "darwin" else kilobytes / 1024**2


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


class Table:
    """The lines that are printed, and whether every bound was kept."""

    def __init__(self) -> None:
        """Nothing measured yet."""
        self.kept = True

    def line(self, what: str, figure: str, bound: str, *, ok: bool) -> None:
        """One measured figure beside its bound."""
        self.kept &= ok
        print(f"{what:<44} {figure:>24}   {bound:<28} {'ok' if ok else 'OVER'}", flush=True)


def main() -> int:
    """Measure, print, and return 1 if a bound was broken."""
    parser = argparse.ArgumentParser(description="What a pass costs.")
    parser.add_argument("--documents", type=int, default=2_000)
    documents = parser.parse_args().documents
    table = Table()
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
        peak = peak_megabytes(reconcile, whole)
        table.line("peak memory of a quiet pass", f"{peak:.0f} MB", "under 200 MB", ok=peak < 200)
        peak = peak_megabytes([*reconcile, "--full"], whole)
        table.line("peak memory of a full pass", f"{peak:.0f} MB", "under 200 MB", ok=peak < 200)
    return 0 if table.kept else 1


if __name__ == "__main__":
    sys.exit(main())
