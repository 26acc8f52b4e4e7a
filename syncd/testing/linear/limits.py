"""Two budgets for each account, requests and complexity, in leaky buckets.

Source: linear.app/developers/rate-limiting: tokens come back at a constant rate of the limit a
period, an hour; the headers below are on every answer, `...-Reset` in epoch milliseconds. The
documented figures have changed several times, and a small workspace was seen to have 2,500
requests and 3,000,000 points (sortie-ai, "Linear adapter"): believe the headers. A simulator on
which nobody sets limits has budgets that nobody reaches.

Not known: whether `...-Reset` is when the bucket is full again, as here, or the end of a window.
"""

import math
from dataclasses import dataclass, field

from syncd.testing.linear.world import LinearWorld

HOUR = 3600.0
PLENTY = 100_000_000


@dataclass
class Bucket:
    """What an account has left of one budget, at a time in epoch seconds."""

    left: float
    at: float


@dataclass
class Limits:
    """The budgets of every account, and what is used of them."""

    requests: int = PLENTY
    complexity: int = PLENTY
    """Points an hour."""
    status: int = 400
    """How a spent budget is answered: 400, as documented, or 429."""
    buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)

    def spend(self, world: LinearWorld, account: str, cost: float) -> bool:
        """Take a request of that cost from both budgets, if both have enough."""
        both = [(self._bucket(world, account, name), amount) for name, amount in _both(cost)]
        if any(bucket.left < amount for bucket, amount in both):
            return False
        for bucket, amount in both:
            bucket.left -= amount
        return True

    def headers(self, world: LinearWorld, account: str, cost: float | None) -> dict[str, str]:
        """What every answer says about the budgets."""
        told = {} if cost is None else {"X-Complexity": str(math.ceil(cost))}
        for name in ("requests", "complexity"):
            most, left, reset = self.standing(world, account, name)
            told |= {
                f"X-RateLimit-{name.title()}-Limit": str(most),
                f"X-RateLimit-{name.title()}-Remaining": str(int(left)),
                f"X-RateLimit-{name.title()}-Reset": str(int(reset * 1000)),
            }
        return told

    def standing(self, world: LinearWorld, account: str, name: str) -> tuple[int, float, float]:
        """The limit, what is left, and when it is whole again (epoch seconds)."""
        most = self.requests if name == "requests" else self.complexity
        bucket = self._bucket(world, account, name)
        return most, bucket.left, bucket.at + (most - bucket.left) * HOUR / most

    def _bucket(self, world: LinearWorld, account: str, name: str) -> Bucket:
        most = self.requests if name == "requests" else self.complexity
        now = world.now().timestamp()
        bucket = self.buckets.setdefault((account, name), Bucket(most, now))
        if now > bucket.at:
            bucket.left += (now - bucket.at) * most / HOUR
        bucket.left, bucket.at = min(bucket.left, most), now
        return bucket


def _both(cost: float) -> tuple[tuple[str, float], tuple[str, float]]:
    return ("requests", 1.0), ("complexity", float(math.ceil(cost)))
