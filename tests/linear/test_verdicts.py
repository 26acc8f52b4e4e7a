"""What an answer of Linear's means, and how long it is left alone."""

from typing import Any

import pytest

from syncd.ports import AgainError, DeniedError, LimitedError, PortError, RejectedError
from syncd_linear.verdicts import AnsweredError, budget, verdict, wait

NOW = 1_772_442_000.0
HOURLY = {"x-ratelimit-requests-limit": "2500", "x-ratelimit-complexity-limit": "3000000"}


def error(message: str = "Something", **extensions: Any) -> list[dict[str, Any]]:
    """The errors of an answer."""
    return [{"message": message, "path": ["issueUpdate"], "extensions": extensions}]


@pytest.mark.parametrize(
    ("status", "errors", "kind"),
    [
        (400, error(code="RATELIMITED"), LimitedError),
        (429, [], LimitedError),
        (200, error(type="Ratelimited"), LimitedError),
        (401, error(type="authentication error"), DeniedError),
        (200, error(type="authentication error"), DeniedError),
        (403, [], DeniedError),
        (200, error(type="forbidden"), DeniedError),
        (503, [], AgainError),
        (408, [], AgainError),
        (200, error(type="internal error"), AgainError),
        (200, error(type="lock timeout"), AgainError),
        (200, error(type="other", userError=True), RejectedError),
        (200, error(type="invalid input", code="INPUT_ERROR"), RejectedError),
        (400, error("Query too complex", type="invalid input"), RejectedError),
        (200, [], DeniedError),
        (404, [], DeniedError),
    ],
)
def test_verdicts(status: int, errors: list[Any], kind: type[PortError]) -> None:
    """Each answer has one verdict, and says what was asked and what Linear said."""
    found = verdict(status, {}, errors, "lin: reading team PAY", NOW)
    assert isinstance(found, kind)
    assert "lin: reading team PAY" in str(found)
    assert ("Something" if errors and "complex" not in str(errors) else "") in str(found)


def test_what_people_are_told_is_told_on() -> None:
    """Linear's words for people stand beside those for programs."""
    told = error("Argument Validation Error", userPresentableMessage="title must not be empty.")
    assert "Argument Validation Error (title must not be empty.)" in str(
        verdict(200, {}, told, "lin: x", NOW)
    )


def test_what_is_no_answer_of_linear() -> None:
    """A page of some proxy is said to be none, with the way out."""
    assert "check url and proxy" in str(verdict(404, {}, [], "lin: x", NOW))


@pytest.mark.parametrize(
    ("said", "conflict", "missing", "without_issue"),
    [
        ("conflict on insert of Issue", True, False, False),
        ("Entity not found: Issue", False, True, True),
        ("Entity not found: Issue.", False, True, True),
        ("Entity not found: WorkflowState", False, True, False),
        ("Entity not found: Comment", False, True, False),
        ("Argument Validation Error", False, False, False),
    ],
)
def test_refusals_are_told_apart(
    said: str, conflict: bool, missing: bool, without_issue: bool
) -> None:
    """An id that is taken, something that is missing, and an issue that is gone."""
    found = verdict(200, {}, error(said), "lin: x", NOW)
    assert isinstance(found, AnsweredError)
    assert found.about == "issueUpdate"
    assert (found.is_conflict, found.is_missing, found.is_without_issue) == (
        conflict,
        missing,
        without_issue,
    )


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30),
        (
            {
                "x-ratelimit-endpoint-requests-remaining": "0",
                "x-ratelimit-endpoint-requests-reset": str(int((NOW + 90) * 1000)),
            },
            90,
        ),
        ({**HOURLY, "x-ratelimit-requests-remaining": "0"}, 1.44),
        ({**HOURLY, "x-ratelimit-complexity-remaining": "1000"}, 3.6),
        ({"retry-after": "soon"}, 60),
        ({}, 60),
    ],
)
def test_how_long_a_limit_lasts(headers: dict[str, str], seconds: float) -> None:
    """As long as Linear says, or until its bucket has enough again; else a minute."""
    assert wait(headers, NOW) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("requests", "complexity", "left"),
    [("2000", "2900000", 725), ("3", "2900000", 3), ("2000", "3999", 0), ("2000", None, 2000)],
)
def test_the_scarcer_budget_counts(requests: str, complexity: str | None, left: int) -> None:
    """How many more of the costliest requests both budgets have."""
    headers = {**HOURLY, "x-ratelimit-requests-remaining": requests}
    headers |= {} if complexity is None else {"x-ratelimit-complexity-remaining": complexity}
    known = budget(headers, NOW)
    assert known is not None
    assert known[0] == left


def test_a_budget_that_nobody_tells() -> None:
    """Without headers, or with nonsense in them, nothing is concluded."""
    assert budget({}, NOW) is None
    assert budget({"x-ratelimit-requests-remaining": "many"}, NOW) is None
