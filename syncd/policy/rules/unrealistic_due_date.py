"""The rule `unrealistic-due-date`."""

from collections.abc import Iterator
from datetime import timedelta

from syncd.model import Finding
from syncd.policy.rules.registry import View, rule
from syncd.policy.telling import days


@rule("unrealistic-due-date", in_documents=True)
def unrealistic_due_date(view: View) -> Iterator[Finding]:
    """A due date is later than its priority accepts, or sooner than its effort takes.

    Why: over-ambitious dates make overdue normal, and distant ones make the item decay.
    Fix: move the date into the span that the finding names.
    Source: Post-Mortem Action Item Tracking, "Preventing Action Item Decay".
    """
    policy = view.terms.policy
    for assessment in view.open_items:
        item = assessment.item
        if item.due is None or item.priority is None:
            continue
        latest = assessment.starts + timedelta(policy.acceptable[item.priority])
        takes = policy.effort_days.get(item.effort or 0)
        earliest = assessment.starts + timedelta(takes) if takes else item.due
        if item.due > latest:
            yield view.about(
                assessment,
                "unrealistic-due-date",
                f"due {item.due}, {days((item.due - latest).days)} later than {item.priority}"
                " accepts",
                f"due by {latest}, or give it a lower priority",
            )
        elif item.due < earliest and item.due != assessment.computed_due:
            yield view.about(
                assessment,
                "unrealistic-due-date",
                f"due {item.due}, {days((earliest - item.due).days)} sooner than effort"
                f" {item.effort} takes",
                f"due from {earliest} on, or cut it into smaller items",
            )
