"""The rule `decayed`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.progress import is_decayed
from syncd.policy.rules.registry import View, rule
from syncd.policy.telling import days


@rule("decayed")
def decayed(view: View) -> Iterator[Finding]:
    """An open action item is long past due, and nobody has worked on it since.

    Why: the share of such items is how fast what was learned from incidents is forgotten.
    Fix: complete it, set another date with a reason, or close it with a documented decision.
    Source: Post-Mortem Action Item Tracking, "Measuring Completion Rates".
    """
    for assessment in view.open_items:
        due, ticket = assessment.item.due, assessment.ticket
        if due and ticket and is_decayed(assessment, view.terms):
            yield view.about(
                assessment,
                "decayed",
                f"{days((view.terms.today - due).days)} past due, without progress for more than"
                f" {days(view.terms.policy.decayed_days)}",
                f"complete it, set another date on {ticket.ref.key} with a reason, or close it"
                " there with a documented decision",
            )
