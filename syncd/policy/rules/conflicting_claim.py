"""The rule `conflicting-claim`."""

from collections.abc import Iterator

from syncd.model import Finding, Level
from syncd.policy.rules.registry import View, rule


@rule("conflicting-claim", level=Level.ERROR)
def conflicting_claim(view: View) -> Iterator[Finding]:
    """Two tickets stand for one action item, two items share a ticket, or two documents an id.

    Why: whichever is closed first decides about work that the other still needs.
    Fix: keep one, and take marker, link or id from the other.
    Source: syncd: the marker names one item and one ticket.
    """
    for trouble in view.troubles:
        if trouble.rule == "conflicting-claim":
            yield Finding(
                rule=trouble.rule,
                message=trouble.message,
                hint=trouble.hint,
                post_mortem=view.id,
                item=trouble.item,
                ticket=trouble.ticket,
                file=view.post_mortem.path,
                line=trouble.line,
            )
