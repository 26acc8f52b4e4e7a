"""The rule `overdue`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.rules.registry import View, rule
from syncd.policy.telling import days


@rule("overdue", in_documents=True)
def overdue(view: View) -> Iterator[Finding]:
    """An open action item is past its due date.

    Why: each day that overdue is normal, the next date means less.
    Fix: finish it, hand it over, or move the date with a reason.
    Source: Post-Mortem Action Item Tracking, "Automated Reminders".
    """
    for assessment in view.open_items:
        due = assessment.item.due
        if due and due < view.terms.today:
            late = (view.terms.today - due).days
            yield view.about(
                assessment,
                "overdue",
                f"{days(late)} overdue (due {due})",
                "finish it, hand it over, or move the date with a reason",
            )
