"""Who calls, and what the token may do.

Source: docs.slack.dev, "Web API": the token in the header, or among the arguments;
`X-OAuth-Scopes` of each answer; each method's reference for its scopes. Scopes of history and
writing depend on the kind of conversation: `im:...` for direct messages, `channels:...` for
channels. A token that begins with xoxb- is a bot's.
"""

from collections.abc import Mapping
from typing import Any

from syncd.testing.exchange import Request
from syncd.testing.slack.errors import missing_scope, refused
from syncd.testing.slack.world import SlackWorld

NEEDED: Mapping[str, str] = {
    "users.lookupByEmail": "users:read.email",
    "conversations.open": "im:write",
    "chat.postMessage": "chat:write",
}


def arguments_of(request: Request) -> Mapping[str, Any]:
    """The arguments, wherever they stand.

    Raises:
        RefusedError: a body that says that it is JSON and is not.
    """
    given: dict[str, Any] = dict(request.query)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        try:
            body = request.json
        except ValueError:
            raise refused("invalid_json") from None
        if not isinstance(body, dict):
            raise refused("json_not_object")
        return given | body
    return given | dict(request.form)


def token_of(request: Request, arguments: Mapping[str, Any]) -> str:
    """The token, from the header or from the arguments; empty if there is none."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.casefold() == "bearer" and secret.strip():
        return secret.strip()
    return str(arguments.get("token") or "")


def demand(world: SlackWorld, scope: str) -> None:
    """Let only a token with that scope go on.

    Raises:
        RefusedError: it has not.
    """
    if scope not in world.settings.scopes:
        raise missing_scope(scope, world.settings.scopes)


def let_in(world: SlackWorld, token: str) -> None:
    """Let only who has a good token go on.

    Raises:
        RefusedError: there is none, or it is no longer good.
    """
    if not token:
        raise refused("not_authed")
    if token in world.settings.revoked:
        raise refused("token_revoked")
    if not world.settings.open_door and not token.startswith("xoxb-"):
        raise refused("invalid_auth")
