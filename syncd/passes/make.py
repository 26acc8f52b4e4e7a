"""Make tickets, never two for one item, however an earlier attempt ended.

Making a ticket can be repeated safely at few trackers. So the intention is written down
first, and the marker travels inside the request; if an earlier attempt was left unsure, the
tracker is asked for the marker before anything is made again. That it shows none counts only
when the tracker's lag is over, counted in real time from that attempt.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from syncd.model import Change, CreateTicket, Remembered, TicketKey
from syncd.passes.world import World
from syncd.ports import Applied, PortError, Tracker, UnsureError

if TYPE_CHECKING:
    from syncd.passes.apply import Task

INTENDED = TicketKey("", "")  # stands for a ticket that may have been made
_GENEROUS = 600.0  # seconds by which clocks and slow answers may be off


@dataclass(frozen=True, slots=True)
class NotMade:
    """Why there is no ticket; `waits` where the next pass settles it without further ado."""

    error: PortError
    waits: bool = False


Made: TypeAlias = Applied | NotMade


def make(
    world: World,
    wanted: Sequence[tuple["Task", Change]],
    begin: Callable[[Collection[int]], None],
) -> Sequence[Made]:
    """Make the tickets of these changes, those of one tracker at once; one result each.

    `begin` is told the places of those that are about to be made.
    """
    results: dict[int, Made] = {}
    fresh: dict[str, list[tuple[int, CreateTicket]]] = defaultdict(list)
    for n, (task, change) in enumerate(wanted):
        action = change.action
        if not isinstance(action, CreateTicket):
            raise TypeError(change.kind)
        tracker = world.trackers[action.draft.tracker]
        began = dict(attempted(task.remembered)).get(change.item)
        if began is None or tracker.capabilities.creates_once:
            fresh[tracker.name].append((n, action))
        elif (settled := _look_up(world, tracker, action, began)) is not None:
            results[n] = settled
        else:
            fresh[tracker.name].append((n, action))
    for name, creates in fresh.items():
        begin([n for n, _ in creates])
        made = world.trackers[name].apply([action for _, action in creates])
        for (n, _), result in zip(creates, made, strict=True):
            results[n] = result if isinstance(result, Applied) else NotMade(result)
    return [results[n] for n in range(len(wanted))]


def attempted(remembered: Remembered | None) -> Iterator[tuple[str, float]]:
    """Items whose ticket an earlier pass set out to make, and when, in real time.

    It never learned how that ended.
    """
    for item in remembered.items if remembered else ():
        if item.ticket == INTENDED:
            yield item.id, item.intended


def _look_up(world: World, tracker: Tracker, action: CreateTicket, began: float) -> Made | None:
    """What became of an earlier attempt; None if the ticket was certainly not made."""
    draft = action.draft
    age = max(0.0, world.real_time.now() - began)
    try:
        found = tracker.find(draft.project, draft.identity.item, age + _GENEROUS)
    except PortError as error:
        return NotMade(error)
    if found:
        oldest = min(found, key=lambda ticket: (str(ticket.created), ticket.ref.key))
        return Applied(oldest, existed=True)
    left = tracker.capabilities.lag - age
    if left <= 0:
        return None
    message = (
        f"an earlier attempt may have made it, which {tracker.name} need not show for"
        f" {left:.0f} s more; the next pass looks again"
    )
    return NotMade(UnsureError(message), waits=True)
