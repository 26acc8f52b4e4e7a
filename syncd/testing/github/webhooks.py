"""Signed webhooks, as GitHub sends them.

Source: names and payloads of the official description of webhooks; the signature is `sha256=` and
the hexadecimal HMAC-SHA256 of the raw body (docs.github.com, validating webhook deliveries). A
delivery carries no time that is signed. GitHub does not send again by itself; nor does this.
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Callable
from typing import Any

import msgspec

from syncd.testing.github.people import user_json
from syncd.testing.github.records import Hook, Repository
from syncd.testing.github.repositories import repository_json
from syncd.testing.github.world import GitHubWorld
from syncd.testing.webhooks import Delivery


def announce(
    world: GitHubWorld,
    repo: Repository,
    actor: int,
    event: str,
    action: str | None,
    parts: Callable[[], dict[str, Any]],
) -> None:
    """Send an event to whoever listens; `parts` makes what is particular to it, if anybody does."""
    hooks = [
        hook
        for hook in world.hooks.values()
        if hook.repo == repo.id and hook.active and {event, "*"} & set(hook.events)
    ]
    if not world.announcing and not hooks:
        return
    payload = {
        **({} if action is None else {"action": action}),
        **parts(),
        "repository": repository_json(world, world.repos[repo.id]),
        "sender": user_json(world, actor),
    }
    if world.users[repo.owner].type == "Organization":
        payload["organization"] = organization_json(world, repo.owner)
    body = msgspec.json.encode(payload)
    if world.announcing:
        world.emit(delivery(world, event, body, world.hook_secret))
    for hook in hooks:
        world.emit(delivery(world, event, body, hook.secret, hook))


def delivery(
    world: GitHubWorld, event: str, body: bytes, secret: str | None, hook: Hook | None = None
) -> Delivery:
    """One signed delivery with an id of its own."""
    number = world.fresh_id()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/simulated",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{world.api}/{number}")),
        "X-GitHub-Hook-ID": str(hook.id if hook is not None else 1),
        "X-GitHub-Hook-Installation-Target-ID": str(hook.repo if hook is not None else 1),
        "X-GitHub-Hook-Installation-Target-Type": (
            "repository" if hook is not None else "integration"
        ),
    }
    if secret:
        headers["X-Hub-Signature-256"] = signature(secret, body)
    return Delivery(event, headers, body, None if hook is None else hook.url)


def signature(secret: str, body: bytes) -> str:
    """What `X-Hub-Signature-256` says."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def payload_of(sent: Delivery) -> dict[str, Any]:
    """The payload of a delivery."""
    payload: dict[str, Any] = json.loads(sent.body)
    return payload


def organization_json(world: GitHubWorld, owner: int) -> dict[str, Any]:
    """An organization as it is shown in payloads."""
    login = world.users[owner].login
    url = f"{world.api}/orgs/{login}"
    return {
        "login": login,
        "id": owner,
        "node_id": world.node_id("O", owner),
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"{world.html_base}/avatars/{owner}",
        "description": None,
    }
