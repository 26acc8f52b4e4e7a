"""Asana."""

from tests.specs.deviation import AlsoAnswers, Deviation, Replaced, Widened
from tests.specs.deviations.everywhere import FAIL, FAULTS, RFC

_ASANA = "asana"
_ERROR = "#/components/schemas/ErrorResponse"
_PATHS = "developers.asana.com/docs/inputoutput-options: fields are given as paths"

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
)
