"""The rule `repeated-item`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.rules.registry import View, rule


@rule("repeated-item", in_documents=True)
def repeated_item(view: View) -> Iterator[Finding]:
    """Two post-mortems ask for the same thing.

    Why: what was asked for twice was not done the first time, and the incident came back.
    Fix: do it now: its priority went up one level; close one of the two as a duplicate.
    Source: Post-Mortem Action Item Tracking, "Prioritization".
    """
    for assessment in view.open_items:
        if assessment.repeats:
            others = ", ".join(assessment.repeats)
            yield view.about(
                assessment,
                "repeated-item",
                f"{others} asks for the same",
                "do it once, and drop the other as its duplicate",
            )
