"""The rule `due-soon`."""

from collections.abc import Iterator

from syncd.model import Finding, Level
from syncd.policy.rules.registry import View, rule
from syncd.policy.telling import days


@rule("due-soon", level=Level.INFO)
def due_soon(view: View) -> Iterator[Finding]:
    """An open action item is due within days.

    Why: a word before the date is worth more than one after it.
    Fix: finish it, or move the date with a reason.
    Source: Post-Mortem Action Item Tracking, "Follow-Up Cadence".
    """
    soon = view.terms.policy.due_soon_days
    for assessment in view.open_items:
        due = assessment.item.due
        if due and 0 <= (left := (due - view.terms.today).days) <= soon:
            when = "today" if left == 0 else "tomorrow" if left == 1 else f"in {days(left)}"
            yield view.about(
                assessment,
                "due-soon",
                f"due {when} ({due})",
                "finish it, or move the date with a reason",
            )
