"""An alert fires: the open action items whose cause it names hear of that on their tickets.

Once for each time that an alert begins to fire, whoever tells of it and however often: the
comment is its own record. The same service alone is no reason to disturb anybody.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from syncd.model import AddComment, SourceError, Ticket
from syncd.passes.say import say
from syncd.passes.world import World
from syncd.policy.relevance import Bearing
from syncd.ports import PortError, StaleError

_KIND = "alert"


@dataclass(frozen=True, slots=True)
class Firing:
    """An alert: what names it for ever, since when it fires, and what it says."""

    fingerprint: str
    since: str
    text: str


def tell_of_alert(
    world: World, alert: Firing, found: Iterable[Bearing]
) -> Iterator[tuple[str, SourceError | None]]:
    """Say on the tickets of these items that this fires; gives each item, and what went wrong."""
    if not world.terms.policy.reminders:
        return
    record = f"{_KIND}/{alert.fingerprint}/{alert.since}"
    text = (
        f"An alert that bears on this fires now: {alert.text} (since {alert.since})."
        " When this is done, it may not happen again."
    )
    by_tracker: dict[str, dict[str, AddComment]] = defaultdict(dict)
    tickets = _known(world, found)
    for item, ticket in tickets.items():
        if not any(said.record == record for said in ticket.comments):
            action = AddComment(ticket, text, record, world.now)
            by_tracker[ticket.ref.tracker][item] = action
    for tracker, actions in by_tracker.items():
        for item, result in zip(actions, say(world, tracker, [*actions.values()]), strict=True):
            went_wrong = isinstance(result, PortError) and not isinstance(result, StaleError)
            yield item, SourceError(tracker, str(result)) if went_wrong else None


def _known(world: World, found: Iterable[Bearing]) -> Mapping[str, Ticket]:
    """The tickets of items that speak of it as clearly as a recurrence does, as memory has them."""
    least = world.terms.policy.likeness.cause
    wanted: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for one in found:
        ref = one.item.ticket
        if one.score >= least and ref is not None:
            wanted[ref.tracker, ref.project][ref.id] = one.item.id
    tickets: dict[str, Ticket] = {}
    for (tracker, project), items in wanted.items():
        held = world.memory.project(tracker, project, world.tracker_fingerprints[tracker]).tickets
        tickets |= {items[name]: held[name] for name in items.keys() & held.keys()}
    return tickets
