"""One pass with something of everything in it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from syncd.model import (
    ActionItem,
    Base,
    Category,
    Cell,
    CellEdit,
    Change,
    ChangeKind,
    ChangeOutcome,
    CreateTicket,
    Difference,
    Draft,
    EditDocument,
    EditTicket,
    Finding,
    Heading,
    Identity,
    Level,
    Outcome,
    PassOutcome,
    Priority,
    Severity,
    SourceError,
    Status,
    TicketEdit,
    TicketRef,
    Wanted,
)

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PAY_9 = TicketRef("hub", "PAY", "id-9", "PAY-9", "https://hub.example/PAY-9")

ALERT = ActionItem(
    id="PM-2026-0051-02",
    post_mortem="PM-2026-0051",
    source="docs",
    file="2026/payments.md",
    line=15,
    title="Alert on payment errors",
    category=Category.DETECT,
    impact=3,
    effort=1,
    priority=Priority.P0,
    priority_reason="P0 (3/1 = 3.00)",
    owner="omar@acme.com",
    team="payments",
    due=date(2026, 3, 1),
    status=Status.OPEN,
    ticket=None,
)
RUNBOOK = replace(
    ALERT,
    id="PM-2026-0051-01",
    line=14,
    title="Write a failover runbook",
    category=None,
    impact=None,
    effort=None,
    priority=None,
    priority_reason=None,
    owner=None,
    team=None,
    due=date(2026, 2, 1),
    status=Status.IN_PROGRESS,
    ticket=PAY_9,
)


def created(item: ActionItem = ALERT, outcome: Outcome = Outcome.PLANNED) -> ChangeOutcome:
    """The making of a ticket."""
    draft = Draft(
        tracker="hub",
        project="PAY",
        wanted=Wanted(item.title, item.owner, item.due, frozenset()),
        body="",
        identity=Identity(item.id, item.post_mortem, "https://docs.example/payments.md"),
        base=Base(),
        created=NOW,
    )
    differences = (
        Difference("project", None, "hub PAY", "team payments"),
        Difference("owner", None, item.owner),
        Difference("priority", None, "P0", "P0 (3/1 = 3.00)"),
    )
    change = Change(
        ChangeKind.CREATE_TICKET,
        item.post_mortem,
        item.id,
        item.title,
        "hub",
        None,
        differences,
        CreateTicket(draft),
    )
    done = outcome is Outcome.APPLIED
    failed = outcome is Outcome.FAILED
    return ChangeOutcome(
        change,
        outcome,
        error="hub says: no such assignee" if failed else None,
        ticket="PAY-10" if done else None,
    )


def edited(item: ActionItem = RUNBOOK) -> ChangeOutcome:
    """The edit of a document."""
    action = EditDocument(
        item.source, item.file, 0, item.line, (CellEdit(0, Cell.STATUS, "in progress"),), "r1"
    )
    differences = (Difference(Cell.STATUS, "open", "in progress", "PAY-9 says so"),)
    change = Change(
        ChangeKind.EDIT_POST_MORTEM,
        item.post_mortem,
        item.id,
        item.title,
        "hub",
        "PAY-9",
        differences,
        action,
    )
    return ChangeOutcome(change, Outcome.PLANNED)


def updated(item: ActionItem = RUNBOOK) -> ChangeOutcome:
    """The edit of a ticket."""
    change = Change(
        ChangeKind.UPDATE_TICKET,
        item.post_mortem,
        item.id,
        item.title,
        "hub",
        "PAY-9",
        (Difference("labels", None, "+priority/P0"),),
        EditTicket(PAY_9, TicketEdit(), "r1"),
    )
    return ChangeOutcome(change, Outcome.PLANNED)


def finding(rule: str = "missing-owner", **more: object) -> Finding:
    """A finding about the runbook."""
    known: dict[str, object] = {
        "message": "nobody owns it",
        "hint": "name one person in column Owner",
        "level": Level.ERROR,
        "post_mortem": RUNBOOK.post_mortem,
        "item": RUNBOOK.id,
        "ticket": "PAY-9",
        "file": RUNBOOK.file,
        "line": RUNBOOK.line,
    }
    return Finding(rule=rule, **(known | more))  # type: ignore[arg-type]


@pytest.fixture
def outcome() -> PassOutcome:
    """A rehearsal that creates, edits and updates, finds, and could not read everything."""
    return PassOutcome(
        now=NOW,
        dry_run=True,
        post_mortems=(
            Heading(
                "PM-2026-0051", "Payment outage", "2026/payments.md", Severity.SEV1, NOW.date()
            ),
            Heading("PM-2026-0044", "Login errors", "2026/login.md", None, None),
        ),
        items=(ALERT, RUNBOOK),
        changes=(created(), edited(), updated()),
        findings=(
            finding("due-soon", level=Level.INFO, item=ALERT.id, message="due today"),
            finding(),
            finding(
                "unreadable-post-mortem",
                item=None,
                ticket=None,
                post_mortem=None,
                file="2026/odd.md",
                line=None,
                message="is not UTF-8",
                hint="save it as UTF-8",
            ),
        ),
        errors=(SourceError("linear", "HTTP 503, 3 tries"),),
        requests={"hub": 3, "docs": 0},
        documents={"docs": 14},
        tickets={"hub": 40, "linear": 21},
    )
