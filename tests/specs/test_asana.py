"""Asana's description: what an adapter and a simulator may do, and the usual mistakes."""

from typing import Any

import pytest

from tests.specs import description
from tests.specs.making import exchange, told
from tests.specs.problem import Problem

API = "/api/1.0"


def problems(*args: Any, **named: Any) -> list[Problem]:
    """What the checker says of one exchange with Asana."""
    return description("asana").check(exchange(*args, **named))


def task(**changes: Any) -> dict[str, Any]:
    """A task as Asana gives it."""
    return {
        "gid": "12345",
        "resource_type": "task",
        "name": "Add breaker",
        "notes": "Why.",
        "completed": False,
        "assignee": None,
        "due_on": "2026-03-08",
        "modified_at": "2026-03-01T09:00:00.000Z",
        "tags": [{"gid": "7", "resource_type": "tag", "name": "post-mortem"}],
        "memberships": [{"project": {"gid": "1", "name": "Payments"}}],
    } | changes


def multipart(**fields: str) -> bytes:
    """A form of several parts, with the boundary `b`."""
    head = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    return "".join(f"--b\r\n{head.format(*field)}" for field in fields.items()).encode() + b"--b--"


DRAFT = {"name": "Add breaker", "projects": ["1"], "due_on": "2026-03-08", "tags": ["7"]}
FIELDS = "opt_fields=name,assignee.email,due_on,memberships.project.name"


def test_a_life_of_a_task() -> None:
    """Creating, listing, editing, tagging, commenting and linking is all described."""
    assert problems(f"POST {API}/tasks?{FIELDS}", {"data": DRAFT}, 201, {"data": task()}) == []
    query = f"project=1&modified_since=2026-03-01T00:00:00Z&limit=100&{FIELDS}"
    next_page = {"offset": "x", "path": "/tasks?offset=x", "uri": "https://app.asana.com/x"}
    for following in (next_page, None):
        page = {"data": [task()], "next_page": following}
        assert problems(f"GET {API}/tasks?{query}", None, 200, page) == []
    edit = {"data": {"assignee": None, "completed": True}}
    assert problems(f"PUT {API}/tasks/12345", edit, 200, {"data": task()}) == []
    assert problems(f"POST {API}/tasks/1/addTag", {"data": {"tag": "7"}}, 200, {"data": {}}) == []
    story = {"gid": "9", "resource_type": "story", "type": "comment", "text": "Overdue."}
    said = {"data": {"text": "Overdue."}}
    assert problems(f"POST {API}/tasks/1/stories", said, 201, {"data": story}) == []
    link = multipart(parent="12345", resource_subtype="external", name="PM-1", url="https://a.b")
    media = "multipart/form-data; boundary=b"
    assert problems(f"POST {API}/attachments", link, media=media) == []


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        (DRAFT, "body.name"),
        ({"data": DRAFT | {"title": "x"}}, "body.data.title"),
        ({"data": DRAFT | {"due_on": "soon"}}, "body.data.due_on"),
        ({"data": DRAFT | {"completed": "no"}}, "body.data.completed"),
        ({"data": DRAFT | {"permalink_url": "https://a.b"}}, "body.data.permalink_url"),
        ({"data": DRAFT | {"resource_subtype": "bug"}}, "body.data.resource_subtype"),
    ],
)
def test_wrong_creates(sent: dict[str, Any], place: str) -> None:
    """A body without its envelope, unknown, read-only and ill-formed fields are found."""
    assert ("request", place) in told(problems(f"POST {API}/tasks", sent))


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("project=1&limit=101", "query.limit"),
        ("project=1&updated_since=2026-03-01T00:00:00Z", "query.updated_since"),
        ("project=1&opt_fields=name,owner", "query.opt_fields[1]"),
        ("project=1&completed_since=now", "query.completed_since"),
    ],
)
def test_wrong_queries(query: str, place: str) -> None:
    """Pages have a limit, and fields are asked for by their names."""
    assert told(problems(f"GET {API}/tasks?{query}", None, 200, {"data": []})) == [
        ("request", place)
    ]


def test_wrong_attachments() -> None:
    """The fields of a form are held to their schema too."""
    sent = multipart(parent="1", resource_subtype="link", title="PM-1")
    wrong = problems(f"POST {API}/attachments", sent, media="multipart/form-data; boundary=b")
    assert set(told(wrong)) == {("request", "body.resource_subtype"), ("request", "body.title")}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"completed": "false"}, "body.data.completed"),
        ({"due_on": "2026-03-08T00:00:00Z"}, "body.data.due_on"),
        ({"assignee": "ana"}, "body.data.assignee"),
        ({"tags": [{"gid": 7}]}, "body.data.tags[0].gid"),
        ({"labels": []}, "body.data.labels"),
    ],
)
def test_wrong_tasks(change: dict[str, Any], place: str) -> None:
    """A task is found where its form is not Asana's."""
    wrong = problems(f"GET {API}/tasks/12345", None, 200, {"data": task(**change)})
    assert told(wrong) == [("answer", place)]


def test_errors_have_one_form() -> None:
    """Limits and faults are answered in the form of all errors, also where none is declared."""
    error = {"errors": [{"message": "You have made too many requests recently."}]}
    assert problems(f"GET {API}/tasks/1", None, 429, error, answering={"Retry-After": "3"}) == []
    assert told(problems(f"GET {API}/tasks/1", None, 429, {"error": "x"})) == [
        ("answer", "body.error")
    ]
    assert told(problems(f"GET {API}/tasks/1", None, 410, error)) == [("answer", "status")]
