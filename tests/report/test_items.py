"""Action items as they stand."""

import json as stdlib_json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from syncd.model import Status
from syncd.report import items
from syncd.report.terminal import cells
from tests.report.conftest import ALERT, NOW, RUNBOOK

TABLE = """\
Item                 Status       Due              Owner          Ticket  Title
PM-2026-0051-01  -   in progress  2026-02-01 late  -              PAY-9   Write a failover runbook
PM-2026-0051-02  P0  open         2026-03-01       omar@acme.com  -       Alert on payment errors

2 action items, 2 open, 1 overdue, as of 2026-03-01 09:00 UTC.
"""


def test_the_table() -> None:
    """One line an item, by id, and what there is in all."""
    assert items.text(items.as_dict((ALERT, RUNBOOK), now=NOW)) == TABLE


def test_overdue_begins_the_day_after() -> None:
    """An item is overdue when the day after its due date has begun in UTC, and it is open."""

    def overdue(now: datetime, status: Status = Status.OPEN) -> bool:
        item = replace(ALERT, due=date(2026, 3, 1), status=status)
        return bool(items.as_dict((item,), now=now)["items"][0]["overdue"])

    assert not overdue(datetime(2026, 3, 1, 23, 59, tzinfo=UTC))
    assert overdue(datetime(2026, 3, 2, 0, 0, tzinfo=UTC))
    assert not overdue(datetime(2026, 3, 9, tzinfo=UTC), Status.DONE)
    assert not items.as_dict((replace(ALERT, due=None),), now=NOW)["items"][0]["overdue"]


def test_no_items_is_said() -> None:
    """An empty table says that it is empty."""
    nothing = items.as_dict((), now=NOW)
    assert items.text(nothing) == items.markdown(nothing) == "No action items.\n"
    at = "2026-03-01T09:00:00Z"
    assert nothing == {"version": "1", "now": at, "as_of": at, "items": []}


def test_what_was_remembered_says_from_when() -> None:
    """Items from memory carry the time of the pass that saw them; overdue is by today."""
    report = items.as_dict((ALERT,), now=NOW + timedelta(days=5), as_of=NOW)
    assert report["items"][0]["overdue"]
    assert "1 overdue, as of 2026-03-01 09:00 UTC." in items.text(report)


def test_titles_are_cut_to_the_width() -> None:
    """A long or wide title is shortened, and a hostile one harmless."""
    item = replace(ALERT, title="\x1b[31m" + "手順書" * 50)
    shown = items.text(items.as_dict((item,), now=NOW), width=110)
    assert max(map(cells, shown.splitlines())) <= 110
    assert "\x1b" not in shown
    assert "…" in shown


def test_colour_marks_what_is_overdue() -> None:
    """With colour the line of an overdue item stands out; JSON alone is needed for it."""
    report = stdlib_json.loads(stdlib_json.dumps(items.as_dict((ALERT, RUNBOOK), now=NOW)))
    lines = items.text(report, colour=True).splitlines()
    assert lines[1].startswith("\x1b[31mPM-2026-0051-01")
    assert lines[2].startswith("PM-2026-0051-02")


def test_the_markdown_table() -> None:
    """The same as a Markdown table, escaped, with the ticket as a link."""
    item = replace(RUNBOOK, title="a | b @octocat")
    written = items.markdown(items.as_dict((item,), now=NOW))
    assert "[PAY-9](https://hub.example/PAY-9) | a \\| b @\u200boctocat |" in written
