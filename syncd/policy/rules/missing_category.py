"""The rule `missing-category`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.rules.registry import View, rule


@rule("missing-category", in_documents=True)
def missing_category(view: View) -> Iterator[Finding]:
    """An action item is in none of the categories prevent, detect and mitigate.

    Why: without its category nobody sees whether the next incident is prevented or only
        hoped away.
    Fix: say which of the three it is.
    Source: Post-Mortem Action Item Tracking, "Categorization".
    """
    for assessment in view.certain_items:
        if assessment.item.category is None:
            yield view.about(
                assessment,
                "missing-category",
                "no category",
                "call it prevent (stops it), detect (notices it sooner) or mitigate (hurts less)",
            )
