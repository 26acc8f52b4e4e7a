"""How Slack says no: HTTP 200, `ok: false` and a code; limits alone have a status of their own.

Source: docs.slack.dev, "Web API", on evaluating responses; "Rate limits", on HTTP 429 and
`Retry-After`. `needed` and `provided` of `missing_scope` as slackapi/node-slack-sdk's recorded
answers show them.
"""

from collections.abc import Iterable
from typing import Any

from syncd.testing.exchange import Answer, RefusedError


def refused(code: str, **more: Any) -> RefusedError:
    """An error by its code."""
    return RefusedError(200, {"ok": False, "error": code, **more})


def missing_scope(needed: str, provided: Iterable[str]) -> RefusedError:
    """The token may not do that; it is said what would be needed."""
    return refused("missing_scope", needed=needed, provided=",".join(sorted(provided)))


def invalid_blocks(*messages: str) -> RefusedError:
    """Blocks that break a rule; the rule is told in words."""
    told = [f"[ERROR] {message}" for message in messages]
    return refused("invalid_blocks", response_metadata={"messages": told})


def limited(retry_after: int) -> RefusedError:
    """Too many calls."""
    return RefusedError(429, {"ok": False, "error": "ratelimited"}, Retry_After=str(retry_after))


def broken(status: int) -> Answer:
    """The service, or what stands in front of it, failed."""
    code = {408: "request_timeout", 503: "service_unavailable", 429: "ratelimited"}.get(status)
    return Answer(status, {"ok": False, "error": code or "internal_error"})
