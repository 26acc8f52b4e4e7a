"""Each kind of problem with an exchange once, by a description that needs no files."""

from typing import Any

import pytest

from tests.specs import answer, openapi3, request
from tests.specs.making import exchange, told
from tests.specs.rest_api import RestApi
from tests.specs.violations import validator_of

_TEXT = {"schema": {"type": "string"}}
_WANTED = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "state": {"type": "string", "enum": ["open"]}},
    "required": ["title"],
}
_GIVEN = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "servers": [{"url": "https://api.example/v1"}],
    "components": {},
    "paths": {
        "/tickets": {
            "get": {
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 9}},
                    {"name": "state", "in": "query", "schema": {"enum": ["open", "all"]}},
                    {"name": "project", "in": "query", "required": True, **_TEXT},
                    {"name": "fields", "in": "query", "explode": False, "schema":
                        {"type": "array", "items": {"enum": ["title", "owner"]}}},
                ],
                "responses": {
                    "200": {
                        "headers": {"Link": _TEXT, "X-Left": {"schema": {"type": "integer"}}},
                        "content": {"application/json": {
                            "schema": {"type": "array", "items": _GIVEN}}},
                    }
                },
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": _WANTED},
                        "application/x-www-form-urlencoded": {"schema": _WANTED},
                        "multipart/form-data": {"schema": _WANTED},
                    },
                },
                "responses": {
                    "201": {
                        "headers": {"Location": _TEXT},
                        "content": {"application/json": {"schema": _GIVEN}},
                    },
                    "4XX": {"content": {"application/json": {"schema": {"type": "object"}}}},
                },
            },
        },
        "/tickets/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
            ],
            "delete": {"responses": {"204": {}, "301": {}}},
        },
        "/tickets/mine": {"get": {"responses": {"204": {}}}},
        "/files/{path}": {
            "get": {
                "parameters": [
                    {"name": "path", "in": "path", "x-multi-segment": True, **_TEXT},
                    {"name": "X-Trace", "in": "header", "required": True, **_TEXT},
                ],
                "responses": {"204": {}},
            }
        },
    },
}  # fmt: skip
CREATED = {"Location": "https://api.example/v1/tickets/1"}


@pytest.fixture(name="example", scope="module")
def _example() -> RestApi:
    return RestApi(
        "example", DOCUMENT, openapi3.operations(DOCUMENT), base=openapi3.base_of(DOCUMENT)
    )


VALID = [
    exchange("GET /v1/tickets?project=a&limit=9&state=all&fields=title,owner", None, 200, []),
    exchange("GET /tickets?project=a", None, 200, [{"id": 1}]),
    exchange("POST /v1/tickets", {"title": "x"}, 201, {"id": 1}, answering=CREATED),
    exchange("POST /v1/tickets", {"title": "x", "state": "open"}),
    exchange("POST /v1/tickets", {"title": "x"}, 409, {"anything": 1}),
    exchange(
        "POST /v1/tickets", b"title=x", 201, {"id": 1},
        media="application/x-www-form-urlencoded", answering=CREATED,
    ),
    exchange(
        "POST /v1/tickets",
        b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n--b--\r\n',
        201, {"id": 1}, media="multipart/form-data; boundary=b", answering=CREATED,
    ),
    exchange("DELETE /v1/tickets/7", None, 204),
    exchange("DELETE /v1/tickets/7", None, 301, answering={"Location": "https://a.example/8"}),
    exchange("GET /v1/tickets/mine", None, 204),
    exchange("GET /v1/files/docs/2026%2F1/a.md", None, 204, asking={"x-trace": "1"}),
]  # fmt: skip


@pytest.mark.parametrize("index", range(len(VALID)))
def test_what_is_described_is_no_problem(example: RestApi, index: int) -> None:
    """Requests and answers that keep to the description pass, in each form that it allows."""
    assert example.check(VALID[index]) == []


REQUESTS = [
    ("GET /v1/ticket", None, "path"),
    ("PUT /v1/tickets", None, "method"),
    ("DELETE /v1/tickets/seven", None, "path.id"),
    ("GET /v1/tickets?project=a&page=2", None, "query.page"),
    ("GET /v1/tickets?project=a&limit=many", None, "query.limit"),
    ("GET /v1/tickets?project=a&limit=10", None, "query.limit"),
    ("GET /v1/tickets?project=a&state=closed", None, "query.state"),
    ("GET /v1/tickets?project=a&project=b", None, "query.project"),
    ("GET /v1/tickets?project=a&fields=title,colour", None, "query.fields[1]"),
    ("GET /v1/tickets", None, "query.project"),
    ("GET /v1/files/a", None, "header.X-Trace"),
    ("POST /v1/tickets", None, "body"),
    ("POST /v1/tickets", b"{", "body"),
    ("POST /v1/tickets", {}, "body.title"),
    ("POST /v1/tickets", {"title": 1}, "body.title"),
    ("POST /v1/tickets", {"title": "x", "state": "done"}, "body.state"),
    ("POST /v1/tickets", {"title": "x", "titel": "y"}, "body.titel"),
    ("DELETE /v1/tickets/7", {}, "body"),
]


@pytest.mark.parametrize(("line", "sent", "place"), REQUESTS)
def test_wrong_requests(example: RestApi, line: str, sent: Any, place: str) -> None:
    """Whatever is wrong with a request is found, alone, and at its place."""
    assert told(example.check(exchange(line, sent))) == [("request", place)]


@pytest.mark.parametrize("media", ["application/x-www-form-urlencoded", "text/plain"])
def test_wrong_forms(example: RestApi, media: str) -> None:
    """A form is held to the same schema as JSON, and another type of body is refused."""
    place = "body" if media == "text/plain" else "body.titel"
    sent = exchange("POST /v1/tickets", b"title=x&titel=y", media=media)
    assert told(example.check(sent)) == [("request", place)]


LIST = "GET /v1/tickets?project=a"
ANSWERS: list[tuple[str, Any, int, Any, dict[str, str], str]] = [
    (LIST, None, 202, [], {}, "status"),
    (LIST, None, 200, None, {}, "body"),
    (LIST, None, 200, b"[", {}, "body"),
    (LIST, None, 200, [{}], {}, "body[0].id"),
    (LIST, None, 200, [{"id": "1"}], {}, "body[0].id"),
    (LIST, None, 200, [{"id": 1, "titel": "x"}], {}, "body[0].titel"),
    (LIST, None, 200, [], {"content-type": "text/html"}, "header.Content-Type"),
    (LIST, None, 200, [], {"Link": "/tickets?page=2"}, "header.Link"),
    (LIST, None, 200, [], {"X-Left": "many"}, "header.X-Left"),
    (LIST, None, 200, [], {"Retry-After": "soon"}, "header.Retry-After"),
    ("POST /v1/tickets", {"title": "x"}, 201, {"id": 1}, {}, "header.Location"),
    ("POST /v1/tickets", {"title": "x"}, 201, {"id": 1}, {"Location": "/1"}, "header.Location"),
    ("DELETE /v1/tickets/7", None, 301, None, {}, "header.Location"),
    ("DELETE /v1/tickets/7", None, 204, {}, {}, "body"),
]


@pytest.mark.parametrize(("line", "sent", "status", "got", "answering", "place"), ANSWERS)
def test_wrong_answers(
    example: RestApi, line: str, sent: Any, status: int, got: Any,
    answering: dict[str, str], place: str,
) -> None:  # fmt: skip
    """Whatever is wrong with an answer is found, alone, and at its place."""
    wrong = exchange(line, sent, status, got, answering=answering)
    assert told(example.check(wrong)) == [("answer", place)]


def test_what_was_not_answered_is_not_judged(example: RestApi) -> None:
    """Where the connection was cut there is a request to check, and no answer."""
    assert example.check(exchange("DELETE /v1/tickets/7", status=0)) == []


def test_a_message_has_all_that_one_needs(example: RestApi) -> None:
    """It names the operation, the side, the place, what is wrong and what was found."""
    (problem,) = example.check(exchange("POST /v1/tickets", {"title": 1}))
    assert str(problem) == "POST /tickets: request body.title: must be string (found 1)"


def test_what_was_compiled_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand exchanges compile as much as the first of them, and nothing before it."""
    compiled = []

    def counting(*args: Any) -> Any:
        compiled.append(args)
        return validator_of(*args)

    monkeypatch.setattr(request, "validator_of", counting)
    monkeypatch.setattr(answer, "validator_of", counting)
    fresh = RestApi("example", DOCUMENT, openapi3.operations(DOCUMENT))
    assert not compiled
    for _ in range(1_000):
        assert fresh.check(exchange("GET /tickets?project=a", None, 200, [{"id": 1}])) == []
    assert len(compiled) == 2
