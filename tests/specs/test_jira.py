"""Jira Cloud's description: what an adapter and a simulator may do, and the usual mistakes."""

from typing import Any

import pytest

from tests.specs import description
from tests.specs.making import exchange, told
from tests.specs.problem import Problem

API = "/rest/api/3"
HOST = "https://acme.atlassian.net/rest/api/3"


def problems(*args: Any, **named: Any) -> list[Problem]:
    """What the checker says of one exchange with Jira Cloud."""
    return description("jira-cloud-v3").check(exchange(*args, **named))


def document(text: str) -> dict[str, Any]:
    """A text in Jira's form."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return {"type": "doc", "version": 1, "content": [paragraph]}


def fields(**changes: Any) -> dict[str, Any]:
    """The fields of an issue as Jira gives them."""
    return {
        "summary": "Add breaker",
        "description": document("Why."),
        "status": {"id": "3", "name": "In Progress", "statusCategory": {"key": "indeterminate"}},
        "assignee": {"accountId": "5b10", "displayName": "Ana", "active": True},
        "labels": ["post-mortem"],
        "duedate": None,
        "updated": "2026-03-01T09:00:00.000+0100",
        "customfield_10001": {"whatever": 1},
    } | changes


def issue(**changes: Any) -> dict[str, Any]:
    """An issue as Jira gives it."""
    return {
        "id": "10002",
        "key": "PAY-1",
        "self": f"{HOST}/issue/10002",
        "fields": fields(**changes),
    }


DRAFT = {
    "summary": "Add breaker",
    "project": {"key": "PAY"},
    "issuetype": {"name": "Task"},
    "description": document("Why."),
    "labels": ["post-mortem"],
    "duedate": "2026-03-08",
    "customfield_10001": "x",
}


def draft(**changes: Any) -> dict[str, Any]:
    """The body of a create, with the marker in it."""
    marker = {"key": "syncd", "value": {"v": 1, "item": "PM-1-01"}}
    return {"fields": DRAFT | changes, "properties": [marker]}


def test_a_life_of_an_issue() -> None:
    """Creating, searching, editing, moving on, linking and commenting is all described."""
    made = {"id": "10002", "key": "PAY-1", "self": f"{HOST}/issue/10002"}
    assert problems(f"POST {API}/issue", draft(), 201, made) == []
    asked = {"jql": "project = PAY", "fields": ["summary"], "maxResults": 100, "properties": ["s"]}
    page = {"issues": [issue()], "isLast": True}
    assert problems(f"POST {API}/search/jql", asked, 200, page) == []
    edit = {"update": {"labels": [{"add": "x"}]}, "fields": {"duedate": None}}
    assert problems(f"PUT {API}/issue/10002?notifyUsers=false", edit, 204) == []
    moved = {"transition": {"id": "31"}}
    assert problems(f"POST {API}/issue/PAY-1/transitions", moved, 204) == []
    link = {"globalId": "syncd=1", "object": {"url": "https://a.example", "title": "PM-1"}}
    linked = {"id": 1, "self": f"{HOST}/issue/PAY-1/remotelink/1"}
    assert problems(f"POST {API}/issue/PAY-1/remotelink", link, 201, linked) == []
    assert problems(f"GET {API}/issue/PAY-1/remotelink", None, 200, [{"id": 1, **link}]) == []
    comment = {"body": document("Overdue.")}
    assert problems(f"POST {API}/issue/PAY-1/comment", comment, 201, {"id": "1", **comment}) == []
    changed = {"field": "assignee", "from": None, "to": "5b10", "fromString": None}
    history = {"id": "1", "created": "2026-03-01T09:00:00.000+0000", "items": [changed]}
    log = {"values": [history], "isLast": True, "startAt": 0, "maxResults": 100, "total": 1}
    assert problems(f"GET {API}/issue/PAY-1/changelog", None, 200, log) == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (draft(description="Why."), "body.fields.description"),
        (draft(description={"type": "doc", "content": []}), "body.fields.description.version"),
        (draft(labels=["post mortem"]), "body.fields.labels[0]"),
        (draft(assignee={"name": "ana"}), "body.fields.assignee.name"),
        (draft(duedate="8.3.2026"), "body.fields.duedate"),
        (draft() | {"labels": []}, "body.labels"),
        (draft() | {"properties": {"syncd": 1}}, "body.properties"),
        (draft() | {"update": {"labels": {"add": "x"}}}, "body.update.labels"),
    ],
)
def test_wrong_creates(body: dict[str, Any], place: str) -> None:
    """Fields of the wrong form, and names that only other APIs have, are found in a create."""
    assert told(problems(f"POST {API}/issue", body)) == [("request", place)]


def test_wrong_comments() -> None:
    """A comment is a document too, and nobody but the server says who wrote it."""
    wrong = {"body": "Overdue.", "author": {"accountId": "5b10"}}
    assert set(told(problems(f"POST {API}/issue/PAY-1/comment", wrong))) == {
        ("request", "body.body"),
        ("request", "body.author"),
    }


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (f"GET {API}/search/jql?jql=x&startAt=50", "query.startAt"),
        (f"GET {API}/search/jql?jql=x&maxResults=all", "query.maxResults"),
        (f"PUT {API}/issue/PAY-1?notifyUsers=no", "query.notifyUsers"),
        ("GET /rest/api/2/search", "path"),
    ],
)
def test_wrong_lines(line: str, place: str) -> None:
    """Parameters of the old search, other values than true and false, and the old API."""
    body: dict[str, Any] = {"fields": {}}
    assert told(problems(line, body if line.startswith("PUT") else None)) == [("request", place)]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"summary": None}, "body.fields.summary"),
        ({"updated": "2026-03-01"}, "body.fields.updated"),
        ({"description": "Why."}, "body.fields.description"),
        ({"assignee": {"accountID": "5b10"}}, "body.fields.assignee.accountID"),
        ({"status": "Done"}, "body.fields.status"),
        ({"labels": "post-mortem"}, "body.fields.labels"),
    ],
)
def test_wrong_issues(change: dict[str, Any], place: str) -> None:
    """A field that every issue has is found where its form is not Jira's."""
    assert told(problems(f"GET {API}/issue/PAY-1", None, 200, issue(**change))) == [
        ("answer", place)
    ]


def test_wrong_pages() -> None:
    """The search has no total, and its token is text or null."""
    page = {"issues": [], "total": 0, "nextPageToken": 7}
    asked = {"jql": "project = PAY"}
    assert set(told(problems(f"POST {API}/search/jql", asked, 200, page))) == {
        ("answer", "body.total"),
        ("answer", "body.nextPageToken"),
    }
    last = {"issues": [], "isLast": True, "nextPageToken": None}
    assert problems(f"POST {API}/search/jql", asked, 200, last) == []


def test_errors_have_one_form() -> None:
    """Where a status is declared without a body, the one that Jira sends has the known form."""
    missing = {"errorMessages": ["Issue does not exist"], "errors": {}}
    assert problems(f"GET {API}/issue/PAY-9", None, 404, missing) == []
    assert problems(f"GET {API}/issue/PAY-9", None, 429) == []
    wrong = problems(f"GET {API}/issue/PAY-9", None, 404, {"message": "no"})
    assert told(wrong) == [("answer", "body.message")]
    assert told(problems(f"GET {API}/issue/PAY-9", None, 410)) == [("answer", "status")]
