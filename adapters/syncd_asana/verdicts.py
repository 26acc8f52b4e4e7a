"""From what Asana answered to a verdict, once, for the whole adapter.

Sources: the statuses that Asana's OpenAPI description declares (402 paid plans alone, 403 there
but not for you, 404 not there), and its pages on errors and rate limits: 429 with `Retry-After`,
and asking again sooner counts too. A 5xx does not prove that nothing was written.
"""

from collections.abc import Mapping

import httpx
import msgspec

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
from syncd_asana.records import Errors

_MINUTE = 60.0
_SERVER_ERROR = 500


class MissingError(GoneError):
    """What was asked for is not there (404): deleted, or never made."""


class ForbiddenError(DeniedError):
    """What was asked for is there, but not for this account (403)."""


def verdict(
    status: int, headers: Mapping[str, str], body: bytes, what: str, *, repeatable: bool
) -> PortError:
    """What an answer other than success means; `what` was asked, in the words of a message."""
    message = f"{what}: {status} {_words(body)}".rstrip()
    if status == 429:
        return LimitedError(f"{message}; syncd waits as it was asked to", _wait(headers))
    if status == 401:
        return DeniedError(f"{message}; the token is wrong, expired or revoked: make a new one")
    if status == 402:
        return DeniedError(f"{message}; that takes a paid plan of Asana")
    if status in {403, 451}:
        hint = "syncd's account has no access there, or may not change that"
        return ForbiddenError(f"{message}; {hint}")
    if status == 404:
        return MissingError(f"{message}; it is not there, or not any more")
    if status in {409, 412}:
        return StaleError(f"{message}; somebody was at work there meanwhile")
    if status == 408 or status >= _SERVER_ERROR:
        return AgainError(message) if repeatable else UnsureError(message)
    if status < 400:
        return RejectedError(f"{message}; that is not Asana's API: check url")
    return RejectedError(message)


def broken_off(error: httpx.TransportError, what: str, *, repeatable: bool) -> PortError:
    """The verdict on a connection that failed; one that never came about has sent nothing."""
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return AgainError(f"{what}: no connection; check url, network and proxy")
    message = f"{what}: the connection broke off ({type(error).__name__})"
    return AgainError(message) if repeatable else UnsureError(message)


def _wait(headers: Mapping[str, str]) -> float:
    after = headers.get("retry-after", "")
    return float(after) if after.replace(".", "", 1).isdecimal() else _MINUTE


def _words(body: bytes) -> str:
    try:
        told = msgspec.json.decode(body, type=Errors)
    except msgspec.MsgspecError:
        return ""
    return ", ".join(error.message for error in told.errors if error.message)
