"""A company whose tickets are in Jira, reconciled through the command line as a user would."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.company import Company, Run
from tests.jira.stage import BOT, TOKEN, JiraStage, cloud, data_center
from tests.specs import assert_truthful

pytestmark = pytest.mark.keeps_secrets("token")

NOW = "2026-03-02T09:00:00Z"
SOON = "2026-03-02T10:00:00Z"  # before anybody is asked how it is going
LATER = "2026-03-03T09:00:00Z"
OUTAGE = """\
---
id: PM-2026-0051
title: Payment service outage
date: 2026-02-27
severity: SEV-1
services: [payments-api]
---

# Payment service outage

## Action items

| Action | Category | Impact | Effort | Owner | Due | Ticket | Status |
| --- | --- | --- | --- | --- | --- | --- | --- |
| Add a circuit breaker | Prevent | 4 | 2 | jane.doe@acme.com | | | |
| Alert on the error rate | Detect | 3 | 1 | omar@acme.com | | | |
| Write the failover runbook | Mitigate | 3 | 2 | jane.doe@acme.com | | | |
"""


@pytest.fixture(params=[cloud, data_center], ids=["cloud", "data-center"])
def stage(request: pytest.FixtureRequest) -> Iterator[JiraStage]:
    """Both Jiras, with people whose addresses are known there."""
    with request.param() as stage:
        yield stage


@pytest.fixture
def company(stage: JiraStage, tmp_path: Path) -> Company:
    """A company with one post-mortem; its token is in a file."""
    (tmp_path / "token").write_text(TOKEN)
    made = Company.at(tmp_path / "acme", config_of(stage))
    made.write("post-mortems/outage.md", OUTAGE)
    return made


def config_of(stage: JiraStage, *lines: str) -> str:
    """A configuration that asks Jira for everything that it does not say."""
    more = "\n".join(lines)
    return f"""
[sources.docs]
adapter = "files"
path = "post-mortems"
url_base = "https://git.test/acme/post-mortems/"
[trackers.jira]
adapter = "jira"
url = "{stage.simulator.url}"
{stage.auth}
token_file = "../token"
{more}
[teams.payments]
tracker = "jira"
project = "PAY"
services = ["payments-api"]
"""


def spent(run: Run) -> int:
    """The requests to Jira that a pass reports."""
    return int(run.report["requests"]["jira"])


def test_from_document_to_tickets_and_back(company: Company, stage: JiraStage) -> None:
    """Tickets are made with owner, date and link; what people do there comes back."""
    first = company.reconcile()
    assert first.code == 0, first.out
    assert sorted(stage.keys()) == ["PAY-1", "PAY-2", "PAY-3"]
    ticket = next(
        t for t in stage.simulator.state().tickets if t.title == "Alert on the error rate"
    )
    assert (ticket.assignees, ticket.due, ticket.priority) == (
        ["omar@acme.com"],
        "2026-03-09",
        "Highest",
    )
    assert ticket.links == ["https://git.test/acme/post-mortems/outage.md"]
    assert f"[{ticket.key}]({stage.simulator.url}/browse/{ticket.key})" in company.document()

    stage.pass_time(3600)
    stage.human.close(ticket.key)
    stage.human.assign("PAY-1", "omar@acme.com")
    followed = company.reconcile(now=LATER)
    assert followed.code == 0, followed.out
    rows = company.document().splitlines()
    assert next(row for row in rows if "error rate" in row).rstrip("| ").endswith("done")
    assert "omar@acme.com" in next(row for row in rows if "PAY-1]" in row)
    assert company.reconcile(now=LATER).changes == []


def test_what_it_costs(company: Company, stage: JiraStage) -> None:
    """Three tickets are one create and three links; a quiet pass is one request."""
    first = company.reconcile()
    people = sum("/user/" in line for line in stage.log)
    assert people == 2
    assert spent(first) == len(stage.log) == 1 + people + 1 + 3
    stage.pass_time(3600)
    assert company.reconcile(now=SOON).changes == []
    stage.clear_log()
    quiet = company.reconcile(now=SOON)
    assert (quiet.changes, spent(quiet), len(stage.log)) == ([], 1, 1)


def test_the_ticket_is_the_truth(company: Company, stage: JiraStage) -> None:
    """Without its store syncd makes nothing twice and rewrites nothing."""
    company.reconcile()
    before = stage.simulator.state().as_json()
    company.forget()
    again = company.reconcile()
    assert again.changes == []
    assert stage.simulator.state().as_json() == before


def test_both_sides_keep_to_the_description(company: Company, stage: JiraStage) -> None:
    """What syncd sends and what the simulator answers is what Atlassian publishes."""
    if not stage.simulator.cloud:
        pytest.skip("there is no freely licensed description of Jira Data Center")
    stage.simulator.record = True
    company.reconcile()
    stage.pass_time(3600)
    stage.human.comment("PAY-1", "On it.")
    stage.human.close("PAY-2")
    company.reconcile(now="2026-03-20T09:00:00Z")
    company.run("doctor")
    assert_truthful("jira", stage.simulator.exchanges)


def test_a_rehearsal_writes_nothing(company: Company, stage: JiraStage) -> None:
    """The plan is the same, and no request writes."""
    planned = company.reconcile("--dry-run")
    assert len(planned.changes) > 3
    assert list(stage.writes) == []


def test_an_answer_that_was_lost(company: Company, stage: JiraStage) -> None:
    """Whatever became of a create, there is one ticket an item in the end, with its link."""
    (company.folder / "syncd.toml").write_text(config_of(stage, "lag = 0"), "utf-8")
    stage.fault("lose-answer", "create")
    broken = company.reconcile()
    assert broken.code == 3
    assert len(stage.keys()) == 3
    mended = company.reconcile()
    assert mended.code == 0, mended.out
    for _ in range(2):
        company.reconcile()
    state = stage.simulator.state().tickets
    assert len(state) == 3
    assert all(ticket.links for ticket in state)
    assert company.reconcile().changes == []


def test_the_lag_is_waited_for(company: Company, stage: JiraStage) -> None:
    """As long as a search may not show it yet, nothing is made again."""
    stage.simulator.faults.add("POST /issue/bulk", "lose-answer")
    company.reconcile()
    stage.simulator.faults.add("POST /search(/jql)?", "stale", 3, acts=1)
    again = company.reconcile()
    assert len(stage.keys()) == 3
    assert "skipped" in {change["outcome"] for change in again.changes}
    assert again.code == 3
    stage.simulator.faults.clear()
    assert company.reconcile().code == 0
    assert len(stage.keys()) == 3


def test_the_token_is_told_nowhere(company: Company, stage: JiraStage) -> None:
    """Neither in reports, nor in errors, nor in the store."""
    stage.simulator.clock.set(datetime.fromtimestamp(time.time(), UTC), running=True)
    stage.simulator.faults.add(".*", "503", 99)
    runs = [company.reconcile("-v"), company.run("doctor")]
    stage.simulator.faults.clear()
    runs += [company.reconcile("-v"), company.run("doctor")]
    with stage.simulator.changing() as world:
        world.tokens.clear()
    runs += [company.reconcile("-v"), company.run("doctor")]
    assert [run.code for run in runs] == [3, 3, 0, 0, 3, 3]
    assert not any(TOKEN in run.out + run.err for run in runs)
    kept = [path.read_bytes() for path in company.folder.rglob("*") if path.is_file()]
    assert not any(TOKEN.encode() in content for content in kept)


def test_a_ticket_of_somebody_else_s_making(company: Company, stage: JiraStage) -> None:
    """Linked in the document, it is adopted: labels, link and marker, and its text stays."""
    key = stage.human.create("Something by hand", "Text of a human.", ["theirs"])
    row = f"| By hand | Prevent | 2 | 2 | omar@acme.com | | {key} | |"
    company.write("post-mortems/outage.md", OUTAGE + row + "\n")
    assert company.reconcile().code == 0
    ticket = next(t for t in stage.simulator.state().tickets if t.key == key)
    assert ticket.title == "Something by hand"
    assert ticket.body.startswith("Text of a human.")
    assert {"theirs", "post-mortem", "category/prevent"} <= set(ticket.labels)
    assert ticket.links == ["https://git.test/acme/post-mortems/outage.md"]
    stage.pass_time(300)
    assert company.reconcile().changes == []


def test_what_moves_is_followed(company: Company, stage: JiraStage) -> None:
    """A ticket in another project is the same ticket, under its new key."""
    company.reconcile()
    stage.pass_time(600)
    key = next(t.key for t in stage.simulator.state().tickets if "breaker" in t.title)
    assert stage.human.move(key, "OPS") == "OPS-1"
    for _ in range(2):
        assert company.reconcile("--full", now=LATER).code == 0
    assert len(stage.simulator.state().tickets) == 3
    quiet = company.reconcile(now=LATER)
    assert quiet.changes == []
    assert "OPS-1" in {item["ticket"]["key"] for item in quiet.report["items"]}
    assert quiet.findings("broken-ticket-link") == []


def test_the_doctor(company: Company, stage: JiraStage) -> None:
    """It says what is well, and what is missing with the way out, and writes nothing."""
    stage.simulator.clock.set(datetime.fromtimestamp(time.time(), UTC), running=True)
    well = company.run("doctor")
    assert well.code == 0, well.out
    assert "tickets can be made, edited, assigned and linked" in " ".join(well.out.split())
    admin = stage.simulator.human("admin@acme.com")
    admin.deny(BOT, "LINK_ISSUES", "ADMINISTER_PROJECTS", project="PAY")
    admin.deny(BOT, "ADMINISTER")
    told = " ".join(company.run("doctor").out.split())
    assert "syncd may not link post-mortems" in told
    assert "Link Issues" in told
    assert "people are told by mail" in told
    assert list(stage.writes) == []
