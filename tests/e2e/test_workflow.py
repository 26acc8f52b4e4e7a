# ruff: noqa: E501  (a table is as wide as it is)
"""The published workflow, steps 1 to 6 and 9, on files from end to end."""

from tests.e2e.company import Company

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

| Action                              | Cat     | Impact | Effort | Priority | Owner | Due | Ticket | Status |
|-------------------------------------|---------|--------|--------|----------|-------|-----|--------|--------|
| Add circuit breaker to payment svc  | Prevent | 4      | 2      | P0       | Jane Doe |  |        |        |
| Alert on payment error rate > 0.5%  | Detect  | 3      | 1      | P0       | omar@acme.com | | |  |
| Write payment failover runbook      | Mitigate| 3      | 2      | P1       | @janedoe | |  |  |
| Structured logging for retries      | Detect  | 2      | 1      | P1       | @janedoe | |  |  |
| Refactor error handling             | Prevent | 3      | 4      | P2       | @janedoe | |  |  |
"""
PRIORITIES = ["P0", "P0", "P1", "P1", "P2"]


def test_priorities_of_the_published_table(company: Company) -> None:
    """Without overrides the published table comes out to the letter."""
    company.write("post-mortems/outage.md", OUTAGE)
    config = (company.folder / "syncd.toml").read_text("utf-8")
    company.write("syncd.toml", config + "\n[policy.priority]\noverrides = false\n")
    report = company.reconcile("--dry-run").report
    assert [item["priority"] for item in report["items"]] == PRIORITIES


def test_priorities_with_overrides(company: Company) -> None:
    """With overrides the items of a SEV-1 with impact 3 are P0, and the reason shows both."""
    company.write("post-mortems/outage.md", OUTAGE)
    last = company.reconcile("--dry-run").report["items"][-1]
    assert last["priority"] == "P0"
    assert last["priority_reason"] == "P2 (3/4 = 0.75) -> P0 (SEV-1, impact >= 3)"


def test_from_document_to_tickets_and_back(company: Company) -> None:
    """Items get one ticket each, linked both ways; a ticket closed by hand closes its row."""
    company.write("post-mortems/outage.md", OUTAGE)
    first = company.reconcile()
    assert first.code == 0
    assert sorted(company.tickets()) == [f"PAY-{n}" for n in range(1, 6)]
    ticket = company.ticket("PAY-1")
    assert "\nassignee: jane.doe@acme.com\n" in ticket
    assert "\ndue: 2026-03-09\n" in ticket  # P0: 7 days from the day the ticket was made
    assert "\nlabels: [category/prevent, post-mortem, priority/P0]\n" in ticket
    assert "\npost_mortem: https://git.test/acme/post-mortems/outage.md\n" in ticket
    assert "[PAY-1](../tickets/PAY/PAY-1.md)" in company.document()

    quiet = company.reconcile()
    assert quiet.changes == []
    assert quiet.report["complete"] is True

    company.change_ticket("PAY-2", "status", "done")
    company.reconcile(now="2026-03-05T10:00:00Z")
    row = next(line for line in company.document().splitlines() if "error rate" in line)
    assert row.rstrip("| ").endswith("done")
    assert "\nclosed: 2026-03-05T10:00:00Z\n" in company.ticket("PAY-2")
    assert "\nupdated: 2026-03-05T10:00:00Z\n" in company.ticket("PAY-2")
    item = company.reconcile(now="2026-03-05T11:00:00Z").report["items"][1]
    assert (item["status"], item["ticket"]["key"]) == ("done", "PAY-2")


def test_a_reassigned_ticket_is_followed(company: Company) -> None:
    """Owner and due date follow the ticket, in the way the document names people."""
    company.write("post-mortems/outage.md", OUTAGE)
    company.reconcile()
    company.change_ticket("PAY-1", "assignee", "omar@acme.com")
    company.change_ticket("PAY-1", "due", "2026-03-11")
    run = company.reconcile()
    row = next(line for line in company.document().splitlines() if "circuit" in line)
    assert "| Omar Haddad" in row
    assert "| 2026-03-11" in row
    assert run.findings("conflicting-edit") == []
    assert company.reconcile().changes == []


def test_an_edit_of_the_document_alone_reaches_the_ticket(company: Company) -> None:
    """What only the document changed goes to the ticket; a status does not, and is quoted."""
    company.write("post-mortems/outage.md", OUTAGE)
    company.reconcile()
    text = company.document().replace("| Jane Doe", "| Omar Haddad", 1)
    rows = text.splitlines(keepends=True)
    n = next(n for n, row in enumerate(rows) if "failover" in row)
    rows[n] = rows[n].replace("| open", "| done")
    company.write("post-mortems/outage.md", "".join(rows))
    run = company.reconcile()
    assert "\nassignee: omar@acme.com\n" in company.ticket("PAY-1")
    (finding,) = run.findings("conflicting-edit")
    assert '"done"' in finding["message"]
    assert "\nstatus: open\n" in company.ticket("PAY-3")
    assert company.reconcile().changes == []


def test_both_sides_edited(company: Company) -> None:
    """Where both changed the same field the ticket wins, and the finding quotes the document."""
    company.write("post-mortems/outage.md", OUTAGE)
    company.reconcile()
    company.change_ticket("PAY-1", "assignee", "omar@acme.com")
    text = company.document().replace("| Jane Doe", "| zoe@acme.com", 1)
    company.write("post-mortems/outage.md", text)
    run = company.reconcile()
    (finding,) = run.findings("conflicting-edit")
    assert "zoe@acme.com" in finding["message"]
    assert "\nassignee: omar@acme.com\n" in company.ticket("PAY-1")


def test_a_priority_set_by_a_human_wins(company: Company) -> None:
    """A priority label that a human changed stays, reaches the document, and is drift."""
    company.write("post-mortems/outage.md", OUTAGE)
    company.reconcile()
    company.change_ticket("PAY-4", "labels", "[category/detect, post-mortem, priority/P3, mine]")
    run = company.reconcile()
    (finding,) = run.findings("priority-drift")
    assert finding["item"] == "PM-2026-0051-04"
    assert run.report["items"][3]["priority"] == "P3"
    row = next(line for line in company.document().splitlines() if "logging" in line)
    assert "| P3 " in row
    assert "mine" in company.ticket("PAY-4")
    assert company.reconcile().changes == []


def test_dry_run_is_the_same_plan_and_writes_nothing(company: Company) -> None:
    """A rehearsal shows what a run then does, and leaves every byte and no store behind."""
    company.write("post-mortems/outage.md", OUTAGE)
    before = company.state()
    planned = company.reconcile("--dry-run")
    assert company.state() == before
    assert not list(company.folder.glob("syncd.db*"))
    done = company.reconcile()
    assert {change["outcome"] for change in planned.changes} == {"planned"}
    assert {change["outcome"] for change in done.changes} == {"applied"}
    same = ("kind", "item", "post_mortem", "tracker", "detail")
    assert [[change[key] for key in same] for change in planned.changes] == [
        [change[key] for key in same] for change in done.changes
    ]


def test_without_the_store(company: Company) -> None:
    """Deleting the store changes nothing: the tickets carry what must survive."""
    company.write("post-mortems/outage.md", OUTAGE)
    company.reconcile()
    before = company.state()
    company.forget()
    assert company.reconcile().changes == []
    assert company.state() == before


def test_only_acts_on_what_is_named(company: Company) -> None:
    """`--only` limits a pass to an item, a post-mortem or a document; others stay as they are."""
    company.write("post-mortems/outage.md", OUTAGE)
    company.write("post-mortems/other.md", OUTAGE.replace("0051", "0052"))
    company.reconcile("--only", "PM-2026-0051-02")
    assert list(company.tickets().values()) == ["Alert on payment error rate > 0.5%"]
    company.reconcile("--only", "other.md")
    assert len(company.tickets()) == 6
    wrong = company.reconcile("--only", "PM-2026-0051-9")
    assert wrong.code == 2
    assert "did you mean" in wrong.err


def test_since_leaves_old_post_mortems_alone(company: Company) -> None:
    """Before `policy.since` nothing is made, written or complained about, only read."""
    config = (company.folder / "syncd.toml").read_text("utf-8")
    company.write("syncd.toml", config + "\n[policy]\nsince = 2026-02-28\n")
    company.write("post-mortems/outage.md", OUTAGE)
    run = company.reconcile()
    assert run.changes == []
    assert run.report["findings"] == []
    assert len(run.report["items"]) == 5
    company.write("post-mortems/outage.md", OUTAGE.replace("2026-02-27", "2026-02-28"))
    assert len(company.reconcile().changes) == 10


def test_the_cap_on_changes(company: Company) -> None:
    """A pass makes at most `max_changes`, says so, and the next goes on; nothing is doubled."""
    config = (company.folder / "syncd.toml").read_text("utf-8")
    company.write("syncd.toml", config + "\n[policy]\nmax_changes = 3\n")
    company.write("post-mortems/outage.md", OUTAGE)
    first = company.reconcile()
    assert first.code == 3
    outcomes = [change["outcome"] for change in first.changes]
    assert outcomes.count("applied") == 3
    codes = [company.reconcile().code for _ in range(4)]
    assert codes[-1] == 0
    assert len(company.tickets()) == 5
    assert company.reconcile().changes == []


def test_confidential_titles_stay_inside(company: Company) -> None:
    """A confidential post-mortem without a project for it gets no ticket, and no title leaves."""
    secret = OUTAGE.replace("severity:", "confidential: true\nseverity:")
    company.write("post-mortems/outage.md", secret)
    for form in ("json", "text", "markdown"):
        run = company.run("reconcile", "--format", form)
        assert "circuit breaker" not in run.out
        assert "Payment service outage" not in run.out
    assert not (company.folder / "tickets").exists()
    config = (company.folder / "syncd.toml").read_text("utf-8")
    company.write(
        "syncd.toml",
        config.replace('project = "PAY"', 'project = "PAY"\nconfidential_project = "SEC"'),
    )
    company.reconcile()
    assert len(list((company.folder / "tickets" / "SEC").glob("*.md"))) == 5
