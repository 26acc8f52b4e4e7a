"""The rule `too-few-items`."""

from collections.abc import Iterator

from syncd.model import Finding, Level
from syncd.policy.rules.registry import View, rule


@rule("too-few-items", level=Level.INFO, in_documents=True)
def too_few_items(view: View) -> Iterator[Finding]:
    """A post-mortem has fewer action items than an incident usually teaches.

    Why: one fix for the trigger leaves detection and recovery as they were.
    Fix: ask what would have prevented, shown and shortened the incident.
    Source: Post-Mortem Action Item Tracking, "Preventing Action Item Decay".
    """
    post_mortem, fewest = view.post_mortem, view.terms.policy.min_items
    tells_of_an_incident = view.items or post_mortem.severity or post_mortem.date
    if tells_of_an_incident and len(view.items) < fewest:
        yield view.overall(
            "too-few-items",
            f"{len(view.items)} of the {fewest} or more action items that are usual",
            "ask what would have prevented, detected or mitigated this incident",
        )
