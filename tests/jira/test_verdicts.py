"""What each answer means: one table, and the waits that limits ask for."""

import json

import pytest

from syncd.ports import (
    AgainError,
    DeniedError,
    GoneError,
    LimitedError,
    PortError,
    RejectedError,
    StaleError,
    UnsureError,
)
from syncd_jira.verdicts import FieldsError, QuietError, verdict

NOW = 1_772_442_000.0  # 2026-03-02T09:00:00Z


def judged(
    status: int, body: object = None, *, repeatable: bool = True, **headers: str
) -> PortError:
    """The verdict on an answer; headers are written with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return verdict(
        status,
        named,
        "<html>" if body is None else json.dumps(body),
        "jira: GET /x",
        now=NOW,
        repeatable=repeatable,
        patience=8.0,
    )


@pytest.mark.parametrize(
    ("status", "repeatable", "expected"),
    [
        (302, True, DeniedError),
        (400, True, RejectedError),
        (401, True, DeniedError),
        (403, True, DeniedError),
        (404, True, GoneError),
        (408, True, AgainError),
        (408, False, UnsureError),
        (409, False, StaleError),
        (412, True, StaleError),
        (413, False, RejectedError),
        (422, False, RejectedError),
        (429, False, LimitedError),
        (500, True, AgainError),
        (503, False, UnsureError),
    ],
)
def test_the_table(status: int, repeatable: bool, expected: type[PortError]) -> None:
    """Every status has its one verdict, whatever its body is."""
    found = judged(status, repeatable=repeatable)
    assert type(found) is expected
    assert f"jira: GET /x: {status}" in str(found)


def test_refused_fields_are_named() -> None:
    """Jira's words go by field, and into the message."""
    found = judged(400, {"errorMessages": [], "errors": {"duedate": "is off the screen"}})
    assert isinstance(found, FieldsError)
    assert found.fields == {"duedate": "is off the screen"}
    assert "duedate: is off the screen" in str(found)


@pytest.mark.parametrize("status", [400, 403])
def test_a_quiet_edit_without_rights(status: int) -> None:
    """On both Jiras it is told from a lack of rights to edit."""
    words = (
        "To discard the user notification either admin or project admin permissions are required."
    )
    assert isinstance(judged(status, {"errorMessages": [words]}), QuietError)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry_after": "30"}, 30),
        ({"retry_after": "0"}, 1),
        ({"retry_after": "Mon, 02 Mar 2026 09:00:20 GMT"}, 20),
        ({"x_ratelimit_reset": "2026-03-02T09:01:00Z"}, 60),
        ({"retry_after": "soon"}, 8),
        ({}, 8),
    ],
)
def test_how_long_a_limit_lasts(headers: dict[str, str], wait: float) -> None:
    """As long as it says, in seconds or as a date; else as long as waits have grown."""
    found = judged(429, **headers)  # type: ignore[arg-type]
    assert isinstance(found, LimitedError)
    assert found.retry_after == pytest.approx(wait)


def test_the_limit_of_one_issue_is_no_limit_of_the_account() -> None:
    """Others can be written meanwhile, and the write was refused: it can be repeated."""
    found = judged(429, repeatable=False, ratelimit_reason="jira-per-issue-on-write")
    assert type(found) is AgainError
