"""Asana."""

from tests.specs.deviation import AlsoAnswers, Amended, Deviation, Replaced, Widened
from tests.specs.deviations.everywhere import FAIL, FAULTS, RFC

_ASANA = "asana"
_ERROR = "#/components/schemas/ErrorResponse"
_TASK = "/components/schemas/TaskBase/allOf/1/properties/memberships"
_PATHS = "developers.asana.com/docs/inputoutput-options: fields are given as paths"

_MEMBERSHIPS = "developers.asana.com/reference/getmemberships"
_NAMED = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("gid", "resource_type", "name")},
}
_MEMBERSHIP = {
    "type": "object",
    "properties": {
        "gid": {"type": "string"},
        "resource_type": {"type": "string"},
        "resource_subtype": {"type": "string", "enum": ["project_membership"]},
        "parent": _NAMED,
        "member": _NAMED,
        "access_level": {"type": "string", "enum": ["admin", "editor", "commenter", "viewer"]},
    },
}
_ANSWER = {
    "type": "object",
    "properties": {
        "data": {"type": "array", "items": _MEMBERSHIP},
        "next_page": {"$ref": "#/components/schemas/NextPage"},
    },
}
_ASKED = {
    "parent": {"type": "string"},
    "member": {"type": "string"},
    "limit": {"type": "integer", "minimum": 1, "maximum": 100},
    "offset": {"type": "string"},
    "opt_fields": {"type": "string"},
}

ROWS: tuple[Deviation, ...] = (
    AlsoAnswers(
        _ASANA,
        (402, 429),
        "paid features and rate limits are declared as components, and at few operations",
        "the description itself, responses PaymentRequired and TooManyRequests",
        body=_ERROR,
    ),
    AlsoAnswers(_ASANA, FAULTS, FAIL, RFC),
    Replaced(
        _ASANA,
        "/paths/*/get/responses/200/content/application~1json/schema/properties/data/items/$ref",
        pattern="Compact$",
        by="Response",
        reason="a list has whatever fields opt_fields names, not the compact ones alone",
        source="the description itself, text and values of opt_fields",
    ),
    Widened(
        _ASANA,
        "/components/schemas/UserCompact/properties",
        {"email": {"type": "string", "format": "email"}},
        "opt_fields takes a path into any object, such as to a user's address",
        _PATHS,
    ),
    Widened(
        _ASANA,
        "/paths/*/*/parameters/*/schema/items/enum",
        ("assignee.email", "completed_by.email", "created_by.email", "followers.email"),
        "opt_fields takes a path into any object, such as to a user's address",
        _PATHS,
    ),
    Amended(
        _ASANA,
        f"{_TASK}/readOnly",
        False,
        "a task can be made in a section, as the text says",
        "the description itself, TaskBase.memberships: create-only",
    ),
    *(
        Amended(
            _ASANA,
            f"{_TASK}/items/properties/{name}",
            {"oneOf": [{"$ref": f"#/components/schemas/{kind}Compact"}, {"type": "string"}]},
            "who makes a task names project and section by their gids",
            "forum.asana.com/t/1108779: memberships: [0]: section: Not a valid GID type: object",
        )
        for name, kind in (("project", "Project"), ("section", "Section"))
    ),
    Amended(
        _ASANA,
        "/components/schemas/EventResponse/properties/parent",
        {
            "type": "object",
            "nullable": True,
            "properties": {name: {"type": "string"} for name in ("gid", "resource_type", "name")},
        },
        "an event that is no addition or removal has no parent, as the text says",
        "the description itself, EventResponse.parent",
    ),
    Amended(
        _ASANA,
        "/paths/~1memberships",
        {
            "get": {
                "parameters": [
                    {"name": name, "in": "query", "schema": schema}
                    for name, schema in _ASKED.items()
                ],
                "responses": {"200": {"content": {"application/json": {"schema": _ANSWER}}}},
            }
        },
        "the description that is kept here is a part of the whole, without memberships",
        _MEMBERSHIPS,
    ),
)
