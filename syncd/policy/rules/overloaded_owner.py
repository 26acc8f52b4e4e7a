"""The rule `overloaded-owner`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.rules.registry import Estate, estate_rule


@estate_rule("overloaded-owner", of_all=True)
def overloaded_owner(estate: Estate) -> Iterator[Finding]:
    """One person owns more open action items than the capacity that policy allows.

    Why: ten items for one person are ten items that wait for each other.
    Fix: hand some of them to others, or defer the least important explicitly.
    Source: Post-Mortem Action Item Tracking, "Ownership Assignment".
    """
    capacity = estate.terms.policy.capacity
    for owner, count in sorted(estate.facts.open_items.items()):
        if count > capacity:
            yield Finding(
                rule="overloaded-owner",
                message=f"{owner} owns {count} open action items, capacity is {capacity}",
                hint=f"hand over or defer at least {count - capacity} of them",
            )
