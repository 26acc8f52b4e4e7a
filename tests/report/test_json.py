"""The JSON of a report."""

import json as stdlib_json
import random
from dataclasses import replace

import pytest

from syncd.model import Change, Outcome, PassOutcome, SourceError
from syncd.report import json
from tests.report.conftest import ALERT, NOW, RUNBOOK, created, finding

ITEM = (
    "id post_mortem file line title category impact effort priority priority_reason owner team due"
    " status ticket"
)
CHANGE = "kind tracker item ticket post_mortem detail outcome error"
FINDING = "rule level post_mortem item ticket message hint"


def test_the_contract_is_there_to_the_key(outcome: PassOutcome) -> None:
    """Every key that programs may rely on is present, in items without anything too."""
    report = json.as_dict(outcome)
    assert report["version"] == "1"
    assert report["now"] == "2026-03-01T09:00:00Z"
    assert (report["dry_run"], report["complete"]) == (True, False)
    for name, keys in (("items", ITEM), ("changes", CHANGE), ("findings", FINDING)):
        for entry in report[name]:
            assert set(keys.split()) <= set(entry)
    assert report["requests"] == {"docs": 0, "hub": 3}
    assert report["errors"] == [{"source": "linear", "message": "HTTP 503, 3 tries"}]
    assert report["read"] == {
        "documents": {"docs": 14},
        "tickets": {"hub": 40, "linear": 21},
        "older": 0,
        "undated": 0,
    }


def test_an_item_in_full_and_an_item_with_nothing(outcome: PassOutcome) -> None:
    """What is known stands in plain JSON; what is not known is null."""
    runbook, alert = json.as_dict(outcome)["items"]
    assert alert == {
        "id": "PM-2026-0051-02",
        "post_mortem": "PM-2026-0051",
        "source": "docs",
        "file": "2026/payments.md",
        "line": 15,
        "title": "Alert on payment errors",
        "category": "detect",
        "impact": 3,
        "effort": 1,
        "priority": "P0",
        "priority_reason": "P0 (3/1 = 3.00)",
        "owner": "omar@acme.com",
        "team": "payments",
        "due": "2026-03-01",
        "status": "open",
        "ticket": None,
    }
    assert runbook["ticket"] == {
        "tracker": "hub",
        "key": "PAY-9",
        "url": "https://hub.example/PAY-9",
    }
    assert runbook["status"] == "in_progress"
    for unknown in ("category", "impact", "effort", "priority", "priority_reason", "owner", "team"):
        assert runbook[unknown] is None


def test_a_change_tells_each_field_and_where_a_document_is_edited(outcome: PassOutcome) -> None:
    """A change says from what, to what and why, and an edit of a document its file and line."""
    new, edit, _ = json.as_dict(outcome)["changes"]
    assert (new["kind"], new["ticket"], new["outcome"]) == ("create-ticket", None, "planned")
    assert new["detail"]["owner"] == {"from": None, "to": "omar@acme.com", "why": None}
    assert edit["detail"] == {
        "status": {"from": "open", "to": "in progress", "why": "PAY-9 says so"},
        "file": "2026/payments.md",
        "line": 14,
    }


def test_a_made_ticket_has_its_key_and_a_failure_its_reason(outcome: PassOutcome) -> None:
    """What was created is named, and what failed says in whose words."""
    made = created(outcome=Outcome.APPLIED)
    failed = created(outcome=Outcome.FAILED)
    report = json.as_dict(replace(outcome, changes=(made, failed)))
    assert [change["ticket"] for change in report["changes"]] == ["PAY-10", None]
    assert report["changes"][1]["error"] == "hub says: no such assignee"
    assert report["summary"]["outcomes"] == {"planned": 0, "applied": 1, "failed": 1, "skipped": 0}


def test_what_a_change_is_not_about_is_null(outcome: PassOutcome) -> None:
    """A change without an item or a post-mortem has null there, not an empty text."""
    step = created()
    assert isinstance(step.change, Change)
    step = replace(step, change=replace(step.change, item="", post_mortem=""))
    (change,) = json.as_dict(replace(outcome, changes=(step,)))["changes"]
    assert (change["item"], change["post_mortem"]) == (None, None)


@pytest.mark.parametrize(
    ("outcome_of_change", "errors", "complete"),
    [
        (Outcome.PLANNED, (), True),
        (Outcome.APPLIED, (), True),
        (Outcome.FAILED, (), False),
        (Outcome.SKIPPED, (), False),
        (Outcome.APPLIED, (SourceError("hub", "down"),), False),
    ],
)
def test_complete_means_that_nothing_is_missing(
    outcome_of_change: Outcome, errors: tuple[SourceError, ...], complete: bool
) -> None:
    """A failed or skipped change, and a source not read, make a report incomplete."""
    outcome = PassOutcome(NOW, False, changes=(created(outcome=outcome_of_change),), errors=errors)
    assert json.as_dict(outcome)["complete"] is complete


def test_the_order_does_not_depend_on_the_order_of_reading(outcome: PassOutcome) -> None:
    """However a pass came upon things, its report is the same."""
    many = tuple(finding(rule, item=item) for rule in "cab" for item in ("2", None, "1"))
    outcome = replace(outcome, findings=(*outcome.findings, *many))
    expected = json.as_dict(outcome)
    shuffle = random.Random(7).sample
    shuffled = replace(
        outcome,
        post_mortems=outcome.post_mortems[::-1],
        items=(ALERT, RUNBOOK)[::-1],
        findings=tuple(shuffle(outcome.findings, len(outcome.findings))),
        requests=dict(reversed(list(outcome.requests.items()))),
        tickets=dict(reversed(list(outcome.tickets.items()))),
    )
    assert stdlib_json.dumps(json.as_dict(shuffled)) == stdlib_json.dumps(expected)
    levels = [entry["level"] for entry in expected["findings"]]
    assert levels == sorted(levels, key=["error", "warning", "info"].index)
    assert [entry["id"] for entry in expected["post_mortems"]] == ["PM-2026-0044", "PM-2026-0051"]


def test_the_summary_counts(outcome: PassOutcome) -> None:
    """The numbers of the summary are those of the lists."""
    summary = json.as_dict(outcome)["summary"]
    assert summary["changes"]["create-ticket"] == 1
    assert sum(summary["changes"].values()) == 3
    assert summary["findings"] == {"error": 2, "warning": 0, "info": 1}
    assert (summary["post_mortems"], summary["unchanged"]) == (2, 1)
    assert (summary["items"], summary["open"]) == (2, 2)
