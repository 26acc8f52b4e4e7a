"""Which lines of a document are action items, and what is read from each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from syncd.markdown import ENGLISH, read
from syncd.model import Category, Cell, Link, PostMortem, Priority, Status
from tests.markdown.round_trip import document

DONE, OPEN, BUSY, DROPPED = Status.DONE, Status.OPEN, Status.IN_PROGRESS, Status.DROPPED
ISSUE = "https://github.com/acme/api/issues/7"


def items(text: str) -> list[dict[str, Any]]:
    """The items of a text, without what is empty and without what every item has."""
    return [
        {
            name: value
            for name in (
                "title", "id", "category", "impact", "effort", "halves_duration", "priority",
                "owner", "team", "due", "status", "reason",
            )
            if (value := getattr(item, name)) is not None
        }
        for item in read_text(text).items
    ]  # fmt: skip


def titles(text: str) -> list[str]:
    """The titles of the items of a text."""
    return [item.title for item in read_text(text).items]


def links(text: str) -> list[Link]:
    """The links of the only item of a text."""
    (item,) = read_text(text).items
    return list(item.links)


def read_text(text: str, path: str = "outage.md") -> PostMortem:
    """A text, read."""
    return read(document(text, path))


def problems(text: str) -> list[tuple[str, int]]:
    """The rules and lines of the problems of a text."""
    return [(problem.rule, problem.line) for problem in read_text(text).problems]


def in_actions(body: str) -> str:
    """A document with one section of action items."""
    return f"# Queue outage\n\n## Summary\n\n- it broke\n\n## Action items\n\n{body}\n"


FORMS = {
    "a table with every column": (
        ("| ID | Action | Cat | Impact | Effort | Halves duration | Priority | Owner | Team | Due "
        "| Status | Ticket |\n|-|-|-|-|-|-|-|-|-|-|-|-|\n"
        "| A-1 | Add a breaker | Prevent | 4 | 2 - Medium | yes | P0 | [Jane](m.md) | payments "
        "| 2026-03-01 | dropped: too late | PAY-1 |"),
        [
            {
                "title": "Add a breaker", "id": "A-1", "category": Category.PREVENT, "impact": 4,
                "effort": 2, "halves_duration": True, "priority": Priority.P0, "owner": "Jane",
                "team": "payments", "due": dt.date(2026, 3, 1), "status": DROPPED,
                "reason": "too late",
            }
        ],
    ),
    "a table without outer pipes, ragged, with an escaped pipe": (
        "Task | Who | Done?\n--- | --- | ---\nFix `a\\|b` parsing | @li | ✅\nWrite it down",
        [
            {"title": "Fix a|b parsing", "owner": "@li", "status": DONE},
        ],
    ),
    "a table whose title column has no usual name": (
        ("| Improvement of May | Owner | Deadline |\n|-|-|-|\n"
            "| Shorter timeouts | TBD | May 1, 2026 |"),
        [{"title": "Shorter timeouts", "due": dt.date(2026, 5, 1)}],
    ),
    "blank rows and rows that say nothing": (
        ("| Action | Owner |\n|-|-|\n| | |\n| N/A | |\n| TBD | @li |\n| {describe} | |\n"
            "| Do it | |"),
        [{"title": "Do it"}],
    ),
    "a task list": (
        ("- [x] Add an alert\n- [ ] Write a runbook @jane\n- [ ] Test it (in progress)\n"
        "- [x] Buy disks (dropped: the cloud has some)"),
        [
            {"title": "Add an alert", "status": DONE},
            {"title": "Write a runbook", "status": OPEN, "owner": "@jane"},
            {"title": "Test it", "status": BUSY},
            {"title": "Buy disks", "status": DROPPED, "reason": "the cloud has some"},
        ],
    ),
    "bullets with owners in all places": (
        ("- @jane will add an alert\n- Renew the certificate (omar@acme.com)\n"
        "- Li and Kim to split the cluster\n- Move the cron job. Owner: Jane Doe, due: 2026-04-01\n"
        "- Script to check the logs\n- Thank @jane and @li for the help\n- **@kim**: Clean up\n"
            "- Pair up (@jane, @li)\n- @jane and @li to meet\n"
            "- Limit retries — @kim — PAY-4 — due March 3, 2026"),
        [
            {"title": "add an alert", "owner": "@jane"},
            {"title": "Renew the certificate", "owner": "omar@acme.com"},
            {"title": "split the cluster", "owner": "Li and Kim"},
            {"title": "Move the cron job.", "owner": "Jane Doe", "due": dt.date(2026, 4, 1)},
            {"title": "Script to check the logs"},
            {"title": "Thank @jane and @li for the help"},
            {"title": "Clean up", "owner": "@kim"},
            {"title": "Pair up", "owner": "@jane, @li"},
            {"title": "meet", "owner": "@jane and @li"},
            {"title": "Limit retries", "owner": "@kim", "due": dt.date(2026, 3, 3)},
        ],
    ),
    "words beside the title": (
        ("1. **P1** Add an alert [detect]\n2. TODO: drop the table\n"
            "3. **Mitigate**: Fail over (DONE)"),
        [
            {"title": "Add an alert", "category": Category.DETECT, "priority": Priority.P1},
            {"title": "drop the table", "status": OPEN},
            {"title": "Fail over", "category": Category.MITIGATE, "status": DONE},
        ],
    ),
    "details and labelled details": (
        ("- Add an alert\n  wrapped here\n\n  - on the queue\n  - Owner: @jane\n"
            "  - Status: in progress"),
        [{"title": "Add an alert wrapped here", "owner": "@jane", "status": BUSY}],
    ),
    "labels head what is nested below them": (
        "- Better monitoring\n  - Add a metric\n  - Show it\n- Prevention:\n  - Limit retries",
        [
            {"title": "Add a metric"},
            {"title": "Show it"},
            {"title": "Limit retries", "category": Category.PREVENT},
        ],
    ),
    "sub-headings by category and by state": (
        ("### Prevent\n\n- Limit retries\n\n### What went wrong: detection\n\n- Add an alert\n\n"
        "### Short term (completed)\n\n- Shorter timeouts\n\n**Mitigation**\n\n- A runbook"),
        [
            {"title": "Limit retries", "category": Category.PREVENT},
            {"title": "Add an alert", "category": Category.DETECT},
            {"title": "Shorter timeouts", "status": DONE},
            {"title": "A runbook", "category": Category.MITIGATE, "status": DONE},
        ],
    ),
    "one heading an item": (
        ("### 1) Add an alert `@jane` [detect]\n\nWe saw nothing.\n\n- not an item\n\n"
        "### 2) A bigger server (done)\n\nFor the load."),
        [
            {"title": "Add an alert", "owner": "@jane", "category": Category.DETECT},
            {"title": "A bigger server", "status": DONE},
        ],
    ),
    "YAML as in a runbook": (
        ('```yaml\naction_item:\n  id: "PM-2026-0001-01"\n  title: "Add a breaker"\n'
        '  category: prevent\n  priority: P0\n  owner: jane@acme.com\n  team: payments\n'
        '  due_date: "2026-03-01"\n  status: in_progress\n  tracking_ticket: PAY-1\n```'),
        [
            {
                "title": "Add a breaker", "id": "PM-2026-0001-01", "category": Category.PREVENT,
                "priority": Priority.P0, "owner": "jane@acme.com", "team": "payments",
                "due": dt.date(2026, 3, 1), "status": BUSY,
            }
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_read(form: str) -> None:
    """Whatever form a team writes its action items in, they are read field by field."""
    body, expected = FORMS[form]
    assert items(in_actions(body)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Timeline\n\n- Restarted the queue\n- [ ] call Jane", []),
        ("## Lessons learned\n\n- Always test backups", []),
        ("## Notes to the owner\n\n- [x] All sections are filled in", []),
        ("## Action items\n\n- N/A", []),
        ("## Action items\n\nNone.", []),
        ("## Action items\n\n- [ ] Action item 1 (owner, due date)\n- {{ summary }}", []),
        ("## Timeline\n\n| Time | Action |\n|-|-|\n| 10:00 | restarted |", []),
        ("```\n## Action items\n- Add an alert\n```", []),
        ("## Follow-ups\n\n- Add one\n\n### Timeline\n\n- 10:00\n\n## Logs\n\n- x", ["Add one"]),
        ("Action items:\n- Add one\n\n## Impact\n\n- none", ["Add one"]),
        ("## 5. Next steps 🚀\n\n1. Add one", ["Add one"]),
        ("## How will we prevent this from happening again?\n\n- Add one", ["Add one"]),
        ("## Outcome\n\nTo prevent this in future we will:\n\n- Add one", ["Add one"]),
        ("## Prevention\n\n- Add one\n- Limit two", ["Add one", "Limit two"]),
        ("## Prevention\n\n- Disks fill up\n\n## Action items\n\n- Add one", ["Add one"]),
        ("> ## Action items\n>\n> - Add one", []),
        ("## Action items\n\n> - Add one\n>   - detail\n\n- Add two", ["Add one", "Add two"]),
        ("## Action items\n\n## Prevent\n\n- Add one\n\n## Impact\n\n- big", ["Add one"]),
    ],
)  # fmt: skip
def test_sections_decide_what_is_an_item(text: str, expected: list[str]) -> None:
    """Only what stands where actions are listed counts, and only if it says something."""
    assert titles(f"# Queue outage\n\n{text}\n") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"- Fix it ([#7]({ISSUE}))", [Link("#7", ISSUE, declared=True)]),
        (f"- Fix it, see [the issue]({ISSUE})", [Link("the issue", ISSUE)]),
        (f"- Fix it {ISSUE}", [Link(ISSUE)]),
        (f"- [#7]: Fix it\n\n[#7]: {ISSUE}", [Link("#7", ISSUE)]),
        ("- Fix PAY-12 and acme/api#9, not #12",
         [Link("PAY-12"), Link("acme/api#9"), Link("#12")]),
        ("- Read [the plan](docs/plan.md) and UTF-8 in `ABC-1`", []),
        ("- Revert https://github.com/acme/api/commit/abc123", []),
        ("- Fix it\n  - Ticket: PAY-12", [Link("PAY-12", None, declared=True)]),
        ("- Fix it ([PAY-12](../tickets/PAY/PAY-12.md), done)",
         [Link("PAY-12", "../tickets/PAY/PAY-12.md", declared=True)]),
        ("| Action | Ticket |\n|-|-|\n| Fix it | PAY-1, [PAY-2](x) |",
         [Link("PAY-2", "x", declared=True)]),
        ("| Action | Ticket |\n|-|-|\n| Fix it | PAY-1, #2 |",
         [Link("PAY-1", None, declared=True), Link("#2", None, declared=True)]),
        ("| Action | Links |\n|-|-|\n| Fix it | [plan](p.md) [PAY-2](x) |",
         [Link("PAY-2", "x", declared=True)]),
    ],
)  # fmt: skip
def test_tickets_are_told_from_other_links(line: str, expected: list[Link]) -> None:
    """Issues, pull requests and keys may be tickets; documents and commits are not."""
    assert links(in_actions(line)) == expected


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("We will add an alert.", 9),
        ("The limits will be lowered.\nWe will also buy disks.", 9),
        ("Add an alert for the queue.", 9),
        ("| Action | Due |\n|-|-|\n| Fix it | 03/04/2026 |", 11),
        ("| Action | ETA |\n|-|-|\n| Fix it | next sprint |", 11),
        ("- Fix it\n  - Due: 2026-13-01", 9),
        ("| Action | Owner |\n|-|-|\n| Fix a|b now | @li |", 11),
        ("```yaml\naction_item:\n  title: [\n```", 12),
        ("```yaml\naction_item:\n  title: Fix it\n  status: maybe\n```", 12),
    ],
)
def test_what_is_uncertain_is_noted_with_its_line(body: str, line: int) -> None:
    """Prose, unclear dates and broken rows are questions for a human, never guesses."""
    assert problems(in_actions(body))[0] == ("ambiguous-item", line)


def test_an_unclear_date_is_never_written_over() -> None:
    """What syncd does not understand it does not replace."""
    (item,) = read_text(in_actions("| Action | Due |\n|-|-|\n| Fix it | 03/04/2026 |")).items
    assert Cell.DUE not in item.cells
    (item,) = read_text(in_actions("| Action | Due |\n|-|-|\n| Fix it | TBD |")).items
    assert Cell.DUE in item.cells


def test_prose_elsewhere_counts_only_where_nothing_is_listed() -> None:
    """A report that lists its actions is not asked about every sentence."""
    prose = "# Outage\n\nIt broke. We will add an alert.\n"
    assert problems(prose) == [("ambiguous-item", 3)]
    assert problems(prose + "\n## Action items\n\n- Add an alert\n") == []


def test_headings_in_another_language_are_configured() -> None:
    """A team's own heading opens a section of action items."""
    text = "# Ausfall\n\n## Maßnahmen\n\n- Alarm einrichten\n"
    assert read(document(text)).items == ()
    german = ENGLISH.extended(["Maßnahmen"])
    assert [item.title for item in read(document(text), german).items] == ["Alarm einrichten"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_those_of_the_file(newline: str) -> None:
    """Front matter, byte order mark and every kind of line end count as an editor counts."""
    text = "\ufeff---\nid: PM-1\n---\n# A\x0c\n\n## Action items\n\n- One\u2028more\n- Two\n"
    read_back = read(document(text.replace("\n", newline)))
    assert [(item.line, item.title) for item in read_back.items] == [(8, "One more"), (9, "Two")]


def test_a_template_has_no_items() -> None:
    """A form to be filled in asks nobody for anything."""
    text = "# Incident report template\n\n## Actions\n\n- Alice to fix the disk\n"
    assert read_text(text).items == ()
    text = "# 2026: Outage of the template service\n\n## Actions\n\n- Fix the disk\n"
    assert len(read_text(text).items) == 1
