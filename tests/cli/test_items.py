"""`syncd items`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

NOW = ["--now", "2026-03-01T09:00:00Z"]
LATER = ["--now", "2026-03-20T09:00:00Z"]


def listed(run: Run, *args: str) -> list[str]:
    """The ids that are listed."""
    report = json.loads(run("items", "--format", "json", *args).out)
    return [item["id"].removeprefix("PM-2026-0051-") for item in report["items"]]


@pytest.fixture
def reconciled(run: Run, company: Path) -> Path:
    """The company after a first pass, with the second item's ticket done."""
    run("reconcile", *NOW)
    (ticket,) = [
        path for path in (company / "tickets").rglob("*.md") if "runbook" in path.read_text()
    ]
    ticket.write_text(ticket.read_text().replace("status: open", "status: done"))
    run("reconcile", *NOW)
    return company


def test_before_the_first_pass_they_are_read(run: Run, company: Path) -> None:
    """Items are listed without a pass, and listing writes no document or ticket."""
    assert listed(run, *NOW) == ["01", "02", "03"]
    assert not (company / "tickets").exists()


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        ([], ["01", "02", "03"]),
        (["--open"], ["01", "03"]),
        (["--overdue"], ["01", "03"]),
        (["--team", "payments"], ["01", "02", "03"]),
        (["--team", "Payments", "--open"], ["01", "03"]),
        (["--owner", "omar@acme.com"], ["01", "03"]),
        (["--owner", "@omar"], ["01", "03"]),
        (["--owner", "somebody@else.com"], []),
    ],
)
def test_filters(run: Run, reconciled: Path, args: list[str], ids: list[str]) -> None:
    """Team, owner, open and overdue each narrow the list, together too."""
    assert listed(run, *args, *LATER) == ids


def test_formats(run: Run, reconciled: Path) -> None:
    """A table on a terminal, Markdown to paste, each with when the items were seen."""
    text = run("items", *LATER)
    assert text.code == 0
    assert text.out.splitlines()[1].startswith("PM-2026-0051-01  P0  open")
    assert "3 action items, 2 open, 2 overdue, as of 2026-03-01 09:00 UTC." in text.out
    page = run("items", "--format", "markdown", *LATER).out
    assert page.startswith("| Item | Priority | Status |")


def test_an_unknown_team_names_the_nearest(run: Run, company: Path) -> None:
    """A team that is not in the configuration is exit 2, since nothing can be listed for it."""
    result = run("items", "--team", "payment")
    assert (result.code, result.out) == (2, "")
    assert "there is no team 'payment' in the configuration; did you mean 'payments'?" in result.err
