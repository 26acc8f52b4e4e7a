"""That what the checker demands can be done, for each answer of each description."""

import json
from typing import Any

import pytest

from tests.specs import openapi3, webhooks
from tests.specs.answer import AnswerCheck
from tests.specs.catalogue import jira_time
from tests.specs.folder import text_of
from tests.specs.leniency import amend
from tests.specs.made_up import made_up
from tests.specs.making import exchange
from tests.specs.operation import JSON
from tests.specs.problem import Side
from tests.specs.schema import Schemas


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("name", ["github-rest", "jira-cloud-v3", "asana"])
def test_every_answer_can_be_given(name: str, whole: bool) -> None:
    """An answer with the required properties passes, and so does one with all that are known."""
    document: dict[str, Any] = json.loads(text_of(f"{name}.openapi.json"))
    amend(document, name)
    check = AnswerCheck(name, Schemas(document, Side.ANSWER), {"date-time": jira_time})
    seen = 0
    for operation in openapi3.operations(document):
        for status, answer in operation.answers.items():
            schema = answer.bodies.get(JSON)
            if schema is None or status in {"204", "304"}:
                continue
            body = made_up(document, schema, whole=whole)
            there = {"Location": "https://acme.example/1"}
            given = exchange(operation.name, None, int(status), body, answering=there)
            assert list(check.check(operation, given, status)) == [], operation.name
            seen += 1
    assert seen > 50


@pytest.mark.parametrize("whole", [False, True])
def test_every_delivery_can_be_made(whole: bool) -> None:
    """A payload with the required properties passes, and so does one with all that are known."""
    document = json.loads(text_of("github-webhooks.openapi.json"))
    for name, item in document["webhooks"].items():
        schema = item["post"]["requestBody"]["content"][JSON]["schema"]
        payload = made_up(document, schema, whole=whole)
        action = str(payload.get("action", "")).replace("_", "-")
        event = name.removesuffix(f"-{action}").replace("-", "_")
        assert webhooks().check(event, payload) == [], name
    assert len(document["webhooks"]) > 40
