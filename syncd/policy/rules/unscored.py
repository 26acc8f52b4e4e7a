"""The rule `unscored`."""

from collections.abc import Iterator

from syncd.model import Finding, Level
from syncd.policy.rules.registry import View, rule


@rule("unscored", level=Level.INFO, in_documents=True)
def unscored(view: View) -> Iterator[Finding]:
    """An action item has neither impact and effort nor a priority.

    Why: without a score the loudest item is done first, not the one that matters most.
    Fix: give it impact and effort, from 1 to 4 each.
    Source: Post-Mortem Action Item Tracking, "Prioritization".
    """
    for assessment in view.open_items:
        item = assessment.item
        if assessment.score is None and item.priority is None:
            yield view.about(
                assessment,
                "unscored",
                "no impact and effort, and no priority",
                "give it impact and effort (1 to 4 each); try: syncd score --impact 3 --effort 2",
            )
