"""How things stand, as the last passes left them, read once for all who ask."""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from syncd.memory import Memory, StoreError
from syncd.model import ActionItem, Finding, Overview
from syncd.passes import Places

T = TypeVar("T")
_FRESH = 10.0  # seconds; another replica may have made a pass meanwhile


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that passes concluded; without an overview there was none yet.

    `post_mortems` has those whose items have a ticket, by tracker and id or key in lower
    case; `projects` are the projects that the tickets of a post-mortem are in.
    """

    overview: Overview | None = None
    findings: Sequence[Finding] = ()
    post_mortems: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    projects: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What can be made from this, made when it is asked for and kept for as long as this."""
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made

    @property
    def items(self) -> Sequence[ActionItem]:
        """All action items."""
        return self.overview.items if self.overview else ()

    def of_ticket(self, tracker: str, name: str) -> frozenset[str]:
        """The post-mortems whose items have the ticket with this id or key."""
        return self.post_mortems.get((tracker, name.casefold()), frozenset())

    def places(self, post_mortems: frozenset[str]) -> Places:
        """Where the tickets of these post-mortems are."""
        known = (self.projects.get(each, frozenset()) for each in post_mortems)
        return Places(projects=frozenset[tuple[str, str]]().union(*known))


class View:
    """What memory holds, kept for a few seconds."""

    def __init__(self, memory: Memory, now: Callable[[], float]) -> None:
        """`now` is in seconds."""
        self._memory, self._now = memory, now
        self._lock = threading.Lock()
        self._standing = Standing()
        self._read = float("-inf")

    def renew(self) -> None:
        """A pass has changed something: read it now, so that nobody who asks has to."""
        with self._lock:
            self._read = float("-inf")
            with suppress(StoreError):  # whoever asks next is told
                self._current()

    def last(self) -> Standing:
        """How things stand, or stood a moment ago while somebody else reads: nobody waits.

        Raises:
            StoreError: the store does not tell.
        """
        if not self._lock.acquire(blocking=False):
            return self._standing
        try:
            return self._current()
        finally:
            self._lock.release()

    def current(self) -> Standing:
        """How things stand.

        Raises:
            StoreError: the store does not tell.
        """
        with self._lock:
            return self._current()

    def _current(self) -> Standing:
        at = self._now()
        if at - self._read > _FRESH:
            self._standing = _standing(self._memory)
            self._read = at
        return self._standing


def _standing(memory: Memory) -> Standing:
    overview = memory.overview()
    if overview is None:
        return Standing()
    post_mortems: dict[tuple[str, str], set[str]] = defaultdict(set)
    projects: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for item in overview.items:
        if (ref := item.ticket) is not None:
            for name in (ref.id, ref.key):
                post_mortems[ref.tracker, name.casefold()].add(item.post_mortem)
            projects[item.post_mortem].add((ref.tracker, ref.project))
    return Standing(
        overview,
        memory.findings(),
        {ticket: frozenset(found) for ticket, found in post_mortems.items()},
        {name: frozenset(found) for name, found in projects.items()},
    )
