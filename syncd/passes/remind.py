"""From what people are told on tickets to the digests that others read instead."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from syncd.memory import MessageKey
from syncd.model import ChangeOutcome, Nudge, NudgeKind, Plan
from syncd.passes.notify import tell
from syncd.passes.world import World

_DAY = timedelta(days=1)
_LONGEST_PASS = timedelta(minutes=10)
"""A comment has the tracker's time, a while after the pass began that said it."""


def remind(
    world: World, plans: Iterable[Plan], *, dry_run: bool, used: int
) -> Sequence[ChangeOutcome]:
    """Send each person one digest of the day, if something is to be told.

    `used` is how many of `policy.max_notifications` this pass has had already.
    """
    if not world.notifiers:
        return []
    told = [nudge for plan in plans for nudge in plan.nudges if _belongs(world, nudge)]
    return tell(world, told, dry_run, used=used)


def _belongs(world: World, nudge: Nudge) -> bool:
    """Whether a nudge is part of today's digest.

    That an incident is a recurrence is said on the ticket at once, maybe after that day's
    digest: then it is part of the next one.
    """
    calendar = world.terms.calendar(None, nudge.person)
    today = calendar.today(world.now)
    if calendar.today(nudge.at) == today:
        return True
    return nudge.kind is NudgeKind.RECURRENCE and not any(
        sent and nudge.at <= sent + _LONGEST_PASS
        for sent in _sent(world, nudge.person, today - _DAY)
    )


def _sent(world: World, person: str, day: date) -> Iterator[datetime | None]:
    for name in world.notifiers:
        yield world.memory.delivered(MessageKey(person, day, name))
