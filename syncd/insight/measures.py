"""The measures of a window: completion, time to completion, recurrence, decay, and the trend.

Source: Post-Mortem Action Item Tracking, "Measuring Completion Rates"; the project's design,
"Measures".
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

from syncd.insight.counting import Lived, backlog, completion, lived_of, recurrence
from syncd.insight.durations import Stay, estimate, quantile
from syncd.insight.figures import Duration, Group, Measures
from syncd.insight.state import day_of
from syncd.insight.trend import trend
from syncd.insight.window import Window
from syncd.model import ActionItem, Incident, Life, Overview, Priority, Snapshot, Status
from syncd.policy.settings import Policy

NOBODY = "(none)"  # the group of what belongs to no team, owner, service, category or priority

_DAY = timedelta(days=1)
_COHORT = 365  # days before the end of the window: items made since are estimated
T = TypeVar("T")


def measure(
    overview: Overview,
    window: Window,
    *,
    now: datetime,
    policy: Policy,
    snapshots: Iterable[Snapshot] = (),
) -> Measures:
    """The measures of a window, over everything that was read; decay is as of now."""
    lived, incidents = lived_of(overview, now, policy), overview.measured.incidents
    left = backlog(lived)
    return Measures(
        window=window,
        completion=completion(lived, window),
        time_to_completion=_durations(lived, window, now, policy),
        recurrence=recurrence(incidents, window),
        decay=left,
        by=_by(lived, incidents, window),
        trend=trend(lived, incidents, window, now=now, backlog=left, snapshots=snapshots),
    )


def _durations(
    lived: Iterable[Lived], window: Window, now: datetime, policy: Policy
) -> Mapping[Priority, Duration]:
    end = min(now, datetime.combine(window.last, time.max, UTC))
    since = min(window.first, window.last - timedelta(days=_COHORT))
    taken: dict[Priority, list[float]] = defaultdict(list)
    stays: dict[Priority, list[Stay]] = defaultdict(list)
    for item, life, _ in lived:
        made = day_of(life.created)
        if item.priority is None or life.created is None or made is None or item.ticket is None:
            continue
        if item.status is Status.DONE and life.closed and day_of(life.closed) in window:
            taken[item.priority].append(max((life.closed - life.created) / _DAY, 0.0))
        if made >= since and (stay := _stay(item, life, life.created, end)):
            stays[item.priority].append(stay)
    return {
        priority: Duration(
            n=len(taken[priority]),
            median_days=quantile(taken[priority], 0.5),
            p90_days=quantile(taken[priority], 0.9),
            target_days=policy.due[priority],
            acceptable_days=policy.acceptable[priority],
            estimate=estimate(stays[priority]),
        )
        for priority in Priority
    }


def _stay(item: ActionItem, life: Life, created: datetime, end: datetime) -> Stay | None:
    """For how long an item was watched; None if it was not there yet, or nobody knows."""
    closed = None if item.status.is_open else life.closed
    if created > end or not (item.status.is_open or closed):
        return None
    done = item.status is Status.DONE and closed is not None and closed <= end
    return Stay(max((min(closed or end, end) - created) / _DAY, 0.0), done)


def _by(
    lived: Sequence[Lived], incidents: Sequence[Incident], window: Window
) -> Mapping[str, Mapping[str, Group]]:
    services = {incident.id: incident.services for incident in incidents}
    of_item: Mapping[str, Callable[[Lived], Sequence[str | None]]] = {
        "team": lambda each: (each.item.team,),
        "owner": lambda each: (each.item.owner,),
        "service": lambda each: services.get(each.item.post_mortem, ()),
        "category": lambda each: (each.item.category,),
        "priority": lambda each: (each.item.priority,),
    }
    of_incident: Mapping[str, Callable[[Incident], Sequence[str | None]]] = {
        "team": lambda incident: incident.teams,
        "service": lambda incident: incident.services,
    }
    groups: dict[str, Mapping[str, Group]] = {}
    for kind, names in of_item.items():
        items = _apart(lived, names)
        hit = _apart(incidents, of_incident[kind]) if kind in of_incident else {}
        found = {
            name: Group(
                completion(items.get(name, ()), window),
                backlog(items.get(name, ())),
                recurrence(hit.get(name, ()), window) if kind in of_incident else None,
            )
            for name in sorted(items.keys() | hit.keys(), key=lambda name: (name == NOBODY, name))
        }
        groups[kind] = {name: group for name, group in found.items() if group.says_something}
    return groups


def _apart(
    everything: Iterable[T], names: Callable[[T], Sequence[str | None]]
) -> Mapping[str, Sequence[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for each in everything:
        for name in dict.fromkeys(names(each)) or (None,):
            found[str(name) if name else NOBODY].append(each)
    return found
