"""What bears on an incident, as people and programs get it."""

from dataclasses import replace

from syncd.policy.relevance import Bearing, Told
from syncd.report import related
from syncd.report.json import Report
from syncd.report.terminal import cells
from tests.report.conftest import ALERT, NOW, RUNBOOK

POOL = "connection pool exhausted"
FOUND = [
    Bearing(ALERT, Told(96, ("connection", "pool"), POOL), service="payments-api"),
    Bearing(replace(RUNBOOK, team="payments"), service="payments-api", by_team=True),
]


def report(*found: Bearing) -> Report:
    """A report about an incident in payments."""
    return related.as_dict(found, service="payments-api", cause="pool", now=NOW, as_of=NOW)


TEXT = """\
2 open action items bear on service 'payments-api' and cause 'pool', strongest first, as of
2026-03-01 09:00 UTC.

PM-2026-0051-02  P0  Alert on payment errors
    open, omar@acme.com, due 2026-03-01, no ticket
    cause of PM-2026-0051: connection pool exhausted (score 96: connection, pool)
    service payments-api

PM-2026-0051-01  -  Write a failover runbook
    in progress, nobody, due 2026-02-01, late, PAY-9 https://hub.example/PAY-9
    team payments owns payments-api
"""


def test_text() -> None:
    """Each item says who has it, until when, on which ticket, and why it is there."""
    assert related.text(report(*FOUND)) == TEXT


def test_markdown() -> None:
    """One line an item to paste into a channel, which pings nobody."""
    hostile = replace(RUNBOOK, title="a | b @octocat")
    lines = related.markdown(report(*FOUND[:1], replace(FOUND[1], item=hostile))).splitlines()
    assert lines[0].startswith("2 open action items bear on service 'payments-api'")
    assert lines[2] == (
        "- **PM-2026-0051-02** Alert on payment errors (P0, omar@acme.com, due 2026-03-01,"
        " no ticket): cause of PM-2026-0051: connection pool exhausted (score 96: connection,"
        " pool); service payments-api"
    )
    assert "a \\| b @\u200boctocat" in lines[3]
    assert "[PAY-9](https://hub.example/PAY-9)" in lines[3]


def test_json() -> None:
    """Every reason is there in parts, strongest item first."""
    first, second = report(*FOUND)["items"]
    assert (first["score"], second["score"]) == (96, None)
    assert first["why"] == [
        {"by": "cause", "score": 96, "words": ["connection", "pool"], "text": POOL},
        {"by": "service", "service": "payments-api"},
    ]
    assert second["why"] == [{"by": "team", "service": "payments-api"}]
    assert (first["overdue"], second["overdue"]) == (False, True)


def test_nothing_is_said() -> None:
    """That nothing bears on it is an answer, with what was asked and when it was looked at."""
    told = "No open action item bears on service 'payments-api' and cause 'pool', as of"
    assert related.text(report()).startswith(told)
    assert related.markdown(report()).startswith(told)


def test_what_is_secret_or_hostile() -> None:
    """A withheld cause shows its score alone; control characters drive no terminal."""
    title = Told(50, ("pool",), "\x1b[31mpool")
    shown = related.text(report(Bearing(ALERT, Told(96, (), None), title)), width=60)
    assert "cause of PM-2026-0051 (score 96)" in shown
    assert "says so itself (score 50: pool)" in shown
    assert "\x1b" not in shown
    assert max(map(cells, shown.splitlines())) <= 60
    assert "\x1b[1m" in related.text(report(*FOUND), colour=True)
