"""Who hears of what: the events of a resource, and the webhooks that carry them.

Source: `getEvents` and `EventResponse` of the official description, and the page on webhooks
(Asana/developer-docs, `_webhooks.html.md`): changes are heard by the resource, by the task that a
comment is on, and by the projects of a task; a webhook's `X-Hook-Signature` is the HMAC-SHA256 of
the body with the secret of the handshake, its body `{"events": [...]}`, compact, and empty every
eight hours as a heartbeat. That the signature is in hex, and each delivery has one event: chosen.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from syncd.testing.asana.records import Event, Webhook
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.webhooks import Delivery


def tell(
    world: AsanaWorld,
    by: str | None,
    kind: str,
    gid: str,
    action: str,
    *,
    parent: tuple[str, str] | None = None,
    field: str | None = None,
) -> None:
    """Note an event, and send it to the webhooks that listen."""
    change = (("field", field), ("action", "changed")) if field is not None else ()
    event = Event(
        number=world.next_id(),
        user=by,
        resource=gid,
        resource_type=kind,
        resource_name=_name(world, kind, gid),
        action=action,
        created_at=world.time(),
        heard_by=_heard_by(world, kind, gid),
        parent=parent,
        change=change,
    )
    world.events[event.number] = event
    for hook in world.webhooks.values():
        if hook.active and hook.resource in event.heard_by and _passes(hook, event):
            world.emit(delivery(hook, [compact(event)]))


def delivery(hook: Webhook, events: list[dict[str, Any]]) -> Delivery:
    """What is posted to a webhook; without events it is a heartbeat."""
    body = json.dumps({"events": events}).encode()
    signature = hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Hook-Signature": signature}
    return Delivery("events", headers, body, hook.target)


def compact(event: Event) -> dict[str, Any]:
    """An event as webhooks have it: gids and types, no names."""
    shown: dict[str, Any] = {
        "user": event.user and {"gid": event.user, "resource_type": "user"},
        "created_at": event.created_at,
        "action": event.action,
        "resource": {"gid": event.resource, "resource_type": event.resource_type},
        "parent": event.parent and {"gid": event.parent[1], "resource_type": event.parent[0]},
    }
    if event.change:
        shown["change"] = dict(event.change)
    return shown


def full(world: AsanaWorld, event: Event) -> dict[str, Any]:
    """An event as `GET /events` has it."""
    shown = compact(event)
    shown["type"] = event.resource_type
    shown["resource"]["name"] = event.resource_name
    if event.user is not None:
        shown["user"]["name"] = world.users[event.user].name
    if event.parent is not None:
        shown["parent"]["name"] = _name(world, *event.parent)
    return shown


def _passes(hook: Webhook, event: Event) -> bool:
    return not hook.filters or any(_fits(wanted, event) for wanted in hook.filters)


def _fits(wanted: Mapping[str, Any], event: Event) -> bool:
    fields = wanted.get("fields")
    return (
        wanted.get("resource_type") in {None, event.resource_type}
        and wanted.get("action") in {None, event.action}
        and (not fields or dict(event.change).get("field") in fields)
    )


def _heard_by(world: AsanaWorld, kind: str, gid: str) -> tuple[str, ...]:
    if kind == "story":
        task = world.stories[gid].task
        return (gid, task, *world.projects_of(task))
    return (gid, *world.projects_of(gid))


def _name(world: AsanaWorld, kind: str, gid: str) -> str:
    if kind == "task":
        return world.tasks[gid].name
    return world.projects[gid].name if kind == "project" else ""
