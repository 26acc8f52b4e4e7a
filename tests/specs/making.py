"""Small exchanges for the tests of the checker itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.specs.exchange import Exchange
from tests.specs.folder import text_of
from tests.specs.pointer import at
from tests.specs.problem import Problem


@dataclass(frozen=True)
class Recorded:
    """An exchange that nobody had."""

    method: str
    path: str
    query: str = ""
    request_headers: Mapping[str, str] = field(default_factory=dict)
    request_body: bytes = b""
    status: int = 0
    response_headers: Mapping[str, str] = field(default_factory=dict)
    response_body: bytes = b""


def exchange(
    line: str,
    sent: Any = None,
    status: int = 0,
    got: Any = None,
    *,
    media: str = "application/json",
    asking: Mapping[str, str] | None = None,
    answering: Mapping[str, str] | None = None,
) -> Exchange:
    """One exchange: `GET /path?query`, what is sent, the status and what is got, as JSON.

    Bytes are sent as they are, with `media` as their type. Without a status there is no answer.
    """
    method, _, target = line.partition(" ")
    path, _, query = target.partition("?")
    json_type = {"content-type": "application/json; charset=utf-8"}
    return Recorded(
        method,
        path,
        query,
        {**({} if sent is None else {"Content-Type": media}), **(asking or {})},
        _bytes(sent),
        status,
        {**({} if got is None else json_type), **(answering or {})},
        _bytes(got),
    )


def _bytes(value: Any) -> bytes:
    if value is None:
        return b""
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def part_of(file: str, pointer: str) -> Any:
    """A fresh copy of what a description has at a pointer, such as one of its examples."""
    return at(json.loads(text_of(file)), pointer)


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    """Side and place of each problem, for comparisons that do not hang on words."""
    return [(problem.side.value, problem.place) for problem in problems]
