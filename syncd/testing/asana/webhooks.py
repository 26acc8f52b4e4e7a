"""Webhooks: asking for them, and the handshake inside of that.

Source: `createWebhook` of the official description: while the request is under way, the target
gets a POST with `X-Hook-Secret` and has to echo it with 200 or 204, or nothing is made; the
secret stands in the answer too. Addresses such as localhost are 403 there. A simulator does it the
other way round, for it must not reach further than this machine (`AsanaWorld.real_targets`).
The words of errors are not known.
"""

import http.client
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from syncd.testing.asana import sending, showing
from syncd.testing.asana.access import Asker, asking, project_at, task_at
from syncd.testing.asana.errors import refused, unknown
from syncd.testing.asana.paging import paged
from syncd.testing.asana.records import Webhook
from syncd.testing.asana.showing import Kind
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Answer, Request
from syncd.testing.routes import Routes
from syncd.testing.webhooks import check_loopback

routes: Routes[AsanaWorld] = Routes()

HANDSHAKE_SECONDS = 10.0


def _resource(world: AsanaWorld, hook: Webhook) -> dict[str, str]:
    if hook.resource in world.tasks:
        kind, name = "task", world.tasks[hook.resource].name
    else:
        kind, name = "project", world.projects[hook.resource].name
    return {"gid": hook.resource, "resource_type": kind, "name": name}


def _fields(world: AsanaWorld, _: Asker, hook: Webhook) -> dict[str, Any]:
    return {
        "gid": hook.gid,
        "resource_type": "webhook",
        "active": hook.active,
        "resource": _resource(world, hook),
        "target": hook.target,
        "created_at": hook.created_at,
        "last_success_at": hook.last_success_at,
        "filters": list(hook.filters),
    }


KINDS = {
    "webhook": Kind(_fields, compact=("gid", "resource_type", "active", "resource", "target")),
}
"""How each of these looks, by `resource_type`."""


@routes.on("POST", "/webhooks")
def create_webhook(world: AsanaWorld, request: Request) -> Answer:
    """Ask to be called, and be called at once."""
    data, asker = sending.data_of(request), asking(request)
    resource, target = sending.gid(data, "resource"), sending.text(data, "target")
    if resource in world.tasks:
        task_at(world, asker, resource, name="resource")
    else:
        project_at(world, asker, resource, name="resource")
    if world.real_targets:
        raise refused(403, "The target is not a valid hostname")
    gid = world.fresh_gid()
    secret = f"{int(gid) * 2654435761:064x}"
    if not _shakes_hands(target, secret):
        raise refused(400, "The remote server did not respond with the handshake secret")
    filters = tuple(data.get("filters") or ())
    made = Webhook(gid, resource, target, secret, world.time(), filters)
    world.webhooks[gid] = replace(made, last_success_at=world.time())
    shown = showing.one(world, request, "webhook", world.webhooks[gid])
    return Answer(201, {**shown, "X-Hook-Secret": secret})


@routes.on("GET", "/webhooks")
def list_webhooks(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Those of a workspace, or of one resource in it."""
    resource = request.query.get("resource")
    found = [each for each in world.webhooks.values() if resource in {None, each.resource}]
    return paged(world, request, "webhook", found)


@routes.on("GET", "/webhooks/{webhook}")
def get_webhook(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """One of them."""
    return showing.one(world, request, "webhook", _webhook(world, request))


@routes.on("DELETE", "/webhooks/{webhook}")
def delete_webhook(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Be left alone."""
    del world.webhooks[_webhook(world, request).gid]
    return {"data": {}}


def _webhook(world: AsanaWorld, request: Request) -> Webhook:
    gid = request.params["webhook"]
    if gid not in world.webhooks:
        raise unknown("webhook", gid)
    return world.webhooks[gid]


def _shakes_hands(target: str, secret: str) -> bool:
    try:
        check_loopback(target)
    except ValueError as error:
        raise refused(403, str(error)) from error
    parts = urlsplit(target)
    connection = http.client.HTTPConnection(
        parts.hostname or "127.0.0.1", parts.port, timeout=HANDSHAKE_SECONDS
    )
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.request("POST", path, b"{}", {"X-Hook-Secret": secret})
        answer = connection.getresponse()
        return answer.status in {200, 204} and answer.headers.get("X-Hook-Secret") == secret
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
