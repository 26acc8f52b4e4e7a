"""Signed webhooks, as Jira sends them.

Source: names of events from the official description (`WebhookDetails`); the headers
`X-Atlassian-Webhook-Identifier`, the same for every retry, `-Retry` and `-Flow`
(mrrefactoring.github.io/jira.js); a webhook with a secret carries `X-Hub-Signature`
(hookdeck.com), whose form `sha256=` and hexadecimal digits is not confirmed. Nothing that is
signed says when it was sent. A property that is written comes back as an event of its own.
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Callable
from typing import Any

import msgspec

from syncd.testing.jira.access import Asker
from syncd.testing.jira.issue_json import issue_json
from syncd.testing.jira.people import user_json
from syncd.testing.jira.records import Issue
from syncd.testing.jira.world import JiraWorld
from syncd.testing.webhooks import Delivery


def announce(
    world: JiraWorld,
    actor: str,
    event: str,
    issue: Issue,
    parts: Callable[[], dict[str, Any]] = dict,
) -> None:
    """Send an event if anybody listens; `parts` makes what is particular to it."""
    if not world.announcing:
        return
    asker = site_asker(world, actor)
    payload = {
        "timestamp": int(world.now().timestamp() * 1000),
        "webhookEvent": event,
        "user": user_json(world, asker, actor),
        "issue": issue_json(world, asker, issue, None, most_comments=0),
        **parts(),
    }
    body = msgspec.json.encode(payload)
    name = f"{world.base}/{world.fresh_id()}"
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Atlassian Webhook HTTP Client",
        "X-Atlassian-Webhook-Identifier": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        "X-Atlassian-Webhook-Flow": "Primary",
    }
    if world.hook_secret:
        headers["X-Hub-Signature"] = signature(world.hook_secret, body)
    world.emit(Delivery(event, headers, body))


def site_asker(world: JiraWorld, actor: str) -> Asker:
    """In whose eyes payloads are made: texts are wiki markup there, on Cloud too."""
    return Asker(world.users[actor], "2", world.cloud)


def signature(secret: str, body: bytes) -> str:
    """What `X-Hub-Signature` says."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def payload_of(sent: Delivery) -> dict[str, Any]:
    """The payload of a delivery."""
    payload: dict[str, Any] = json.loads(sent.body)
    return payload
