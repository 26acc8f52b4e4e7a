"""Reads operations out of a Swagger 2.0 document, in which forms are parameters."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.specs.openapi3 import METHODS
from tests.specs.operation import JSON, Answer, Operation, Parameter
from tests.specs.schema import Schema


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation of the document."""
    for template, item in document["paths"].items():
        for method in item.keys() & METHODS:
            operation = item[method]
            declared = operation.get("parameters", [])
            form = [p for p in declared if p["in"] == "formData"]
            schema = _form(form)
            yield Operation(
                method.upper(),
                template,
                tuple(_parameter(p) for p in declared if p["in"] != "formData"),
                dict.fromkeys(operation.get("consumes", ()), schema) if form else {},
                bool(schema["required"]),
                {
                    status: Answer({JSON: answer.get("schema")})
                    for status, answer in operation["responses"].items()
                },
            )


def _parameter(raw: Mapping[str, Any]) -> Parameter:
    return Parameter(raw["name"], raw["in"], _type_of(raw), bool(raw.get("required")), commas=True)


def _form(fields: list[dict[str, Any]]) -> Schema:
    return {
        "type": "object",
        "properties": {field["name"]: _type_of(field) for field in fields},
        "required": [field["name"] for field in fields if field.get("required")],
    }


def _type_of(raw: Mapping[str, Any]) -> Schema:
    return {key: raw[key] for key in ("type", "format", "enum", "items") if key in raw}
