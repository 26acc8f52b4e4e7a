"""That what the checker demands can be done, and what it forbids is found, in each answer."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.specs import openapi3, webhooks
from tests.specs.answer import AnswerCheck
from tests.specs.catalogue import jira_time
from tests.specs.folder import text_of
from tests.specs.leniency import amend
from tests.specs.made_up import made_up
from tests.specs.making import exchange
from tests.specs.operation import JSON, Operation
from tests.specs.problem import Side
from tests.specs.schema import Schemas
from tests.specs.violations import Violation


class Answers:
    """All JSON answers of a description, with a value made up for each, and their check."""

    def __init__(self, name: str, *, whole: bool) -> None:
        """`whole` values have all properties that are known."""
        document: dict[str, Any] = json.loads(text_of(f"{name}.openapi.json"))
        amend(document, name)
        self._check = AnswerCheck(name, Schemas(document, Side.ANSWER), {"date-time": jira_time})
        self.all = [
            (operation, status, made_up(document, schema, whole=whole))
            for operation in openapi3.operations(document)
            for status, answer in operation.answers.items()
            if (schema := answer.bodies.get(JSON)) is not None and status not in {"204", "304"}
        ]

    def check(self, operation: Operation, status: str, body: Any) -> list[Violation]:
        """What is wrong with an answer."""
        there = {"Location": "https://acme.example/1"}
        given = exchange(operation.name, None, int(status), body, answering=there)
        return list(self._check.check(operation, given, status))


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("name", ["github-rest", "jira-cloud-v3", "asana"])
def test_every_answer_can_be_given(name: str, whole: bool) -> None:
    """An answer with the required properties passes, and so does one with all that are known."""
    answers = Answers(name, whole=whole)
    for operation, status, body in answers.all:
        assert answers.check(operation, status, body) == [], operation.name
    assert len(answers.all) > 50


FREE = {
    "github-rest": {"body", "headers", "payload", "custom_properties"},
    "asana": {"body", "data", "headers", "new_value", "added_value", "removed_value"},
}
"""Where something stands that is not described: maps, what was sent, and `{}` for nothing."""


@pytest.mark.parametrize("name", FREE)
def test_a_name_too_many_is_found_anywhere(name: str) -> None:
    """In whichever object of whichever answer a name is unknown, it is found at its place."""
    answers = Answers(name, whole=True)
    free, seen = set(), 0
    for operation, status, body in answers.all:
        for place, inside in objects_of(body, "body"):
            inside["unheard-of"] = 1
            found = [violation.place for violation in answers.check(operation, status, body)]
            del inside["unheard-of"]
            seen += 1
            if f"{place}.unheard-of" not in found:
                free.add(re.sub(r"\[\d+\]$", "", place).rpartition(".")[2])
    assert free == FREE[name]
    assert seen > 1_000


def objects_of(value: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each object inside a value, with its place."""
    if isinstance(value, dict):
        yield place, value
        for name, inner in list(value.items()):
            yield from objects_of(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from objects_of(inner, f"{place}[{index}]")


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
