"""The rule `conflicting-claim`."""

from collections.abc import Iterator

from syncd.model import Finding, Level
from syncd.policy.rules.registry import View, rule


@rule("conflicting-claim", level=Level.ERROR, in_documents=True)
def conflicting_claim(view: View) -> Iterator[Finding]:
    """Two tickets stand for one action item, two items share a ticket, or two documents an id.

    Why: whichever is closed first decides about work that the other still needs.
    Fix: keep one, and take marker, link or id from the other.
    Source: syncd: the marker names one item and one ticket.
    """
    yield from view.troubled("conflicting-claim")
