"""The payloads that a GitHub simulator delivers."""

import json
from typing import Any

import pytest

from tests.specs import webhooks
from tests.specs.made_up import made_up
from tests.specs.making import part_of, told

HOOKS = "github-webhooks.openapi.json"


def label(**changes: Any) -> dict[str, Any]:
    """A label as payloads have it."""
    value = {
        "id": 1,
        "node_id": "LA_1",
        "url": "https://api.github.com/repos/acme/pay/labels/bug",
        "name": "bug",
        "color": "d73a4a",
        "default": True,
        "description": None,
    }
    return value | changes


def payload(**changes: Any) -> dict[str, Any]:
    """The delivery of a new label, with the parts that it has to have."""
    document = part_of(HOOKS, "")
    schema = {"$ref": "#/components/schemas/webhook-label-created"}
    made: dict[str, Any] = made_up(document, schema, whole=False)
    return made | {"label": label()} | changes


def test_a_delivery_as_described() -> None:
    """A payload with all that its event and action demand has no problem, as value or bytes."""
    assert webhooks().check("label", payload()) == []
    assert webhooks().check("label", json.dumps(payload()).encode()) == []


@pytest.mark.parametrize(
    ("event", "change", "place"),
    [
        ("label", {"action": "invented"}, "event"),
        ("labels", {}, "event"),
        ("label", {"label": label(color=None)}, "body.label.color"),
        ("label", {"label": label(colour="red")}, "body.label.colour"),
        ("label", {"actor": "ana"}, "body.actor"),
        ("label", {"sender": None}, "body.sender"),
    ],
)
def test_wrong_deliveries(event: str, change: dict[str, Any], place: str) -> None:
    """An event that does not exist, and each wrong part of one that does, is found."""
    assert told(webhooks().check(event, payload(**change))) == [("answer", place)]


def test_a_delivery_without_a_part() -> None:
    """What a payload lacks is found: the label, and the repository that it belongs to."""
    short = payload()
    del short["label"], short["repository"]
    assert set(told(webhooks().check("label", short))) == {
        ("answer", "body.label"),
        ("answer", "body.repository"),
    }
