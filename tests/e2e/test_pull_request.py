"""A pull request with a new post-mortem: told what is wrong before anything is made of it."""

import json
import re
from pathlib import Path

import pytest

from tests.e2e.company import Company

DOCUMENT = """\
---
id: PM-2026-0060
title: Card payments rejected
date: 2026-03-01
severity: SEV-1
services: [payments-api]
---

# Card payments rejected

## Action items

| Action | Category | Impact | Effort | Owner | Due |
| --- | --- | --- | --- | --- | --- |
| Alert on rejected card payments | detect | 3 | 1 | | |
| Write a runbook for a switch of banks | mitigate | 2 | 2 | payments team | |
| Retry with a limit | | 4 | 2 | Omar Haddad | |
| Test the switch of banks every month | mitigate | 2 | 3 | Jane Doe | 2026-12-24 |
| Write: we will see | mitigate | 1 | 1 | Jane Do | |
"""
FAULTS = {
    ("error", 15, "missing-owner PM-2026-0060-01"),
    ("warning", 16, "team-as-owner PM-2026-0060-02"),
    ("warning", 17, "missing-category PM-2026-0060-03"),
    ("warning", 18, "unrealistic-due-date PM-2026-0060-04"),
    ("warning", 19, "unknown-owner PM-2026-0060-05"),
}
MENDED = (
    DOCUMENT.replace("| detect | 3 | 1 | |", "| detect | 3 | 1 | Jane Doe |")
    .replace("payments team", "Omar Haddad")
    .replace("| Retry with a limit | |", "| Retry with a limit | prevent |")
    .replace("2026-12-24", "2026-04-10")
    .replace("Jane Do |", "Jane Doe |")
)
FILE = "post-mortems/2026/cards.md"
ANNOTATION = re.compile(
    r"^::(?P<level>\w+) file=(?P<file>[^,]+),line=(?P<line>\d+),title=(?P<title>[^:]+)::.+$",
    re.MULTILINE,
)


@pytest.fixture
def summary(company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A job of GitHub in the company's repository; where its summary goes."""
    monkeypatch.chdir(company.folder)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(company.folder))
    path = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    path.touch()
    return path


def annotations(output: str) -> set[tuple[str, int, str]]:
    """Level, line and title of each annotation at the new document."""
    found = [match for match in ANNOTATION.finditer(output) if match["file"] == FILE]
    return {(match["level"], int(match["line"]), match["title"]) for match in found}


def test_from_the_pull_request_to_the_tickets(company: Company, summary: Path) -> None:
    """Five faults give five annotations and the plan; mended and merged, the tickets are made."""
    company.write(FILE, DOCUMENT)
    before = company.state()
    lint = company.run("lint", "--format", "github", FILE)
    assert (lint.code, annotations(lint.out)) == (1, FAULTS)
    assert "what the documents show" in summary.read_text()

    summary.write_text("")
    plan = company.run("reconcile", "--dry-run", "--format", "github")
    assert (plan.code, annotations(plan.out)) == (1, FAULTS)
    shown = summary.read_text()
    assert "## Action items: what syncd would do" in shown
    assert shown.count("| new ticket<br>tickets |") == 5
    assert "**10 changes to make: 5 new tickets, 5 document edits.**" in shown
    assert company.state() == before, "nothing is made of a pull request"

    company.write(FILE, MENDED)
    summary.write_text("")
    mended = company.run("reconcile", "--dry-run", "--format", "github")
    assert (mended.code, annotations(mended.out)) == (0, set())

    merged = company.run("reconcile", "--format", "github")
    assert merged.code == 0
    assert len(company.tickets()) == 5
    assert "Action items: what syncd did" in summary.read_text()
    again = json.loads(company.run("lint", "--format", "json").out)
    assert again["findings"] == []


def test_annotations_and_sarif_agree(company: Company, summary: Path) -> None:
    """The same findings at the same lines, for code scanning."""
    company.write(FILE, DOCUMENT)
    log = json.loads(company.run("lint", "--format", "sarif").out)
    places = {
        (
            result["level"],
            result["locations"][0]["physicalLocation"]["region"]["startLine"],
            result["ruleId"],
        )
        for result in log["runs"][0]["results"]
        if result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == FILE
    }
    assert places == {(level, line, title.split()[0]) for level, line, title in FAULTS}


def test_links_to_tickets_are_in_the_summary(company: Company, summary: Path) -> None:
    """The page of the job leads to the tickets that a finding is about, where they have pages."""
    config = (company.folder / "syncd.toml").read_text()
    link = config.replace('path = "tickets"', 'path = "tickets"\nurl_base = "https://git.test/t/"')
    company.write("syncd.toml", link)
    company.write(FILE, DOCUMENT)
    company.run("reconcile", "--format", "github")
    company.run("reconcile", "--dry-run", "--format", "github")
    assert "[PM-2026-0060-01](https://git.test/t/PAY/PAY-1.md)" in summary.read_text()
