"""The measures month by month.

What tickets and documents tell goes back as far as they do, so that the first pass already
shows the past year. How many items had decayed they do not tell afterwards: that comes from
what syncd noted down, day by day.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TypeVar

from syncd.insight.counting import Lived, completion, recurrence
from syncd.insight.figures import Month
from syncd.insight.state import day_of
from syncd.insight.window import Window
from syncd.model import Backlog, Incident, Snapshot, Status

T = TypeVar("T")


def trend(
    lived: Sequence[Lived],
    incidents: Sequence[Incident],
    window: Window,
    *,
    now: datetime,
    backlog: Backlog,
    snapshots: Iterable[Snapshot],
) -> Sequence[Month]:
    """A year of months up to the window's last day, the oldest first; `backlog` is today's."""
    seen = {each.day: each.backlog for each in snapshots} | {now.astimezone(UTC).date(): backlog}
    days = sorted(seen)
    by_due = _by_month((each.item.due, each) for each in lived)
    by_date = _by_month((incident.date, incident) for incident in incidents)
    opened, done, dropped = _flows(lived)
    months = []
    for month in window.months():
        last, key = month.last, _month(month.first)
        at = bisect_right(days, last) - 1
        gone = bisect_right(done, last) + bisect_right(dropped, last)
        months.append(
            Month(
                window=month,
                completion=completion(by_due.get(key, ()), month),
                recurrence=recurrence(by_date.get(key, ()), month),
                opened=_within(opened, month),
                done=_within(done, month),
                dropped=_within(dropped, month),
                open=bisect_right(opened, last) - gone,
                backlog=seen[days[at]] if at >= 0 and days[at] in month else None,
            )
        )
    return months


def _flows(lived: Iterable[Lived]) -> tuple[list[date], list[date], list[date]]:
    """The days on which tickets were made, done and dropped, each in order."""
    opened: list[date] = []
    done: list[date] = []
    dropped: list[date] = []
    for item, life, _ in lived:
        made, closed = day_of(life.created), day_of(life.closed)
        if item.ticket is None or made is None:
            continue
        if item.status.is_open:
            opened.append(made)
        elif closed is not None:
            opened.append(made)
            (done if item.status is Status.DONE else dropped).append(closed)
    return sorted(opened), sorted(done), sorted(dropped)


def _by_month(dated: Iterable[tuple[date | None, T]]) -> Mapping[tuple[int, int], Sequence[T]]:
    found: dict[tuple[int, int], list[T]] = defaultdict(list)
    for day, each in dated:
        if day is not None:
            found[_month(day)].append(each)
    return found


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _within(days: Sequence[date], month: Window) -> int:
    return bisect_right(days, month.last) - bisect_left(days, month.first)
