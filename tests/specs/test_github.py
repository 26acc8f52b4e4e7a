"""GitHub's REST description: what an adapter and a simulator may do, and the usual mistakes."""

from typing import Any

import pytest

from tests.specs import description
from tests.specs.making import exchange, part_of, told
from tests.specs.problem import Problem

FILE = "github-rest.openapi.json"
ISSUES = "/repos/acme/pay/issues"
MADE = {"Location": "https://api.github.com/repos/acme/pay/issues/1347"}


def problems(*args: Any, **named: Any) -> list[Problem]:
    """What the checker says of one exchange with GitHub."""
    return description("github-rest").check(exchange(*args, **named))


def issue(**changes: Any) -> Any:
    """An issue as the description shows one."""
    return part_of(FILE, "/components/examples/issue/value") | changes


DRAFT = {"title": "Add breaker", "body": "Why.", "labels": ["post-mortem"], "assignees": ["ana"]}


def test_a_life_of_an_issue() -> None:
    """Creating, editing, listing, labelling and following one is all described."""
    label = part_of(FILE, "/components/examples/label/value")
    labels = part_of(FILE, "/components/examples/label-items/value")
    link = {"Link": f'<https://api.github.com{ISSUES}?page=2>; rel="next"'}
    assert problems(f"POST {ISSUES}", DRAFT, 201, issue(), answering=MADE) == []
    closing = {"state": "closed", "state_reason": "completed", "milestone": None}
    assert problems(f"PATCH {ISSUES}/1347", closing, 200, issue()) == []
    query = "state=all&labels=post-mortem&since=2026-03-01T00:00:00Z&per_page=100"
    assert problems(f"GET {ISSUES}?{query}", None, 200, [issue()], answering=link) == []
    assert problems(f"POST {ISSUES}/1/labels", {"labels": ["a"]}, 200, labels) == []
    assert problems(f"PUT {ISSUES}/1/labels", ["a", "b"], 200, labels) == []
    assert problems(f"PUT {ISSUES}/1/labels", {"labels": []}, 200, []) == []
    assert problems(f"DELETE {ISSUES}/1/labels/priority%2FP0", None, 200, labels) == []
    assert problems(f"DELETE {ISSUES}/1/labels/priority/P0", None, 200, labels) == []
    assert problems("GET /repos/acme/pay/labels/priority%2FP0", None, 200, label) == []
    moved = {"message": "Moved Permanently", "url": "https://api.github.com/repositories/1"}
    there = {"Location": "https://api.github.com/repositories/1/issues/9"}
    assert problems(f"GET {ISSUES}/1", None, 301, moved, answering=there) == []
    assert problems(f"GET {ISSUES}/1", None, 304) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"titel": "x"}, "body.titel"),
        ({"title": None}, "body.title"),
        ({"labels": [{"nam": "x"}]}, "body.labels[0].nam"),
        ({"labels": "post-mortem"}, "body.labels"),
        ({"state": "closed"}, "body.state"),
    ],
)
def test_wrong_drafts(change: dict[str, Any], place: str) -> None:
    """An unknown field, a wrong type, and what only an edit may say are found in a create."""
    wrong = problems(f"POST {ISSUES}", {**DRAFT, **change}, 201, issue(), answering=MADE)
    assert told(wrong) == [("request", place)]


def test_wrong_edits() -> None:
    """A state reason that does not exist is told with those that do."""
    wrong = problems(f"PATCH {ISSUES}/1", {"state": "closed", "state_reason": "done"}, 200, issue())
    assert told(wrong) == [("request", "body.state_reason")]
    assert "'not_planned'" in str(wrong[0])


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("state=done", "query.state"),
        ("since=yesterday", "query.since"),
        ("per_page=all", "query.per_page"),
        ("updated_since=2026-03-01T00:00:00Z", "query.updated_since"),
    ],
)
def test_wrong_queries(query: str, place: str) -> None:
    """A list is asked for by declared parameters of the declared kind alone."""
    assert told(problems(f"GET {ISSUES}?{query}", None, 200, [])) == [("request", place)]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"title": 1}, "body.title"),
        ({"closed_at": "yesterday"}, "body.closed_at"),
        ({"due_on": "2026-03-01"}, "body.due_on"),
        ({"user": {"login": "ana"}}, "body.user.id"),
        ({"url": "repos/acme/pay/issues/1"}, "body.url"),
    ],
)
def test_wrong_issues(change: dict[str, Any], place: str) -> None:
    """An issue that is not one in any part is found where a simulator answers it."""
    wrong = told(problems(f"GET {ISSUES}/1", None, 200, issue(**change)))
    assert ("answer", place) in wrong
    assert {side for side, _ in wrong} == {"answer"}


def test_an_issue_without_a_field() -> None:
    """Each property that is required is missed."""
    short = issue()
    del short["node_id"]
    assert told(problems(f"GET {ISSUES}/1", None, 200, short)) == [("answer", "body.node_id")]


def test_statuses_and_their_bodies() -> None:
    """Errors have GitHub's form; a status that nobody declares is none."""
    error = {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest"}
    assert problems("GET /repos/acme/pay/labels", None, 401, error) == []
    assert (
        problems(f"GET {ISSUES}", None, 502, b"<html>", answering={"content-type": "text/html"})
        == []
    )
    wrong = problems("GET /repos/acme/pay/labels", None, 401, {"error": "Bad credentials"})
    assert told(wrong) == [("answer", "body.error")]
    assert told(problems(f"GET {ISSUES}", None, 402, error)) == [("answer", "status")]
    assert told(problems(f"POST {ISSUES}", DRAFT, 304)) == [("answer", "status")]
    nowhere = problems(f"POST {ISSUES}", DRAFT, 201, issue())
    assert told(nowhere) == [("answer", "header.Location")]


def test_files() -> None:
    """A path with slashes is one parameter, and its content can be asked for as it is."""
    raw = {"content-type": "application/vnd.github.raw+json; charset=utf-8"}
    path = "/repos/acme/docs/contents/post-mortems/2026/payments.md"
    assert problems(f"GET {path}?ref=main", None, 200, b"# Payments", answering=raw) == []
    assert told(problems("GET /repos/acme/docs/labels", None, 200, b"# P", answering=raw)) == [
        ("answer", "header.Content-Type")
    ]
    write = {"message": "Link", "content": "IyBQ", "sha": "a" * 40}
    assert told(problems(f"PUT {path}", write)) == []
    assert told(problems(f"PUT {path}", {"content": "IyBQ"})) == [("request", "body.message")]


def test_a_path_that_is_not_there() -> None:
    """A path or a method that GitHub does not have is the only thing said of an exchange."""
    assert told(problems("GET /repos/acme/pay/tickets", None, 200, [])) == [("request", "path")]
    assert told(problems(f"PUT {ISSUES}/1", {}, 200, {})) == [("request", "method")]
