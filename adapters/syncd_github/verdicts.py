"""From what GitHub answered to a verdict, once, for the whole adapter.

Sources: the answers that the REST description declares for each operation, and docs.github.com,
"Rate limits for the REST API": obey `retry-after`; else, with nothing remaining, wait for
`x-ratelimit-reset`; else wait a minute. A limit can come as 403, and so can a lack of rights.
"""

import json
from collections.abc import Mapping

from syncd.ports import (
    AgainError,
    DeniedError,
    GoneError,
    LimitedError,
    PortError,
    RejectedError,
    StaleError,
    UnsureError,
)

_MINUTE = 60.0
_LIMIT_WORDS = ("rate limit", "abuse detection")
_SERVER_ERROR = 500


def verdict(
    status: int, headers: Mapping[str, str], body: str, what: str, *, now: float, repeatable: bool
) -> PortError:
    """What an answer other than success means; `now` is the server's time, in seconds.

    `what` was asked, in the words of a message.
    """
    said = _words(body)
    message = f"{what}: {status} {said}".rstrip()
    if status in {403, 429} and _is_limit(status, headers, said):
        return LimitedError(f"{message}; syncd waits as it was asked to", _wait(headers, now))
    if status == 401:
        return DeniedError(f"{message}; the token is wrong, expired or revoked: make a new one")
    if status in {403, 451}:
        return DeniedError(f"{message}; syncd doctor says which permission is missing")
    if status in range(300, 400):
        return GoneError(f"{message}; it is elsewhere now, and is looked for there")
    if status in {404, 410}:
        hint = "it is not there, has no issues, or syncd may not see it: check name and access"
        return GoneError(f"{message}; {hint}")
    if status in {409, 412}:
        return StaleError(f"{message}; somebody was at work there meanwhile")
    if status == 408 or status >= _SERVER_ERROR:
        return AgainError(message) if repeatable else UnsureError(message)
    return RejectedError(message)


def _is_limit(status: int, headers: Mapping[str, str], said: str) -> bool:
    return (
        status == 429
        or "retry-after" in headers
        or headers.get("x-ratelimit-remaining") == "0"
        or any(words in said.casefold() for words in _LIMIT_WORDS)
    )


def _wait(headers: Mapping[str, str], now: float) -> float:
    after, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
    if after.isdecimal():
        return float(after)
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
        return max(1.0, float(reset) - now)
    return _MINUTE


def _words(body: str) -> str:
    """What GitHub says, with the fields that it does not like."""
    try:
        told = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(told, dict):
        return ""
    parts = [str(told.get("message", ""))]
    for error in told.get("errors") or ():
        if isinstance(error, dict):
            words = [str(error[key]) for key in ("field", "code", "message") if error.get(key)]
            parts.append(" ".join(words))
        else:
            parts.append(str(error))
    return ", ".join(part for part in parts if part)
