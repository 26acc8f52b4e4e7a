"""From what Jira answered to a verdict, once, for the whole adapter.

Sources: the answers that Atlassian's description declares for each operation;
developer.atlassian.com/cloud/jira/platform/rate-limiting (429 for all limits, the limit on
writes to one issue as `RateLimit-Reason: jira-per-issue-on-write`). `Retry-After` need not be
there (JRACLOUD-82801); then waits grow.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

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

_SERVER_ERROR = 500
_ONE_ISSUE = "jira-per-issue-on-write"


class FieldsError(RejectedError):
    """Jira refuses some fields; nothing was written. `fields` has its words by field id."""

    def __init__(self, message: str, fields: Mapping[str, str]) -> None:
        """`fields` are those that Jira names."""
        super().__init__(message)
        self.fields = fields


class QuietError(RejectedError):
    """Only administrators may edit without notifying people; nothing was written."""


def verdict(
    status: int,
    headers: Mapping[str, str],
    body: str,
    what: str,
    *,
    now: float,
    repeatable: bool,
    patience: float,
) -> PortError:
    """What an answer other than success means; `now` is the server's time, in seconds.

    `what` was asked, in the words of a message. `patience` is how long to wait, in seconds,
    where a limit does not say.
    """
    told = said(body)
    fields = told.get("errors") if isinstance(told.get("errors"), dict) else {}
    message = f"{what}: {status} {_words(told)}".rstrip()
    if status == 429:
        if headers.get("ratelimit-reason") == _ONE_ISSUE:
            return AgainError(message)  # that issue alone had too much, and the write was refused
        wait = retry_after(headers, now) or patience
        return LimitedError(f"{message}; syncd waits as it was asked to", wait)
    if status == 401:
        denied = headers.get("x-seraph-loginreason", "")
        hint = (
            "log in by hand once: it wants a CAPTCHA"
            if "DENIED" in denied
            else ("email or token are wrong, expired or revoked: make a new token")
        )
        return DeniedError(f"{message}; {hint}")
    if status in {400, 403} and "discard the user notification" in message:
        return QuietError(message)
    if status == 403:
        return DeniedError(f"{message}; syncd doctor says which permission is missing")
    if status == 404:
        return GoneError(f"{message}; it is not there, or syncd may not see it")
    if status in {409, 412}:
        return StaleError(f"{message}; somebody was at work there meanwhile")
    if status == 408 or status >= _SERVER_ERROR:
        return AgainError(message) if repeatable else UnsureError(message)
    if status < 400:
        where = headers.get("location", "elsewhere")
        return DeniedError(f"{message}; url leads on to {where}: write that in the configuration")
    if fields:
        return FieldsError(message, {str(key): str(value) for key, value in fields.items()})
    return RejectedError(message)


def said(body: str) -> Mapping[str, Any]:
    """The error of an answer, empty where there is none in Jira's form."""
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """How long a limit asks to wait, in seconds; None if it does not say."""
    after = headers.get("retry-after", "").strip()
    if after.isdecimal():
        return max(1.0, float(after))
    try:
        if after:
            return max(1.0, parsedate_to_datetime(after).timestamp() - now)
        if reset := headers.get("x-ratelimit-reset"):
            return max(1.0, datetime.fromisoformat(reset).timestamp() - now)
    except ValueError:
        return None
    return None


def _words(told: Mapping[str, Any]) -> str:
    """What Jira says, with the fields that it does not like."""
    messages = told.get("errorMessages")
    parts = [str(each) for each in messages] if isinstance(messages, list) else []
    errors = told.get("errors")
    if isinstance(errors, dict):
        parts += [f"{name}: {words}" for name, words in errors.items()]
    if not parts and isinstance(told.get("message"), str):
        parts.append(told["message"])
    return ", ".join(parts)
