"""From tickets to post-mortems: what has to be looked at again when a ticket changed."""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from syncd.memory import Memory
from syncd.passes import Places

_FRESH = 10.0  # seconds; another replica may have made a ticket meanwhile


@dataclass(frozen=True, slots=True)
class Linked:
    """What is known of links: post-mortems by ticket, and the projects of each post-mortem."""

    post_mortems: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    projects: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)


class Index:
    """The links of all action items, read again when a pass may have changed them."""

    def __init__(self, memory: Memory, now: Callable[[], float]) -> None:
        """`now` is in seconds."""
        self._memory, self._now = memory, now
        self._lock = threading.Lock()
        self._linked = Linked()
        self._read = float("-inf")

    def forget(self) -> None:
        """Something may be linked otherwise now."""
        self._read = float("-inf")

    def of_ticket(self, tracker: str, name: str) -> frozenset[str]:
        """The post-mortems whose items have the ticket with this id or key."""
        return self._current().post_mortems.get((tracker, name.casefold()), frozenset())

    def places(self, post_mortems: frozenset[str]) -> Places:
        """Where the tickets of these post-mortems are."""
        known = self._current().projects
        return Places(projects=frozenset().union(*(known.get(each, ()) for each in post_mortems)))

    def _current(self) -> Linked:
        with self._lock:
            if self._now() - self._read > _FRESH:
                self._linked = _linked(self._memory)
                self._read = self._now()
            return self._linked


def _linked(memory: Memory) -> Linked:
    post_mortems: dict[tuple[str, str], set[str]] = defaultdict(set)
    projects: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for item in memory.items():
        if (ref := item.ticket) is not None:
            for name in (ref.id, ref.key):
                post_mortems[ref.tracker, name.casefold()].add(item.post_mortem)
            projects[item.post_mortem].add((ref.tracker, ref.project))
    return Linked(
        {ticket: frozenset(found) for ticket, found in post_mortems.items()},
        {name: frozenset(found) for name, found in projects.items()},
    )
