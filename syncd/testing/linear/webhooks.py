"""Signed webhooks, as Linear sends them.

Sources: linear.app/developers/webhooks and the SDK's `webhooks/client.ts`: `Linear-Signature` is
the hexadecimal HMAC-SHA256 of the raw body, `webhookTimestamp` in the body is in milliseconds and
checked against 60 s, `Linear-Delivery` names the delivery and `Linear-Event` the type; `webhookId`
is that of the registration, the same every time (ColeMurray/background-agents#627). Types of
payload: `Issue`, `Comment`, `Attachment`, `IssueLabel`, with `updatedFrom` for updates.

Linear tries three times more (1 min, 1 h, 6 h); this sends once. Not known: whether a repeated
delivery has a new `webhookTimestamp`, and whether `data` has fields beside those here.
"""

import hashlib
import hmac
import json
import uuid
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import msgspec

from syncd.testing.linear.naming import camel
from syncd.testing.linear.records import Comment, Issue
from syncd.testing.webhooks import Delivery

if TYPE_CHECKING:
    from syncd.testing.linear.world import LinearWorld

_IDS = {"team", "state", "assignee", "creator", "issue", "user", "parent", "project"}


def announce_issue(
    world: "LinearWorld", actor: str, action: str, issue: Issue, before: Issue | None = None
) -> None:
    """Tell that an issue was made, changed or removed."""
    announce(world, actor, "Issue", action, issue, before)


def announce(
    world: "LinearWorld", actor: str, kind: str, action: str, record: Any, before: Any = None
) -> None:
    """Send an event to whoever listens."""
    hooks = [
        hook for hook in world.webhooks.values() if hook.enabled and kind in hook.resource_types
    ]
    if not world.announcing and not hooks:
        return
    user = world.users.get(actor)
    payload = {
        "action": action,
        "actor": {"id": actor, "type": "user", "name": user.name if user else ""},
        "createdAt": world.time(),
        "data": _data(world, kind, record),
        "type": kind,
        "organizationId": world.organization.id,
    }
    if kind == "Issue":
        payload["url"] = url_of(world, record)
    if before is not None:
        payload["updatedFrom"] = _different(before, record)
    if world.announcing:
        world.emit(delivery(world, kind, payload, world.hook_secret, None))
    for hook in hooks:
        world.emit(delivery(world, kind, payload, hook.secret, hook.id, hook.url))


def delivery(
    world: "LinearWorld",
    kind: str,
    payload: dict[str, Any],
    secret: str | None,
    hook: str | None,
    url: str | None = None,
) -> Delivery:
    """One signed delivery with an id of its own."""
    stamp = int(world.now().timestamp() * 1000)
    about = {"webhookTimestamp": stamp, "webhookId": hook or world.organization.id}
    body = msgspec.json.encode({**payload, **about})
    id_ = uuid.uuid5(uuid.UUID(world.organization.id), f"delivery/{world.next_id()}")
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Linear-Webhook",
        "Linear-Delivery": str(id_),
        "Linear-Event": kind,
        "Linear-Timestamp": str(stamp),
    }
    if secret:
        headers["Linear-Signature"] = signature(secret, body)
    return Delivery(kind, headers, body, url)


def signature(secret: str, body: bytes) -> str:
    """What `Linear-Signature` says."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def payload_of(sent: Delivery) -> dict[str, Any]:
    """The payload of a delivery."""
    payload: dict[str, Any] = json.loads(sent.body)
    return payload


def url_of(world: "LinearWorld", issue: Issue) -> str:
    """The page of an issue."""
    words = "".join(each if each.isalnum() else " " for each in issue.title.lower()).split()
    slug = "-".join(words)[:50].rstrip("-")
    base = f"{world.html_base}/{world.organization.url_key}"
    return f"{base}/issue/{world.identifier(issue)}" + (f"/{slug}" if slug else "")


def _data(world: "LinearWorld", kind: str, record: Any) -> dict[str, Any]:
    data = _fields(record)
    if kind == "Issue":
        data |= {"identifier": world.identifier(record), "url": url_of(world, record)}
        data["labelIds"] = data.pop("labels")
    if isinstance(record, Comment) and record.issue in world.issues:
        issue = world.issues[record.issue]
        data["issue"] = {"id": issue.id, "identifier": world.identifier(issue)}
    return data


def _fields(record: Any) -> dict[str, Any]:
    return {
        camel(each.name) + ("Id" if each.name in _IDS else ""): getattr(record, each.name)
        for each in fields(record)
    }


def _different(before: Any, after: Any) -> dict[str, Any]:
    old, new = _fields(before), _fields(after)
    return {name: value for name, value in old.items() if new[name] != value}
