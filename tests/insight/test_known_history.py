"""The measures of a company whose history was worked out on paper (`tests/insight/history.py`)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.insight.history import CONFIG, HISTORY, NOW, write

# What was due from 2 December 2025 to 2 March 2026, and whether it was done by then:
#   A2 2025-12-02 done that day, the first of the window          on time
#   B1 2026-01-17 done the day before                             on time
#   B2 2026-01-17 done on 2026-01-23                              late
#   B3 2026-02-09 dropped with a reason                           left out
#   C1 2026-01-03 done that day                                   on time
#   C2 2026-01-19 dropped without a reason                        not done
#   C3 2026-03-02 open, due today, the last day of the window     not done
#   D2 2026-02-15 open                                            not done
#   E1 2026-02-20 done, but no ticket says when                   not known to be on time
#   F1 2026-01-31, F2 and F3 2026-01-30 open                      not done
#   G1 2025-12-31 done on 2026-01-31                              late
# Not in it: A1 (October), D1 (3 March), H1 (November).
COMPLETION = {
    "due": 12, "on_time": 3, "ratio": 0.25, "level": "bad", "dropped": 1, "undated": 1,
}  # fmt: skip

# Days from ticket to done, of what was done in the window:
#   P0: B1 6.0, B2 12.5   median 9.25   nine tenths of the way from 6.0 to 12.5: 11.85
#   P1: A2 12.0, C1 14.0  median 13.0   13.8
#   P3: G1 91.0, H1 97.0  median 94.0   96.4
# With those that are open or dropped (Kaplan-Meier, by hand):
#   P0: of A1, B1, B2 two thirds are left after 6 days, a third after 12.5; A1 is still open
#   P1: of A2, C1, D2 after 12 days two thirds, after 14 a third; D2 is 28 days old
#   P3: of C3 (72 days old), G1, H1: C3 is out of sight before G1 ends, so half after 91 days
DURATIONS = {
    "P0": (2, 9.25, 11.85, 7, 14, (3, 1, 12.5, None)),
    "P1": (2, 13.0, 13.8, 14, 30, (3, 1, 14.0, None)),
    "P2": (0, None, None, 30, 60, (6, 6, None, None)),
    "P3": (2, 94.0, 96.4, 60, 90, (3, 1, 91.0, 97.0)),
}

# Open: A1, C3, D1, D2, F1, F2, F3. More than 30 days past due and nothing done for as long: A1,
# and F2 by a day. F1 is 30 days past due; somebody spoke on F3. Overdue: all but C3 and D1.
# More than 90 days old and untouched for as long: A1 (F1 and F2 are 87 days old).
DECAY = {"open": 7, "decayed": 2, "ratio": 2 / 7, "overdue": 5, "zombies": 1}

# Incidents in the window: B, C, D, E, F. B has the cause of A, whose A1 is open. E has that of
# H, whose H1 was closed on that very day. D has that of G, whose only item was closed the day
# before, so that D is no recurrence.
RECURRENCE = {"incidents": 5, "recurring": 2, "ratio": 0.4, "level": "bad"}

# By team, of these: payments has A, B, E and H, platform the others.
TEAMS = {
    "payments": ((4, 2, 1, 1), (1, 1), (2, 2)),  # due A2 B1 B2 E1, dropped B3, open A1
    "platform": ((8, 1, 0, 0), (6, 1), (3, 0)),  # due C1 C2 C3 D2 F1 F2 F3 G1
}
OWNERS = {
    "ana@acme.com": ((1, 1), (1, 1)),  # B1; open A1
    "omar@acme.com": ((3, 1), (0, 0)),  # A2 B2 E1
    "li@acme.com": ((4, 1), (3, 1)),  # C1 C3 F1 F2; open C3 F1 F2
    "sam@acme.com": ((3, 0), (2, 0)),  # C2 F3 G1; open D1 F3
    "(none)": ((1, 0), (1, 0)),  # D2
}

# By month: on time of due, recurring of incidents, and the decay that is only known for today.
TREND = {
    "2025-10": (0, 1, 0, 1, None),  # A1; A
    "2025-11": (0, 1, 0, 2, None),  # H1; G and H
    "2025-12": (1, 2, 0, 2, None),  # A2, G1; C and F
    "2026-01": (2, 7, 1, 1, None),  # B1 B2 C1 C2 F1 F2 F3; B
    "2026-02": (0, 2, 1, 2, None),  # D2 E1; D and E
    "2026-03": (0, 1, 0, 0, 2 / 7),  # C3
}
# Tickets open at the end of each month: A1; A2, G1, H1 come; A2 goes, C and F come with three each;
# B comes with three, and B1, B2, C1, C2, G1 go; D1, D2 come, and B3, H1 go.
OPEN = {"2025-10": 1, "2025-11": 4, "2025-12": 9, "2026-01": 7, "2026-02": 7, "2026-03": 7}


@pytest.fixture(params=["first", "warm", "since"])
def report(request: pytest.FixtureRequest, run: Run, folder: Path) -> Any:
    """The measures before the first pass, after one, and where syncd leaves the past alone."""
    config = CONFIG if request.param != "since" else f"{CONFIG}[policy]\nsince = 2026-02-20\n"
    write(folder / "acme", HISTORY, config)
    at = ["--config", "acme/syncd.toml", "--now", NOW]
    if request.param != "first":
        assert run("reconcile", *at, "--fail-on", "never").code == 0
    result = run("metrics", *at, "--format", "json")
    assert (result.code, result.err) == (0, "")
    return json.loads(result.out)


def test_the_window(report: Any) -> None:
    """Ninety days back, both ends included."""
    assert report["window"] == {"from": "2025-12-02", "to": "2026-03-02"}
    assert report["version"] == "1"


def test_completion(report: Any) -> None:
    """Done on or before the due date, of all that was due; dropped for a reason left out."""
    assert report["completion"] == COMPLETION


def test_time_to_completion(report: Any) -> None:
    """Median and ninth decile in days, and an estimate that counts what is still open."""
    for priority, expected in DURATIONS.items():
        n, median, p90, target, acceptable, (all_, left, half, most) = expected
        found = report["time_to_completion"][priority]
        estimate = found.pop("estimate")
        assert found == {
            "n": n,
            "median_days": pytest.approx(median) if n else None,
            "p90_days": pytest.approx(p90) if n else None,
            "target_days": target,
            "acceptable_days": acceptable,
        }
        assert estimate == {
            "n": all_, "unfinished": left, "median_days": half, "p90_days": most,
        }  # fmt: skip


def test_recurrence(report: Any) -> None:
    """An incident counts whose cause was named before, if an item was open on that day."""
    assert report["recurrence"] == RECURRENCE


def test_decay(report: Any) -> None:
    """Open items more than 30 days past due without progress; 30 days are not more than 30."""
    assert report["decay"] == DECAY


def test_by_team(report: Any) -> None:
    """The same for each team, from its own items and incidents."""
    found = {
        name: (
            tuple(group["completion"][key] for key in ("due", "on_time", "dropped", "undated")),
            (group["decay"]["open"], group["decay"]["decayed"]),
            (group["recurrence"]["incidents"], group["recurrence"]["recurring"]),
        )
        for name, group in report["by"]["team"].items()
    }
    assert found == TEAMS


def test_by_owner(report: Any) -> None:
    """The same for each owner, and for what nobody owns."""
    found = {
        name: (
            (group["completion"]["due"], group["completion"]["on_time"]),
            (group["decay"]["open"], group["decay"]["decayed"]),
        )
        for name, group in report["by"]["owner"].items()
    }
    assert found == OWNERS


@pytest.mark.parametrize("kind", ["team", "owner", "category", "priority", "service"])
def test_groups_add_up(report: Any, kind: str) -> None:
    """Every item is in one group of each kind, since every incident here has one service."""
    groups = report["by"][kind].values()
    for measure, key in [("completion", "due"), ("completion", "on_time"), ("decay", "open")]:
        assert sum(group[measure][key] for group in groups) == report[measure][key]


def test_trend(report: Any) -> None:
    """A year of months, from the times on tickets; decay only since syncd looks."""
    months = {month["from"][:7]: month for month in report["trend"]}
    assert list(months) == [f"2025-{n:02}" for n in range(4, 13)] + [
        "2026-01", "2026-02", "2026-03",
    ]  # fmt: skip
    assert (months["2026-03"]["from"], months["2026-03"]["to"]) == ("2026-03-01", "2026-03-02")
    assert months["2025-12"]["to"] == "2025-12-31"
    for name, (on_time, due, recurring, incidents, decay) in TREND.items():
        month = months[name]
        assert month["completion"] == (on_time / due if due else None), name
        assert month["recurrence"] == (recurring / incidents if incidents else None), name
        assert month["decay"] == decay, name
        assert month["open"] == OPEN[name], name
    assert months["2025-04"]["completion"] is months["2025-04"]["recurrence"] is None
