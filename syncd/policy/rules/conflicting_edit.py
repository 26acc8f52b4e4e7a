"""The rule `conflicting-edit`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.rules.registry import View, rule


@rule("conflicting-edit")
def conflicting_edit(view: View) -> Iterator[Finding]:
    """Document and ticket say different things, and what the document says was set aside.

    Why: the ticket decides status, owner and due date; whoever edited the document should
        know.
    Fix: change the ticket if the document was right.
    Source: syncd: status, owner and due date are the ticket's.
    """
    for assessment in view.certain_items:
        ticket = assessment.ticket
        if ticket is None:
            continue
        for name, settled in (
            ("status", assessment.statuses),
            ("owner", assessment.owners),
            ("due", assessment.dues),
        ):
            if settled.set_aside is not None:
                yield view.about(
                    assessment,
                    "conflicting-edit",
                    f'{name}: the document says "{settled.set_aside}", {ticket.ref.key} says'
                    f' "{settled.value}" and counts',
                    f'if "{settled.set_aside}" is right, change it on {ticket.ref.key}',
                )
