"""Twenty thousand tickets in one project: what a pass costs in requests, memory and time.

The tracker runs in one process and each pass in another, as a user would run it, so that its
peak memory is its own. All tickets are made by the first pass, from 4,000 post-mortems.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.company import ITEMS, Company
from benchmarks.process import SYNCD, Spent, spent
from benchmarks.staged import Staged, staged
from benchmarks.table import Table
from syncd.cli.exits import Exit

DOCUMENTS = 4_000
COMMENTS = 5_000
MOST_MEGABYTES = 400
FEWER = 20  # times fewer requests in the second pass than in the first


def measure(table: Table, trackers: Sequence[str], documents: int = DOCUMENTS) -> None:
    """Print what passes over so many tickets cost."""
    tickets = documents * ITEMS
    for name in trackers:
        table.heading(f"{name}: {tickets:,} tickets in one project, each pass a process")
        with staged(name) as stage, tempfile.TemporaryDirectory() as folder:
            company = Company(Path(folder), {"it": stage.place})
            company.write("it", documents)
            for what, used, requests, allowed in _passes(company, stage, tickets):
                table.line(
                    what,
                    f"{requests:,} in {used.seconds:.1f} s, {used.megabytes:.0f} MB",
                    f"{allowed:,}, under {MOST_MEGABYTES} MB",
                    ok=requests <= allowed and used.megabytes < MOST_MEGABYTES,
                )


def _passes(company: Company, stage: Staged, tickets: int) -> Iterator[tuple[str, Spent, int, int]]:
    """Name, cost, requests and the most requests allowed of each pass."""
    yield f"first pass, {tickets:,} to make", *_pass(company, stage), stage.making(tickets)
    yield (
        "a pass after it: sees its own writes",
        *_pass(company, stage),
        stage.reading(tickets, 0, 0),
    )
    commented = stage.talk(COMMENTS)
    company.forget()
    most = stage.reading(tickets, COMMENTS, commented)
    used, requests = _pass(company, stage)
    yield f"store deleted; {COMMENTS:,} comments", used, requests, most
    yield f"the next pass: under 1/{FEWER} of that", *_pass(company, stage), requests // FEWER


def _pass(company: Company, stage: Staged) -> tuple[Spent, int]:
    stage.pass_time(600)
    stage.clear_log()
    at = ["--now", company.later(10).isoformat(), "--fail-on", "never"]
    used = spent([*SYNCD, "reconcile", *at], company.folder, company.environ)
    if used.code != Exit.DONE:
        raise RuntimeError(f"the pass ended with {used.code}")
    return used, stage.requests()
