"""Root causes that come back while an earlier post-mortem's action items are still open."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from typing import NamedTuple, TypeAlias

from syncd.model import Organization, TicketRef
from syncd.policy.case import Case, Claim
from syncd.policy.gist import Gist, as_written, gist
from syncd.policy.likeness import likeness, neighbours
from syncd.policy.ownership import owner_of, settled_owner
from syncd.policy.services import in_common, words_of
from syncd.policy.settings import Likeness

_LEAST = 2.0  # by the weight of words: "human error" is said of anything
_LEAST_ELSEWHERE = 3.0  # two services can each have a "memory leak" of their own
_MOST = 10  # of each post-mortem's


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An action item that was open when the cause came back; `is_open` says that it still is."""

    item: str
    owner: str | None
    ticket: TicketRef | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A root cause of the earlier post-mortem `of` that is hit again: how like, in which words.

    `words` are as the new post-mortem writes them, and none where one of the two is
    confidential; `services` are those that both name.
    """

    of: str
    score: int
    words: tuple[str, ...]
    services: tuple[str, ...]
    items: tuple[Unfinished, ...]

    @property
    def still_open(self) -> tuple[Unfinished, ...]:
        """The items that somebody has to finish even now."""
        return tuple(item for item in self.items if item.is_open)


class _Named(NamedTuple):
    """A root cause, and the dated post-mortem that names it.

    `open_until` is the last day on which one of its items was open, as far as is known.
    """

    case: Case
    date: dt.date
    open_until: dt.date
    text: str


class _Agreement(NamedTuple):
    """How like two root causes are, in what, and which services both are about."""

    score: int
    both: Gist
    services: tuple[str, ...]


_Match: TypeAlias = tuple[_Agreement, _Named, _Named]


def recurrences(
    cases: Iterable[Case], policy: Likeness, organization: Organization
) -> Mapping[str, tuple[Recurrence, ...]]:
    """For each post-mortem the earlier ones whose root cause it hits, the most alike first.

    Earlier is what has an earlier date, and counts if an item of it was open on the day of
    the new one.
    """
    named = _by_gist(cases)
    alike = neighbours(frozenset(named), min(policy.cause, policy.cause_in_service))
    best: dict[str, dict[str, _Match]] = defaultdict(dict)
    for said, causes in named.items():
        for theirs in (said, *(other for _, other in alike.get(said, ()))):
            for new, old in _in_order(causes, named[theirs]):
                services = new.case.post_mortem.services, old.case.post_mortem.services
                agreed = _agreement(said, theirs, *services, policy)
                known = best[new.case.id].get(old.case.id)
                if agreed and (known is None or agreed.score > known[0].score):
                    best[new.case.id][old.case.id] = agreed, new, old
    return {
        name: tuple(_told(match, organization) for match in nsmallest(_MOST, matches, _strength))
        for name, found in best.items()
        if (matches := found.values())
    }


def _by_gist(cases: Iterable[Case]) -> Mapping[Gist, Sequence[_Named]]:
    named: dict[Gist, list[_Named]] = defaultdict(list)
    for case in cases:
        date = case.post_mortem.date
        if date is None or not case.post_mortem.root_causes:
            continue
        open_until = max((day for _, _, day in _days(case.claims)), default=dt.date.min)
        for text in case.post_mortem.root_causes:
            if (said := gist(text)).weight >= _LEAST:
                named[said].append(_Named(case, date, open_until, text))
    return named


def _in_order(
    causes: Sequence[_Named], others: Sequence[_Named]
) -> Iterator[tuple[_Named, _Named]]:
    """Pairs of a post-mortem and an earlier one of which an item was open on its day."""
    for new in causes:
        for old in others:
            if old.date < new.date <= old.open_until and old.case.id != new.case.id:
                yield new, old


@lru_cache(maxsize=20_000)
def _agreement(
    said: Gist,
    theirs: Gist,
    services: tuple[str, ...],
    their_services: tuple[str, ...],
    policy: Likeness,
) -> _Agreement | None:
    """How like two root causes are; None if that is not enough to speak of a recurrence."""
    common = in_common(services, their_services)
    score = likeness(said, theirs)
    if common:
        known = words_of(common)
        said, theirs = said.fainter(known), theirs.fainter(known)
        score = min(score, likeness(said, theirs))
    both = said.shared(theirs)
    if score < (policy.cause_in_service if common else policy.cause):
        return None
    if both.weight < (_LEAST_ELSEWHERE if common == () else _LEAST):
        return None
    return _Agreement(score, both, common or ())


def _strength(match: _Match) -> tuple[int, int, str]:
    """Sorts the most alike first; of those that are equally so, the latest."""
    agreed, _, old = match
    return -agreed.score, -old.date.toordinal(), old.case.id


def _told(match: _Match, organization: Organization) -> Recurrence:
    agreed, new, old = match
    secret = new.case.post_mortem.confidential or old.case.post_mortem.confidential
    return Recurrence(
        of=old.case.id,
        score=agreed.score,
        words=() if secret else as_written(agreed.both, new.text),
        services=agreed.services,
        items=tuple(
            _unfinished(claim, is_open=is_open, organization=organization)
            for claim, is_open, until in _days(old.case.claims)
            if until >= new.date
        ),
    )


def _days(claims: Iterable[Claim]) -> Iterator[tuple[Claim, bool, dt.date]]:
    """Items with whether they are open, and the last day on which they were, if that is known.

    A ticket decides where there is one; an item that its document calls done was done
    whenever that was.
    """
    for claim in claims:
        if claim.held or (claim.linked and claim.ticket is None):
            continue
        ticket = claim.ticket
        status = ticket.status if ticket else claim.item.status
        if status is None or status.is_open:
            yield claim, True, dt.date.max
        elif ticket and ticket.closed:
            yield claim, False, ticket.closed.astimezone(dt.UTC).date()


def _unfinished(claim: Claim, *, is_open: bool, organization: Organization) -> Unfinished:
    owner = owner_of(settled_owner(claim, organization)[1].value, organization)
    ref = claim.ticket.ref if claim.ticket else None
    return Unfinished(claim.id, owner.name if owner.is_one else None, ref, is_open)
