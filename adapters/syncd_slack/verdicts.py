"""From what Slack answered to a verdict, once, for the whole adapter.

An error mostly comes with HTTP 200, as a code in `error`. Some say that they may have come too
late to stop the act: `fatal_error` and `internal_error` ("it's possible some aspect of the
operation succeeded"), so that a message is unsure after them.
Sources: docs.slack.dev, "Web API", on evaluating responses; reference of each method, errors;
"Rate limits" (429 with `Retry-After` in seconds).
"""

from collections.abc import Mapping
from typing import Any

from syncd.ports import (
    AgainError,
    DeniedError,
    LimitedError,
    PortError,
    RejectedError,
    UnsureError,
)

_HALF_MINUTE = 30.0  # where Slack does not say how long
_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_DENIED: Mapping[str, str] = {
    "not_authed": "set token in [notify]",
    "invalid_auth": "the token is wrong: copy it from your app's page again",
    "token_revoked": "the token was revoked: install the app again",
    "token_expired": "the token has expired: install the app again",
    "account_inactive": "the app was removed: install it again",
    "missing_scope": "add the scope to your app and install it again",
    "not_allowed_token_type": "it takes the bot token, which begins with xoxb-",
    "no_permission": "the app lacks a scope: syncd doctor says which",
    "access_denied": "ask an administrator of the workspace",
    "ekm_access_denied": "ask an administrator of the workspace",
    "enterprise_is_restricted": "ask an administrator of the workspace",
    "team_access_not_granted": "install the app in this workspace",
    "org_login_required": "the workspace is being moved: try again later",
}
_HINTS: Mapping[str, str] = {
    "users_not_found": "nobody in the workspace has this address: correct it in the document, or"
    ' write slack = "U..." into their table in [people]',
    "user_not_found": "there is no member with that id: correct slack in [people]",
    "user_disabled": "their account is switched off: give their action items to somebody else",
    "cannot_dm_bot": "that is an app, not a person",
    "messages_tab_disabled": "switch on the Messages tab of your app (App Home)",
    "channel_not_found": "there is no such channel, or it is private and the app is not in it",
    "not_in_channel": "invite the app into the channel: /invite @NAME",
    "is_archived": "the channel is archived: name another",
    "restricted_action": "a setting of the workspace keeps apps from posting there",
}
_AGAIN = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})


class UnknownPersonError(RejectedError):
    """Nobody in the workspace has that address."""


def verdict(
    status: int, headers: Mapping[str, str], body: Mapping[str, Any], what: str, *, write: bool
) -> PortError:
    """What an answer that is no success means; a `write` is one that must not be repeated."""
    code = str(body.get("error") or "")
    if status == 429 or code in _LIMITED:
        return LimitedError(
            f"{what}: Slack has had enough for now ({code or status})", _after(headers)
        )
    if status >= 500 or code in _AGAIN:
        message = f"{what}: Slack failed ({_named(code, status)})"
        return UnsureError(f"{message}; it may have happened") if write else AgainError(message)
    if code == "missing_scope" and body.get("needed"):
        message = f"{what}: the token lacks the scope {body['needed']}"
        return DeniedError(f"{message}; {_DENIED[code]}")
    if code in _DENIED:
        return DeniedError(f"{what}: {code}; {_DENIED[code]}")
    if status in {401, 403}:
        return DeniedError(f"{what}: answered {status}; check url and proxy")
    if not code or status != 200:
        return DeniedError(f"{what}: {status} is no answer of Slack's API; check url and proxy")
    more = "; ".join(str(line) for line in _messages(body))
    told = f"{what}: {code}" + (f" ({more})" if more else "")
    hint = f"; {_HINTS[code]}" if code in _HINTS else ""
    kind = UnknownPersonError if code == "users_not_found" else RejectedError
    return kind(f"{told}{hint}")


def _named(code: str, status: int) -> str:
    """The code if it is one; slack_sdk puts a page there that is no JSON."""
    return code if code.replace("_", "").isalnum() else str(status)


def _messages(body: Mapping[str, Any]) -> list[Any]:
    told = body.get("response_metadata")
    found = told.get("messages") if isinstance(told, dict) else None
    return found[:3] if isinstance(found, list) else []


def _after(headers: Mapping[str, str]) -> float:
    lower = {name.lower(): value for name, value in headers.items()}
    after = str(lower.get("retry-after", ""))
    return float(after) if after.isdecimal() else _HALF_MINUTE
