"""The rule `stalled`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.progress import is_stalled, is_started
from syncd.policy.rules.registry import View, rule
from syncd.policy.telling import days


@rule("stalled")
def stalled(view: View) -> Iterator[Finding]:
    """An open action item has had no progress for longer than its priority allows.

    Why: an item that nobody touches is finished by the next incident, not by anybody else.
    Fix: say on the ticket what holds it up, hand it over, or put it off with a reason.
    Source: Post-Mortem Action Item Tracking, "Follow-Up Cadence".
    """
    for assessment in view.open_items:
        still = is_stalled(assessment, view.terms)
        if still is None or assessment.ticket is None or assessment.item.priority is None:
            continue
        begun = "no progress" if is_started(assessment) else "not started"
        allowed = view.terms.policy.escalate[assessment.item.priority]
        yield view.about(
            assessment,
            "stalled",
            f"{begun} for {days(still.days)}; {assessment.item.priority} allows {days(allowed)}",
            f"say on {assessment.ticket.ref.key} what holds it up, hand it over, or put it off"
            " with a reason",
        )
