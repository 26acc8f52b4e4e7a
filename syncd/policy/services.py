"""Whether two post-mortems are about the same services."""

from functools import lru_cache

from syncd.policy.gist import gist
from syncd.policy.wording import plain


def in_common(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...] | None:
    """The services of `one` that `other` has too; None if one of them names no service."""
    if not one or not other:
        return None
    theirs = _plain(other)
    return tuple(service for service in one if plain(service) in theirs)


@lru_cache(maxsize=10_000)
def words_of(services: tuple[str, ...]) -> frozenset[str]:
    """The words in the names of services: between these services they tell nothing apart."""
    return frozenset[str]().union(*(gist(service).words for service in services))


@lru_cache(maxsize=10_000)
def _plain(services: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(plain, services))
