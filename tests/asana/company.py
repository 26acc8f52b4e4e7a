"""A company whose documents are files and whose tickets are Asana tasks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syncd.testing.asana import AsanaSimulator
from syncd.testing.simulator import Options
from syncd.testing.state import TicketState
from tests.asana.stage import PROJECT, TOKEN
from tests.e2e.company import Company, Run

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
COLUMNS = "Action | Category | Impact | Effort | Owner | Ticket | Status | Due"


@dataclass
class AsanaCompany:
    """Documents in a folder, and a simulated Asana with one project."""

    company: Company
    asana: AsanaSimulator
    now: datetime = NOW

    def document(self, *rows: str, name: str = "PM-2026-0051") -> None:
        """Write a post-mortem with these rows, cells separated by `|`."""
        lines = [
            "---",
            f"id: {name}",
            "title: Payment service outage",
            "date: 2026-03-01",
            "severity: SEV-2",
            "services: [payments-api]",
            "---",
            "## Action items",
            "",
            f"| {COLUMNS} |",
            f"|{' --- |' * 8}",
            *(f"| {row} |" for row in rows),
            "",
        ]
        self.company.write(f"post-mortems/{name}.md", "\n".join(lines))

    def row(self, n: int = 0, name: str = "PM-2026-0051") -> dict[str, str]:
        """The cells of a row as they stand."""
        lines = [line for line in self.company.document(f"{name}.md").splitlines() if "|" in line]
        cells = [cell.strip() for cell in lines[2 + n].strip("|").split("|")]
        return dict(zip(COLUMNS.split(" | "), cells, strict=True))

    def passes(self, *arguments: str, later: float = 120) -> Run:
        """One pass, two minutes after what happened before; the log holds its requests alone."""
        self.now += timedelta(seconds=later)
        self.asana.clock.advance(seconds=later)
        self.asana.clear_log()
        return self.company.reconcile(*arguments, now=self.now.isoformat())

    @property
    def asked(self) -> list[str]:
        """The requests of the last pass, without their queries."""
        return [line.split("?")[0].replace("/api/1.0", "") for line in self.asana.log]

    @property
    def tickets(self) -> Sequence[TicketState]:
        """Every task there is."""
        return self.asana.state().tickets


@contextmanager
def company(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tracker: str = "", more: str = ""
) -> Iterator[AsanaCompany]:
    """A company of its own; `tracker` is added to the tracker's table, `more` to the file."""
    with AsanaSimulator(Options(now=NOW), open_door=False) as asana:
        asana.token(TOKEN)
        asana.world.add_project("Payments", gid=PROJECT)
        for name, email in (("Jane Doe", "jane.doe@acme.com"), ("Omar Haddad", "omar@acme.com")):
            asana.world.add_user(name, email)
        monkeypatch.setenv("SYNCD_TRACKERS__WORK__TOKEN", TOKEN)
        config = f"""
[sources.docs]
adapter = "files"
path = "post-mortems"
url_base = "https://git.test/acme/post-mortems/"
[trackers.work]
adapter = "asana"
url = "{asana.url}"
{tracker}
[teams.payments]
tracker = "work"
project = "{PROJECT}"
services = ["payments-api"]
[people."jane.doe@acme.com"]
team = "payments"
[people."omar@acme.com"]
team = "payments"
{more}
"""
        yield AsanaCompany(Company.at(folder / "acme", config), asana)
