"""In what state an action item is at a moment, by what is remembered of it.

Source: the project's design, "Cadence" and "Progress"; Post-Mortem Action Item Tracking,
"Measuring Completion Rates" and "Preventing Action Item Decay". The same bounds as the rules
`overdue`, `stalled`, `decayed` and `zombie` have.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from syncd.model import ActionItem, Life
from syncd.policy.settings import Policy


@dataclass(frozen=True, slots=True)
class Troubles:
    """What is wrong with an open item: whole days for each, None or False where it is fine."""

    overdue: int | None = None
    stalled: int | None = None
    decayed: bool = False
    zombie: bool = False


FINE = Troubles()


def troubles(item: ActionItem, life: Life, now: datetime, policy: Policy) -> Troubles:
    """What is wrong with an item now; nothing ever is with one that is closed."""
    if not item.status.is_open:
        return FINE
    late = (now.astimezone(UTC).date() - item.due).days if item.due else 0
    has_ticket = item.ticket is not None
    since = life.progress or life.created
    still = now - since if since and has_ticket else None
    allowed = timedelta(days=policy.escalate[item.priority]) if item.priority else None
    stalled = still.days if still and allowed is not None and still > allowed else None
    return Troubles(
        overdue=late if late > 0 else None,
        stalled=stalled,
        decayed=late > policy.decayed_days and is_longer(still, policy.decayed_days),
        zombie=has_ticket and _is_zombie(life, still, now, policy),
    )


def _is_zombie(life: Life, still: timedelta | None, now: datetime, policy: Policy) -> bool:
    age = now - life.created if life.created else None
    old = is_longer(age, policy.zombie_days) and is_longer(still, policy.zombie_days)
    return old or life.pushed >= policy.zombie_pushes or life.lowered >= policy.zombie_lowerings


def is_longer(span: timedelta | None, days: int) -> bool:
    """Whether a span is known, and longer than so many days."""
    return span is not None and span > timedelta(days=days)


def age(life: Life, written: date | None, now: datetime) -> int | None:
    """For how many days there has been an item: since its post-mortem or its ticket."""
    days = [day for day in (written, day_of(life.created)) if day]
    return (now.astimezone(UTC).date() - min(days)).days if days else None


def day_of(at: datetime | None) -> date | None:
    """The day of a moment, in UTC."""
    return at.astimezone(UTC).date() if at else None
