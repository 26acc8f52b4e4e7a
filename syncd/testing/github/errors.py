"""How GitHub says no, what it asks of a body, and how it says that something was made.

Source: an error is `{message, documentation_url, status}` with the status as text, and `errors`
only where a rule of the model is broken (measured against api.github.com, 2026-08-12:
pome-sh/digital-twins @ 9913100, packages/twin-github/src/errors.ts). What the messages say is
from the threads named beside them. The real `documentation_url` names the operation.
"""

from collections.abc import Sequence
from typing import Any

from syncd.testing.exchange import Answer, RefusedError, Request

DOCS = "https://docs.github.com/rest"


def body_of(status: int, message: str, errors: Sequence[Any] | None = None) -> dict[str, Any]:
    """The JSON of an error."""
    body: dict[str, Any] = {"message": message, "documentation_url": DOCS, "status": str(status)}
    return body if errors is None else {**body, "errors": list(errors)}


def refused(status: int, message: str, **headers: str) -> RefusedError:
    """An error without `errors`."""
    return RefusedError(status, body_of(status, message), **headers)


def not_found() -> RefusedError:
    """It is not there, or not for you: GitHub does not tell which."""
    return refused(404, "Not Found")


def gone() -> RefusedError:
    """An issue was deleted where you may read (official description, `issues/get`)."""
    return refused(410, "This issue was deleted")


def moved(url: str, method: str) -> RefusedError:
    """It lives elsewhere now.

    Source: 301 with `Location` and `url` (gidgethub/gidgethub#214); 307 for a POST (a moved
    repository, 18F/charlie#85). The official description declares 301 for labels of issues as
    well. What other writes get is not confirmed; 307 is assumed, as it keeps the method.
    """
    status = 301 if method in {"GET", "HEAD", "PATCH"} or "/labels" in url else 307
    body = {"message": "Moved Permanently", "url": url, "documentation_url": DOCS}
    return RefusedError(status, body, Location=url)


def missing(field: str) -> RefusedError:
    """A field that has to be in the request is not (measured, see above)."""
    return refused(422, f'Invalid request.\n\n"{field}" wasn\'t supplied.')


def invalid(resource: str, field: str, code: str = "invalid", **more: Any) -> RefusedError:
    """A value breaks a rule of the model."""
    error = {**more, "resource": resource, "field": field, "code": code}
    return RefusedError(422, body_of(422, "Validation Failed", [error]))


def too_long(resource: str, field: str, limit: int) -> RefusedError:
    """A text is too long (renovatebot/renovate#2032: 65,536 for the body of an issue)."""
    message = f"{field} is too long (maximum is {limit} characters)"
    return invalid(resource, field, "custom", message=message)


def wrong_type(field: str, value: object, wanted: str) -> RefusedError:
    """A value is of another type (rundel/ghclass#93)."""
    return refused(422, f"Invalid request.\n\nFor 'properties/{field}', {value!r} is not {wanted}.")


def created(body: dict[str, Any]) -> Answer:
    """201, which tells where the new thing is."""
    return Answer(201, body, {"Location": body["url"]})


def json_in(request: Request) -> Any:
    """The body of a request.

    Raises:
        RefusedError: it is not JSON (400; docs.github.com, troubleshooting the REST API).
    """
    try:
        return request.json
    except ValueError as error:
        raise refused(400, "Problems parsing JSON") from error


def object_in(request: Request) -> dict[str, Any]:
    """The body of a request that has to be an object, or nothing.

    Raises:
        RefusedError: it is something else (400, as above).
    """
    body = json_in(request)
    if body is not None and not isinstance(body, dict):
        raise refused(400, "Body should be a JSON object")
    return body or {}
