"""What GitHub's webhooks say to look at again.

Source: docs.github.com, "Validating webhook deliveries": `X-Hub-Signature-256` is `sha256=` and
the hexadecimal HMAC-SHA256 of the raw body; `X-GitHub-Delivery` names a delivery, and nothing
that is signed says when it was sent.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from syncd.ports.webhook import (
    Delivery,
    News,
    Touched,
    at,
    demand_signed,
    dicts_at,
    payload_of,
    text_at,
)

_OF_ISSUES = frozenset({"issues", "issue_comment"})


def refs(delivery: Delivery, *, secret: str, label: str, me: str | None) -> News:
    """The issue that an event is about; or that files changed.

    `label` is that of tickets, `me` the login of syncd.
    """
    demand_signed(delivery, secret, "x-hub-signature-256", prefix="sha256=")
    name = delivery.headers.get("x-github-delivery")
    event = delivery.headers.get("x-github-event", "")
    payload = payload_of(delivery)
    sender = text_at(payload, "sender", "login")
    if me is not None and sender.casefold() == me.casefold():
        return News(name)
    if event == "push":
        return News(name, documents=text_at(payload, "ref").startswith("refs/heads/"))
    if event in _OF_ISSUES and at(payload, "issue", "pull_request") is None:
        return News(name, _touched(payload, label))
    return News(name)


def _touched(payload: Mapping[str, Any], label: str) -> Sequence[Touched]:
    node, number = text_at(payload, "issue", "node_id"), text_at(payload, "issue", "number")
    repository = text_at(payload, "repository", "full_name")
    labels = [*dicts_at(payload, "issue", "labels"), at(payload, "label")]  # the latter was removed
    marked = any(text_at(each, "name").casefold() == label.casefold() for each in labels)
    names = (node, f"{repository}#{number}" if repository and number else "")
    return [Touched(each, marked) for each in names if each]
