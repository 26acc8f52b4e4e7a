"""The rule `too-many-items`."""

from collections.abc import Iterator

from syncd.model import Finding, Status
from syncd.policy.rules.registry import View, rule


@rule("too-many-items", in_documents=True)
def too_many_items(view: View) -> Iterator[Finding]:
    """A post-mortem has more action items than a team finishes.

    Why: a long list is a list from which each picks the easy ones.
    Fix: keep the few that matter, and defer the rest explicitly.
    Source: Post-Mortem Action Item Tracking, "Preventing Action Item Decay".
    """
    most = view.terms.policy.max_items
    kept = [item for item in view.items if item.item.status is not Status.DROPPED]
    if len(kept) > most:
        yield view.overall(
            "too-many-items",
            f"{len(kept)} action items, at most {most} get done",
            f"keep the {most} that matter most, and drop the rest with a reason",
        )
