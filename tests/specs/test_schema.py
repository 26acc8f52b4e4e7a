"""That schemas become as strict as promised, and no stricter."""

from typing import Any

import pytest

from tests.specs.problem import Side
from tests.specs.schema import Schemas
from tests.specs.violations import validator_of, violations

OPEN: dict[str, Any] = {
    "openapi": "3.0.3",
    "components": {
        "schemas": {
            "label": {"type": "object", "properties": {"name": {"type": "string"}}},
            "ticket": {
                "type": "object",
                "properties": {
                    "id": {"type": "integer", "readOnly": True},
                    "secret": {"type": "string", "writeOnly": True},
                    "title": {"type": "string"},
                    "owner": {"type": "string", "nullable": True},
                    "labels": {"type": "array", "items": {"$ref": "#/components/schemas/label"}},
                    "parent": {"$ref": "#/components/schemas/ticket"},
                },
                "required": ["id", "secret", "title"],
            },
            "urgent": {
                "allOf": [
                    {"$ref": "#/components/schemas/ticket"},
                    {"type": "object", "properties": {"page": {"type": "boolean"}}},
                ]
            },
            "note": {
                "type": "object",
                "properties": {"kind": {"type": "string"}, "text": {"type": "string"}},
                "required": ["text"],
                "additionalProperties": False,
            },
            "file": {
                "type": "object",
                "properties": {"kind": {"type": "string"}, "size": {"type": "integer"}},
                "required": ["size"],
            },
            "entry": {
                "oneOf": [
                    {"$ref": "#/components/schemas/note"},
                    {"$ref": "#/components/schemas/file"},
                ],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {
                        "note": "#/components/schemas/note",
                        "file": "#/components/schemas/file",
                    },
                },
            },
        }
    },
}


def wrong(schema: dict[str, Any], value: Any, side: Side = Side.ANSWER) -> list[str]:
    """What the strict form of a schema says of a value: places and messages."""
    validator = validator_of(Schemas(OPEN, side).strict(schema), {})
    return [f"{found.place} {found.message}" for found in violations(validator, value, "body")]


def named(name: str) -> dict[str, Any]:
    """A schema of the document above."""
    return {"$ref": f"#/components/schemas/{name}"}


VALID = {"id": 1, "title": "Add breaker", "owner": None, "labels": [{"name": "a"}]}


def test_what_is_described_is_valid() -> None:
    """A value with nothing but what the schema names has no problem, also inside itself."""
    assert wrong(named("ticket"), {**VALID, "parent": VALID}) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"titel": "x"}, ["body.titel is not known to the description"]),
        ({"labels": [{"name": "a"}, {"colour": 1}]},
         ["body.labels[1].colour is not known to the description"]),
        ({"parent": {**VALID, "x": 1}}, ["body.parent.x is not known to the description"]),
        ({"title": 1}, ["body.title must be string"]),
        ({"title": None}, ["body.title must be string"]),
        ({"owner": 1}, ["body.owner must be null or string"]),
        ({"secret": "x"}, ["body.secret may not be in this direction (readOnly or writeOnly)"]),
    ],
)  # fmt: skip
def test_open_objects_are_closed(change: dict[str, Any], told: list[str]) -> None:
    """Objects that the description leaves open take no name that it does not have, at any depth."""
    assert wrong(named("ticket"), {**VALID, **change}) == told


def test_all_parts_know_together() -> None:
    """With allOf a property of any part is known, and one of none is not."""
    assert wrong(named("urgent"), {**VALID, "page": True}) == []
    told = wrong(named("urgent"), {**VALID, "pager": True})
    assert told == ["body.pager is not known to the description"]


def test_directions_differ() -> None:
    """A request neither has to nor may send what is read-only; an answer so with write-only."""
    sent = {"title": "x", "secret": "y"}
    assert wrong(named("ticket"), sent, Side.REQUEST) == []
    assert wrong(named("ticket"), {**sent, "id": 1}, Side.REQUEST) == [
        "body.id may not be in this direction (readOnly or writeOnly)"
    ]
    assert wrong(named("ticket"), {"title": "x"}) == ["body.id is required and missing"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"kind": "note", "text": "x"}, []),
        ({"kind": "file", "size": 1}, []),
        ({"text": "x"}, []),
        ({"kind": "file", "text": "x"}, ["body.size is required and missing"]),
        ({"kind": "file", "size": "1"}, ["body.size must be integer"]),
        ({"kind": "file", "size": 1, "name": "x"}, ["body.name is not known to the description"]),
        (["x"], ["body must be object"]),
    ],
)
def test_alternatives(value: Any, told: list[str]) -> None:
    """Any alternative will do; else the one that is meant is named, and what it lacks."""
    assert wrong(named("entry"), value) == told


def test_alternatives_do_not_hide_each_other() -> None:
    """What one alternative does not know is held to those that do, also deep inside."""
    either = {
        "anyOf": [
            {"type": "object", "properties": {"id": {"type": "integer"}}},
            {"type": "object", "properties": {"label": named("label")}, "required": ["label"]},
        ]
    }
    assert wrong(either, {"id": 1, "label": {"name": "a"}}) == []
    told = wrong(either, {"id": 1, "label": {"colour": "a"}})
    assert told == ["body.label.colour is not known to the description"]


@pytest.mark.parametrize(
    "free",
    [
        {"type": "object"},
        {"type": "object", "additionalProperties": True},
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"type": "object", "properties": {"a": {}}, "additionalProperties": {"type": "integer"}},
        {},
    ],
)
def test_maps_stay_open(free: dict[str, Any]) -> None:
    """What is declared as a map, or of which nothing is said, takes any name."""
    assert wrong(free, {"whatever": 1}) == []


@pytest.mark.parametrize(
    "open_by_word_alone",
    [
        {"type": "object", "properties": {"a": {}}, "additionalProperties": True},
        {"type": "object", "properties": {"a": {}}, "additionalProperties": {}},
        {"anyOf": [{"required": ["a"]}], "properties": {"a": {}}, "additionalProperties": False},
    ],
)
def test_openness_beside_names_does_not_count(open_by_word_alone: dict[str, Any]) -> None:
    """An object of which properties are named is closed, whatever it says beside them."""
    assert wrong(open_by_word_alone, {"a": 1}) == []
    told = wrong(open_by_word_alone, {"a": 1, "b": 1})
    assert told == ["body.b is not known to the description"]


def test_overlapping_alternatives() -> None:
    """A value that fits two alternatives is no problem: descriptions list such."""
    both = {"oneOf": [{"type": "string", "nullable": True}, {"type": "integer", "nullable": True}]}
    assert wrong(both, None) == []


def test_null_by_a_part() -> None:
    """Null is allowed where only one part of allOf says so, as Asana writes it."""
    assert wrong({"allOf": [named("label"), {"nullable": True}]}, None) == []
    assert wrong({"allOf": [named("label")]}, None) == ["body must be object"]


def test_slack_lists() -> None:
    """Alternatives that had to be moved out of `items` count, of a list and of a value."""
    either = [{"type": "string"}, named("label")]
    array = {"type": "array", "items": {}, "x-items-any-of": either}
    assert wrong(array, ["x", {"name": "x"}]) == []
    assert wrong(array, [1]) == ["body[0] must be string or object"]
    value = {"items": {}, "x-items-any-of": either}
    assert wrong(value, {"name": "x"}) == []
    assert wrong(value, {"nam": "x"}) == ["body.nam is not known to the description"]


def test_formats_and_enums() -> None:
    """A string of the wrong form, or that is not one of those listed, is told with the choice."""
    assert wrong({"type": "string", "format": "date"}, "1.3.2026") == ["body must be a date"]
    assert wrong({"type": "string", "enum": ["open", "closed"]}, "done") == [
        "body must be one of 'open', 'closed'"
    ]
    assert wrong({"type": "string", "minLength": 3}, "x") == ["body breaks minLength: 3"]
