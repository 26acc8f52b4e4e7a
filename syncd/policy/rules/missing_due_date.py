"""The rule `missing-due-date`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.rules.registry import View, rule


@rule("missing-due-date", in_documents=True)
def missing_due_date(view: View) -> Iterator[Finding]:
    """An open action item has no due date that can be read, and none can be computed.

    Why: without a date nothing is ever late, and what is never late is never done.
    Fix: give it impact and effort, a priority, or a date.
    Source: Post-Mortem Action Item Tracking, "Step-by-Step Tracking Process".
    """
    for assessment in view.open_items:
        ticket = assessment.ticket
        if ticket is not None and ticket.due_text:
            yield view.about(
                assessment,
                "missing-due-date",
                f'{ticket.ref.key} is due "{ticket.due_text}", which is no date',
                "write a date such as 2026-03-01 there, and nothing else",
            )
        elif assessment.item.due is None:
            yield view.about(
                assessment,
                "missing-due-date",
                "no due date, and no priority to compute one from",
                "give it impact and effort (1 to 4 each), a priority, or a due date",
            )
