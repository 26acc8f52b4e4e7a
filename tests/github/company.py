"""A company whose documents are files and whose tickets are GitHub issues."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syncd.testing.exchange import Exchange
from syncd.testing.github import GitHubSimulator
from syncd.testing.simulator import Options
from tests.e2e.company import Company, Run
from tests.github.stage import TOKEN
from tests.specs import assert_truthful

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
COLUMNS = "Action | Category | Impact | Effort | Owner | Ticket | Status | Due"


@dataclass
class GitHubCompany:
    """Documents in a folder, and a simulated GitHub with `acme/pay` and `acme/web`."""

    company: Company
    github: GitHubSimulator
    now: datetime = NOW
    heard: list[Exchange] = field(default_factory=list)

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
        self.later(later)
        self.heard += self.github.exchanges
        self.github.clear_log()
        return self.company.reconcile(*arguments, now=self.now.isoformat())

    def later(self, seconds: float) -> None:
        """Let time pass, here and there."""
        self.now += timedelta(seconds=seconds)
        self.github.clock.advance(seconds=seconds)

    def issue(self, key: str) -> str:
        """The text of an issue."""
        return next(t.body for t in self.github.state().tickets if t.key == key)

    def keys(self) -> list[str]:
        """Every issue there is."""
        return [t.key for t in self.github.state().tickets]


@contextmanager
def company(
    folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = "", role: str = "write"
) -> Iterator[GitHubCompany]:
    """A company of its own; syncd has this `role` in `acme/pay` and `acme/web`.

    All that is said on the wire has to be as GitHub describes it.
    """
    with GitHubSimulator(Options(now=NOW), open_door=False) as github:
        github.token(TOKEN, "syncd-bot")
        roles = {"syncd-bot": role, "janedoe": "write", "omarh": "write", "li": "write"}
        for name in ("acme/pay", "acme/web"):
            github.repository(name, roles=roles)  # type: ignore[arg-type]
        monkeypatch.setenv("SYNCD_TRACKERS__GH__TOKEN", TOKEN)
        config = f"""
[sources.docs]
adapter = "files"
path = "post-mortems"
url_base = "https://git.test/acme/post-mortems/"
[trackers.gh]
adapter = "github"
url = "{github.url}"
lag = 0.1
[teams.payments]
tracker = "gh"
project = "acme/pay"
services = ["payments-api"]
[teams.web]
tracker = "gh"
project = "acme/web"
[people."jane.doe@acme.com"]
team = "payments"
github = "janedoe"
[people."omar@acme.com"]
team = "payments"
github = "omarh"
{more}
"""
        github.record = True
        acme = GitHubCompany(Company.at(folder / "acme", config), github)
        yield acme
        if heard := [*acme.heard, *github.exchanges]:
            assert_truthful("github", heard)
