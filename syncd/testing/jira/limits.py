"""Rate limits: bursts by method, and writes to one issue.

Source: developer.atlassian.com/cloud/jira/platform/rate-limiting: for API tokens 100 requests a
second by GET and POST each, 50 by PUT and DELETE; 20 writes to one issue in 2 s and 100 in 30 s.
All answer 429 with `RateLimit-Reason`; `X-RateLimit-Reset` is an ISO time. `Retry-After` is not
always there (JRACLOUD-82801). Data Center has a bucket of tokens instead, if an administrator
says so, with `X-RateLimit-FillRate` and `-Interval-Seconds` (confluence.atlassian.com,
"Improving instance stability with rate limiting"). Limits are off unless a test sets them.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta

from syncd.testing.exchange import RefusedError, Request
from syncd.testing.jira.errors import body_of
from syncd.testing.jira.world import JiraWorld

WRITES = frozenset({"POST", "PUT", "DELETE"})
_ONE_ISSUE = re.compile(r"/issue/([^/]+)(?:/.*)?")
PER_ISSUE = ((2.0, 20), (30.0, 100))
"""Seconds, and the writes to one issue that they hold."""


@dataclass
class Limits:
    """What has been asked lately, and how much may be."""

    per_second: int | None = None
    """Requests of one method that are allowed each second."""
    per_issue: bool = False
    """Whether writes to one issue are limited."""
    retry_after: bool = True
    """Whether a 429 says how long to wait."""
    _asked: dict[str, deque[float]] = field(default_factory=dict)

    def spend(self, world: JiraWorld, request: Request) -> None:
        """Count a request.

        Raises:
            RefusedError: there were too many.
        """
        now = world.now().timestamp()
        if self.per_second is not None:
            self._count(world, request.method, now, ((1.0, self.per_second),), "jira-burst-based")
        found = _ONE_ISSUE.fullmatch(request.path)
        names_one = found and found[1] not in {"bulk", "bulkfetch", "createmeta"}
        if self.per_issue and found and names_one and request.method in WRITES:
            self._count(world, f"issue {found[1]}", now, PER_ISSUE, "jira-per-issue-on-write")

    def headers(self, world: JiraWorld, method: str) -> dict[str, str]:
        """What every answer says about the limit, if there is one."""
        if self.per_second is None:
            return {}
        now = world.now().timestamp()
        used = sum(at > now - 1 for at in self._asked.get(method, ()))
        left = max(0, self.per_second - used)
        near = str(left < 0.2 * self.per_second).lower()
        return {
            "X-RateLimit-Limit": str(self.per_second),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-NearLimit": near,
        }

    def refusal_headers(self, world: JiraWorld, wait: float, reason: str) -> dict[str, str]:
        """What a 429 says."""
        reset = world.now() + timedelta(seconds=wait)
        said = {"RateLimit-Reason": reason, "X-RateLimit-Reset": f"{reset:%Y-%m-%dT%H:%M:%SZ}"}
        if not world.cloud:
            said = {"X-RateLimit-FillRate": "1", "X-RateLimit-Interval-Seconds": str(int(wait))}
        return said | ({"Retry-After": str(max(1, round(wait)))} if self.retry_after else {})

    def _count(
        self,
        world: JiraWorld,
        name: str,
        now: float,
        windows: tuple[tuple[float, int], ...],
        reason: str,
    ) -> None:
        times = self._asked.setdefault(name, deque())
        while times and times[0] <= now - 60:
            times.popleft()
        for span, most in windows:
            if sum(at > now - span for at in times) >= most:
                said = self.refusal_headers(world, span, reason)
                headers = {key.replace("-", "_"): value for key, value in said.items()}
                raise RefusedError(429, body_of("Rate limit exceeded."), **headers)
        times.append(now)
