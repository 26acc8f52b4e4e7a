"""Rate limits, by token.

Source: the page on rate limits: 150 requests a minute in a free workspace, 1,500 in a paid one,
60 for searches; 429 with `Retry-After`; what is refused counts all the same. A batch counts as
the requests in it, and is refused as a whole if one of them would be (`createBatchRequest`,
Asana/developer-docs). Limits on requests at the same time, and on their cost, are not simulated.
A simulator that is used without setting one has limits that nobody reaches.
"""

import math
from collections import deque
from dataclasses import dataclass, field

from syncd.testing.asana.errors import refused
from syncd.testing.asana.world import AsanaWorld

WINDOW = 60.0


@dataclass
class Limits:
    """How much each token may ask in a minute, and what it has asked."""

    per_minute: int | None = None
    searches: int | None = None
    asked: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def spend(self, world: AsanaWorld, token: str, cost: int, *, search: bool = False) -> None:
        """Count a request, or the parts of a batch.

        Raises:
            RefusedError: that is more than a minute allows.
        """
        self._spend(world, (token, "all"), cost, self.per_minute)
        if search:
            self._spend(world, (token, "search"), cost, self.searches)

    def _spend(self, world: AsanaWorld, who: tuple[str, str], cost: int, most: int | None) -> None:
        if most is None:
            return
        now = world.now().timestamp()
        times = self.asked.setdefault(who, deque())
        while times and times[0] <= now - WINDOW:
            times.popleft()
        over = len(times) + cost > most
        times.extend([now] * cost)
        if over:
            wait = max(1, math.ceil(times[0] + WINDOW - now))
            raise refused(429, Retry_After=str(wait))
