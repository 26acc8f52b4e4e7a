"""The rule `missing-owner`."""

from collections.abc import Iterator

from syncd.model import Finding, Level
from syncd.policy.ownership import OwnerKind
from syncd.policy.rules.registry import View, rule


@rule("missing-owner", level=Level.ERROR, in_documents=True)
def missing_owner(view: View) -> Iterator[Finding]:
    """Nobody owns an open action item.

    Why: an item that everybody could do is done by nobody; the owner is the one who is
        asked.
    Fix: name one person in the document, or assign the ticket.
    Source: Post-Mortem Action Item Tracking, "Ownership Assignment".
    """
    for assessment in view.open_items:
        if assessment.owner.kind is OwnerKind.NOBODY:
            where = f"assign {assessment.ticket.ref.key}, or " if assessment.ticket else ""
            yield view.about(
                assessment,
                "missing-owner",
                "nobody owns it",
                f"{where}name one person as its owner",
            )
