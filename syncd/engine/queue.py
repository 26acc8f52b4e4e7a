"""A queue of keys: which of them are to be worked on, and when. No threads and no clock.

Two sets make its promises: a key that is marked is dirty until somebody takes it, and then in
work until that is done. A dirty key in work waits; so no key is in work twice, and however
often it was marked meanwhile, it comes up once more. Each key has one due time.
Source: the idea is that of the work queue in kubernetes/client-go.
"""

import heapq

_PRUNED_AT = 1_024  # floors; by then most of them lie in the past


class KeyQueue:
    """Keys by the time at which they are due, in any seconds that only grow."""

    def __init__(self) -> None:
        """Nothing to do."""
        self._dirty: dict[str, float] = {}
        self._in_work: set[str] = set()
        self._heap: list[tuple[float, int, str]] = []
        self._floors: dict[str, float] = {}
        self._count = 0

    def __len__(self) -> int:
        """How many keys wait for their turn."""
        return len(self._dirty)

    @property
    def in_work(self) -> frozenset[str]:
        """The keys that somebody works on."""
        return frozenset(self._in_work)

    def mark(self, key: str, due: float) -> None:
        """Have a key worked on at that time, unless it is due earlier or may not be so early."""
        due = max(due, self._floors.get(key, due))
        known = self._dirty.get(key)
        if known is None or due < known:
            self._put(key, due)

    def take(self, now: float) -> str | None:
        """The key that has been due longest; it is in work from now on."""
        while self._heap and self._heap[0][0] <= now:
            due, _, key = heapq.heappop(self._heap)
            if self._dirty.get(key) == due and key not in self._in_work:
                del self._dirty[key]
                self._in_work.add(key)
                return key
        return None

    def done(self, key: str, *, not_before: float, again: float | None = None) -> None:
        """Work on a key is over; it does not begin again before then.

        With `again` it is due at that time, marked or not.
        """
        self._in_work.discard(key)
        self._prune(not_before)
        self._floors[key] = not_before
        due = [each for each in (self._dirty.pop(key, None), again) if each is not None]
        if due:
            self._put(key, max(min(due), not_before))

    def due(self) -> float | None:
        """When the next key may be taken; None if there is none, or all are in work."""
        while self._heap:
            due, _, key = self._heap[0]
            if self._dirty.get(key) == due and key not in self._in_work:
                return due
            heapq.heappop(self._heap)
        return None

    def _put(self, key: str, due: float) -> None:
        self._dirty[key] = due
        if key not in self._in_work:
            self._count += 1
            heapq.heappush(self._heap, (due, self._count, key))

    def _prune(self, now: float) -> None:
        if len(self._floors) >= _PRUNED_AT:
            self._floors = {key: floor for key, floor in self._floors.items() if floor > now}
