"""Whole passes over post-mortems on GitHub, through the command line."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from syncd.testing.github import GitHubSimulator, Human
from tests.e2e.company import Company, Run
from tests.github.documents import NOW, REPO, asked, committed, documents_on_github
from tests.github.stage import TOKEN

ITEMS = """\
## Action items

| Action | Impact | Effort | Owner | Ticket | Status |
| --- | --- | --- | --- | --- | --- |
| Add a circuit breaker | 4 | 2 | jane.doe@acme.com | | |
"""
DOCUMENT = f"""\
---
id: PM-2026-0051
title: Payment service outage
date: 2026-03-01
severity: SEV-2
services: [payments-api]
---
{ITEMS}"""
FILES = '[trackers.tickets]\nadapter = "files"\npath = "tickets"\n'
FOLDER = 'path = "pm"\n'
IN_A_PULL_REQUEST = f'{FOLDER}write = "pull-request"\n'
ISSUES = 'label = "incident"\n'


@dataclass
class Acme:
    """A company with post-mortems on GitHub, and its tickets there or in files."""

    company: Company
    github: GitHubSimulator
    li: Human
    now: datetime = NOW
    asked: Sequence[str] = field(default_factory=list)

    def passes(self, *arguments: str) -> Run:
        """One pass, a minute after the last; `asked` is what it asked of GitHub."""
        self.now += timedelta(minutes=1)
        self.github.clock.advance(seconds=60)
        self.github.clear_log()
        run = self.company.reconcile(*arguments, now=self.now.isoformat())
        self.asked = asked(self.github)
        return run

    def cells(self, text: str | bytes | None) -> Mapping[str, str]:
        """The row of the item in a document."""
        assert text is not None
        lines = text.decode() if isinstance(text, bytes) else text
        rows = [line for line in lines.splitlines() if line.startswith("|")]
        names, values = ([cell.strip() for cell in row.strip("|").split("|")] for row in
                         (rows[0], rows[2]))  # fmt: skip
        return dict(zip(names, values, strict=True))

    def texts(self) -> Mapping[str, str]:
        """The text of every issue."""
        return {ticket.key: ticket.body for ticket in self.github.state().tickets}


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Acme]]:
    """Sets up a company with this source, and its tickets in `acme/docs` or in files."""
    with ExitStack() as stack:

        def founded(source: str, *, tickets: str = "") -> Acme:
            github = stack.enter_context(documents_on_github())
            github.user("janedoe")
            github.repository(REPO, roles={"janedoe": "write"})
            monkeypatch.setenv("SYNCD_SOURCES__DOCS__TOKEN", TOKEN)
            gh = f'[trackers.gh]\nadapter = "github"\nurl = "{github.url}"\nlag = 0.1\n'
            if not tickets:
                monkeypatch.setenv("SYNCD_TRACKERS__GH__TOKEN", TOKEN)
            config = f"""
[sources.docs]
adapter = "github"
url = "{github.url}"
repository = "{REPO}"
{source}
{tickets or gh}
[teams.payments]
tracker = "{"tickets" if tickets else "gh"}"
project = "{"PAY" if tickets else REPO}"
services = ["payments-api"]
[people."jane.doe@acme.com"]
team = "payments"
github = "janedoe"
"""
            company = Company.at(tmp_path / "acme", config)
            return Acme(company, github, github.human("li"))

        yield founded


def test_documents_on_github_and_tickets_in_files(acme: Callable[..., Acme]) -> None:
    """The ticket is made here and linked there; a quiet pass asks GitHub once."""
    ours = acme(FOLDER, tickets=FILES)
    ours.li.write(REPO, "pm/outage.md", DOCUMENT)
    run = ours.passes()
    assert run.code == 0, run.out
    assert run.report["items"][0]["file"] == "outage.md"
    row = ours.cells(committed(ours.github, "pm/outage.md"))
    assert row["Ticket"] == "[PAY-1](../tickets/PAY/PAY-1.md)"
    assert f"{ours.github.url}/{REPO}/blob/HEAD/pm/outage.md" in ours.company.ticket("PAY-1")
    assert ours.passes().changes == []
    assert ours.asked == ["GET /git/trees/HEAD"]
    ours.company.change_ticket("PAY-1", "status", "done")
    run = ours.passes()
    assert run.code == 0
    assert ours.cells(committed(ours.github, "pm/outage.md"))["Status"] == "done"
    assert ours.passes().changes == []
    assert run.report["requests"]["docs"] > 1


def test_both_on_github(acme: Callable[..., Acme]) -> None:
    """Documents and tickets in one repository: a quiet pass asks once for each."""
    ours = acme(FOLDER)
    ours.li.write(REPO, "pm/outage.md", DOCUMENT)
    assert ours.passes().code == 0
    row = ours.cells(committed(ours.github, "pm/outage.md"))
    assert row["Ticket"] == f"[acme/docs#1]({ours.github.url}/{REPO}/issues/1)"
    ours.passes()
    run = ours.passes()
    assert run.changes == []
    assert sorted(ours.asked) == ["GET /git/trees/HEAD", "GET /issues"]
    assert run.report["requests"] == {"docs": 1, "gh": 1}


def test_issues_about_issues(acme: Callable[..., Acme]) -> None:
    """A post-mortem that is an issue gets tickets that are issues, and never becomes one."""
    ours = acme(ISSUES)
    title = "PM-2026-0051: Payment service outage"
    body = f"**Services:** payments-api\r\n\r\n{ITEMS}".replace("\n", "\r\n").replace("\r\r", "\r")
    ours.li.create(REPO, title, body, ("incident", "SEV-2"))
    run = ours.passes()
    assert run.code == 0, run.out
    (item,) = run.report["items"]
    assert (item["id"], item["file"]) == ("PM-2026-0051-01", "docs/issues/1.md")
    text = ours.texts()[f"{REPO}#1"]
    assert ours.cells(text)["Ticket"] == f"[acme/docs#2]({ours.github.url}/{REPO}/issues/2)"
    assert text.replace("\r\n", "").count("\n") == 0
    link = f"[PM-2026-0051]({ours.github.url}/{REPO}/issues/1)"
    assert link in ours.texts()[f"{REPO}#2"]
    ours.passes()
    run = ours.passes()
    assert (run.changes, run.report["requests"]) == ([], {"docs": 1, "gh": 1})
    ours.li.comment(f"{REPO}#1", "Well written.")
    assert ours.passes().changes == []
    ours.li.close(f"{REPO}#2")
    ours.passes()
    assert ours.cells(ours.texts()[f"{REPO}#1"])["Status"] == "done"
    assert ours.passes().changes == []
    labels = {ticket.key: ticket.labels for ticket in ours.github.state().tickets}
    assert labels[f"{REPO}#1"] == ["incident", "SEV-2"]


def test_a_link_to_a_post_mortem_is_no_ticket(acme: Callable[..., Acme]) -> None:
    """An item that names another post-mortem's issue does not make a ticket of that."""
    ours = acme(ISSUES)
    ours.li.create(REPO, "PM-2026-0050: Before", "Nothing to do.\n", ("incident",))
    there = f"{ours.github.url}/{REPO}/issues/1"
    body = f"**Services:** payments-api\n\n{ITEMS}"
    in_text = body.replace("breaker", f"breaker, see {there}")
    ours.li.create(REPO, "PM-2026-0051: Outage", in_text, ("incident",))
    as_ticket = body.replace("com | |", f"com | {there} |").replace("circuit breaker", "runbook")
    ours.li.create(REPO, "PM-2026-0052: Again", as_ticket, ("incident",))
    run = ours.passes()
    assert [each["message"] for each in run.findings("broken-ticket-link")] != []
    assert ours.texts()[f"{REPO}#1"] == "Nothing to do.\n"
    assert f"{REPO}#4" in ours.cells(ours.texts()[f"{REPO}#2"])["Ticket"]
    assert ours.cells(ours.texts()[f"{REPO}#3"])["Ticket"] == there
    assert ours.passes().changes == []


def test_nothing_more_while_a_pull_request_waits(acme: Callable[..., Acme]) -> None:
    """A second pass is empty and asks twice; after the merge it is empty as well."""
    ours = acme(IN_A_PULL_REQUEST, tickets=FILES)
    ours.li.write(REPO, "pm/outage.md", DOCUMENT)
    assert ours.passes().code == 0
    assert committed(ours.github, "pm/outage.md") == DOCUMENT.encode()
    run = ours.passes()
    assert (run.code, run.changes) == (0, [])
    assert ours.asked == ["GET /pulls", "GET /git/trees/HEAD"]
    ours.li.merge(f"{REPO}#1")
    run = ours.passes()
    assert (run.code, run.changes) == (0, [])
    assert "PAY-1" in ours.cells(committed(ours.github, "pm/outage.md"))["Ticket"]
    assert list(ours.company.tickets()) == ["PAY-1"]


def test_a_human_edits_the_base_of_a_pull_request(acme: Callable[..., Acme]) -> None:
    """What they wrote is kept, the link is proposed anew on top of it, and no ticket is doubled."""
    ours = acme(IN_A_PULL_REQUEST, tickets=FILES)
    ours.li.write(REPO, "pm/outage.md", DOCUMENT)
    ours.passes()
    edited = DOCUMENT.replace("## Action", "## Summary\n\nIt was DNS.\n\n## Action")
    ours.li.write(REPO, "pm/outage.md", edited)
    run = ours.passes()
    assert run.code == 0, run.out
    assert ours.passes().changes == []
    ours.li.merge(f"{REPO}#1")
    now = committed(ours.github, "pm/outage.md")
    assert now
    assert b"It was DNS." in now
    assert "PAY-1" in ours.cells(now)["Ticket"]
    assert list(ours.company.tickets()) == ["PAY-1"]
    assert ours.passes().changes == []


def test_a_human_closes_the_pull_request(acme: Callable[..., Acme]) -> None:
    """The pass says so and goes on; something new to write is asked for in a new one."""
    ours = acme(IN_A_PULL_REQUEST, tickets=FILES)
    ours.li.write(REPO, "pm/outage.md", DOCUMENT)
    ours.passes()
    ours.li.close(f"{REPO}#1")
    for _ in range(2):
        run = ours.passes()
        assert run.code == 3
        (change,) = [each for each in run.changes if each["outcome"] == "failed"]
        assert "closed without being merged" in change["error"]
    assert list(ours.company.tickets()) == ["PAY-1"]
    ours.company.change_ticket("PAY-1", "status", "done")
    run = ours.passes()
    assert run.code == 0, json.dumps(run.changes, indent=1)
    assert ours.passes().changes == []
    ours.li.merge(f"{REPO}#2")
    assert ours.cells(committed(ours.github, "pm/outage.md"))["Status"] == "done"


def test_a_rehearsal_writes_nothing(acme: Callable[..., Acme]) -> None:
    """Neither a commit nor a branch, nor an issue."""
    ours = acme(IN_A_PULL_REQUEST)
    ours.li.write(REPO, "pm/outage.md", DOCUMENT)
    assert ours.passes("--dry-run").changes
    assert all(line.startswith("GET ") for line in ours.asked)


def test_without_memory_it_ends_the_same(acme: Callable[..., Acme]) -> None:
    """The store is a cache: without it nothing is made, linked or proposed twice."""
    ours = acme(IN_A_PULL_REQUEST)
    ours.li.write(REPO, "pm/outage.md", DOCUMENT)
    ours.passes()
    before: Any = ours.github.state().as_json()
    ours.company.forget()
    assert ours.passes().changes == []
    assert ours.github.state().as_json() == before


def test_the_label_of_tickets_is_an_error(acme: Callable[..., Acme]) -> None:
    """A source over syncd's own tickets is not opened, and the error names the way out."""
    ours = acme('label = "post-mortem"\n')
    run = ours.passes()
    assert run.code == 3
    assert "sources.docs.label" in run.err
    assert ours.asked == []
