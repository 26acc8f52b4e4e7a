"""What the measures are made of, from memory; and what a pass notes down for them, once a day."""

from collections import defaultdict
from datetime import UTC

from syncd.insight.counting import Lived, backlog, lived_of
from syncd.insight.figures import Measures
from syncd.insight.measures import measure
from syncd.insight.window import Window
from syncd.model import Overview, PassOutcome, Snapshot
from syncd.passes.world import World


def overview(world: World) -> tuple[Overview, PassOutcome | None]:
    """Items and incidents as the last pass left them.

    Before the first pass they are read now, and the outcome of that comes along.
    """
    known = world.memory.overview()
    if known is not None:
        return known, None
    from syncd.passes.reconcile import reconcile

    outcome = reconcile(world, dry_run=True)
    return Overview(outcome.now, outcome.items, outcome.measured), outcome


def measures(world: World, known: Overview, window: Window) -> Measures:
    """The measures of a window, with the trend that memory adds to."""
    return measure(
        known,
        window,
        now=world.now,
        policy=world.terms.policy,
        snapshots=world.memory.snapshots(),
    )


def note_down(world: World, outcome: PassOutcome, *, complete: bool) -> None:
    """Keep how things stand today, for the trend; not where something could not be read."""
    if complete and not world.memory.has_day(world.now.astimezone(UTC).date()):
        known = Overview(outcome.now, outcome.items, outcome.measured)
        world.memory.note_day(snapshot(world, known))


def snapshot(world: World, known: Overview) -> Snapshot:
    """How things stand now, in all and for each team."""
    lived = lived_of(known, world.now, world.terms.policy)
    teams: dict[str, list[Lived]] = defaultdict(list)
    for each in lived:
        if each.item.team:
            teams[each.item.team].append(each)
    return Snapshot(
        day=world.now.astimezone(UTC).date(),
        backlog=backlog(lived),
        teams={name: backlog(some) for name, some in sorted(teams.items())},
    )
