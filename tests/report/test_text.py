"""The report as text."""

import json as stdlib_json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import Change, Difference, Outcome, PassOutcome
from syncd.report import json, text
from syncd.report.terminal import cells
from tests.report.conftest import ALERT, NOW, created, edited, finding

COLOUR = re.compile(r"\x1b\[\d+m")

WHOLE = """\
Rehearsal at 2026-03-01 09:00 UTC. Nothing is written.
Read 14 documents and 61 tickets (hub 40, linear 21) with 3 requests.

PM-2026-0051  Payment outage                                SEV-1, 2026-03-01
  ~ 2026/payments.md:14                                     PM-2026-0051-01
        status  open -> in progress                         PAY-9 says so
  ~ PM-2026-0051-01  Write a failover runbook               PAY-9
        labels  +priority/P0
  + PM-2026-0051-02  Alert on payment errors                new ticket in hub PAY
        owner     omar@acme.com
        priority  P0 (3/1 = 3.00)
1 post-mortem needs no change.

Needs a person
  error    unreadable-post-mortem  is not UTF-8 (2026/odd.md)
           -> save it as UTF-8
  error    missing-owner  PM-2026-0051-01  nobody owns it (2026/payments.md:14)
           -> name one person in column Owner
  info     due-soon  PM-2026-0051-02  due today (2026/payments.md:14)
           -> name one person in column Owner

Not read or not written
  linear  HTTP 503, 3 tries

3 changes to make: 1 new ticket, 1 ticket update, 1 document edit. Needs a person: 2 errors, 1 info.
Incomplete, exit 3.
(+ new, ~ changed)
To carry out: syncd reconcile
"""


def test_the_whole_report(outcome: PassOutcome) -> None:
    """Grouped by post-mortem and item, every line with its reason, findings apart."""
    assert text.render(json.as_dict(outcome)) == WHOLE


def test_no_text_drives_a_terminal(outcome: PassOutcome) -> None:
    """Whatever stands in a title, a message or a reason, it is shown and not obeyed."""
    report = json.as_dict(outcome)
    words = {"version", "command", "kind", "outcome", "level", "id", "rule", "now", "at"}

    def hostile(value: Any, key: str = "") -> Any:
        if isinstance(value, str):
            return value if key in words else f"{value}\x1b[2J\n\u202e"
        if isinstance(value, dict):
            return {name: hostile(inner, name) for name, inner in value.items()}
        return [hostile(inner, key) for inner in value] if isinstance(value, list) else value

    shown = text.render(hostile(report))
    assert shown.count("\\x1b[2J") > 20
    assert not re.search("[\x1b\u202e]", shown)


def test_the_text_needs_nothing_but_the_json(outcome: PassOutcome) -> None:
    """What was written to a file as JSON renders the same as what is at hand."""
    report = json.as_dict(outcome)
    again = stdlib_json.loads(stdlib_json.dumps(report))
    assert text.render(again) == text.render(report)
    assert text.render(again, colour=True) == text.render(report, colour=True)


def test_colour_only_when_asked(outcome: PassOutcome) -> None:
    """Colour adds escape sequences and nothing else; without it there are none."""
    report = json.as_dict(outcome)
    assert COLOUR.sub("", text.render(report, colour=True)) == text.render(report)
    assert COLOUR.search(text.render(report, colour=True))
    assert "\x1b" not in text.render(report)


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_no_line_is_wider_than_asked(outcome: PassOutcome, width: int) -> None:
    """Long titles are cut and long messages wrapped, wide characters counted as two."""
    item = replace(ALERT, title="障害対応の手順書を書く " * 20)
    long = finding(message="word " * 60, hint="do it " * 40)
    outcome = replace(outcome, changes=(created(item), edited()), findings=(long,))
    lines = text.render(json.as_dict(outcome), width=width).splitlines()
    assert max(cells(line) for line in lines) <= width
    assert any("…" in line and "new ticket in hub PAY" in line for line in lines)


def test_failed_and_skipped_changes_say_why(outcome: PassOutcome) -> None:
    """What was not done has its own sign, and the reason below it."""
    failed = created(outcome=Outcome.FAILED)
    skipped = replace(edited(), outcome=Outcome.SKIPPED, error="over policy.max_changes (500)")
    done = created(replace(ALERT, id="PM-2026-0051-03"), Outcome.APPLIED)
    shown = text.render(
        json.as_dict(replace(outcome, changes=(failed, skipped, done), dry_run=False))
    )
    assert "  ! PM-2026-0051-02  Alert on payment errors" in shown
    assert "        failed: hub says: no such assignee" in shown
    assert "        skipped: over policy.max_changes (500)" in shown
    assert "new ticket PAY-10" in shown
    assert "3 changes (1 made, 1 failed, 1 skipped): 2 new tickets, 1 document edit." in shown
    assert "(+ new, ! not done)" in shown
    assert "To carry out" not in shown


def test_a_quiet_pass_says_what_was_compared() -> None:
    """No changes is a statement about what was looked at, not silence."""
    quiet = PassOutcome(NOW, dry_run=False, documents={"docs": 14}, tickets={"hub": 61})
    assert text.render(json.as_dict(quiet)) == (
        "Pass at 2026-03-01 09:00 UTC.\nRead 14 documents and 61 tickets.\n\n"
        "No changes: compared 14 documents with 61 tickets. Nothing needs a person.\n"
    )


def test_many_findings_of_one_rule_are_folded(outcome: PassOutcome) -> None:
    """Over 5 of a rule in one post-mortem, or 20 in all, show some, the number, and the way out."""
    in_one = tuple(finding("unscored", item=f"I-{n}") for n in range(7))
    in_all = tuple(finding("zombie", item=f"Z-{n:02}", post_mortem=f"PM-{n:02}") for n in range(23))
    few = tuple(finding("stalled", item=f"S-{n}") for n in range(5))
    report = json.as_dict(replace(outcome, findings=in_one + in_all + few))
    shown = text.render(report)
    assert shown.count("  unscored  I-") == 5
    assert "and 2 more unscored" in shown
    assert shown.count("  zombie  Z-") == 5
    assert "and 18 more zombie" in shown
    assert shown.count("  stalled  S-") == 5
    assert "more stalled" not in shown
    assert "20 findings not shown; all of them: -v, or syncd reconcile --dry-run" in shown
    everything = text.render(report, verbose=True)
    assert everything.count("  zombie  Z-") == 23
    assert "not shown" not in everything


def test_a_terminal_obeys_no_document(outcome: PassOutcome) -> None:
    """Control characters, line breaks and reversed writing in a title show and do nothing."""
    item = replace(ALERT, title="a\x1b[2J\x9b0mb\x07\r\nc\u202ed")
    shown = text.render(json.as_dict(replace(outcome, changes=(created(item),))), width=160)
    assert r"a\x1b[2J\x9b0mb\x07 c\u202ed" in shown


@given(st.text(), st.integers(min_value=60, max_value=120))
def test_no_text_brings_its_own_controls(title: str, width: int) -> None:
    """Whatever a title holds, only line ends are control characters in the report."""
    outcome = PassOutcome(NOW, True, changes=(created(replace(ALERT, title=title)),))
    shown = text.render(json.as_dict(outcome), width=width)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", shown)
    assert max(map(cells, shown.splitlines())) <= width


@pytest.mark.parametrize(
    ("before", "why", "told"),
    [
        ("P2", "P2 (3/4 = 0.75) -> P0 (SEV-1)", "priority  P2 (3/4 = 0.75) -> P0 (SEV-1)"),
        (None, "P0 (3/1 = 3.00)", "priority  P0 (3/1 = 3.00)"),
        ("P3", "P0 (3/1 = 3.00)", "priority  P3 -> P0" + " " * 34 + "P0 (3/1 = 3.00)"),
        ("P3", None, "priority  P3 -> P0"),
    ],
)
def test_a_priority_is_told_once(
    outcome: PassOutcome, before: str | None, why: str | None, told: str
) -> None:
    """A reason that says from what and to what is not preceded by the same again."""
    step = edited()
    difference = Difference("priority", before, "P0", why)
    assert isinstance(step.change, Change)
    step = replace(step, change=replace(step.change, differences=(difference,)))
    shown = text.render(json.as_dict(replace(outcome, changes=(step,))))
    assert f"        {told}\n" in shown
