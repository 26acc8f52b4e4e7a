"""What a request says: the `data` and `options` of its body, in either of the two forms.

Source: the pages on requests and on input/output options (Asana/developer-docs,
`_input-output-options.html.md`): JSON has `data` and `options` side by side; a form has the
fields at the top, and options with the prefix `opt_`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from syncd.testing.asana.errors import missing, no_id, refused
from syncd.testing.exchange import Request


def data_of(request: Request) -> dict[str, Any]:
    """What is to be written.

    Raises:
        RefusedError: the body has no such thing.
    """
    if "form-urlencoded" in request.headers.get("content-type", ""):
        return {name: text for name, text in request.form.items() if not name.startswith("opt_")}
    body = _json(request)
    data = body.get("data", {})
    if not isinstance(data, dict):
        raise refused(400, "data: Value is not a JSON object")
    return data


def options_of(request: Request) -> Mapping[str, Any]:
    """The options in the body; a form of several parts has none."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        return {}
    if "form-urlencoded" in request.headers.get("content-type", ""):
        return {
            name.removeprefix("opt_"): text
            for name, text in request.form.items()
            if name.startswith("opt_")
        }
    options = _json(request).get("options", {}) if request.body else {}
    return options if isinstance(options, dict) else {}


def text(data: Mapping[str, Any], name: str) -> str:
    """A text that has to be there.

    Raises:
        RefusedError: it is not.
    """
    value = data.get(name)
    if value is None or value == "":
        raise missing(name)
    if not isinstance(value, str):
        raise refused(400, f"{name}: Not a string")
    return value


def gid(data: Mapping[str, Any], name: str) -> str:
    """A gid that has to be there.

    Raises:
        RefusedError: it is not, or it is none.
    """
    return as_gid(name, data.get(name))


def as_gid(name: str, value: object) -> str:
    """The same of a value.

    Source: `Not a valid GID type` as in Asana/python-asana#93.
    """
    if value is None or value == "":
        raise missing(name)
    if not isinstance(value, str):
        kind = "number" if isinstance(value, int | float) else "object"
        raise refused(400, f"{name}: Not a valid GID type: {kind}")
    if not value.isdecimal() and not value.startswith("external:"):
        raise no_id(name, value)
    return value


def gids(data: Mapping[str, Any], name: str) -> list[str]:
    """A list of gids; a text has them between commas."""
    value = data.get(name) or []
    listed: Iterable[Any] = value.split(",") if isinstance(value, str) else value
    if not isinstance(listed, list):
        raise refused(400, f"{name}: Value is not an array")
    return [as_gid(f"{name}: [{n}]", each) for n, each in enumerate(listed)]


def day(data: Mapping[str, Any], name: str) -> str | None:
    """A date, or none."""
    value = data.get(name)
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        message = f"{name}: Date must be in ISO-8601 (yyyy-mm-dd) format, not: {value}"
        raise refused(400, message) from error


def moment(name: str, value: str) -> datetime:
    """A time of a query; "now" is not among them here.

    Raises:
        RefusedError: it is none. The words are not known.
    """
    try:
        at = datetime.fromisoformat(value)
    except ValueError as error:
        raise refused(400, f"{name}: Not a valid ISO 8601 date-time: {value}") from error
    return at.astimezone() if at.tzinfo is None else at


def flag(value: object) -> bool:
    """A truth, as JSON or as a form has it."""
    return value is True or str(value).casefold() in {"true", "1"}


def _json(request: Request) -> dict[str, Any]:
    try:
        body = request.json
    except ValueError as error:
        raise refused(400, "Could not parse request data, invalid JSON") from error
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise refused(400, "Could not parse request data, invalid JSON")
    return body
