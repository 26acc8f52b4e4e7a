"""`auth.test`, `users.lookupByEmail`, `conversations.open`.

Source: the reference of each at docs.slack.dev/reference/methods: `users_not_found` for an address
that nobody has, or whose account was switched off; `user_disabled` and `user_not_found` when a
conversation is opened; opening one that is open gives that one.
"""

from typing import Any

from syncd.testing.exchange import Request
from syncd.testing.routes import Routes
from syncd.testing.slack.errors import refused
from syncd.testing.slack.world import BOT, BOT_USER, TEAM, SlackWorld, User

routes: Routes[SlackWorld] = Routes()


def auth_test(world: SlackWorld, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """Whose token it is."""
    return {
        "ok": True,
        "url": "https://simulated.slack.com/",
        "team": "Simulated",
        "team_id": TEAM,
        "user": "syncd",
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def lookup(world: SlackWorld, request: Request) -> dict[str, Any]:
    """A member by address."""
    email = str(request.facts["arguments"].get("email") or "")
    user = world.user_of(email)
    if user is None or user.deleted:
        raise refused("users_not_found")
    return {"ok": True, "user": _user_json(world, user)}


def open_conversation(world: SlackWorld, request: Request) -> dict[str, Any]:
    """The direct messages with one member."""
    arguments = request.facts["arguments"]
    ids = [part for part in str(arguments.get("users") or "").split(",") if part]
    if not ids:
        raise refused("users_list_not_supplied")
    if len(ids) > 1:
        raise refused("method_not_supported_for_channel_type")
    user = world.users.get(ids[0])
    if user is None:
        raise refused("user_not_found")
    if user.deleted:
        raise refused("user_disabled")
    return {"ok": True, "channel": {"id": world.direct(user).id}}


def _user_json(world: SlackWorld, user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "team_id": TEAM,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.name,
        "tz": "Etc/UTC",
        "tz_label": "Coordinated Universal Time",
        "tz_offset": 0,
        "profile": {
            "avatar_hash": "g0000000000a",
            "real_name": user.name,
            "real_name_normalized": user.name,
            "display_name": user.name,
            "display_name_normalized": user.name,
            "email": user.email,
            "team": TEAM,
        },
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": int(world.now().timestamp()),
    }


for _method in ("GET", "POST"):
    routes.on(_method, "/auth.test")(auth_test)
    routes.on(_method, "/users.lookupByEmail")(lookup)
    routes.on(_method, "/conversations.open")(open_conversation)
