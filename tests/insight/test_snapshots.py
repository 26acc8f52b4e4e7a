"""What a pass notes down once a day, since nothing tells it later."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.insight.history import HISTORY, write

CONFIG = ["--config", "acme/syncd.toml"]


@pytest.fixture
def acme(folder: Path) -> Path:
    """The company with the known history."""
    write(folder / "acme", HISTORY)
    return folder / "acme"


def reconcile(run: Run, now: str, *args: str) -> None:
    """A pass at a time."""
    assert run("reconcile", *CONFIG, "--now", now, "--fail-on", "never", *args).code == 0


def decay(run: Run, now: str) -> dict[str, Any]:
    """The decay of each month."""
    report = json.loads(run("metrics", *CONFIG, "--now", now, "--format", "json").out)
    return {month["from"][:7]: month["decay"] for month in report["trend"]}


def days(acme: Path) -> list[str]:
    """The days in the store."""
    with sqlite3.connect(acme / "syncd.db") as store:
        return [row[0] for row in store.execute("select day from snapshots order by day")]


def contents(acme: Path) -> list[bytes]:
    """The snapshots in the store."""
    with sqlite3.connect(acme / "syncd.db") as store:
        return [row[0] for row in store.execute("select content from snapshots order by day")]


def test_once_a_day(run: Run, acme: Path) -> None:
    """Two passes of a day leave one snapshot, the first; a rehearsal leaves none."""
    reconcile(run, "2026-03-02T09:00:00Z", "--dry-run")
    reconcile(run, "2026-03-02T10:00:00Z")
    before = contents(acme)
    ticket = acme / "tickets" / "PLAT" / "PLAT-3.md"
    ticket.write_text(ticket.read_text().replace("status: open", "status: done"))
    reconcile(run, "2026-03-02T23:00:00Z")
    assert contents(acme) == before
    reconcile(run, "2026-03-03T00:00:00Z")
    assert days(acme) == ["2026-03-02", "2026-03-03"]
    assert contents(acme)[0] == before[0] != contents(acme)[1]


def test_the_trend_of_decay(run: Run, acme: Path) -> None:
    """A month's decay is the last that was seen in it, as it was seen; today's is as of now."""
    reconcile(run, "2026-02-20T09:00:00Z")  # A1 alone: F1 and F2 are not 30 days past due yet
    reconcile(run, "2026-03-02T09:00:00Z")  # A1, F2
    found = decay(run, "2026-04-15T09:00:00Z")
    assert found["2026-02"] == 1 / 7
    assert found["2026-03"] == 2 / 7
    assert found["2026-04"] == 1.0
    assert found["2026-01"] is None


def test_it_outlives_a_rebuild(run: Run, acme: Path) -> None:
    """A store of another version is rebuilt, and what nothing could tell again stays."""
    reconcile(run, "2026-02-20T09:00:00Z")
    with sqlite3.connect(acme / "syncd.db") as store:
        store.execute("update meta set value = '1' where name = 'schema'")
    reconcile(run, "2026-03-02T09:00:00Z")
    assert days(acme) == ["2026-02-20", "2026-03-02"]


def test_not_where_something_was_not_read(run: Run, acme: Path) -> None:
    """A day on which a folder was out of reach would look like a day without items."""
    (acme / "post-mortems").rename(acme / "elsewhere")
    run("reconcile", *CONFIG, "--now", "2026-03-02T09:00:00Z")
    assert days(acme) == []
