"""From what Linear answered to a verdict, once, for the whole adapter.

Errors mostly come with HTTP 200. What they are is in `extensions`: `type` is what Linear's own
client decides by, `code` is documented for limits alone.

Sources: linear/linear, `packages/sdk/src/error.ts` (the types; 429 and `retry-after`);
linear.app/developers/rate-limiting (`RATELIMITED`, with HTTP 400; headers in epoch milliseconds;
leaky buckets); "conflict on insert of Issue" for an id that is taken, and "Entity not found" for
what is not there or cannot be seen, as several third parties report of the live service.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from syncd.ports import AgainError, DeniedError, LimitedError, PortError, RejectedError

_MINUTE = 60.0
_HOUR = 3600.0
_SERVER_ERROR = 500
_AGAIN = frozenset(
    {"network error", "bootstrap error", "unknown", "internal error", "other", "lock timeout"}
)
_PAGE_COST = 4_000
"""Points that the largest query of this adapter costs, rounded up (see `documents`)."""


class AnsweredError(RejectedError):
    """Linear refuses one field of a query; `about` is its name in the document."""

    def __init__(self, message: str, about: str, said: str) -> None:
        """`said` is Linear's message for programs."""
        super().__init__(message)
        self.about = about
        self.said = said.casefold()

    @property
    def is_conflict(self) -> bool:
        """Whether the id of something new is taken."""
        return self.said.startswith("conflict on insert")

    @property
    def is_missing(self) -> bool:
        """Whether there is no such thing, or it cannot be seen."""
        return self.said.startswith("entity not found")

    @property
    def is_without_issue(self) -> bool:
        """Whether it is an issue that is missing."""
        return self.is_missing and self.said.removesuffix(".").endswith(" issue")


def verdict(
    status: int, headers: Mapping[str, str], errors: Sequence[Any], what: str, now: float
) -> PortError:
    """What an answer with errors means; `now` is the server's time, in seconds.

    `what` was asked, in the words of a message.
    """
    error = errors[0] if errors and isinstance(errors[0], dict) else {}
    told: Mapping[str, Any] = error.get("extensions") or {}
    kind, code = str(told.get("type", "")).casefold(), str(told.get("code", ""))
    said = _words(error)
    message = f"{what}: {said or status}"
    if status == 429 or code == "RATELIMITED" or kind == "ratelimited":
        return LimitedError(f"{message}; syncd waits as it was asked to", wait(headers, now))
    if status == 401 or kind == "authentication error":
        return DeniedError(f"{message}; the token is wrong, expired or revoked: make a new one")
    if status == 403 or kind == "forbidden":
        return DeniedError(f"{message}; syncd doctor says which permission is missing")
    if status == 408 or status >= _SERVER_ERROR or (kind in _AGAIN and not told.get("userError")):
        return AgainError(message)
    if not error:
        return DeniedError(f"{message} is no answer of Linear's API; check url and proxy")
    path = error.get("path") or ()
    return AnsweredError(message, str(path[0]) if path else "", str(error.get("message", "")))


def budget(headers: Mapping[str, str], now: float) -> tuple[int, float] | None:
    """How many more requests of the costliest kind are allowed, and in how long there are more."""
    parts = [
        (_number(headers, name, "remaining"), _number(headers, name, "limit"), cost)
        for name, cost in (("requests", 1), ("complexity", _PAGE_COST))
    ]
    known = [
        (left / cost, _refill(limit, left, cost), name)
        for (left, limit, cost), name in zip(parts, ("requests", "complexity"), strict=True)
        if left is not None and limit
    ]
    if not known:
        return None
    left, refill, name = min(known)
    reset = _number(headers, name, "reset")
    ends = refill if reset is None else min(refill, max(0.0, reset / 1000 - now))
    return int(left), ends


def wait(headers: Mapping[str, str], now: float) -> float:
    """How long to leave Linear alone, in seconds."""
    after = headers.get("retry-after", "")
    if after.isdecimal():
        return float(after)
    endpoint = _number(headers, "endpoint-requests", "remaining")
    reset = _number(headers, "endpoint-requests", "reset")
    if endpoint is not None and endpoint <= 0 and reset is not None:
        return max(1.0, reset / 1000 - now)
    known = budget(headers, now)
    return max(1.0, known[1]) if known is not None and known[0] <= 0 else _MINUTE


def _refill(limit: float, left: float, cost: float) -> float:
    """Seconds until a bucket that fills in an hour has enough for one request."""
    return max(0.0, cost - left) * _HOUR / limit


def _number(headers: Mapping[str, str], name: str, part: str) -> float | None:
    try:
        return float(headers.get(f"x-ratelimit-{name}-{part}", ""))
    except ValueError:
        return None


def _words(error: Mapping[str, Any]) -> str:
    """What Linear says, for programs and for people."""
    message = str(error.get("message", ""))
    shown = str((error.get("extensions") or {}).get("userPresentableMessage") or "")
    return f"{message} ({shown})" if shown and shown != message else message
