"""The reliability review, from memory; and once in its period, posted where it is wanted."""

from syncd.insight.review import Period, Review
from syncd.insight.review import review as about
from syncd.insight.window import Window
from syncd.model import Overview
from syncd.passes.measures import measures
from syncd.passes.world import World


def review(
    world: World, known: Overview, *, period: Period = Period.WEEKLY, window: Window | None = None
) -> Review:
    """The review of a period, or of other days."""
    window = window or Window.back(period.days, world.now.date())
    found = measures(world, known, window)
    return about(known, found, period, now=world.now, policy=world.terms.policy)
