"""What a pass leaves in memory of a post-mortem, for the next one."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from syncd.model import (
    INTENDED,
    ChangeOutcome,
    EditDocument,
    Outcome,
    RecurrenceEdit,
    Remembered,
    RememberedItem,
    State,
    Ticket,
    TicketKey,
)
from syncd.passes.make import Attempt
from syncd.policy.case import Case


@dataclass(frozen=True, slots=True)
class Left:
    """What a pass did to a post-mortem, as far as memory has to know.

    `tickets` are those that it made or edited, by item; `linked` the items that it linked;
    for those with `attempts` a ticket may or may not have been made.
    `states` and `refused` are what only memory can keep; `before` is what it held.
    `recurrence` are the earlier post-mortems that the document names now.
    """

    tickets: Mapping[str, Ticket] = field(default_factory=dict)
    linked: Collection[str] = ()
    attempts: Mapping[str, Attempt] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    refused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recurrence: Collection[str] = ()
    before: Remembered | None = None


NOTHING_DONE = Left()


def left_by(case: Case, left: Left = NOTHING_DONE) -> Remembered:
    """How a pass leaves a post-mortem."""
    before = {item.id: item for item in left.before.items} if left.before else {}
    items = []
    for claim in case.claims:
        was = before.get(claim.id)
        if claim.held or claim.provisional:
            items += [was] if was else []  # nothing is concluded, so nothing is forgotten
            continue
        ticket = left.tickets.get(claim.id) or claim.ticket
        key = TicketKey(ticket.ref.tracker, ticket.ref.key) if ticket else None
        attempt = left.attempts.get(claim.id) if key is None else None
        if attempt is not None:
            key = INTENDED
        same = was is not None and was.ticket == key and key is not None
        items.append(
            RememberedItem(
                id=claim.id,
                title=claim.item.title,
                ticket=key,
                project=ticket.ref.project if ticket else "",
                linked=claim.linked or claim.id in left.linked,
                link=claim.link,
                state=left.states.get(claim.id) or (was.state if was and same else None),
                refused=tuple(sorted({*claim.refused, *left.refused.get(claim.id, ())})),
                intended=attempt.began if attempt else 0.0,
                ended=attempt.ended if attempt else 0.0,
            )
        )
    known = left.before.recurrence if left.before else ()
    return Remembered(case.id, tuple(items), tuple(sorted({*known, *left.recurrence})))


def written(steps: Iterable[ChangeOutcome]) -> Iterator[str]:
    """The earlier post-mortems that these steps have written into the document."""
    for step in steps:
        if step.outcome is Outcome.APPLIED and isinstance(step.change.action, EditDocument):
            for part in step.change.action.edits:
                if isinstance(part, RecurrenceEdit):
                    yield from part.ids
