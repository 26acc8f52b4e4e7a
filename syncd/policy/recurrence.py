"""Root causes that come back while an earlier post-mortem's action items are still open."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
    """A root cause, and the dated post-mortem that names it."""

    case: Case
    date: dt.date
    text: str


class _Match(NamedTuple):
    score: int
    words: tuple[str, ...]
    services: tuple[str, ...]


def recurrences(
    cases: Iterable[Case], policy: Likeness, organization: Organization
) -> Mapping[str, tuple[Recurrence, ...]]:
    """For each post-mortem the earlier ones whose root cause it hits, the most alike first.

    Earlier is what has an earlier date, and counts if an item of it was open on the day of
    the new one.
    """
    named: dict[Gist, list[_Named]] = defaultdict(list)
    for case in cases:
        if (date := case.post_mortem.date) is None:
            continue
        for text in case.post_mortem.root_causes:
            if (said := gist(text)).weight >= _LEAST:
                named[said].append(_Named(case, date, text))
    alike = neighbours(frozenset(named), min(policy.cause, policy.cause_in_service))
    best: dict[str, dict[str, tuple[_Match, _Named, _Named]]] = defaultdict(dict)
    for said, causes in named.items():
        for theirs in (said, *(other for _, other in alike.get(said, ()))):
            for new, old in _in_order(causes, named[theirs]):
                known = best[new.case.id].get(old.case.id)
                found = _match(new, said, old, theirs, policy)
                if found and (known is None or found.score > known[0].score):
                    best[new.case.id][old.case.id] = found, new, old
    return {
        name: told
        for name, matches in best.items()
        if (told := tuple(_told(matches.values(), organization))[:_MOST])
    }


def _in_order(
    causes: Sequence[_Named], others: Sequence[_Named]
) -> Iterator[tuple[_Named, _Named]]:
    """Pairs of a post-mortem and an earlier one."""
    for new in causes:
        for old in others:
            if old.date < new.date and old.case.id != new.case.id:
                yield new, old


def _match(new: _Named, said: Gist, old: _Named, theirs: Gist, policy: Likeness) -> _Match | None:
    """How like two root causes are; None if that is not enough to speak of a recurrence."""
    one, other = new.case.post_mortem, old.case.post_mortem
    services = in_common(one.services, other.services)
    score = likeness(said, theirs)
    if services:
        known = words_of(services)
        said, theirs = said.fainter(known), theirs.fainter(known)
        score = min(score, likeness(said, theirs))
    both = said.shared(theirs)
    if score < (policy.cause_in_service if services else policy.cause):
        return None
    if both.weight < (_LEAST_ELSEWHERE if services == () else _LEAST):
        return None
    secret = one.confidential or other.confidential
    return _Match(score, () if secret else as_written(both, new.text), services or ())


def _told(
    matches: Iterable[tuple[_Match, _Named, _Named]], organization: Organization
) -> Iterator[Recurrence]:
    for found, new, old in sorted(matches, key=_strength):
        if items := tuple(_open_on(new.date, old.case.claims, organization)):
            yield Recurrence(old.case.id, found.score, found.words, found.services, items)


def _strength(match: tuple[_Match, _Named, _Named]) -> tuple[int, int, str]:
    """Sorts the most alike first; of those that are equally so, the latest."""
    found, _, old = match
    return -found.score, -old.date.toordinal(), old.case.id


def _open_on(
    day: dt.date, claims: Iterable[Claim], organization: Organization
) -> Iterator[Unfinished]:
    """The items that were open on a day, as far as that is certain.

    A ticket decides where there is one; an item that its document calls done was done
    whenever that was.
    """
    for claim in claims:
        if claim.held or (claim.linked and claim.ticket is None):
            continue
        ticket = claim.ticket
        status = ticket.status if ticket else claim.item.status
        is_open = status is None or status.is_open
        closed = ticket.closed.astimezone(dt.UTC).date() if ticket and ticket.closed else None
        if is_open or (closed is not None and closed >= day):
            owner = owner_of(settled_owner(claim, organization)[1].value, organization)
            name = owner.name if owner.is_one else None
            yield Unfinished(claim.id, name, ticket.ref if ticket else None, is_open)
