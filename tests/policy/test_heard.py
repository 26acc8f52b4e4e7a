"""What counts as something that a human did, and when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syncd.model import NOTE, Base, Comment, Priority, State, Status, Ticket, TicketRef
from syncd.policy.facts import Terms
from syncd.policy.heard import last_progress, silent_act

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
MADE = NOW - timedelta(days=9)
BASE = Base(title="Add a breaker", owner="jane@acme.com", status=Status.OPEN)


def _ticket(**more: object) -> Ticket:
    values = {
        "ref": TicketRef("it", "PAY", "1", "PAY-1", ""),
        "title": "Add a breaker",
        "status": Status.OPEN,
        "assignee": "jane@acme.com",
        "created": MADE,
        "revision": "1",
        **more,
    }
    return Ticket(**values)  # type: ignore[arg-type]


def test_what_a_long_pass_wrote_is_no_progress() -> None:
    """A label that syncd set a minute after its pass began does not wake a zombie."""
    state = State("1", BASE, written=NOW - timedelta(days=2))
    ticket = _ticket(state=state, updated=NOW - timedelta(days=2) + timedelta(seconds=70))
    assert last_progress(ticket, Terms(NOW)) is None


def test_a_change_counts_from_when_it_was_made() -> None:
    """Somebody who takes over late in the evening did so that day, whenever a pass sees it."""
    evening = NOW - timedelta(hours=12)
    ticket = _ticket(state=State("1", BASE), assignee="omar@acme.com", updated=evening)
    assert last_progress(ticket, Terms(NOW)) == evening


def test_a_silent_edit_is_remembered_before_it_is_written_over() -> None:
    """What only the time of change shows is told; what a comment shows as well is not."""
    at = NOW - timedelta(days=3)
    ticket = _ticket(state=State("1", BASE), updated=at)
    assert silent_act(ticket, Terms(NOW)) == at
    said = Comment(at=at, author="jane@acme.com", text="On it.")
    assert (
        silent_act(_ticket(state=State("1", BASE), updated=at, comments=(said,)), Terms(NOW))
        is None
    )


FORGETFUL = Terms(NOW, keeps_no_state=frozenset({"it"}))
FLAGGED = {
    "labels": frozenset({FORGETFUL.labels.stalled}),
    "updated": NOW - timedelta(days=1),
    "state": State("1", replace(BASE, priority=Priority.P1)),
}


def test_the_flag_for_what_nobody_moves_is_no_progress() -> None:
    """With memory lost and nothing said, the label alone tells that nobody had done anything."""
    assert last_progress(_ticket(**FLAGGED), FORGETFUL) is None
    assert silent_act(_ticket(**FLAGGED), FORGETFUL) is None
    assert last_progress(_ticket(**{**FLAGGED, "labels": frozenset()}), FORGETFUL) == NOW - DAY
    assert last_progress(_ticket(**FLAGGED), Terms(NOW)) == NOW - DAY


def test_what_was_done_before_the_flag() -> None:
    """Who took over before the label came did so at least as long before as the priority allows."""
    taken = _ticket(**FLAGGED, assignee="omar@acme.com")
    span = timedelta(days=FORGETFUL.policy.escalate[Priority.P1])
    assert last_progress(taken, FORGETFUL) == NOW - DAY - span


@pytest.mark.parametrize("record", ["overdue/1", NOTE])
def test_a_flag_counts_for_nothing_where_syncd_spoke(record: str) -> None:
    """Whatever it said holds the state, so that a change that is not in it was a human's."""
    said = Comment(NOW - 3 * DAY, "syncd", "...", "1", record)
    assert last_progress(_ticket(**FLAGGED, comments=(said,)), FORGETFUL) == NOW - DAY
