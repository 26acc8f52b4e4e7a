"""Who has to be told what at a moment: the rules of the design, written down a second time.

Source: the project's design, sections 3 and 4. Nothing here calls syncd's policy. In short:

- An open item is asked about (a check-in) when nothing was heard of it, neither from a human nor
  from syncd, for a cadence: 1, 7, 14 or 30 days by priority.
- It is overdue from the day after its due date, but not on a day on which somebody did something,
  and again after a cadence of silence.
- That it is due soon is said once for a date, within two days of it, and not on a day on which
  somebody did something.
- The lead hears of it when nobody did anything for longer than a span (2, 7, 14, 30 days), or
  when it is overdue by more; at most once a span.
- At most one of these a day, the gravest: escalation, overdue, due soon, check-in. It waits for
  an hour at which that person may be written to.
- After ten of them that nobody answered, the next one comes only after two cadences, then after
  four, and so on, but after 30 days at the latest.
- A recurrence is told to owner and lead, once: in one comment, or in one each where only one of
  them may be written to at that hour; whoever takes over later can read it there.
- An accepted risk whose day has come is told to the lead.
- Nothing but a recurrence is said of what is snoozed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from benchmarks.year.days import Days
from benchmarks.year.incidents import Incident
from benchmarks.year.item import Item, Status
from benchmarks.year.office import Office

CADENCE: Mapping[str, int] = {"P0": 1, "P1": 7, "P2": 14, "P3": 30}
SPAN: Mapping[str, int] = {"P0": 2, "P1": 7, "P2": 14, "P3": 30}
PROPOSED: Mapping[str, int] = {"P0": 7, "P1": 14, "P2": 30, "P3": 60}
ASKS = ("escalation", "overdue", "due-soon", "check-in")

_SOON = 2
_PATIENCE = 10
_MONTH = 30
_LONG_AGO = 100_000


@dataclass(frozen=True)
class Due:
    """Something to be said on a ticket, and whom it has to reach."""

    kind: str
    about: str
    people: frozenset[str]

    def __str__(self) -> str:
        """As a problem tells it."""
        return f"{self.kind} {self.about} to {', '.join(sorted(self.people))}"


class Oracle:
    """Knows everybody's days, and every item."""

    def __init__(self, office: Office) -> None:
        """There are no items yet."""
        self.office = office
        self.items: dict[str, Item] = {}
        self.appeared: list[Incident] = []

    def days(self, person: str) -> Days:
        """The days of somebody."""
        return Days(self.office.hours(person), self.office.working_days)

    def proposed(self, incident: Incident, priority: str, owner: str, made: datetime) -> date:
        """The due date of an item that has none, from its ticket on."""
        starts = max(incident.date, made.date())
        return self.days(owner).after(starts, PROPOSED[priority])

    def due(self, item: Item, now: datetime, *, obeys: bool) -> Sequence[Due]:
        """What has to be said about an item now; a pass that `obeys` a command asks nothing."""
        today = self.days(item.owner).day(now)
        found = list(self._recurrences(item, today, now))
        snoozed = item.snoozed is not None and today < item.snoozed
        if item.is_open and not obeys and not snoozed:
            found += self._asked(item, today)
        if item.status is Status.DROPPED and not snoozed:
            found += self._expired(item, today)
        return [each for each in found if self._may_hear(each.people, now)]

    def _may_hear(self, people: frozenset[str], now: datetime) -> bool:
        return all(self.days(person).may_hear(now) for person in people)

    def _asked(self, item: Item, today: date) -> Iterator[Due]:
        days, lead = self.days(item.owner), self.office.lead(item.owner)
        span, cadence = SPAN[item.priority], CADENCE[item.priority]
        made = days.day(item.made)
        since = max([made, *(days.day(at) for at in item.heard)])
        silent = days.between(since, today)
        late = days.between(item.due, today)
        unanswered = [t for t in item.told if t.kind in ASKS and days.day(t.at) > since]
        further = len(unanswered) - _PATIENCE
        pause = 1 if further < 0 else min(_MONTH, cadence * 2 ** (further + 1))
        if self._ago(item, today, *ASKS) < pause:
            return
        escalated = self._ago(item, today, "escalation")
        stuck = silent > span or late > span
        if stuck and days.between(made, today) > span and escalated >= span:
            yield Due("escalation", str(today), frozenset({lead}))
        elif item.due < today and self._overdue(item, today, (since, silent), cadence, made):
            yield Due("overdue", f"{item.due}/{today}", frozenset({item.owner}))
        elif (
            0 <= (item.due - today).days <= _SOON
            and since != today
            and not item.said(f"due-soon/{item.due}")
        ):
            yield Due("due-soon", str(item.due), frozenset({item.owner}))
        elif silent >= cadence and self._ago(item, today) >= cadence:
            yield Due("check-in", str(today), frozenset({item.owner}))

    def _overdue(
        self, item: Item, today: date, quiet: tuple[date, int], cadence: int, made: date
    ) -> bool:
        days, (since, silent) = self.days(item.owner), quiet
        if item.due <= made and days.between(made, today) < cadence:
            return False
        if not item.said(f"overdue/{item.due}/"):
            return since != today and self._ago(item, today, "escalation") >= cadence
        return min(silent, self._ago(item, today, "overdue", "escalation")) >= cadence

    def _recurrences(self, item: Item, today: date, now: datetime) -> Iterator[Due]:
        if not item.is_open or self.days(item.owner).day(item.made) >= today:
            return
        roles = {self.office.lead(item.owner): "lead", item.owner: "owner"}
        for incident in self.appeared:
            again = incident.cause == item.incident.cause and incident.date > item.incident.date
            told = {each.about for each in item.told if each.about.startswith(incident.id)}
            if not again or incident.id in told:
                continue
            left = {who: f"{incident.id}/{role}" for who, role in roles.items()}
            left = {who: about for who, about in left.items() if about not in told}
            if len(left) == len(roles) and self._may_hear(frozenset(roles), now):
                yield Due("recurrence", incident.id, frozenset(roles))
            else:
                for each, about in left.items():
                    yield Due("recurrence", about, frozenset({each}))

    def _expired(self, item: Item, today: date) -> Iterator[Due]:
        until = item.accepted
        if until and until <= today and not item.said(f"risk-expired/{until}"):
            yield Due("risk-expired", str(until), frozenset({self.office.lead(item.owner)}))

    def _ago(self, item: Item, today: date, *kinds: str) -> int:
        """How many days ago something of these kinds was said last, or anything."""
        days = self.days(item.owner)
        said = [days.day(each.at) for each in item.told if not kinds or each.kind in kinds]
        return days.between(max(said), today) if said else _LONG_AGO
