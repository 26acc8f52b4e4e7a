"""The rule `category-gap`."""

from collections.abc import Iterator

from syncd.model import Category, Finding, Severity
from syncd.policy.rules.registry import View, rule


@rule("category-gap", in_documents=True)
def category_gap(view: View) -> Iterator[Finding]:
    """A SEV-1 or SEV-2 post-mortem has no action item to prevent, to detect or to mitigate.

    Why: prevention takes the longest; until it ships, a team without a new alert or a
        faster way back meets the same incident as blind and as slow as last time.
    Fix: for each missing category ask what would have shortened this incident, and add that
        as one item.
    Source: Post-Mortem Action Item Tracking, "Categorization".
    """
    severity = view.post_mortem.severity
    if severity is None or severity > Severity.SEV2 or not view.items:
        return
    found = {assessment.item.category for assessment in view.items}
    if None in found:  # an item without a category may be the missing one
        return
    missing = [category.value for category in Category if category not in found]
    if missing:
        yield view.overall(
            "category-gap",
            f"{severity} with no item to {' or '.join(missing)} ({len(view.items)} items)",
            f"add one item with category {missing[0]}, or waive this check with a reason",
        )
