"""Action items that ask for the same thing in two post-mortems."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from syncd.model import PostMortem, Status
from syncd.policy.case import Case, Claim
from syncd.policy.gist import Gist, as_written, gist
from syncd.policy.likeness import neighbours
from syncd.policy.services import in_common

_FEWEST_WORDS = 3  # shorter titles ("write runbook") say too little to be called the same
_LEAST = 2.0  # by the weight of words: "add a test" says too little as well
_LEAST_ELSEWHERE = 3.0  # every service can have an "alert on errors" of its own
_MOST = 20  # of each item's; more than that is a phrase that everybody uses


class Repeat(NamedTuple):
    """Another post-mortem's item that asks for the same: how like it is, and in which words.

    `words` are as this item writes them, and none where one of the two is confidential.
    `is_dropped` says that it was settled by dropping the other.
    """

    item: str
    score: int
    words: tuple[str, ...]
    is_dropped: bool = False


class _Asked(NamedTuple):
    post_mortem: str
    document: PostMortem
    claim: Claim


def repeats(
    cases: Iterable[Case], least: int, about: Collection[str] | None = None
) -> Mapping[str, tuple[Repeat, ...]]:
    """For each item the items of other post-mortems that ask for the same, most alike first.

    If one item repeats another, the other repeats it. `least` is of 100; it can be asked
    `about` the items of some post-mortems alone.
    """
    asked: dict[Gist, list[_Asked]] = defaultdict(list)
    for case in cases:
        for claim in case.claims:
            if not claim.held and (said := _telling(claim.item.title)):
                asked[said].append(_Asked(case.id, case.post_mortem, claim))
    alike = neighbours(frozenset(asked), least)
    found: dict[str, tuple[Repeat, ...]] = {}
    for said, askers in asked.items():
        if len(askers) == 1 and said not in alike:
            continue
        groups = [(100, said), *alike.get(said, ())]
        for one in askers:
            if about is not None and one.post_mortem not in about:
                continue
            if others := tuple(islice(_others(one, said, groups, asked), _MOST)):
                found[one.claim.id] = others
    return found


def _others(
    one: _Asked,
    said: Gist,
    groups: Sequence[tuple[int, Gist]],
    asked: Mapping[Gist, Sequence[_Asked]],
) -> Iterator[Repeat]:
    for score, theirs in groups:
        both = said.shared(theirs)
        if not _says_enough(both):
            continue
        for other in sorted(asked[theirs], key=_id):
            if _are_two(one, other) and both.weight >= _least(one, other):
                secret = one.document.confidential or other.document.confidential
                words = () if secret else as_written(both, one.claim.item.title)
                yield Repeat(other.claim.id, score, words, _is_dropped(other.claim))


@lru_cache(maxsize=50_000)
def _telling(title: str) -> Gist | None:
    """What a title says, if that is enough."""
    return said if _says_enough(said := gist(title)) else None


def _says_enough(said: Gist) -> bool:
    return len(said.telling) + len(said.faint) >= _FEWEST_WORDS and said.weight >= _LEAST


def _are_two(one: _Asked, other: _Asked) -> bool:
    """Whether these are items of two post-mortems, and not one item seen twice."""
    if one.post_mortem == other.post_mortem or one.claim.id == other.claim.id:
        return False
    ticket = one.claim.ticket
    return ticket is None or other.claim.ticket is None or ticket.ref != other.claim.ticket.ref


def _least(one: _Asked, other: _Asked) -> float:
    common = in_common(one.document.services, other.document.services)
    return _LEAST_ELSEWHERE if common == () else _LEAST


def _is_dropped(claim: Claim) -> bool:
    status = claim.ticket.status if claim.ticket else claim.item.status
    return status is Status.DROPPED


def _id(asked: _Asked) -> str:
    return asked.claim.id
