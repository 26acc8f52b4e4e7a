"""A company whose documents are files and whose tickets are Linear issues."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syncd.testing.exchange import Exchange
from syncd.testing.linear import Human, LinearSimulator
from syncd.testing.simulator import Options
from syncd.testing.state import TicketState
from tests.e2e.company import Company, Run
from tests.linear.stage import TOKEN
from tests.specs import assert_truthful

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
COLUMNS = "Action | Category | Impact | Effort | Owner | Ticket | Status | Due"
PEOPLE = ("jane.doe@acme.com", "omar@acme.com")


@dataclass
class LinearCompany:
    """Documents in a folder, and a simulated Linear with the teams PAY and WEB."""

    company: Company
    linear: LinearSimulator
    now: datetime = NOW
    heard: list[Exchange] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)

    @property
    def human(self) -> Human:
        """Somebody at work in Linear."""
        return self.linear.human("li@acme.com")

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

    def passes(self, *arguments: str, later: float = 60) -> Run:
        """One pass, a minute after what happened before; the log holds its requests alone."""
        self.now += timedelta(seconds=later)
        self.linear.clock.advance(seconds=later)
        self.heard += self.linear.exchanges
        self.linear.clear_log()
        self.writes.clear()
        return self.company.reconcile(*arguments, now=self.now.isoformat())

    def issues(self) -> list[TicketState]:
        """Every issue that is not in the bin."""
        return [each for each in self.linear.state().tickets if not each.native["trashed"]]

    def issue(self, key: str) -> TicketState:
        """One of them."""
        return next(each for each in self.linear.state().tickets if each.key == key)


@contextmanager
def company(
    folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = "", url_key: str = "simulated"
) -> Iterator[LinearCompany]:
    """A company of its own; all that is said on the wire has to be as Linear describes it."""
    with LinearSimulator(Options(now=NOW), open_door=False, url_key=url_key) as linear:
        linear.token(TOKEN, "syncd-bot@acme.com")
        for key in ("PAY", "WEB"):
            linear.team(key)
        for name in PEOPLE:
            linear.user(name)
        monkeypatch.setenv("SYNCD_TRACKERS__LIN__TOKEN", TOKEN)
        config = f"""
[sources.docs]
adapter = "files"
path = "post-mortems"
url_base = "https://git.test/acme/post-mortems/"
[trackers.lin]
adapter = "linear"
url = "{linear.url}"
{more}
[teams.payments]
tracker = "lin"
project = "PAY"
services = ["payments-api"]
[teams.web]
tracker = "lin"
project = "WEB"
[people."jane.doe@acme.com"]
team = "payments"
[people."omar@acme.com"]
team = "payments"
"""
        linear.record = True
        acme = LinearCompany(Company.at(folder / "acme", config), linear)
        linear.before(lambda request: acme.writes.append(request.line), "mutation .*")
        yield acme
        if heard := [*acme.heard, *linear.exchanges]:
            assert_truthful("linear", heard)
