"""`chat.postMessage` and `conversations.history`.

Source: the reference of both at docs.slack.dev/reference/methods. There is no argument that keeps
a message from being posted twice. `text` over 40,000 signs is cut off. Newest come first; `oldest`
is left out itself unless `inclusive`; `limit` is 100 unless told, at most 999; a cursor leads on.
"Message metadata": `event_type` and `event_payload`, an object; without `include_all_metadata` the
payload is left out (Automattic/matrix-appservice-slack#8 found it so).
"""

import base64
from collections.abc import Mapping
from typing import Any

from syncd.testing.exchange import Request
from syncd.testing.routes import Routes
from syncd.testing.slack import block_kit
from syncd.testing.slack.access import demand
from syncd.testing.slack.errors import refused
from syncd.testing.slack.text import kept
from syncd.testing.slack.world import BOT, BOT_USER, TEAM, Conversation, Message, SlackWorld

routes: Routes[SlackWorld] = Routes()
_LONGEST = 40_000
_TRUE = frozenset({True, "1", "true", "True"})


def post(world: SlackWorld, request: Request) -> dict[str, Any]:
    """Say something in a conversation."""
    arguments = request.facts["arguments"]
    place = _writable(world, str(arguments.get("channel") or ""))
    request.facts["limits"].message(world, place.id)
    text = kept(str(arguments.get("text") or "")[:_LONGEST])
    blocks = block_kit.check(arguments["blocks"]) if arguments.get("blocks") else []
    if not text and not blocks:
        raise refused("no_text")
    message = world.say(
        place.id,
        BOT_USER,
        text,
        blocks=blocks,
        metadata=_metadata(arguments.get("metadata")),
        unfurls=arguments.get("unfurl_links", True) in _TRUE,
    )
    shown = _message_json(message, with_payload=False)
    return {"ok": True, "channel": place.id, "ts": message.ts, "message": shown}


def history(world: SlackWorld, request: Request) -> dict[str, Any]:
    """What was said in a conversation, the newest first."""
    arguments = request.facts["arguments"]
    place = world.conversations.get(str(arguments.get("channel") or ""))
    if place is None:
        raise refused("channel_not_found")
    demand(world, "im:history" if place.user else "channels:history")
    if not place.joined:
        raise refused("not_in_channel")
    oldest, latest = _time(arguments, "oldest"), _time(arguments, "latest")
    inclusive = arguments.get("inclusive") in _TRUE
    found = [
        message
        for message in reversed(list(world.messages.values()))
        if message.conversation == place.id
        and (oldest is None or _after(float(message.ts), oldest, inclusive=inclusive))
        and (latest is None or _after(latest, float(message.ts), inclusive=inclusive))
    ]
    size = min(int(arguments.get("limit") or 100), 999)
    start = _start(str(arguments.get("cursor") or ""))
    page, more = found[start : start + size], start + size < len(found)
    whole = arguments.get("include_all_metadata") in _TRUE
    cursor = base64.b64encode(f"next:{start + size}".encode()).decode() if more else ""
    return {
        "ok": True,
        "messages": [_message_json(message, with_payload=whole) for message in page],
        "has_more": more,
        "pin_count": 0,
        **({"response_metadata": {"next_cursor": cursor}} if more else {}),
    }


def _writable(world: SlackWorld, name: str) -> Conversation:
    place = world.conversations.get(name)
    if place is None and name in world.users:
        place = world.direct(world.users[name])  # a user's id stands for the messages with them
    if place is None and not name[:1].isupper():
        place = world.channel(name)
    if place is None:
        raise refused("channel_not_found")
    if place.archived:
        raise refused("is_archived")
    if not place.joined and "chat:write.public" not in world.settings.scopes:
        raise refused("not_in_channel")
    return place


def _metadata(given: object) -> Mapping[str, Any] | None:
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("event_payload"), dict):
        raise refused("invalid_metadata_format")
    return {"event_type": str(given.get("event_type")), "event_payload": given["event_payload"]}


def _message_json(message: Message, *, with_payload: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "team": TEAM,
        "text": message.text,
    }
    if message.by_app:
        shown["bot_id"] = BOT
    if message.blocks:
        shown["blocks"] = list(message.blocks)
    if message.metadata is not None:
        shown["metadata"] = {"event_type": message.metadata["event_type"]}
        if with_payload:
            shown["metadata"] = dict(message.metadata)
    return shown


def _time(arguments: Mapping[str, Any], name: str) -> float | None:
    given = arguments.get(name)
    try:
        return None if given in {None, ""} else float(str(given))
    except ValueError:
        raise refused(f"invalid_ts_{name}") from None


def _after(later: float, earlier: float, *, inclusive: bool) -> bool:
    return later > earlier or (inclusive and later == earlier)


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:"))
    except ValueError:
        raise refused("invalid_cursor") from None


for _method in ("GET", "POST"):
    routes.on(_method, "/chat.postMessage")(post)
    routes.on(_method, "/conversations.history")(history)
