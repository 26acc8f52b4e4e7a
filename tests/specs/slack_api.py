"""Slack's way with HTTP: any argument in any place, and errors that are answers with status 200."""

from collections.abc import Iterator
from typing import Any

import msgspec
from jsonschema_rs import Draft202012Validator

from tests.specs.exchange import Exchange, header, media_type
from tests.specs.operation import FORM, JSON, MULTIPART, Operation, Parameter
from tests.specs.problem import Side
from tests.specs.request import object_of, read_body
from tests.specs.rest_api import RestApi
from tests.specs.schema import Schema, Schemas
from tests.specs.text import arguments, pairs
from tests.specs.violations import Violation, validator_of, violations

_STRUCTURED = frozenset({"attachments", "blocks", "metadata", "view"})


class SlackApi(RestApi):
    """The Web API, whose description binds methods, arguments and tokens more than Slack does.

    A method can be called by GET or POST, its arguments given in the query or as a form, and
    by those that consume it as JSON, where lists are lists and not text. The token belongs
    into the header Authorization, or among the arguments.

    Source: docs.slack.dev/apis/web-api/, sections on basic usage, tokens, POST bodies and
    evaluating responses.
    """

    def __init__(self, name: str, document: dict[str, Any], *args: Any, **named: Any) -> None:
        """As any description."""
        super().__init__(name, document, *args, **named)
        self._schemas = Schemas(document, Side.REQUEST)
        self._validators: dict[tuple[str, bool], Draft202012Validator] = {}

    def find(self, method: str, path: str) -> Operation | None:
        """The operation of a path, whichever of the two methods it is declared with."""
        if method not in {"GET", "POST"}:
            return None
        return super().find("GET", path) or super().find("POST", path)

    def of_request(
        self, operation: Operation, exchange: Exchange, path: str
    ) -> Iterator[Violation]:
        """The arguments of a call, wherever they stand."""
        accepted = {FORM, MULTIPART} | operation.bodies.keys()
        media = media_type(exchange.request_headers) if exchange.request_body else ""
        if media and media not in accepted:
            yield Violation("body", f"must be {' or '.join(sorted(accepted))}", media)
            return
        fields = _fields(operation)
        given: dict[str, Any] = arguments(pairs(exchange.query), fields)
        if exchange.request_body:
            try:
                body = read_body(exchange, media or FORM, object_of(fields))
            except msgspec.DecodeError as error:
                yield Violation("body", f"is not JSON: {error}")
                return
            if not isinstance(body, dict):
                yield Violation("body", "must be object")
                return
            given |= body
        bearer = (header(exchange.request_headers, "Authorization") or "").startswith("Bearer ")
        if not bearer and "token" not in given:
            yield Violation("header.Authorization", "is required and missing, as is a token")
        key = (operation.name, media == JSON)
        if key not in self._validators:
            schema = _as_json(object_of(fields)) if media == JSON else object_of(fields)
            self._validators[key] = validator_of(self._schemas.strict(schema), {})
        yield from violations(self._validators[key], given, "arguments")

    def of_answer(self, operation: Operation, exchange: Exchange) -> Iterator[Violation]:
        """An answer of status 200 is a success or an error, as its `ok` says."""
        key = str(exchange.status)
        if exchange.status == 200:
            try:
                body = msgspec.json.decode(exchange.response_body)
            except msgspec.DecodeError:
                body = None  # which the check of the body will say
            if isinstance(body, dict) and body.get("ok") is False:
                key = "default"
        return self._answers.check(operation, exchange, key)


def _fields(operation: Operation) -> tuple[Parameter, ...]:
    """All arguments of a method; the token is one, and never required among them."""
    form: Schema = next(iter(operation.bodies.values()), {})
    required = form.get("required", ())
    fields = [
        Parameter(name, "form", schema, name in required)
        for name, schema in form.get("properties", {}).items()
    ]
    others = [p for p in operation.within("query") if p.name != "token"]
    return (*fields, *others, Parameter("token", "form", {"type": "string"}))


def _as_json(schema: Schema) -> Schema:
    listed = {
        name: {"type": ["array", "object"]} for name in _STRUCTURED & schema["properties"].keys()
    }
    return {**schema, "properties": schema["properties"] | listed}
