"""Values made up from a schema, so that tests have bodies of which nobody wrote the parts."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.specs.pointer import at
from tests.specs.schema import Schema

_DEEP = 6
_FORMATS = {
    "date": "2026-03-01",
    "date-time": "2026-03-01T09:00:00.000Z",
    "email": "ana@acme.example",
    "uri": "https://acme.example/1",
    "uri-template": "https://acme.example/{id}",
    "uuid": "6f2c0b52-4d3c-4b8e-9b1e-0f3f5c2d7a11",
}
_PLAIN = {"boolean": True, "integer": 1, "number": 1.5, "string": "x", "null": None}


def made_up(document: Mapping[str, Any], schema: Schema, *, whole: bool, depth: int = 0) -> Any:
    """A value of a schema: `whole` with all properties down to some depth, else the required."""
    parts = list(_parts(document, schema))
    if (choice := _first(parts, "enum")) is not None:
        return choice[0]
    kinds = _first(parts, "type")
    kind = next((k for k in kinds if k != "null"), "null") if isinstance(kinds, list) else kinds
    if kind == "array":
        items: Schema = _first(parts, "items") or {}
        many = 0 if depth > _DEEP else 1
        return [made_up(document, items, whole=whole, depth=depth + 1) for _ in range(many)]
    if any("properties" in part for part in parts):
        return _object(document, parts, whole=whole, depth=depth)
    if kind == "string":
        least = _first(parts, "minLength") or 1
        return _FORMATS.get(_first(parts, "format") or "", "x" * least)
    return _PLAIN.get(kind, {})


def _first(parts: list[Schema], keyword: str) -> Any:
    """What the first part that has a keyword says with it."""
    return next((part[keyword] for part in parts if keyword in part), None)


def _parts(document: Mapping[str, Any], schema: Schema) -> Iterator[Schema]:
    """A schema with all that it consists of; of alternatives the first, called by its name."""
    while "$ref" in schema:
        schema = at(document, schema["$ref"])
    yield schema
    for part in schema.get("allOf", ()):
        yield from _parts(document, part)
    for keyword in ("oneOf", "anyOf"):
        for part in schema.get(keyword, ())[:1]:
            yield from _parts(document, part)
            discriminator = schema.get("discriminator", {"mapping": {}})
            for value, pointer in discriminator["mapping"].items():
                if pointer == part.get("$ref"):
                    yield {"properties": {discriminator["propertyName"]: {"enum": [value]}}}


def _object(
    document: Mapping[str, Any], parts: list[Schema], *, whole: bool, depth: int
) -> dict[str, Any]:
    required = {name for part in parts for name in part.get("required", ())}
    declared: dict[str, list[Schema]] = {}
    for part in parts:
        for name, schema in part.get("properties", {}).items():
            declared.setdefault(name, []).append(schema)
    return {
        name: made_up(document, {"allOf": schemas}, whole=whole, depth=depth + 1)
        for name, schemas in declared.items()
        if not any(schema.get("writeOnly") for schema in schemas)
        if name in required or (whole and depth < _DEEP)
    }
