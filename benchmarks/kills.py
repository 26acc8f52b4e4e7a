"""Kill a pass at random moments, and see whether the next one ends where it would have.

Each case copies a company in mid-life into a fresh folder, starts `reconcile` in a forked
child (which has imported everything already), kills it with SIGKILL after a random time, and
runs one more pass. Documents and tickets must then be, byte for byte, what they are without
the kill, and nothing else may lie around.

    python -m benchmarks.kills --cases 200 --seed 1
"""

import argparse
import datetime as dt
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from syncd.config import load
from syncd.model import PassOutcome
from syncd.passes import open_world, reconcile
from syncd.policy.rules import all_rules

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)
COMPANY = Path(__file__).parents[1] / "syncd" / "demo" / "company"


def one_pass(folder: Path, now: dt.datetime) -> PassOutcome:
    """One `reconcile` over the company in a folder."""
    settings = load(folder / "syncd.toml", environ={}, rules=list(all_rules()))
    with open_world(settings, now=now) as world:
        return reconcile(world)


def fresh(folder: Path) -> None:
    """A company before its first pass, with enough documents for a pass to take a while."""
    shutil.copytree(COMPANY, folder)
    outage = (folder / "post-mortems/2026/payment-outage.md").read_text("utf-8")
    for n in range(6):
        text = outage.replace("PM-2026-0051", f"PM-2026-1{n:03}").replace("| Add", f"| {n}: add")
        (folder / f"post-mortems/2026/outage-{n}.md").write_text(text, "utf-8")


def in_mid_life(folder: Path) -> None:
    """A company after its first pass and some days of work on documents and tickets."""
    fresh(folder)
    one_pass(folder, NOW)
    for n, ticket in enumerate(sorted(folder.glob("tickets/*/*.md"))):
        text = ticket.read_text("utf-8")
        if n % 3 == 0:
            text = text.replace("\nstatus: open", "\nstatus: done")
        if n % 4 == 0:
            text = text.replace("\nassignee: jane.doe@acme.com", "\nassignee: omar@acme.com")
        ticket.write_text(text, "utf-8")
    for n, document in enumerate(sorted(folder.glob("post-mortems/2026/outage-*.md"))):
        text = document.read_text("utf-8").replace("| Omar", "| Ana Ruiz")
        row = f"| Yet another thing to do, number {n} | Detect | 2 | 2 | | @omarh | | | |\n"
        document.write_text(
            text.replace("\n## What went well", f"{row}\n## What went well"), "utf-8"
        )


def state(folder: Path) -> Mapping[str, bytes]:
    """Every file of the company but the store."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("syncd.db")
    }


def killed_pass(folder: Path, after: float) -> bool:
    """Run a pass in a child and kill it after so many seconds; whether it was still at work."""
    child = os.fork()
    if child == 0:
        try:
            one_pass(folder, LATER)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def run(cases: int, seed: int) -> Counter[str]:
    """Run the cases; counts those that were killed at work, and those that ended differently."""
    chance = random.Random(seed)
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        for kind, make in (("fresh", fresh), ("mid-life", in_mid_life)):
            start = Path(scratch, kind)
            make(start)
            undisturbed = Path(scratch, f"{kind}-undisturbed")
            shutil.copytree(start, undisturbed)
            began = time.monotonic()
            one_pass(undisturbed, LATER)
            takes = time.monotonic() - began
            before, wanted = state(start), state(undisturbed)
            for n in range(cases // 2):
                folder = Path(scratch, f"{kind}-{n}")
                shutil.copytree(start, folder)
                counts["killed at work"] += killed_pass(folder, chance.uniform(0, takes))
                counts["half written"] += state(folder) not in (before, wanted)
                one_pass(folder, LATER)
                counts["cases"] += 1
                counts["different"] += state(folder) != wanted
                shutil.rmtree(folder)
    return counts


def main() -> int:
    """Print the counts; 1 if any case ended differently."""
    parser = argparse.ArgumentParser(description="Kill passes at random moments.")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    counts = run(chosen.cases, chosen.seed)
    print(
        f"kill -9 of reconcile: {counts['cases']} cases, {counts['killed at work']} killed at work,"
        f" {counts['half written']} with half of it written,"
        f" {counts['different']} with another result than without the kill"
    )
    return 1 if counts["different"] or not counts["half written"] else 0


if __name__ == "__main__":
    sys.exit(main())
