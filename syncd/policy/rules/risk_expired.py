"""The rule `risk-expired`."""

from collections.abc import Iterator

from syncd.model import Finding, Status
from syncd.policy.closure import accepted_until
from syncd.policy.rules.registry import View, rule


@rule("risk-expired")
def risk_expired(view: View) -> Iterator[Finding]:
    """The risk of not doing an action item was accepted until a day that has come.

    Why: a risk is accepted under circumstances, and those change.
    Fix: reopen the ticket, or accept the risk again with a later day.
    Source: Post-Mortem Action Item Tracking, "Preventing Action Item Decay".
    """
    for assessment in view.certain_items:
        if assessment.item.status is not Status.DROPPED:
            continue
        until = accepted_until(assessment)
        if until is not None and until <= view.terms.today:
            where = assessment.ticket.ref.key if assessment.ticket else "the post-mortem"
            yield view.about(
                assessment,
                "risk-expired",
                f"the risk was accepted until {until}",
                f"reopen it, or write in {where}: Accepted risk until YYYY-MM-DD: ... because ...",
            )
