"""Comments: said once, however an earlier attempt ended, and whoever else is at work.

A comment that is there carries its record, and is never said again. One whose answer was
lost, or that the tracker does not show yet, would be: so what is about to be said is noted
down first, and counts as said until the tracker's lag is over.
"""

from collections.abc import Mapping, Sequence

from syncd.memory.sayings import Saying
from syncd.model import NOTE, AddComment, Ticket, TicketAction, TicketKey, WriteNote
from syncd.passes.world import World
from syncd.ports import Applied, Result, StaleError, UnsureError

_SLOW = 60.0  # seconds that an answer may be on its way, beyond the lag


def said_lately(
    world: World, tickets: Mapping[TicketKey, Ticket]
) -> Mapping[TicketKey, frozenset[str]]:
    """The records of what was said just now, or may have been, by ticket."""
    by_tracker = {
        name: _sayings(world, name)
        for name, tracker in world.trackers.items()
        if tracker.capabilities.is_remote
    }
    if not any(by_tracker.values()):
        return {}
    found = ((key, by_tracker[key.tracker].get(each.ref.id)) for key, each in tickets.items())
    return {key: records for key, records in found if records}


def say(world: World, tracker: str, actions: Sequence[TicketAction]) -> Sequence[Result]:
    """Carry out comments and notes, none of which somebody else has said meanwhile."""
    new = {n: saying for n, action in enumerate(actions) if (saying := _saying(tracker, action))}
    if not new or not world.trackers[tracker].capabilities.is_remote:
        return world.trackers[tracker].apply(actions)  # here, what was said is seen at once
    with world.memory.alone(f"comment in {tracker}"):
        said = _sayings(world, tracker)
        taken = {n for n, each in new.items() if each.record in said.get(each.ticket, ())}
        fresh = [saying for n, saying in new.items() if n not in taken]
        world.memory.say(fresh, world.real_time.now())
        left = [n for n in range(len(actions)) if n not in taken]
        answers = world.trackers[tracker].apply([actions[n] for n in left])
        results: dict[int, Result] = dict(zip(left, answers, strict=True))
        world.memory.unsay(
            new[n] for n, each in results.items() if n in new and _certainly_not_said(each)
        )
    for n in taken:
        results[n] = StaleError("another syncd has just said it")
    return [results[n] for n in range(len(actions))]


def _sayings(world: World, tracker: str) -> Mapping[str, frozenset[str]]:
    lag = world.trackers[tracker].capabilities.lag + _SLOW
    return world.memory.sayings(tracker, world.real_time.now() - lag)


def _saying(tracker: str, action: TicketAction) -> Saying | None:
    """What is said that was not there before; a note that is rewritten tells nobody."""
    if isinstance(action, AddComment):
        return Saying(tracker, action.ref.id, action.record)
    if isinstance(action, WriteNote) and action.before.note is None:
        return Saying(tracker, action.ref.id, NOTE)
    return None


def _certainly_not_said(result: Result) -> bool:
    return not isinstance(result, Applied | UnsureError)
