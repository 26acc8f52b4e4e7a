"""What counts: due and on time, recurring, open and in trouble.

Source: Post-Mortem Action Item Tracking, "Measuring Completion Rates"; the project's design,
"Measures".
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from syncd.insight.figures import Completion, Recurrence
from syncd.insight.state import Troubles, day_of, troubles
from syncd.insight.window import Window
from syncd.model import ActionItem, Backlog, Incident, Life, Overview, Status
from syncd.policy.settings import Policy

_UNKNOWN = Life()


class Lived(NamedTuple):
    """An action item, how it went so far, and what is wrong with it now."""

    item: ActionItem
    life: Life
    troubles: Troubles


def lived_of(overview: Overview, now: datetime, policy: Policy) -> Sequence[Lived]:
    """Every action item with how it went."""
    found = []
    for item in overview.items:
        life = overview.measured.lives.get(item.id, _UNKNOWN)
        found.append(Lived(item, life, troubles(item, life, now, policy)))
    return found


def completion(lived: Iterable[Lived], window: Window) -> Completion:
    """The items that are due in a window, and those of them that were done in time."""
    due = on_time = dropped = undated = 0
    for item, life, _ in lived:
        if item.due is None or not window.first <= item.due <= window.last:
            continue
        if item.status is Status.DROPPED and life.documented:
            dropped += 1
            continue
        due += 1
        on_time += is_on_time(item, life)
        undated += item.status is Status.DONE and life.closed is None
    return Completion(due, on_time, dropped, undated)


def is_on_time(item: ActionItem, life: Life) -> bool:
    """Whether an item was done on or before the day it was due."""
    closed = day_of(life.closed)
    return (
        item.status is Status.DONE
        and item.due is not None
        and closed is not None
        and closed <= item.due
    )


def recurrence(incidents: Iterable[Incident], window: Window) -> Recurrence:
    """The incidents of a window, and those that hit a cause which had been named before."""
    number = recurring = 0
    for incident in incidents:
        if incident.date in window:
            number += 1
            recurring += bool(incident.hits)
    return Recurrence(number, recurring)


def backlog(lived: Iterable[Lived]) -> Backlog:
    """How many items are open now, and how many of them in which trouble."""
    found = [each.troubles for each in lived if each.item.status.is_open]
    return Backlog(
        open=len(found),
        overdue=sum(1 for each in found if each.overdue is not None),
        decayed=sum(1 for each in found if each.decayed),
        zombies=sum(1 for each in found if each.zombie),
    )
