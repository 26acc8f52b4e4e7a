"""Who is to be told what about an action item now: check-ins, reminders, escalations.

A comment is its own record: what was said on the ticket tells what is still to say, so that
nothing is said twice, whatever memory holds. Whoever did something is left in peace for a
whole cadence.

Source: Post-Mortem Action Item Tracking, "Follow-Up Cadence" and "Automated Reminders".
"""

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from syncd.model import Nudge, NudgeKind, Person, PostMortem, Status, Ticket
from syncd.policy.assess import Assessment
from syncd.policy.calendar import Calendar
from syncd.policy.closure import accepted_until
from syncd.policy.facts import Again, Facts, Terms
from syncd.policy.speech import (
    again_text,
    check_in_text,
    due_soon_text,
    escalation_text,
    overdue_text,
    risk_text,
)

_NEWS = timedelta(days=7)  # an incident before syncd took over is news for so long
_ALL = tuple(NudgeKind)
_ROLES = ("owner", "lead")
_ASKED = (NudgeKind.ESCALATION, NudgeKind.OVERDUE, NudgeKind.DUE_SOON, NudgeKind.CHECK_IN)
_LONGEST_PAUSE = 30  # days; nothing is given up


def nudges_of(
    assessment: Assessment, post_mortem: PostMortem, facts: Facts, terms: Terms
) -> Iterator[Nudge]:
    """What is to be said about an item at this moment, and has not been said yet."""
    ticket = assessment.ticket
    if ticket is None or assessment.claim.held or not terms.policy.reminders:
        return
    view = _view(assessment, ticket, post_mortem, facts, terms)
    yield from view.recurrences()  # news for whoever put it off, too
    if view.is_snoozed:
        return
    if assessment.is_open:
        yield from view.asked()
    else:
        yield from view.expired()


def recently_told(
    assessment: Assessment, post_mortem: PostMortem, facts: Facts, terms: Terms
) -> Iterator[Nudge]:
    """What was said on the ticket since yesterday began, for those who read a digest instead."""
    ticket = assessment.ticket
    if ticket is None or assessment.claim.held or not any(said.record for said in ticket.comments):
        return
    view = _view(assessment, ticket, post_mortem, facts, terms)
    if view.is_snoozed:
        return
    kinds = _ALL if assessment.is_open else (NudgeKind.RISK_EXPIRED,)
    for comment in ticket.comments:
        kind, _, _ = (comment.record or "").partition("/")
        if kind in kinds and (view.today - view.calendar.today(comment.at)).days <= 1:
            yield from view.repeated(NudgeKind(kind), str(comment.record), comment.at)


def _view(
    assessment: Assessment, ticket: Ticket, post_mortem: PostMortem, facts: Facts, terms: Terms
) -> "_View":
    team = assessment.route.team
    owner = assessment.owner.name if assessment.owner.is_one else None
    lead = terms.organization.person(team.lead) if team and team.lead else None
    calendar = terms.calendar(team, owner)
    return _View(
        assessment=assessment,
        ticket=ticket,
        post_mortem=post_mortem,
        facts=facts,
        terms=terms,
        owner=owner,
        lead=lead.email if lead else (team.lead if team else None),
        calendar=calendar,
        today=calendar.today(terms.now),
    )


@dataclass(frozen=True, slots=True)
class _View:
    """One item, its ticket, and the people who answer for it."""

    assessment: Assessment
    ticket: Ticket
    post_mortem: PostMortem
    facts: Facts
    terms: Terms
    owner: str | None
    lead: str | None
    calendar: Calendar
    today: date

    @property
    def is_snoozed(self) -> bool:
        obeyed, state = self.assessment.claim.obeyed, self.ticket.state
        until = (obeyed.snoozed if obeyed else None) or (state.snoozed if state else None)
        return until is not None and self.today < until

    @property
    def since(self) -> date:
        """The day from which on it counts that nobody has done anything."""
        times = [self.assessment.heard, self.ticket.created]
        days = [self.calendar.today(at) for at in times if at]
        return max([*days, self.taken])

    @property
    def taken(self) -> date:
        """The day on which syncd made or adopted the ticket."""
        identity = self.ticket.identity
        if identity is None:
            return self.today
        return identity.since or date.min

    # What is asked of people about an open item: at most one thing a day, the gravest.

    def asked(self) -> Iterator[Nudge]:
        priority, due = self.assessment.item.priority, self.assessment.item.due
        if priority is None or self.assessment.claim.obeyed:
            return
        if self.since == self.today and (due is None or due >= self.today):
            return  # somebody was here today, and nothing is late
        policy = self.terms.policy
        span, cadence = policy.escalate[priority], policy.cadence[priority]
        if self._ago(*_ASKED) < self._pause(cadence):
            return
        if self._must_escalate(span):
            yield from self._escalation(span)
        elif self._is_overdue(cadence):
            yield from self._to_owner(
                NudgeKind.OVERDUE, f"{due}/{self.today}", overdue_text(self.assessment, self.today)
            )
        elif self._is_due_soon():
            yield from self._to_owner(
                NudgeKind.DUE_SOON, str(due), due_soon_text(self.assessment, self.today)
            )
        elif self._ago(*_ALL) >= cadence and self._days(self.since) >= cadence:
            yield from self._to_owner(
                NudgeKind.CHECK_IN, str(self.today), check_in_text(self.assessment, self.since)
            )

    def _pause(self, cadence: int) -> int:
        """For how many days nothing is asked again: one, but more where nobody ever answers.

        Whoever is asked every day and looks away will not look because it is the hundredth time.
        """
        patience = self.terms.policy.patience
        unanswered = sum(1 for day in self._days_of(_ASKED) if day > self.since)
        if not patience or unanswered < patience:
            return 1
        return min(_LONGEST_PAUSE, cadence << min(unanswered - patience + 1, 8))

    def _must_escalate(self, span: int) -> bool:
        """Whether the lead is to be told: no progress for longer than a span, or overdue by more.

        He is told once a span. Days count as everywhere here, from day to day: so on the last
        day of the span its owner is asked, and the lead is not told before the next one.
        """
        if self.lead is None or self._ago(NudgeKind.ESCALATION) < span:
            return False
        if self._days(self.taken) <= span:
            return False
        return self._late(span) is not None or self._days(self.since) > span

    def _late(self, span: int) -> date | None:
        """The due date, if that is over for longer than a span."""
        due = self.assessment.item.due
        return due if due is not None and self._days(due) > span else None

    def _escalation(self, span: int) -> Iterator[Nudge]:
        text = self._call_for_help(span)
        yield from self._to(self.lead, NudgeKind.ESCALATION, str(self.today), text)

    def _call_for_help(self, span: int) -> str:
        owner = self._called(self.owner) if self.owner and self.owner != self.lead else None
        quiet = self._days(self.since)
        return escalation_text(self.assessment, owner, quiet, span, self._late(span))

    def _is_overdue(self, cadence: int) -> bool:
        due = self.assessment.item.due
        if due is None or due >= self.today:
            return False
        if due <= self.taken and self._days(self.taken) < cadence:
            return False  # it was overdue already when syncd came
        if not any(each.startswith(f"{NudgeKind.OVERDUE}/{due}/") for each in self._said):
            acted_today = self.since == self.today
            return not acted_today and self._ago(NudgeKind.ESCALATION) >= cadence
        told = self._ago(NudgeKind.OVERDUE, NudgeKind.ESCALATION)
        return min(told, self._days(self.since)) >= cadence

    def _is_due_soon(self) -> bool:
        due = self.assessment.item.due
        if due is None or not 0 <= (due - self.today).days <= self.terms.policy.due_soon_days:
            return False
        fresh = self.since == self.today or self._ago(NudgeKind.ESCALATION, NudgeKind.CHECK_IN) < 1
        return not fresh and f"{NudgeKind.DUE_SOON}/{due}" not in self._said

    # What is told once.

    def recurrences(self) -> Iterator[Nudge]:
        """That this has happened again, to owner and lead; a new ticket is left alone for a day.

        They hear of it together, or each on his own where only one of them is at work now.
        """
        item = self.assessment.item
        if self.taken >= self.today:
            return
        for again in self.facts.recurred.get(item.post_mortem, ()):
            bears = any(each.item == item.id for each in again.recurrence.still_open)
            day = again.post_mortem.date
            is_news = day is not None and day >= self.taken - _NEWS
            if bears and is_news and self.assessment.is_open:
                yield from self._again(again)

    def _again(self, again: Again) -> Iterator[Nudge]:
        secret = again.post_mortem.confidential and not self.post_mortem.confidential
        text = again_text(again, secret=secret)
        people, record = self._roles, f"{NudgeKind.RECURRENCE}/{again.id}"
        if record in self._said:
            return
        now = {role: each for role, each in people.items() if self._may_tell(each)}
        together = now == people and not any(f"{record}/{role}" in self._said for role in people)
        for role, person in now.items():
            name = record if together else f"{record}/{role}"
            if name not in self._said:
                yield self._nudge(person, NudgeKind.RECURRENCE, name, text, self.terms.now)

    @property
    def _roles(self) -> Mapping[str, str]:
        """Who answers for it, by what they are; whoever is both is the owner."""
        lead = self.lead if self.lead != self.owner else None
        people = zip(_ROLES, (self.owner, lead), strict=True)
        return {role: person for role, person in people if person}

    def expired(self) -> Iterator[Nudge]:
        """That a risk was accepted until a day that has come."""
        if self.assessment.item.status is not Status.DROPPED:
            return
        until = accepted_until(self.assessment)
        if until is not None and self.taken < until <= self.today:
            person = self.lead or self.owner
            yield from self._to(person, NudgeKind.RISK_EXPIRED, str(until), risk_text(until))

    def repeated(self, kind: NudgeKind, record: str, at: datetime) -> Iterator[Nudge]:
        """A nudge that stands on the ticket, as it would be worded today."""
        due, item = self.assessment.item.due, self.assessment
        people, text = [self.owner or self.lead], ""
        match kind:
            case NudgeKind.ESCALATION:
                people, priority = [self.lead], self.assessment.item.priority
                if priority is not None:
                    text = self._call_for_help(self.terms.policy.escalate[priority])
            case NudgeKind.OVERDUE:
                text = overdue_text(item, self.today) if due and due < self.today else ""
            case NudgeKind.DUE_SOON:
                text = due_soon_text(item, self.today) if due and due >= self.today else ""
            case NudgeKind.CHECK_IN:
                text = check_in_text(item, self.since)
            case NudgeKind.RISK_EXPIRED:
                people = [self.lead or self.owner]
                text = risk_text(date.fromisoformat(record.partition("/")[2]))
            case NudgeKind.RECURRENCE:
                again = record.partition("/")[2]
                name, _, role = again.rpartition("/")
                if role in _ROLES:  # only one of them was told by it
                    again, people = name, [self._roles.get(role)]
                else:
                    people = [*self._roles.values()]
                text = f"this has happened again: {again}"
        for person in people:
            if person and text:
                yield self._nudge(person, kind, record, text, at)

    # How it is said, and whether it has been.

    def _to_owner(self, kind: NudgeKind, about: str, text: str) -> Iterator[Nudge]:
        yield from self._to(self.owner or self.lead, kind, about, text)

    def _to(self, person: str | None, kind: NudgeKind, about: str, text: str) -> Iterator[Nudge]:
        """A nudge, unless it was said already or this is no time to say it."""
        record = f"{kind}/{about}"
        if person is not None and record not in self._said and self._may_tell(person):
            yield self._nudge(person, kind, record, text, self.terms.now)

    def _may_tell(self, person: str) -> bool:
        calendar = self.terms.calendar(self.assessment.route.team, person)
        return calendar.may_tell(self.terms.now)

    def _nudge(self, person: str, kind: NudgeKind, record: str, text: str, at: datetime) -> Nudge:
        item = self.assessment.item
        return Nudge(
            kind=kind,
            person=person,
            item=item.id,
            post_mortem=item.post_mortem,
            title=item.title,
            ticket=self.ticket.ref,
            priority=item.priority,
            due=item.due,
            text=text,
            record=record,
            at=at,
        )

    @property
    def _said(self) -> AbstractSet[str]:
        """The records of all that was said on the ticket, or is on its way there."""
        said = {comment.record for comment in self.ticket.comments if comment.record}
        return said | self.assessment.claim.said

    def _ago(self, *kinds: NudgeKind) -> int:
        """How many days ago something of these kinds was said last; very many if never."""
        names = tuple(f"{kind}/" for kind in kinds)
        if any(record.startswith(names) for record in self.assessment.claim.said):
            return 0
        said = self._days_of(kinds)
        return self._days(max(said)) if said else self.today.toordinal()

    def _days_of(self, kinds: Collection[NudgeKind]) -> list[date]:
        """The days on which something of these kinds was said."""
        names = tuple(f"{kind}/" for kind in kinds)
        ours = (each for each in self.ticket.comments if each.record)
        return [self.calendar.today(s.at) for s in ours if str(s.record).startswith(names)]

    def _days(self, day: date) -> int:
        if day == date.min:
            return self.today.toordinal()
        return self.calendar.between(day, self.today)

    def _called(self, name: str | None) -> str | None:
        person: Person | None = self.terms.organization.person(name) if name else None
        return (person.name if person else None) or name
