"""Make tickets, never two for one item, however an earlier attempt ended.

Making a ticket can be repeated safely at few trackers. So the intention is written down
first, and the marker travels inside the request; if an earlier attempt was left unsure, the
tracker is asked for the marker before anything is made again. That it shows none counts only
when the tracker's lag is over, counted in real time from the end of that attempt: the last of
many tickets can be made long after the first was asked for.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from syncd.model import INTENDED, Change, CreateTicket, Remembered
from syncd.passes.world import World
from syncd.ports import Applied, PortError, Tracker, UnsureError

if TYPE_CHECKING:
    from syncd.passes.steps import Task

_GENEROUS = 600.0  # seconds by which clocks and slow answers may be off


class Attempt(NamedTuple):
    """When somebody set out to make a ticket that may or may not be there now, in real time.

    `ended` is when that was over at the latest; 0 where it was never told, because the pass
    was killed.
    """

    began: float
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class NotMade:
    """Why there is no ticket; `waits` where the next pass settles it without further ado.

    If one may have been made all the same, `attempt` says when.
    """

    error: PortError
    waits: bool = False
    attempt: Attempt | None = None


Made: TypeAlias = Applied | NotMade


def make(
    world: World,
    wanted: Sequence[tuple["Task", Change]],
    begin: Callable[[Collection[int], Attempt], None],
) -> Sequence[Made]:
    """Make the tickets of these changes, those of one tracker at once; one result each.

    `begin` is told the places of those that are about to be made, before they are.
    """
    results: dict[int, Made] = {}
    fresh: dict[str, list[tuple[int, CreateTicket]]] = defaultdict(list)
    for n, (task, change) in enumerate(wanted):
        action = change.action
        if not isinstance(action, CreateTicket):
            raise TypeError(change.kind)
        tracker = world.trackers[action.draft.tracker]
        attempt = dict(attempted(task.remembered)).get(change.item)
        if attempt is None or tracker.capabilities.creates_once:
            fresh[tracker.name].append((n, action))
        elif (settled := _look_up(world, tracker, action, attempt)) is not None:
            results[n] = settled
        else:
            fresh[tracker.name].append((n, action))
    for name, creates in fresh.items():
        attempt = Attempt(world.real_time.now())
        begin([n for n, _ in creates], attempt)
        made = world.trackers[name].apply([action for _, action in creates])
        attempt = attempt._replace(ended=world.real_time.now())
        for (n, _), result in zip(creates, made, strict=True):
            results[n] = result if isinstance(result, Applied) else _failed(result, attempt)
    return [results[n] for n in range(len(wanted))]


def attempted(remembered: Remembered | None) -> Iterator[tuple[str, Attempt]]:
    """Items whose ticket an earlier pass set out to make, and never learned whether it did."""
    for item in remembered.items if remembered else ():
        if item.ticket == INTENDED:
            yield item.id, Attempt(item.intended, item.ended)


def _failed(error: PortError, attempt: Attempt) -> NotMade:
    return NotMade(error, attempt=attempt if isinstance(error, UnsureError) else None)


def _look_up(world: World, tracker: Tracker, action: CreateTicket, attempt: Attempt) -> Made | None:
    """What became of an earlier attempt; None if the ticket was certainly not made."""
    draft, now = action.draft, world.real_time.now()
    # No other syncd makes tickets here at this moment: an attempt that did not end was killed.
    attempt = attempt._replace(ended=attempt.ended or now)
    age = max(0.0, now - attempt.began)
    try:
        found = tracker.find(draft.project, draft.identity.item, age + _GENEROUS)
    except PortError as error:
        return NotMade(error, attempt=attempt)
    if found:
        oldest = min(found, key=lambda ticket: (str(ticket.created), ticket.ref.key))
        return Applied(oldest, existed=True)
    left = tracker.capabilities.lag - max(0.0, now - attempt.ended)
    if left <= 0:
        return None
    message = (
        f"an earlier attempt may have made it, which {tracker.name} need not show for"
        f" {left:.0f} s more; the next pass looks again"
    )
    return NotMade(UnsureError(message), waits=True, attempt=attempt)
