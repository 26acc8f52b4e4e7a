"""How things stand, as the last passes left them, read once for all who ask."""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from syncd.memory import Concluded, Memory, StoreError
from syncd.model import ActionItem, Finding, Overview
from syncd.passes import Places

T = TypeVar("T")
_FRESH = 10.0  # seconds; another replica may have made a pass meanwhile


@dataclass(frozen=True, slots=True)
class _Index:
    """Where to find things: items and projects by post-mortem, post-mortems by ticket.

    Tickets go by tracker and id, or key in lower case: two ids can differ in case alone.
    """

    items: Mapping[str, Sequence[ActionItem]] = field(default_factory=dict)
    post_mortems: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    projects: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)

    def renewed(self, changed: Mapping[str, Sequence[ActionItem]]) -> "_Index":
        """The same where the items of some post-mortems are others."""
        items, projects = {**self.items, **changed}, dict(self.projects)
        post_mortems = dict(self.post_mortems)
        for name, now in changed.items():
            for ticket in _tickets(self.items.get(name, ())):
                post_mortems[ticket] -= {name}
            for ticket in _tickets(now):
                post_mortems[ticket] = post_mortems.get(ticket, frozenset()) | {name}
            refs = (item.ticket for item in now if item.ticket)
            projects[name] = frozenset((ref.tracker, ref.project) for ref in refs)
        return _Index(items, post_mortems, projects)


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that passes concluded; without an overview there was none yet."""

    _concluded: Concluded | None = None
    _index: _Index = field(default_factory=_Index)
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What can be made from this, made when it is asked for and kept for as long as this."""
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made

    @property
    def overview(self) -> Overview | None:
        """Items and incidents."""
        return self._concluded.overview if self._concluded else None

    @property
    def findings(self) -> Sequence[Finding]:
        """All findings."""
        return self._concluded.findings if self._concluded else ()

    @property
    def items(self) -> Sequence[ActionItem]:
        """All action items."""
        return self._concluded.items if self._concluded else ()

    def of_ticket(self, tracker: str, name: str) -> frozenset[str]:
        """The post-mortems whose items have the ticket with this id or key."""
        known = self._index.post_mortems
        found = known.get((tracker, name), frozenset[str]())
        return found | known.get((tracker, name.casefold()), frozenset())

    def places(self, post_mortems: frozenset[str]) -> Places:
        """Where the tickets of these post-mortems are."""
        known = (self._index.projects.get(each, frozenset()) for each in post_mortems)
        return Places(projects=frozenset[tuple[str, str]]().union(*known))


class View:
    """What memory holds, kept for a few seconds."""

    def __init__(self, memory: Memory, now: Callable[[], float]) -> None:
        """`now` is in seconds."""
        self._memory, self._now = memory, now
        self._lock = threading.Lock()
        self._last: Concluded | None = None
        self._index = _Index()
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
            concluded = self._memory.concluded()
            self._index, self._last = self._indexed(concluded), concluded
            self._standing = Standing(concluded, self._index)
            self._read = at
        return self._standing

    def _indexed(self, concluded: Concluded | None) -> _Index:
        """What finds things in this: only what is another object than it was is looked at."""
        last = self._last
        if concluded is None:
            return _Index()
        parts = {name: part.items for name, part in concluded.parts.items()}
        if last is None or last.whole.items is not concluded.whole.items:
            whole: dict[str, list[ActionItem]] = defaultdict(list)
            for item in concluded.whole.items:
                whole[item.post_mortem].append(item)
            return _Index().renewed({**whole, **parts})
        if not last.parts.keys() <= parts.keys():
            self._last = None
            return self._indexed(concluded)
        changed = {name for name, part in concluded.parts.items() if last.parts.get(name) != part}
        return self._index.renewed({name: parts[name] for name in changed})


def _tickets(items: Sequence[ActionItem]) -> frozenset[tuple[str, str]]:
    """All tickets of these items, by each of their names."""
    refs = [item.ticket for item in items if item.ticket]
    names = ((ref, name) for ref in refs for name in (ref.id, ref.key.casefold()))
    return frozenset((ref.tracker, name) for ref, name in names)
