"""The rule `undocumented-closure`."""

from collections.abc import Iterator

from syncd.model import Finding, Level, Status
from syncd.policy.closure import is_documented
from syncd.policy.rules.registry import View, rule


@rule("undocumented-closure", level=Level.ERROR, in_documents=True)
def undocumented_closure(view: View) -> Iterator[Finding]:
    """An action item was dropped without a word on why.

    Why: the next incident will ask; a decision that is written down is learning, a silent
        one decay.
    Fix: write the decision down, as in "Accepted risk: not doing X because Y".
    Source: Post-Mortem Action Item Tracking, "Preventing Action Item Decay".
    """
    for assessment in view.certain_items:
        if assessment.item.status is Status.DROPPED and not is_documented(assessment):
            where = (
                f"comment on {assessment.ticket.ref.key}"
                if assessment.ticket
                else "write beside it"
            )
            yield view.about(
                assessment,
                "undocumented-closure",
                "dropped without a reason",
                f"{where}: Accepted risk: not doing this because ...",
            )
