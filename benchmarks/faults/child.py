"""One pass in a process of its own, which can be killed at any moment.

It is forked from one that has imported and used everything once (`warm`), so that it is at work
in a few milliseconds.
"""

import importlib.metadata
import json
import os
import random
import signal
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from pathlib import Path

import sqlalchemy as sa

from benchmarks.faults.clock import SharedClock
from benchmarks.faults.reminders import remind
from syncd.config import load
from syncd.memory import StoreError
from syncd.passes import open_world, reconcile
from syncd.policy.rules import known_names
from syncd.ports import PortError, RealTime
from syncd.ports.adapter import GROUP
from syncd.report.json import as_dict

CRASHED = "crashed"
_ANY_TIME = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Order:
    """What a process is to do.

    `dies_at` is the commit of the store, counted from 1, before which it kills itself. The
    report is JSON: that of the pass, or `{"crashed": ...}` with what a bug raised.
    """

    config: Path
    environ: Mapping[str, str]
    clock: Path
    seat: int
    report: Path
    seed: str
    full: bool = False
    dry_run: bool = False
    reminds: bool = False
    dies_at: int | None = None


def carry_out(order: Order) -> None:
    """Make one pass; the process is over afterwards."""
    random.seed(order.seed)
    if order.dies_at is not None:
        die_at_commit(order.dies_at)
    try:
        told = _one_pass(order)
    except (PortError, StoreError) as error:
        told = {"complete": False, "failed": str(error)}
    except Exception:  # noqa: BLE001  (whatever it is, it is a bug that has to be told)
        told = {CRASHED: traceback.format_exc()}
    order.report.write_text(json.dumps(told), "utf-8")


def _one_pass(order: Order) -> Mapping[str, object]:
    clock = SharedClock(order.clock, order.seat)
    settings = load(order.config, environ=order.environ, rules=known_names())
    now = datetime.fromtimestamp(clock.now(), UTC)
    real_time = RealTime(clock.now, clock.sleep)
    with open_world(settings, now=now, real_time=real_time) as world:
        told = as_dict(reconcile(world, full=order.full, dry_run=order.dry_run))
        if order.reminds:
            told["reminders"] = remind(world, order.config.with_suffix(".said"))
    return told


def die_at_commit(place: int) -> None:
    """End this process at that commit of its store, as kill -9 would."""
    commits = count(1)

    @sa.event.listens_for(sa.Engine, "commit")
    def die(_: sa.Connection) -> None:
        if next(commits) == place:
            os.kill(os.getpid(), signal.SIGKILL)


def warm_up() -> None:
    """Import what only a pass or an adapter imports: by rehearsing one, without a network."""
    # Which packages are installed does not change meanwhile, and takes long to find out.
    setattr(importlib.metadata, "entry_points", lru_cache(importlib.metadata.entry_points))  # noqa: B010
    for point in importlib.metadata.entry_points(group=GROUP):
        adapter = point.load()
        for kind in (adapter.source, adapter.tracker):
            if kind is not None:
                kind()
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "syncd.toml")
        config.write_text('[sources.docs]\nadapter = "files"\npath = "."\n', "utf-8")
        Path(folder, "outage.md").write_text("# Outage\n\n## Action items\n\n- [ ] Mend it\n")
        with open_world(load(config, environ={}, rules=known_names()), now=_ANY_TIME) as world:
            as_dict(reconcile(world, dry_run=True))
