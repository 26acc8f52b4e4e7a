"""How Jira says no.

Source: an error is an `ErrorCollection` of `errorMessages` and `errors` by field (official
description). The words of 404, of a field that is not on a screen, of a plain text where a
document belongs, of an invalid transition and of a refused quiet edit are from issue threads and
community reports; none of them is promised.
"""

from collections.abc import Mapping
from typing import Any

from syncd.testing.exchange import RefusedError


def body_of(*messages: str, errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The JSON of an error."""
    return {"errorMessages": list(messages), "errors": dict(errors or {})}


def refused(status: int, *messages: str, **errors: str) -> RefusedError:
    """An error with messages, or with one for each field."""
    return RefusedError(status, body_of(*messages, errors=errors))


def not_found(what: str = "Issue") -> RefusedError:
    """It is not there, or not for you: Jira does not tell which."""
    return refused(404, f"{what} does not exist or you do not have permission to see it.")


def no_project(project: str) -> RefusedError:
    """There is no such project, as far as the asker can see."""
    return refused(404, f"No project could be found with key '{project}'.")


def off_screen(field: str) -> str:
    """What is said of a field that is not on the screen."""
    return f"Field '{field}' cannot be set. It is not on the appropriate screen, or unknown."


def invalid(message: str) -> RefusedError:
    """The request makes no sense."""
    return refused(400, message)
