"""Webhooks of a repository: who listens to what.

Source: `repos/*-webhook` and `repos/ping-webhook` of the official description. The real GitHub
refuses addresses that it cannot reach; this one refuses those that are not on loopback.
"""

from dataclasses import replace
from typing import Any

import msgspec

from syncd.testing.exchange import Answer, Request
from syncd.testing.github.access import person, repository
from syncd.testing.github.errors import created, invalid, missing, not_found, object_in
from syncd.testing.github.paging import paged
from syncd.testing.github.people import user_json
from syncd.testing.github.records import Hook
from syncd.testing.github.repositories import repository_json, url_of
from syncd.testing.github.webhooks import delivery
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes
from syncd.testing.webhooks import check_loopback

routes: Routes[GitHubWorld] = Routes()

_ALL = "/repos/{owner}/{repo}/hooks"
_ONE = _ALL + "/{id}"


@routes.on("GET", _ALL)
def list_hooks(world: GitHubWorld, request: Request) -> Answer:
    """Those of a repository; only administrators see them."""
    repo = repository(world, request, "admin")
    found = [hook for hook in world.hooks.values() if hook.repo == repo.id]
    return paged(world, request, found, lambda hook: _json(world, hook))


@routes.on("POST", _ALL)
def create_hook(world: GitHubWorld, request: Request) -> Answer:
    """Another one; it gets a ping at once."""
    repo, wanted = repository(world, request, "admin"), object_in(request)
    config = wanted.get("config") or {}
    if not config.get("url"):
        raise missing("config")
    try:
        check_loopback(str(config["url"]))
    except ValueError as error:
        raise invalid("Hook", "url", "custom", message=str(error)) from error
    now = world.time()
    hook = Hook(
        world.fresh_id(),
        repo.id,
        str(config["url"]),
        config.get("secret"),
        tuple(wanted.get("events") or ("push",)),
        now,
        now,
        bool(wanted.get("active", True)),
        str(config.get("content_type", "form")),
    )
    world.hooks[hook.id] = hook
    _ping(world, hook, person(request).id)
    return created(_json(world, hook))


@routes.on("GET", _ONE)
def get_hook(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """One of them."""
    return _json(world, _asked(world, request))


@routes.on("PATCH", _ONE)
def edit_hook(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """Other events, or another address."""
    hook, wanted = _asked(world, request), object_in(request)
    config = wanted.get("config") or {}
    changed = replace(
        hook,
        url=str(config.get("url", hook.url)),
        secret=config.get("secret", hook.secret),
        events=tuple(wanted.get("events", hook.events)),
        active=bool(wanted.get("active", hook.active)),
        updated_at=world.time(),
    )
    world.hooks[hook.id] = changed
    return _json(world, changed)


@routes.on("DELETE", _ONE)
def delete_hook(world: GitHubWorld, request: Request) -> Answer:
    """It hears nothing any more."""
    del world.hooks[_asked(world, request).id]
    return Answer(204)


@routes.on("POST", _ONE + "/pings")
def ping_hook(world: GitHubWorld, request: Request) -> Answer:
    """See whether anybody listens."""
    _ping(world, _asked(world, request), person(request).id)
    return Answer(204)


def _asked(world: GitHubWorld, request: Request) -> Hook:
    repo, number = repository(world, request, "admin"), request.params["id"]
    hook = world.hooks.get(int(number) if number.isdecimal() else 0)
    if hook is None or hook.repo != repo.id:
        raise not_found()
    return hook


def _ping(world: GitHubWorld, hook: Hook, actor: int) -> None:
    payload = {
        "zen": "Keep it logically awesome.",
        "hook_id": hook.id,
        "hook": _json(world, hook),
        "repository": repository_json(world, world.repos[hook.repo]),
        "sender": user_json(world, actor),
    }
    world.emit(delivery(world, "ping", msgspec.json.encode(payload), hook.secret, hook))


def _json(world: GitHubWorld, hook: Hook) -> dict[str, Any]:
    url = f"{url_of(world, world.repos[hook.repo])}/hooks/{hook.id}"
    secret = {} if hook.secret is None else {"secret": "********"}
    return {
        "type": "Repository",
        "id": hook.id,
        "name": "web",
        "active": hook.active,
        "events": list(hook.events),
        "config": {
            "content_type": hook.content_type,
            "insecure_ssl": "0",
            "url": hook.url,
            **secret,
        },
        "updated_at": hook.updated_at,
        "created_at": hook.created_at,
        "url": url,
        "test_url": f"{url}/tests",
        "ping_url": f"{url}/pings",
        "deliveries_url": f"{url}/deliveries",
        "last_response": {"code": None, "status": "unused", "message": None},
    }
