"""Reading what requests carry: JSON bodies, pages, flags."""

from typing import Any

from syncd.testing.exchange import Request
from syncd.testing.jira.errors import invalid


def body_json(request: Request) -> dict[str, Any]:
    """The body as a mapping.

    Raises:
        RefusedError: it is none.
    """
    try:
        body = request.json
    except ValueError as error:
        raise invalid(f"Unexpected character in the request body: {error}") from error
    if not isinstance(body, dict):
        raise invalid("Invalid request payload. Refer to the REST API documentation and try again.")
    return body


def flag(request: Request, name: str, *, default: bool) -> bool:
    """A query parameter that is true or false."""
    return request.query.get(name, str(default)).casefold() == "true"


def number(request: Request, name: str, default: int, most: int | None = None) -> int:
    """A query parameter that is a number.

    Raises:
        RefusedError: it is none, or beyond a limit that this operation insists on.
    """
    text = request.query.get(name, str(default))
    if not text.lstrip("-").isdecimal():
        raise invalid(f"Parameter '{name}' must be a number")
    if most is not None and int(text) > most:
        raise invalid(f"Parameter '{name}' must not exceed the limit '{most}'")
    return max(0, int(text))
