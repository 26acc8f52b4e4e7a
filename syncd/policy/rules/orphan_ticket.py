"""The rule `orphan-ticket`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.rules.registry import Estate, estate_rule


@estate_rule("orphan-ticket")
def orphan_ticket(estate: Estate) -> Iterator[Finding]:
    """An open ticket's marker names a post-mortem or an item that is nowhere to be found.

    Why: its reason was deleted: nobody can tell whether it still matters.
    Fix: close the ticket with a reason, or put the item back into its post-mortem.
    Source: Post-Mortem Action Item Tracking, "Step-by-Step Tracking Process".
    """
    for ticket in estate.orphans:
        if ticket.identity and ticket.status.is_open:
            yield Finding(
                rule="orphan-ticket",
                message=f"{ticket.ref.key} is the ticket of {ticket.identity.item}, which is in no"
                " post-mortem any more",
                hint="close it with a reason, put the item back, or link the ticket from the item"
                " that it is for",
                post_mortem=ticket.identity.post_mortem,
                item=ticket.identity.item,
                ticket=ticket.ref.key,
            )
