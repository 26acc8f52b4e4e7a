"""Rate limits, by account, and the headers that tell of them.

Source: `X-RateLimit-*` and 403 or 429 with 0 remaining, secondary limits as 403 or 429 with or
without `Retry-After` (docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api, which
also gives 80 content-creating requests a minute and 500 an hour); a secondary limit does not
show in the remaining ones (KnpLabs/php-github-api#1072). `GET /rate_limit` and answers of 304 to
a request with a token are free (the same pages). What makes a request "content-creating" is not
said; here it is every POST, PATCH, PUT and DELETE but for access tokens.

Real budgets are 5,000 an hour, 60 without a token, and 30 searches a minute. A simulator that is
used without setting one has budgets that nobody reaches.
"""

from collections import deque
from dataclasses import dataclass, field

from syncd.testing.exchange import Request
from syncd.testing.github.errors import body_of, refused
from syncd.testing.github.world import GitHubWorld

SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)
FREE = frozenset({"/rate_limit"})
PLENTY = 1_000_000


@dataclass
class Window:
    """What one account has used of one budget, and when that starts anew (epoch seconds)."""

    reset: int
    used: int = 0


@dataclass
class Limits:
    """The budgets of every account, and what is used of them."""

    core: int = PLENTY
    """Requests an hour."""
    search: int = PLENTY
    """Searches a minute."""
    status: int = 403
    """How a spent budget is answered: 403 or 429."""
    content_per_minute: int | None = None
    content_per_hour: int | None = None
    retry_after: int | None = 60
    """What a secondary limit says in `Retry-After`; `None` leaves the header out."""
    windows: dict[tuple[str, str], Window] = field(default_factory=dict)
    written: dict[str, deque[float]] = field(default_factory=dict)

    def spend(self, world: GitHubWorld, account: str, request: Request) -> None:
        """Count a request.

        Raises:
            RefusedError: the account has no budget left, or writes too fast.
        """
        if request.path in FREE:
            return
        window = self.window(world, account, resource_of(request))
        if window.used >= self._budget(resource_of(request)):
            raise refused(self.status, f"API rate limit exceeded for {account}.")
        window.used += 1
        if request.method not in {"GET", "HEAD"} and not request.path.endswith("/access_tokens"):
            self._write(world, account)

    def refund(self, world: GitHubWorld, account: str, request: Request) -> None:
        """A request turned out to cost nothing."""
        window = self.window(world, account, resource_of(request))
        window.used = max(0, window.used - 1)

    def window(self, world: GitHubWorld, account: str, resource: str) -> Window:
        """The present window of an account."""
        now = int(world.now().timestamp())
        known = self.windows.get((account, resource))
        if known is None or known.reset <= now:
            known = Window(now + (60 if resource == "search" else 3600))
            self.windows[account, resource] = known
        return known

    def headers(self, world: GitHubWorld, account: str, resource: str) -> dict[str, str]:
        """What every answer says about the budget."""
        window, budget = self.window(world, account, resource), self._budget(resource)
        return {
            "X-RateLimit-Limit": str(budget),
            "X-RateLimit-Remaining": str(max(0, budget - window.used)),
            "X-RateLimit-Reset": str(window.reset),
            "X-RateLimit-Used": str(window.used),
            "X-RateLimit-Resource": resource,
        }

    def overview(self, world: GitHubWorld, account: str) -> dict[str, dict[str, int]]:
        """All budgets, as `GET /rate_limit` shows them."""
        shown = {}
        for resource in ("core", "search"):
            window, budget = self.window(world, account, resource), self._budget(resource)
            left = max(0, budget - window.used)
            shown[resource] = {
                "limit": budget,
                "used": window.used,
                "remaining": left,
                "reset": window.reset,
            }
        return shown

    def _budget(self, resource: str) -> int:
        return self.search if resource == "search" else self.core

    def _write(self, world: GitHubWorld, account: str) -> None:
        now = world.now().timestamp()
        times = self.written.setdefault(account, deque())
        while times and times[0] <= now - 3600:
            times.popleft()
        for span, most in ((60, self.content_per_minute), (3600, self.content_per_hour)):
            if most is not None and sum(at > now - span for at in times) >= most:
                more = {} if self.retry_after is None else {"Retry_After": str(self.retry_after)}
                raise refused(403, SECONDARY, **more)
        times.append(now)


def resource_of(request: Request) -> str:
    """Which budget a request counts against."""
    return "search" if request.path.startswith("/search/") else "core"


def secondary_body() -> dict[str, object]:
    """The body of an answer to somebody who is too fast."""
    return body_of(403, SECONDARY)
