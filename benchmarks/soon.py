"""How soon a post-mortem says what happened to a ticket: from the webhook to the written file.

The tracker's own share is taken off by giving it a latency: whatever a service does, it has to
wait for the requests that it needs. Those are counted for one event by itself. Its clock runs,
as the clocks of trackers do: on one that stands still, everything is always new.
"""

import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.company import Company
from benchmarks.table import Table

LATENCIES = (0.0, 0.15)  # seconds a request; one over the internet takes 0.1 to 0.2
MOST = 3  # times the latency of the requests that are needed
APART = 2  # post-mortems that only serve to count the requests of one event
_PACE = 0.1  # seconds between two events
_HANGS = 300.0

Item = Mapping[str, Any]


def measure(table: Table, on: Any, company: Company, items: Sequence[Item]) -> None:
    """Close tickets of many post-mortems, once for each latency."""
    rows: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        rows[item["post_mortem"]].append(item)
    first, second = (rows.pop(name)[0] for name in list(rows)[:APART])
    _closed(on, company, [first])  # reads what the passes until now have written
    needed = _needed(on, company, second)
    for latency in LATENCIES:
        on.simulator.latency = latency
        on.clear_log()
        times = sorted(_closed(on, company, [of_one.pop() for of_one in rows.values()]))
        on.simulator.latency = 0.0
        told = f"{len(rows)} webhooks for {len(rows)} post-mortems, {1 / _PACE:.0f} a second"
        table.heading(f"{told}, {latency * 1000:.0f} ms a request")
        found = f"{len(times)}"
        table.line("documents written", found, f"{len(rows)}", ok=len(times) == len(rows))
        median, p99 = statistics.median(times), times[int(len(times) * 0.99) - 1]
        for name, took in (("median", median), ("p99", p99)):
            most = MOST * needed * latency
            bound = f"{MOST} x {needed} x {latency:.2f} s = {most:.2f} s" if most else "as it is"
            ok = not most or took <= most
            table.line(f"webhook to document, {name}", f"{took:.3f} s", bound, ok=ok)
        sent = len(on.log)
        table.line(
            "requests", f"{sent}", f"at most {needed} an event", ok=sent <= needed * len(rows)
        )


def _needed(on: Any, company: Company, item: Item) -> int:
    """How many requests one event needs that has a pass of its own."""
    on.clear_log()
    _closed(on, company, [item])
    return len(on.log)


def _closed(on: Any, company: Company, items: Sequence[Item]) -> Iterable[float]:
    """Close the tickets of these items; the seconds until each document says so."""
    files = {item["ticket"]["key"]: company.path(_number(item)) for item in items}
    before = {key: file.stat().st_mtime_ns for key, file in files.items()}
    sent: dict[str, float] = {}
    took: dict[str, float] = {}
    done = threading.Event()

    def watch() -> None:
        while len(took) < len(files) and not done.is_set():
            for key, at in list(sent.items()):
                if key not in took and files[key].stat().st_mtime_ns != before[key]:
                    took[key] = time.perf_counter() - at
            time.sleep(0.005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for key in files:
        sent[key] = time.perf_counter()
        on.human.close(key)
        time.sleep(_PACE)
    watcher.join(_HANGS)
    done.set()
    return took.values()


def _number(item: Item) -> int:
    return int(str(item["post_mortem"]).rpartition("-")[2])
