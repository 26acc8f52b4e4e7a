"""The rule `broken-ticket-link`."""

from collections.abc import Iterator

from syncd.model import Finding, Level
from syncd.policy.rules.registry import View, rule


@rule("broken-ticket-link", level=Level.ERROR)
def broken_ticket_link(view: View) -> Iterator[Finding]:
    """The ticket that a document links is deleted, hidden, or unknown to every tracker.

    Why: the item looks tracked, and nobody will ever be asked about it.
    Fix: correct the link; remove it, and syncd makes a new ticket. It never does so by
        itself.
    Source: Post-Mortem Action Item Tracking, "Ownership Assignment".
    """
    yield from view.troubled("broken-ticket-link")
