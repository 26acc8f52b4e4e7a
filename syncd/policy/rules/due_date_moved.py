"""The rule `due-date-moved`."""

from collections.abc import Iterator
from datetime import timedelta

from syncd.model import Finding
from syncd.policy.progress import moved_at
from syncd.policy.rules.registry import View, rule

_BEFORE = timedelta(days=1)  # a reason may be given before the date is moved


@rule("due-date-moved")
def due_date_moved(view: View) -> Iterator[Finding]:
    """A due date was moved later on the ticket, and nobody said why.

    Why: a date that moves by itself is no date; one that moves for a reason is a plan.
    Fix: say on the ticket why it is later.
    Source: Post-Mortem Action Item Tracking, "Step-by-Step Tracking Process", step 10.
    """
    for assessment in view.open_items:
        ticket = assessment.ticket
        moved = moved_at(assessment, view.terms)
        if ticket is None or moved is None:
            continue
        said = (each for each in ticket.comments if each.record is None)
        if any(each.at >= moved - _BEFORE for each in said):
            continue
        yield view.about(
            assessment,
            "due-date-moved",
            f"{ticket.ref.key} was moved to {ticket.due} without a reason (seen {moved:%Y-%m-%d})",
            f"say on {ticket.ref.key} why it is later",
        )
