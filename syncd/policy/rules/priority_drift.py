"""The rule `priority-drift`."""

from collections.abc import Iterator

from syncd.model import Cell, Finding
from syncd.policy.assess import writable
from syncd.policy.rules.registry import View, rule


@rule("priority-drift", in_documents=True)
def priority_drift(view: View) -> Iterator[Finding]:
    """The priority in force is not the one that impact, effort and severity give.

    Why: a priority that was changed by hand hides why, and does not follow when the scores
        change.
    Fix: correct the scores if the priority is right, or put the computed one back.
    Source: Post-Mortem Action Item Tracking, "Prioritization".
    """
    for assessment in view.open_items:
        score, written = assessment.score, assessment.written.priority
        if score is None:
            continue
        rewritten = writable(assessment, Cell.PRIORITY, view.terms)
        ticket, chosen = assessment.ticket, assessment.ticket_priority
        if ticket and chosen:
            if chosen is not score.priority:
                yield view.about(
                    assessment,
                    "priority-drift",
                    f"{ticket.ref.key} was set to {chosen}, computed is {score.reason}",
                    "correct impact or effort, or remove that label from the ticket",
                )
        elif written and written is not score.priority and not rewritten:
            yield view.about(
                assessment,
                "priority-drift",
                f"the document says {written}, computed is {score.reason}",
                "correct impact, effort or priority in the document",
            )
