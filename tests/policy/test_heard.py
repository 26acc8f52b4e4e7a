"""What counts as something that a human did, and when."""

from datetime import UTC, datetime, timedelta

from syncd.model import Base, Comment, State, Status, Ticket, TicketRef
from syncd.policy.facts import Terms
from syncd.policy.heard import last_progress, silent_act

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
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
