"""One GraphQL API that exchanges can be checked against."""

from collections.abc import Iterator

import msgspec
from graphql import build_schema
from jsonschema_rs import Draft202012Validator

from tests.specs.exchange import Exchange, media_type
from tests.specs.graphql_request import Asked, GraphqlRequests
from tests.specs.operation import JSON
from tests.specs.problem import Problem, Side, shown
from tests.specs.schema import Schema
from tests.specs.selection import Selection
from tests.specs.violations import Violation, validator_of, violations

_STATUSES = frozenset({200, 400, 401, 403, 429, 500, 502, 503, 504})
"""What a server may answer with. No schema says; 400 with `errors` and 429 are what Linear's own
client reckons with, and gateways fail everywhere.

Source: github.com/linear/linear, `packages/sdk/src/error.ts` of SDK 88.3.0; RFC 9110, 15.6.
"""

_POSITION: Schema = {"type": "integer", "minimum": 1}
_ERROR: Schema = {
    "type": "object",
    "properties": {
        "message": {"type": "string"},
        "locations": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"line": _POSITION, "column": _POSITION},
                "required": ["line", "column"],
                "additionalProperties": False,
            },
        },
        "path": {"type": "array", "items": {"type": ["string", "integer"]}},
        "extensions": {"type": "object"},
    },
    "required": ["message"],
    "additionalProperties": False,
}
"""Source: GraphQL specification, October 2021, section 7.1.2."""


class GraphqlApi:
    """A schema, and what was compiled from it for the queries that were met."""

    def __init__(self, name: str, text: str, *, path: str) -> None:
        """`text` is the schema in SDL; `path` is the only one that the API has."""
        self.name = name
        self._path = path
        # The publishers' schemas break a rule of newer validators (deprecated fields of
        # interfaces), which does not matter to whoever only reads by them.
        self._schema = build_schema(
            text, assume_valid=True, assume_valid_sdl=True, no_location=True
        )
        self._requests = GraphqlRequests(self._schema)
        self._answers: dict[tuple[object, ...], Draft202012Validator] = {}

    def check(self, exchange: Exchange) -> list[Problem]:
        """Every problem of one exchange."""
        if exchange.path != self._path or exchange.method.upper() != "POST":
            name = f"{exchange.method} {exchange.path}"
            return [Problem(Side.REQUEST, name, "path", f"there is only POST {self._path}")]
        asked, wrong = self._requests.read(exchange)
        found = [(Side.REQUEST, violation) for violation in wrong]
        if exchange.status:
            found += [(Side.ANSWER, violation) for violation in self._of_answer(exchange, asked)]
        name = asked.name if asked else f"POST {self._path}"
        return [Problem(side, name, each.place, each.message, each.found) for side, each in found]

    def _of_answer(self, exchange: Exchange, asked: Asked | None) -> Iterator[Violation]:
        if exchange.status not in _STATUSES:
            wanted = ", ".join(map(str, sorted(_STATUSES)))
            yield Violation("status", f"must be one of {wanted}", str(exchange.status))
            return
        media = media_type(exchange.response_headers)
        if media != JSON:
            if exchange.status < 500:  # a gateway speaks for itself
                yield Violation("header.Content-Type", f"must be {JSON}", media or "nothing")
            return
        try:
            body = msgspec.json.decode(exchange.response_body)
        except msgspec.DecodeError as failure:
            yield Violation("body", f"is not JSON: {failure}", shown(exchange.response_body))
            return
        failed = isinstance(body, dict) and "errors" in body
        if exchange.status != 200 and not failed:
            yield Violation("body.errors", f"is required and missing: {exchange.status} says why")
            return
        yield from violations(self._answer(asked, failed=failed), body, "body")

    def _answer(self, asked: Asked | None, *, failed: bool) -> Draft202012Validator:
        key = (failed, asked and asked.shape)
        if key not in self._answers:
            self._answers[key] = validator_of(self._envelope(asked, failed=failed), {})
        return self._answers[key]

    def _envelope(self, asked: Asked | None, *, failed: bool) -> Schema:
        data: Schema = {"type": "null"}  # what is not valid is not carried out
        if asked is not None:
            root = self._schema.get_root_type(asked.operation.operation)
            assert root is not None  # a valid operation has one
            selection = Selection(self._schema, asked.fragments, asked.variables, failed)
            data = selection.of_object(root, [asked.operation.selection_set])
        if failed:
            data = {"anyOf": [{"type": "null"}, data]}
        return {
            "type": "object",
            "properties": {
                "data": data,
                "errors": {"type": "array", "items": _ERROR, "minItems": 1},
                "extensions": {"type": "object"},
            },
            "required": ["errors" if failed else "data"],
            "additionalProperties": False,
        }
