"""The rule `zombie`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.progress import zombie_signs
from syncd.policy.rules.registry import View, rule


@rule("zombie")
def zombie(view: View) -> Iterator[Finding]:
    """An open action item is neither worked on nor given up.

    Why: a list full of items that nobody believes in hides those that matter.
    Fix: complete it, reprioritise it, or close it with a documented decision.
    Source: Post-Mortem Action Item Tracking, "Preventing Action Item Decay".
    """
    for assessment in view.open_items:
        signs = zombie_signs(assessment, view.terms)
        if signs and assessment.ticket:
            yield view.about(
                assessment,
                "zombie",
                "; ".join(signs),
                f"complete it, reprioritise it, or close {assessment.ticket.ref.key} with a"
                " documented decision: Accepted risk: ... because ...",
            )
