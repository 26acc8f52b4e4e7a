"""A request, its answer, and the record of both."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

import msgspec


@dataclass(frozen=True)
class Request:
    """What arrived. `path` is as it was sent, still percent-encoded and without the query.

    Names of `headers` are in lower case. `params` are the decoded parts of the path that the
    route named. `facts` is where a simulator puts what it found out before a route is asked,
    such as who the token belongs to.
    """

    method: str
    path: str
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    params: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """Method and path with the query, as it stands in the log."""
        query = f"?{self.query_string}" if self.query_string else ""
        return f"{self.method} {self.path}{query}"

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The query; of a name that is given several times the last counts."""
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @cached_property
    def queries(self) -> Mapping[str, list[str]]:
        """The query with all values of each name, in their order."""
        found: dict[str, list[str]] = {}
        for name, value in parse_qsl(self.query_string, keep_blank_values=True):
            found.setdefault(name, []).append(value)
        return found

    @cached_property
    def form(self) -> Mapping[str, str]:
        """The body as a form, for APIs that take one."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @cached_property
    def json(self) -> Any:
        """The body as JSON; `None` if there is no body.

        Raises:
            ValueError: it is not JSON. A simulator says that in its tracker's words.
        """
        return json.loads(self.body) if self.body.strip() else None


@dataclass(frozen=True)
class Answer:
    """What to send back.

    `body` is bytes or text as they are, `None` for no body, or anything that can be written as
    JSON. `delay` is in seconds. A `lost` answer is not sent: the connection is closed instead.
    """

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    lost: bool = False

    def rendered(self) -> tuple[bytes, str | None]:
        """The bytes of the body, and their content type where the headers do not say it."""
        if self.body is None:
            return b"", None
        if isinstance(self.body, bytes):
            return self.body, "application/octet-stream"
        if isinstance(self.body, str):
            return self.body.encode(), "text/plain; charset=utf-8"
        return msgspec.json.encode(self.body), "application/json; charset=utf-8"


class RefusedError(Exception):
    """Ends a request with an answer of its own; whatever it had changed is taken back."""

    def __init__(self, status: int, body: Any = None, **headers: str) -> None:
        """`headers` are written with `_` for `-`: `RefusedError(429, {}, Retry_After="5")`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = Answer(status, body, named)
        super().__init__(f"{status} {body}")


@dataclass(frozen=True)
class Exchange:
    """One request with its answer as they went over the wire; header names in lower case.

    `status` is 0 if nothing was done and nothing answered; an answer that was lost on its way
    is here all the same.
    """

    method: str
    path: str
    query: str
    request_headers: Mapping[str, str]
    request_body: bytes
    status: int
    response_headers: Mapping[str, str]
    response_body: bytes
