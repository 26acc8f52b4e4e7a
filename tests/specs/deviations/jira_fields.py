"""What Jira's description leaves free: the fields of an issue, and the form of a text.

Only fields that every project has are here; all others stay free.
"""

from tests.specs.schema import Schema

_SCHEMAS = "#/components/schemas"
_TEXT: Schema = {"type": "string"}
_TIME: Schema = {"type": "string", "format": "date-time"}
_DAY: Schema = {"type": "string", "format": "date", "nullable": True}
_DOCUMENT: Schema = {"allOf": [{"$ref": f"{_SCHEMAS}/Document"}], "nullable": True}
_OTHERS: Schema = {"description": "custom fields, and system fields that are not listed"}

DOCUMENT: Schema = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "enum": ["doc"]},
        "version": {"type": "integer", "enum": [1]},
        "content": {"type": "array", "items": {"$ref": f"{_SCHEMAS}/Node"}},
    },
    "required": ["type", "version", "content"],
}
NODE: Schema = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "content": {"type": "array", "items": {"$ref": f"{_SCHEMAS}/Node"}},
        "text": {"type": "string", "minLength": 1},
        "attrs": {"type": "object"},
        "marks": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"type": {"type": "string"}, "attrs": {"type": "object"}},
                "required": ["type"],
            },
        },
    },
    "required": ["type"],
}


def _ref(name: str) -> Schema:
    return {"$ref": f"{_SCHEMAS}/{name}"}


def _or_null(name: str) -> Schema:
    return {"allOf": [_ref(name)], "nullable": True}


def _named_by(*names: str) -> Schema:
    return {"type": "object", "properties": dict.fromkeys(names, _TEXT), "minProperties": 1}


READ: Schema = {
    "type": "object",
    "properties": {
        "summary": _TEXT,
        "description": _DOCUMENT,
        "environment": _DOCUMENT,
        "status": _ref("StatusDetails"),
        "issuetype": _ref("IssueTypeDetails"),
        "project": {"anyOf": [_ref("ProjectDetails"), _ref("Project")]},
        "priority": _or_null("Priority"),
        "assignee": _or_null("UserDetails"),
        "reporter": _or_null("UserDetails"),
        "creator": _or_null("UserDetails"),
        "resolution": _or_null("Resolution"),
        "labels": {"type": "array", "items": _TEXT},
        "duedate": _DAY,
        "created": _TIME,
        "updated": _TIME,
        "resolutiondate": {**_TIME, "nullable": True},
        "comment": _ref("PageOfComments"),
    },
    "additionalProperties": _OTHERS,
}
"""The fields of an issue as Jira gives them."""

WRITTEN: Schema = {
    "type": "object",
    "properties": {
        "summary": _TEXT,
        "description": _DOCUMENT,
        "environment": _DOCUMENT,
        "issuetype": _named_by("id", "name"),
        "project": _named_by("id", "key"),
        "priority": {**_named_by("id", "name"), "nullable": True},
        "assignee": {**_named_by("accountId", "id"), "nullable": True},
        "reporter": _named_by("accountId", "id"),
        "resolution": _named_by("id", "name"),
        "labels": {"type": "array", "items": {"type": "string", "pattern": r"^\S+$"}},
        "duedate": _DAY,
    },
    "additionalProperties": _OTHERS,
}
"""The fields of an issue as Jira takes them."""
