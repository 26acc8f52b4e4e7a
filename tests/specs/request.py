"""The adapter's half of an exchange: path, query, headers and body as the operation wants them."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import msgspec
from jsonschema_rs import Draft202012Validator

from tests.specs.exchange import Exchange, header, media_type
from tests.specs.operation import FORM, MULTIPART, Operation, Parameter
from tests.specs.schema import Schema, Schemas
from tests.specs.text import arguments, form, multipart, pairs, typed
from tests.specs.violations import Formats, Violation, validator_of, violations


class RequestCheck:
    """Checks requests; what an operation needs is compiled when it is first met."""

    def __init__(self, schemas: Schemas, formats: Formats) -> None:
        """`schemas` are those of a request."""
        self._schemas = schemas
        self._formats = formats
        self._validators: dict[tuple[str, str], Draft202012Validator] = {}

    def check(self, operation: Operation, exchange: Exchange, path: str) -> Iterator[Violation]:
        """What is wrong with a request; `path` is the exchange's without the server's own."""
        yield from self._in_path(operation, path)
        query = arguments(pairs(exchange.query), operation.within("query"))
        yield from self._fits(operation, "query", query)
        for parameter in operation.within("header"):
            if parameter.required and header(exchange.request_headers, parameter.name) is None:
                yield Violation(f"header.{parameter.name}", "is required and missing")
        yield from self._in_body(operation, exchange)

    def _in_path(self, operation: Operation, path: str) -> Iterator[Violation]:
        match = operation.pattern.fullmatch(path)
        if match is None or not operation.path_names:
            return
        declared = {parameter.name: parameter.schema for parameter in operation.within("path")}
        values = {
            name: typed(unquote(text), declared.get(name, {}))
            for name, text in zip(operation.path_names, match.groups(), strict=True)
        }
        yield from self._fits(operation, "path", values)

    def _fits(
        self, operation: Operation, place: str, values: Mapping[str, Any]
    ) -> Iterator[Violation]:
        key = (operation.name, place)
        if key not in self._validators:
            schema = object_of(operation.within(place))
            self._validators[key] = self._compiled(schema)
        return violations(self._validators[key], values, place)

    def _in_body(self, operation: Operation, exchange: Exchange) -> Iterator[Violation]:
        if not exchange.request_body:
            if operation.body_required:
                yield Violation("body", "is required and missing")
            return
        media = media_type(exchange.request_headers)
        if media not in operation.bodies:
            wanted = " or ".join(operation.bodies) or "no body"
            yield Violation("body", f"must be {wanted}", media or "no content type")
            return
        schema = operation.bodies[media]
        try:
            value = read_body(exchange, media, schema)
        except msgspec.DecodeError as error:
            yield Violation("body", f"is not JSON: {error}")
            return
        key = (operation.name, media)
        if key not in self._validators:
            self._validators[key] = self._compiled(schema)
        yield from violations(self._validators[key], value, "body")

    def _compiled(self, schema: Schema) -> Draft202012Validator:
        return validator_of(self._schemas.strict(schema), self._formats)


def object_of(parameters: tuple[Parameter, ...]) -> Schema:
    """The schema of an object that holds these parameters by name, and no others."""
    return {
        "type": "object",
        "properties": {parameter.name: parameter.schema for parameter in parameters},
        "required": [parameter.name for parameter in parameters if parameter.required],
        "additionalProperties": False,
    }


def read_body(exchange: Exchange, media: str, schema: Schema) -> Any:
    """The body of a request as a value.

    Raises:
        msgspec.DecodeError: it says that it is JSON, and is not.
    """
    if media == FORM:
        return form(pairs(exchange.request_body.decode("utf-8", "replace")), schema)
    if media == MULTIPART:
        whole = header(exchange.request_headers, "Content-Type") or ""
        return form(multipart(whole, exchange.request_body), schema)
    return msgspec.json.decode(exchange.request_body)
