"""Reads operations out of an OpenAPI 3 document."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.specs.operation import Answer, Operation, Parameter
from tests.specs.pointer import at
from tests.specs.schema import Schema

METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options"})


def base_of(document: Mapping[str, Any]) -> str:
    """The path of the first server, such as `/api/1.0`; empty if it is the root."""
    return urlsplit(str(document["servers"][0]["url"])).path.rstrip("/")


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation of the document."""
    for template, item in document["paths"].items():
        for method in item.keys() & METHODS:
            operation = item[method]
            body = _followed(document, operation.get("requestBody", {}))
            yield Operation(
                method.upper(),
                template,
                tuple(_parameters(document, item, operation)),
                {media: content["schema"] for media, content in body.get("content", {}).items()},
                bool(body.get("required")),
                {
                    status: _answer(document, _followed(document, answer))
                    for status, answer in operation["responses"].items()
                },
            )


def _parameters(
    document: Mapping[str, Any], item: Mapping[str, Any], operation: Mapping[str, Any]
) -> Iterator[Parameter]:
    declared = {}
    for raw in [*item.get("parameters", ()), *operation.get("parameters", ())]:
        parameter = _followed(document, raw)
        declared[parameter["name"], parameter["in"]] = parameter  # the operation's own wins
    for (name, where), parameter in declared.items():
        yield Parameter(
            name,
            where,
            _schema_of(parameter),
            bool(parameter.get("required")),
            commas=parameter.get("explode") is False,
            slashes=bool(parameter.get("x-multi-segment")),
        )


def _answer(document: Mapping[str, Any], answer: Mapping[str, Any]) -> Answer:
    return Answer(
        {media: content.get("schema") for media, content in answer.get("content", {}).items()},
        {
            name: _followed(document, header).get("schema", {})
            for name, header in answer.get("headers", {}).items()
        },
    )


def _schema_of(parameter: Mapping[str, Any]) -> Schema:
    schema: Schema = parameter["schema"]
    return schema


def _followed(document: Mapping[str, Any], value: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in value:
        value = at(document, value["$ref"])
    return value
