"""The payloads that GitHub delivers to a webhook."""

from collections.abc import Mapping
from typing import Any

import msgspec
from jsonschema_rs import Draft202012Validator

from tests.specs.operation import JSON
from tests.specs.problem import Problem, Side
from tests.specs.schema import Schemas
from tests.specs.violations import validator_of, violations


class WebhookPayloads:
    """The description by event and action; compiles what is asked for.

    A payload counts as an answer: it is the simulator that has to tell the truth.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        """`document` is the whole description."""
        self._webhooks = document["webhooks"]
        self._schemas = Schemas(document, Side.ANSWER)
        self._validators: dict[str, Draft202012Validator] = {}

    def check(self, event: str, payload: bytes | Mapping[str, Any]) -> list[Problem]:
        """What is wrong with a delivery; `event` is what its header X-GitHub-Event says."""
        value = msgspec.json.decode(payload) if isinstance(payload, bytes) else payload
        action = value.get("action")
        said = f"{event} {action}" if action else event
        name = said.replace("_", "-").replace(" ", "-")
        if name not in self._webhooks:
            return [Problem(Side.ANSWER, said, "event", "the description has no such delivery")]
        if name not in self._validators:
            body = self._webhooks[name]["post"]["requestBody"]["content"][JSON]["schema"]
            self._validators[name] = validator_of(self._schemas.strict(body), {})
        return [
            Problem(Side.ANSWER, said, found.place, found.message, found.found)
            for found in violations(self._validators[name], value, "body")
        ]
