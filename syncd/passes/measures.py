"""What the measures are made of, from memory; and what a pass notes down for them, once a day."""

from collections import defaultdict
from datetime import UTC

from syncd.insight.counting import backlog
from syncd.insight.figures import Measures
from syncd.insight.measures import lived_of, measure
from syncd.insight.window import Window
from syncd.model import ActionItem, Life, Overview, PassOutcome, Snapshot
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
    if complete:
        known = Overview(outcome.now, outcome.items, outcome.measured)
        world.memory.note_day(snapshot(world, known))


def snapshot(world: World, known: Overview) -> Snapshot:
    """How things stand now, in all and for each team."""
    lived = lived_of(known)
    teams: dict[str, list[tuple[ActionItem, Life]]] = defaultdict(list)
    for item, life in lived:
        if item.team:
            teams[item.team].append((item, life))

    policy = world.terms.policy
    return Snapshot(
        day=world.now.astimezone(UTC).date(),
        backlog=backlog(lived, world.now, policy),
        teams={name: backlog(some, world.now, policy) for name, some in sorted(teams.items())},
    )
