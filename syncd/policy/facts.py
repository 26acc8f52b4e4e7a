"""What deciding about one post-mortem needs to know of everything else."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from syncd.model import (
    Organization,
    PostMortem,
    Priority,
    Right,
    Status,
    Team,
    Ticket,
    TicketKey,
    Wanted,
)
from syncd.policy.calendar import Calendar, calendar
from syncd.policy.case import Case, Claim, Matching
from syncd.policy.ownership import owner_of, settled_owner
from syncd.policy.recurrence import Recurrence, recurrences
from syncd.policy.repetition import Repeat, repeats
from syncd.policy.settings import Labels, Policy

_ALL_STATUSES = frozenset(Status)


def _as_wished(_tracker: str, wanted: Wanted) -> Wanted:
    return wanted


@dataclass(frozen=True, eq=False)
class Terms:
    """By which rules to decide: the same for every post-mortem of a pass.

    `now` is aware and in UTC. `normalize` gives a wish as the named tracker would give it
    back. `read_only` names sources that syncd may not write to, `keeps_no_times` trackers
    where `updated` and `closed` are only what somebody wrote, `keeps_no_state` those that
    have no place for a marker's state. `statuses` are those that a tracker can tell apart.
    Where assignees are accounts (`finds_people`), `accounts` has whom a name means, by
    tracker and name; None for nobody. `rights` has what those may do who gave commands on a
    ticket, by their account, `ahead` by how much the clock of a tracker is ahead of ours.
    """

    now: datetime
    organization: Organization = field(default_factory=Organization)
    policy: Policy = field(default_factory=Policy)
    labels: Labels = field(default_factory=Labels)
    normalize: Callable[[str, Wanted], Wanted] = _as_wished
    read_only: frozenset[str] = frozenset()
    keeps_no_times: frozenset[str] = frozenset()
    keeps_no_state: frozenset[str] = frozenset()
    statuses: Mapping[str, frozenset[Status]] = field(default_factory=dict)
    finds_people: frozenset[str] = frozenset()
    accounts: Mapping[tuple[str, str], str | None] = field(default_factory=dict)
    rights: Mapping[tuple[TicketKey, str], Right] = field(default_factory=dict)
    ahead: Mapping[str, timedelta] = field(default_factory=dict)

    def named(self, tracker: str, account: str, written: str) -> str:
        """What the person with this account is called here; as `written` if nobody knows."""
        if tracker not in self.finds_people:
            return written
        return self._names.get((tracker, account.casefold()), written)

    @cached_property
    def _names(self) -> Mapping[tuple[str, str], str]:
        return {
            (tracker, account.casefold()): name
            for (tracker, name), account in sorted(self.accounts.items(), reverse=True)
            if account
        }

    def account(self, tracker: str, name: str) -> str | None:
        """What a tracker calls an owner; None if it knows nobody of that name."""
        if tracker not in self.finds_people:
            return name
        return self.accounts.get((tracker, name))

    def called(self, tracker: str, account: str | None, name: str | None) -> str | None:
        """What the owner with this account is called here, who is written as `name`."""
        return account if tracker not in self.finds_people or account is None else name

    def calendar(self, team: Team | None, person: str | None = None) -> Calendar:
        """How days count for somebody: as the person says, else the team, else the policy."""
        asked = (team.name if team else None, person)
        if asked not in self._calendars:
            self._calendars[asked] = self._calendar(team, person)
        return self._calendars[asked]

    @cached_property
    def _calendars(self) -> dict[tuple[str | None, str | None], Calendar]:
        return {}

    def _calendar(self, team: Team | None, person: str | None) -> Calendar:
        policy, said = self.policy, []
        if person and (known := self.organization.people.get(person)):
            said.append(known.hours)
            team = self.organization.teams.get(known.team or "", team)
        if team:
            said.append(team.hours)
        return calendar(
            next((each.timezone for each in said if each.timezone), policy.timezone),
            next((each.quiet for each in said if each.quiet), policy.quiet),
            next((each.holidays for each in said if each.holidays), policy.holidays),
            working_days=policy.working_days,
        )

    def told_apart(self, tracker: str, status: Status) -> Status:
        """A status as a tracker shows it: work in progress is only open where it has no word."""
        if status in self.statuses.get(tracker, _ALL_STATUSES):
            return status
        return Status.OPEN if status.is_open else Status.DONE

    @cached_property
    def priority_labels(self) -> Mapping[Priority, str]:
        """The label of each priority."""
        return {priority: self.labels.of_priority(priority) for priority in Priority}

    @cached_property
    def today(self) -> date:
        """The day it is, in UTC."""
        return self.now.date()


@dataclass(frozen=True, slots=True)
class Again:
    """A later post-mortem that hits a root cause again, and how that was told."""

    post_mortem: PostMortem
    id: str
    recurrence: Recurrence


@dataclass(frozen=True, eq=False)
class Facts:
    """What crosses post-mortems.

    `repeats` has, for an item, the items of other post-mortems that ask for the same thing,
    `recurrences`, for a post-mortem, the earlier ones whose root cause it hits, and `recurred`
    the other way round.
    """

    matching: Matching
    terms: Terms
    repeats: Mapping[str, tuple[Repeat, ...]]
    recurrences: Mapping[str, tuple[Recurrence, ...]]
    recurred: Mapping[str, tuple[Again, ...]]

    @property
    def complete(self) -> bool:
        """Whether everything was read; if not, there may be more of each."""
        return self.matching.complete

    @property
    def orphans(self) -> tuple[Ticket, ...]:
        """Tickets whose marker names what is in no document."""
        return self.matching.orphans

    @cached_property
    def open_items(self) -> Mapping[str, int]:
        """How many items are open, by owner."""
        open_items: dict[str, int] = defaultdict(int)
        for case in self.matching.cases:
            for claim in case.claims:
                if not claim.held and _is_open(claim) and (owner := _owner(claim, self.terms)):
                    open_items[owner] += 1
        return dict(open_items)

    @cached_property
    def post_mortems(self) -> frozenset[str]:
        """The ids of all."""
        return frozenset(case.id for case in self.matching.cases)

    @cached_property
    def targets(self) -> Mapping[str, str]:
        """The ids and ticket keys of all items, each by itself in lower case."""
        return {target.casefold(): target for target in _targets(self.matching.cases)}


def survey(matching: Matching, terms: Terms, about: Collection[str] | None = None) -> Facts:
    """Gather the facts that cross post-mortems; all of them, or those `about` some."""
    least = terms.policy.likeness
    hits = recurrences(matching.cases, least, terms.organization)
    return Facts(
        matching=matching,
        terms=terms,
        repeats=repeats(matching.cases, least.item, about),
        recurrences=hits,
        recurred=_recurred(matching.cases, hits),
    )


def _recurred(
    cases: Iterable[Case], hits: Mapping[str, tuple[Recurrence, ...]]
) -> Mapping[str, tuple[Again, ...]]:
    again: dict[str, list[Again]] = defaultdict(list)
    for case in cases:
        for hit in hits.get(case.id, ()):
            again[hit.of].append(Again(case.post_mortem, case.id, hit))
    return {of: tuple(found) for of, found in again.items()}


def _targets(cases: Iterable[Case]) -> Iterator[str]:
    for case in cases:
        for claim in case.claims:
            yield claim.id
            if claim.ticket:
                yield claim.ticket.ref.key


def _is_open(claim: Claim) -> bool:
    status = claim.ticket.status if claim.ticket else claim.item.status
    return status is None or status.is_open


def _owner(claim: Claim, terms: Terms) -> str | None:
    owner = owner_of(settled_owner(claim, terms.organization)[1].value, terms.organization)
    return owner.name if owner.is_one else None
