"""What the service costs, and how soon it acts: on webhooks, in a storm of them, and at rest."""

import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import idle, soon
from benchmarks.company import NOW, Company, Place
from benchmarks.stages import stage
from benchmarks.table import Table
from syncd.demo import DEMO_NOW, tell
from tests.service.process import Service, served
from tests.tokens import token

EVENTS = 500
STORM = 2_000
STORMED = 50  # keys
MOST_PASSES = 100
READY = 5.0  # seconds
ANSWER = 50  # milliseconds from the first byte of a webhook to its answer, p99 in the storm
_HANGS = 300.0


def measure(table: Table, _trackers: Sequence[str]) -> None:
    """Print all of it."""
    _ready(table)
    with ExitStack() as stack:
        secret = token("github")
        on: Any = stack.enter_context(stage("github"))
        on.simulator.clock.set(NOW, running=True)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        place = Place(on.table, on.environ, on.project, on.accounts)
        company = Company(folder, {"it": place})
        company.write("it", EVENTS + soon.APART)
        environ = {
            **company.environ,
            "SYNCD_TRACKERS__IT__WEBHOOK_SECRET": secret,
            "SYNCD_SYNCD__POLL": "6h",
        }
        now = company.now.isoformat()
        service = stack.enter_context(served(folder, environ, "--now", now))
        _wait(lambda: service.get("/readyz").status_code == 200, "the first pass")
        _wait_until_quiet(service)
        on.simulator.announce(secret, f"{service.url}/webhooks/it")
        items = service.get("/api/v1/items").json()["items"]
        firsts = {i["post_mortem"]: i for i in reversed(items)}
        soon.measure(table, on, company, items)
        _wait_until_quiet(service)
        _storm(table, on, service, [i["ticket"]["key"] for i in firsts.values()][:STORMED])
    idle.measure(table, _passes)


def _ready(table: Table) -> None:
    times = []
    with tempfile.TemporaryDirectory() as folder:
        tell(Path(folder), now=DEMO_NOW, echo=lambda _text: None)
        for _ in range(3):
            began = time.perf_counter()
            with served(Path(folder), {}, "--now", DEMO_NOW.isoformat()) as service:
                service.wait_until_ready()
                times.append(time.perf_counter() - began)
                service.end()
    table.heading("the service with the demo's configuration")
    took = statistics.median(times)
    table.line("ready after", f"{took:.2f} s", f"under {READY:.0f} s", ok=took < READY)


def _storm(table: Table, on: Any, service: Service, keys: Sequence[str]) -> None:
    before = _passes(service)
    began = time.perf_counter()
    for n in range(STORM):
        on.human.comment(keys[n % len(keys)], f"Again, {n}.")
    on.simulator.outbox.flush()
    seconds = time.perf_counter() - began
    refused = sum(1 for status in on.simulator.outbox.answers[-STORM:] if status != 200)
    answered = sorted(on.simulator.outbox.took[-STORM:])[int(STORM * 0.99) - 1] * 1_000
    _wait_until_quiet(service)
    made = _passes(service) - before
    table.heading(f"{STORM:,} webhooks for {len(keys)} post-mortems, in {seconds:.1f} s")
    table.line("refused", str(refused), "0", ok=not refused)
    table.line("answer, p99", f"{answered:.0f} ms", f"{ANSWER} ms", ok=answered < ANSWER)
    table.line("passes", str(made), f"at most {MOST_PASSES}", ok=made <= MOST_PASSES)


def _passes(service: Service) -> int:
    counts = [
        float(line.rpartition(" ")[2])
        for line in service.get("/metrics").text.splitlines()
        if line.startswith("syncd_passes_total")
    ]
    return int(sum(counts))


def _wait_until_quiet(service: Service, seconds: float = 8.0) -> None:
    """Wait until no pass was made for longer than the gap between two runs of a key."""
    last, since, began = _passes(service), time.monotonic(), time.monotonic()
    while time.monotonic() - since < seconds:
        if time.monotonic() - began > _HANGS:
            raise TimeoutError("passes never end")
        time.sleep(0.2)
        if (now := _passes(service)) != last:
            last, since = now, time.monotonic()


def _wait(holds: Any, what: str) -> None:
    ends = time.monotonic() + _HANGS
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError(what)
        time.sleep(0.1)
