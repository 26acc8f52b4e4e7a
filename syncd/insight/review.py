"""What a reliability review has to talk about, the worst first.

Source: Post-Mortem Action Item Tracking, "Weekly Reliability Review" (the agenda), "Preventing
Action Item Decay" (the clean-up every quarter, completions to celebrate).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from syncd.insight.counting import is_on_time, lived_of
from syncd.insight.figures import Measures
from syncd.insight.state import Troubles, age, day_of
from syncd.insight.window import Window
from syncd.model import ActionItem, Incident, Life, Overview, Priority, Status
from syncd.policy.settings import Policy

_CLEAN_UP = 90  # days: older open items are looked at every quarter
_URGENT = (Priority.P0, Priority.P1)


class Period(StrEnum):
    """How often a review takes place, which decides what it is about."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def days(self) -> int:
        """How far back it looks."""
        return {Period.WEEKLY: 7, Period.MONTHLY: 30, Period.QUARTERLY: 90}[self]


class Part(StrEnum):
    """The parts of a review."""

    COMPLETED = "completed"
    INCIDENTS = "incidents"
    NEW = "new"
    P0 = "p0"
    P1 = "p1"
    OVERDUE = "overdue"
    FIGURES = "figures"
    RECURRENCES = "recurrences"
    CLEAN_UP = "clean-up"
    WAIVERS = "waivers"


@dataclass(frozen=True, slots=True)
class Entry:
    """One action item of an agenda: how it stands, and why somebody has to talk about it.

    `recurred` are the later incidents that hit the cause it was meant for. `age` is in days.
    `days` is how long a finished one took, where its ticket tells; `on_time` if it was. Until
    the day `snoozed` nobody is asked about it.
    """

    item: ActionItem
    life: Life
    troubles: Troubles
    url: str
    recurred: tuple[str, ...] = ()
    age: int | None = None
    days: float | None = None
    on_time: bool | None = None
    snoozed: date | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a review, with the `minutes` that the agenda gives it."""

    part: Part
    minutes: int | None = None
    entries: tuple[Entry, ...] = ()
    incidents: tuple[Incident, ...] = ()
    elsewhere: int = 0
    """How many items that belong here stand in another part."""


@dataclass(frozen=True, slots=True)
class Review:
    """A whole review; `older` items are left out, since `policy.since` leaves them alone."""

    period: Period
    window: Window
    sections: tuple[Section, ...]
    measures: Measures
    older: int


def review(
    overview: Overview,
    measures: Measures,
    period: Period,
    *,
    now: datetime,
    policy: Policy,
) -> Review:
    """The review of the window of these measures."""
    window = measures.window
    incidents = {each.id: each for each in overview.measured.incidents}
    everything = list(_entries(overview, incidents, now, policy))
    ours = [each for each in everything if _is_current(each.item, incidents, policy.since)]
    recent = [each for each in incidents.values() if each.date in window]
    agenda = _Agenda(everything, ours, recent, window)
    return Review(
        period=period,
        window=window,
        sections=tuple(agenda.section(*each) for each in _AGENDAS[period]),
        measures=measures,
        older=sum(1 for each in everything if each.item.status.is_open)
        - sum(1 for each in ours if each.item.status.is_open),
    )


_AGENDAS: Mapping[Period, Sequence[tuple[Part, int | None]]] = {
    Period.WEEKLY: (
        (Part.COMPLETED, None),
        (Part.NEW, 5),
        (Part.P0, 10),
        (Part.P1, 5),
        (Part.OVERDUE, 5),
        (Part.FIGURES, 5),
        (Part.WAIVERS, None),
    ),
    Period.MONTHLY: (
        (Part.COMPLETED, None),
        (Part.FIGURES, None),
        (Part.RECURRENCES, None),
        (Part.P0, None),
        (Part.P1, None),
        (Part.OVERDUE, None),
        (Part.WAIVERS, None),
    ),
    Period.QUARTERLY: (
        (Part.FIGURES, None),
        (Part.COMPLETED, None),
        (Part.RECURRENCES, None),
        (Part.CLEAN_UP, None),
        (Part.WAIVERS, None),
    ),
}


class _Agenda:
    """What belongs into each part."""

    def __init__(
        self,
        everything: Sequence[Entry],
        ours: Sequence[Entry],
        recent: Sequence[Incident],
        window: Window,
    ) -> None:
        self._everything = everything
        self._ours = ours
        self._open = [entry for entry in ours if entry.item.status.is_open]
        self._recent = sorted(recent, key=lambda each: (each.severity or 9, each.id))
        self._window = window

    def section(self, part: Part, minutes: int | None) -> Section:
        match part:
            case Part.COMPLETED:
                return Section(part, minutes, _sorted(self._completed(), _proudest))
            case Part.NEW:
                names = {incident.id for incident in self._recent}
                new = [entry for entry in self._open if entry.item.post_mortem in names]
                left = [entry for entry in new if entry.item.priority not in _URGENT]
                return Section(
                    part,
                    minutes,
                    _sorted(left, _worst),
                    tuple(self._recent),
                    elsewhere=len(new) - len(left),
                )
            case Part.P0:
                return Section(part, minutes, _sorted(self._of(Priority.P0), _worst))
            case Part.P1:
                return Section(part, minutes, _sorted(self._of(Priority.P1), _worst))
            case Part.OVERDUE:
                late = [entry for entry in self._open if _is_late(entry)]
                left = [entry for entry in late if entry.item.priority not in _URGENT]
                return Section(
                    part, minutes, _sorted(left, _worst), elsewhere=len(late) - len(left)
                )
            case Part.RECURRENCES:
                hit = tuple(incident for incident in self._recent if incident.hits)
                return Section(part, minutes, incidents=hit)
            case Part.CLEAN_UP:
                old = [each for each in self._everything if each.item.status.is_open]
                old = [each for each in old if (each.age or 0) > _CLEAN_UP]
                return Section(part, minutes, _sorted(old, _worst))
            case Part.WAIVERS:
                return Section(part, minutes, incidents=tuple(self._waiving()))
        return Section(part, minutes)

    def _completed(self) -> Iterator[Entry]:
        for entry in self._ours:
            if entry.item.status is Status.DONE and day_of(entry.life.closed) in self._window:
                yield entry

    def _of(self, priority: Priority) -> Iterator[Entry]:
        return (entry for entry in self._open if entry.item.priority is priority)

    def _waiving(self) -> Iterable[Incident]:
        return (incident for incident in self._recent if incident.waivers)


def _entries(
    overview: Overview, incidents: Mapping[str, Incident], now: datetime, policy: Policy
) -> Iterator[Entry]:
    recurred, today = _recurred(overview.measured.incidents), now.astimezone(UTC).date()
    for item, life, found in lived_of(overview, now, policy):
        incident = incidents.get(item.post_mortem)
        done = item.status is Status.DONE
        took = life.closed - life.created if life.closed and life.created else None
        yield Entry(
            item=item,
            life=life,
            troubles=found,
            url=item.ticket.url if item.ticket else incident.url if incident else "",
            recurred=recurred.get(item.id, ()) if item.status.is_open else (),
            age=age(life, incident.date if incident else None, now),
            days=took.total_seconds() / 86400 if done and took is not None else None,
            on_time=is_on_time(item, life) if done and item.due else None,
            snoozed=life.snoozed if life.snoozed and life.snoozed >= today else None,
        )


def _recurred(incidents: Iterable[Incident]) -> Mapping[str, tuple[str, ...]]:
    """For each item the later incidents that hit its cause, the latest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for incident in sorted(incidents, key=lambda each: each.date or date.min, reverse=True):
        for hit in incident.hits:
            for item in hit.still_open:
                found[item].append(incident.id)
    return {item: tuple(dict.fromkeys(names)) for item, names in found.items()}


def _is_current(item: ActionItem, incidents: Mapping[str, Incident], since: date | None) -> bool:
    """Whether syncd acts upon it, so that it belongs on an agenda."""
    if since is None:
        return True
    incident = incidents.get(item.post_mortem)
    return incident is not None and incident.date is not None and incident.date >= since


def _is_late(entry: Entry) -> bool:
    return entry.troubles.overdue is not None or entry.troubles.stalled is not None


def _sorted(
    entries: Iterable[Entry], key: Callable[[Entry], tuple[object, ...]]
) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=key))


def _worst(entry: Entry) -> tuple[object, ...]:
    """What came back, then what is overdue for longest, then what nobody has touched."""
    found = entry.troubles
    return (
        not entry.recurred,
        -(found.overdue or 0),
        -(found.stalled or 0),
        entry.item.owner is not None,
        entry.item.priority or "P9",
        entry.item.due or date.max,
        entry.item.id,
    )


def _proudest(entry: Entry) -> tuple[object, ...]:
    return entry.item.priority or "P9", not entry.on_time, entry.item.id
