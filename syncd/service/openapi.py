"""What `/api/v1` offers, as an OpenAPI document: programs read it, and the page is made from it.

Source: spec.openapis.org/oas/v3.1.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from syncd import __version__
from syncd.insight.review import Period
from syncd.model import Category, Level, Priority, Status

BASE = "/api/v1"

_FLAG = ["true", "false"]
_ITEM = {
    "type": "object",
    "required": ["id", "post_mortem", "title", "status"],
    "properties": {
        "id": {"type": "string"},
        "post_mortem": {"type": "string"},
        "file": {"type": "string"},
        "line": {"type": "integer"},
        "title": {"type": "string"},
        "category": {"enum": [*(each.value for each in Category), None]},
        "impact": {"type": ["integer", "null"]},
        "effort": {"type": ["integer", "null"]},
        "priority": {"enum": [*(each.value for each in Priority), None]},
        "priority_reason": {"type": ["string", "null"]},
        "owner": {"type": ["string", "null"]},
        "team": {"type": ["string", "null"]},
        "due": {"type": ["string", "null"], "format": "date"},
        "status": {"enum": [each.value for each in Status]},
        "overdue": {"type": "boolean"},
        "ticket": {
            "type": ["object", "null"],
            "properties": {name: {"type": "string"} for name in ("tracker", "key", "url")},
        },
    },
}
_FINDING = {
    "type": "object",
    "required": ["rule", "level", "message", "hint"],
    "properties": {
        "rule": {"type": "string"},
        "level": {"enum": [each.value for each in Level if each is not Level.OFF]},
        "message": {"type": "string"},
        "hint": {"type": "string"},
        **{name: {"type": ["string", "null"]} for name in ("post_mortem", "item", "ticket")},
    },
}
_POST_MORTEM = {
    "type": "object",
    "required": ["id", "title"],
    "properties": {
        "id": {"type": "string"},
        "title": {"type": "string"},
        "date": {"type": ["string", "null"], "format": "date"},
        "severity": {"type": ["string", "null"]},
        "services": {"type": "array", "items": {"type": "string"}},
        "url": {"type": "string"},
    },
}
_PASS = {
    "type": "object",
    "required": ["at", "keys", "seconds", "complete"],
    "properties": {
        "at": {"type": "string", "format": "date-time"},
        "keys": {"type": "array", "items": {"type": "string"}},
        "seconds": {"type": "number"},
        "complete": {"type": "boolean"},
        "failed": {"type": ["string", "null"]},
    },
}
_PARKED = {
    "type": "object",
    "required": ["key", "why", "since", "failures"],
    "properties": {
        "key": {"type": "string"},
        "why": {"type": "string"},
        "since": {"type": "number", "description": "seconds since 1970"},
        "failures": {"type": "integer"},
    },
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A part of a query, or of a path."""

    name: str
    about: str
    values: Sequence[str] = ()
    place: str = "query"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Something that can be asked for; `holds` names the list in the answer."""

    path: str
    about: str
    holds: str
    schema: Mapping[str, Any]
    parameters: Sequence[Parameter] = field(default_factory=tuple)


_SEARCH = Parameter("q", "Words that have to be there.")
_TEAM = Parameter("team", "Only those of this team.")
_OF_POST_MORTEM = Parameter("post_mortem", "Only those of the post-mortem with this id.")

ENDPOINTS = (
    Endpoint(
        "/items",
        "Action items as they stand.",
        "items",
        _ITEM,
        [
            _SEARCH,
            _TEAM,
            Parameter("owner", "Only those of this owner."),
            Parameter("status", "Only those of this status.", [each.value for each in Status]),
            Parameter("priority", "Only those of this priority.", [e.value for e in Priority]),
            Parameter("category", "Only those of this category.", [e.value for e in Category]),
            _OF_POST_MORTEM,
            Parameter("open", "Only what is still to be done.", _FLAG),
            Parameter("overdue", "Only what should have been done before today.", _FLAG),
            Parameter(
                "sort", "In which order.", ["due", "id", "owner", "priority", "team", "status"]
            ),
        ],
    ),
    Endpoint(
        "/findings",
        "What needs a person, worst first.",
        "findings",
        _FINDING,
        [
            _SEARCH,
            _TEAM,
            Parameter("rule", "Only those of this rule."),
            Parameter("level", "Only those of this level.", ["error", "warning", "info"]),
            _OF_POST_MORTEM,
        ],
    ),
    Endpoint("/post-mortems", "The post-mortems that were read.", "post_mortems", _POST_MORTEM),
    Endpoint(
        "/post-mortems/{id}",
        "A post-mortem or action item: its items, findings, and what syncd did and why.",
        "items",
        _ITEM,
        [Parameter("id", "The id of a post-mortem or an action item.", place="path")],
    ),
    Endpoint(
        "/metrics",
        "The measures of a window, as `syncd metrics --format json` has them.",
        "trend",
        {"type": "object"},
        [Parameter("window", "90d, 12w, or two days such as 2026-01-01..2026-03-31.")],
    ),
    Endpoint(
        "/review",
        "The reliability review, as `syncd review --format json` has it.",
        "sections",
        {"type": "object"},
        [
            Parameter(
                "period", "Which one; weekly if nothing is said.", [each.value for each in Period]
            )
        ],
    ),
    Endpoint(
        "/passes",
        "The newest passes, the last one first.",
        "passes",
        _PASS,
        [Parameter("limit", "How many, 100 if nothing is said.")],
    ),
    Endpoint(
        "/parked",
        "What failed so often that it is left alone until it changes.",
        "parked",
        _PARKED,
    ),
)


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "syncd",
            "version": __version__,
            "description": "Post-mortem action items and their tickets. Nothing is edited here.",
        },
        "servers": [{"url": BASE}],
        "security": [{"bearer": []}, {"basic": []}],
        "paths": {each.path: {"get": _operation(each)} for each in ENDPOINTS},
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
            }
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["version", endpoint.holds],
        "properties": {
            "version": {"type": "string"},
            endpoint.holds: {"type": "array", "items": endpoint.schema},
        },
    }
    answers = {"200": {"description": "OK", "content": {"application/json": {"schema": schema}}}}
    if endpoint.parameters:
        answers["400" if "{" not in endpoint.path else "404"] = {"description": "Not understood."}
    return {
        "summary": endpoint.about,
        "operationId": "get" + endpoint.path.title().translate(str.maketrans("", "", "/-{}")),
        "parameters": [
            {
                "name": each.name,
                "in": each.place,
                "required": each.place == "path",
                "description": each.about,
                "schema": {"type": "string", **({"enum": [*each.values]} if each.values else {})},
            }
            for each in endpoint.parameters
        ],
        "responses": answers,
    }
