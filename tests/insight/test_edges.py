"""Measures where there is nothing to measure, and at the bounds of what is good."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from syncd.insight.figures import Completion, Recurrence
from syncd.insight.levels import completion_grade, recurrence_grade
from syncd.policy.settings import MeasuresPolicy
from tests.cli.conftest import Run
from tests.insight.history import CONFIG, HISTORY, NOW, write

EXPECTED = MeasuresPolicy()


def measured(run: Run, *args: str) -> Any:
    """The JSON of `syncd metrics`."""
    return json.loads(run("metrics", "--now", NOW, "--format", "json", *args).out)


@pytest.fixture
def empty(folder: Path) -> Path:
    """A company that has written nothing yet."""
    (folder / "syncd.toml").write_text(CONFIG)
    (folder / "post-mortems").mkdir()
    return folder


@pytest.fixture
def acme(folder: Path) -> Path:
    """The company with the known history."""
    write(folder / "acme", HISTORY)
    return folder


def test_nothing_at_all(run: Run, empty: Path) -> None:
    """Without a single item every ratio is null, and the text says that there is no data."""
    report = measured(run)
    assert report["completion"] == {
        "due": 0, "on_time": 0, "ratio": None, "level": None, "dropped": 0, "undated": 0,
    }  # fmt: skip
    assert report["recurrence"]["ratio"] is report["recurrence"]["level"] is None
    assert report["decay"]["ratio"] is None
    for found in report["time_to_completion"].values():
        assert (found["n"], found["median_days"], found["p90_days"]) == (0, None, None)
    assert not any(report["by"].values())
    assert {month["completion"] for month in report["trend"]} == {None}
    text = run("metrics", "--now", NOW).out
    assert "Completion   no data" in text
    assert "nan" not in text.casefold()


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize("command", ["metrics", "review"])
def test_nothing_in_every_form(run: Run, empty: Path, command: str, form: str) -> None:
    """An empty company has a report in every form, and nothing in it is None."""
    result = run(command, "--now", NOW, "--format", form)
    assert (result.code, result.err) == (0, "")
    assert "None" not in result.out


def test_an_empty_window(run: Run, acme: Path) -> None:
    """A window in which nothing happened has no ratios; decay is as of now all the same."""
    config = ["--config", "acme/syncd.toml"]
    report = measured(run, *config, "--window", "2024-01-01..2024-01-31")
    assert report["completion"]["ratio"] is None
    assert report["recurrence"]["ratio"] is None
    assert report["decay"]["open"] == 7
    assert {found["n"] for found in report["time_to_completion"].values()} == {0}
    assert report["trend"][-1]["to"] == "2024-01-31"


def test_a_window_of_one_day(run: Run, acme: Path) -> None:
    """A day alone is a window; what is due on it counts and nothing else."""
    report = measured(run, "--config", "acme/syncd.toml", "--window", "2026-01-17..2026-01-17")
    assert (report["completion"]["due"], report["completion"]["on_time"]) == (2, 1)


def test_a_window_that_is_none(run: Run, acme: Path) -> None:
    """What is no window is exit 2, with examples of what is one."""
    result = run("metrics", "--config", "acme/syncd.toml", "--window", "soon")
    assert (result.code, result.out) == (2, "")
    assert "'soon' is no window: 90d, 12w" in result.err


@pytest.mark.parametrize(
    ("on_time", "due", "grade"),
    [(17, 20, "ok"), (84, 100, "warning"), (7, 10, "warning"), (69, 100, "bad"), (0, 0, None)],
)
def test_completion_grades(on_time: int, due: int, grade: str | None) -> None:
    """85 % and more is good, below 70 % is systemic; the bounds themselves belong to the better."""
    assert completion_grade(Completion(due, on_time), EXPECTED) == grade


@pytest.mark.parametrize(
    ("recurring", "incidents", "grade"), [(1, 10, "ok"), (2, 19, "bad"), (0, 3, "ok"), (0, 0, None)]
)
def test_recurrence_grades(recurring: int, incidents: int, grade: str | None) -> None:
    """Above 10 % is bad, and 10 % is not above."""
    assert recurrence_grade(Recurrence(incidents, recurring), EXPECTED) == grade


def test_bounds_of_ones_own(run: Run, acme: Path) -> None:
    """The bounds are the team's to choose."""
    config = acme / "acme" / "syncd.toml"
    own = "[policy.measures]\ncompletion_target = 20\nrecurrence = 50\n"
    config.write_text(config.read_text() + own)
    report = measured(run, "--config", "acme/syncd.toml")
    assert (report["completion"]["level"], report["recurrence"]["level"]) == ("ok", "ok")


def test_a_recurrence_that_is_none(run: Run, folder: Path) -> None:
    """An incident that says with a reason that it repeats no other one does not count."""
    waive = '{recurrence: "another pool, another limit"}'
    write(folder / "acme", [replace(i, waive=waive) if i.name == "B" else i for i in HISTORY])
    report = measured(run, "--config", "acme/syncd.toml")
    assert (report["recurrence"]["incidents"], report["recurrence"]["recurring"]) == (5, 1)
    listed = run("review", "--config", "acme/syncd.toml", "--now", NOW, "--since", "60d").out
    assert "PM-B-1  recurrence: another pool, another limit" in listed
