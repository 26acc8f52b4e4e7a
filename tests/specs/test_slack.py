"""Slack's description: what an adapter and a simulator may do, and the usual mistakes."""

from typing import Any

import pytest

from tests.specs import description
from tests.specs.making import exchange, part_of, told
from tests.specs.problem import Problem
from tests.tokens import token

TOKEN = {"Authorization": f"Bearer {token('slack')}"}
FORM = "application/x-www-form-urlencoded"
MESSAGE = {"type": "message", "text": "Overdue.", "ts": "1772355600.000100", "user": "U0000001"}
POSTED = {"ok": True, "channel": "C00000001", "ts": "1772355600.000100", "message": MESSAGE}
BLOCK = {"type": "section", "text": {"type": "mrkdwn", "text": "Overdue."}}


def problems(*args: Any, **named: Any) -> list[Problem]:
    """What the checker says of one call, with a token in its header unless it has others."""
    return description("slack-web").check(exchange(*args, **({"asking": TOKEN} | named)))


def user() -> Any:
    """The answer with a user, as the description shows one."""
    place = "/paths/~1users.lookupByEmail/get/responses/200/examples/application~1json"
    return part_of("slack-web.openapi2.json", place)


def test_a_message_in_each_form() -> None:
    """A call can be JSON or a form, with the token in the header or among the arguments."""
    said = {"channel": "C00000001", "text": "Overdue.", "blocks": [BLOCK], "unfurl_links": False}
    assert problems("POST /api/chat.postMessage", said, 200, POSTED) == []
    sent = b"channel=C00000001&text=Overdue.&unfurl_links=false&blocks=%5B%5D"
    assert problems("POST /api/chat.postMessage", sent, 200, POSTED, media=FORM) == []
    sent += b"&token=x"
    assert problems("POST /chat.postMessage", sent, 200, POSTED, media=FORM, asking={}) == []


def test_people_in_each_form() -> None:
    """What is declared as GET can be called by POST, and an answer `ok: false` is one."""
    assert problems("GET /api/users.lookupByEmail?email=ana@acme.example", None, 200, user()) == []
    sent = b"email=ana%40acme.example"
    assert problems("POST /api/users.lookupByEmail", sent, 200, user(), media=FORM) == []
    unknown = {"ok": False, "error": "users_not_found"}
    assert problems("GET /api/users.lookupByEmail?email=x@y.z", None, 200, unknown) == []
    limited = {"ok": False, "error": "ratelimited"}
    wait = {"Retry-After": "3"}
    assert (
        problems("GET /api/users.lookupByEmail?email=x@y.z", None, 429, limited, answering=wait)
        == []
    )
    opened = {"ok": True, "channel": {"id": "D00000001"}}
    assert problems("POST /api/conversations.open", {"users": "U0000001"}, 200, opened) == []


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({"text": "x"}, "arguments.channel"),
        ({"channel": "C00000001", "message": "x"}, "arguments.message"),
        ({"channel": "C00000001", "text": 1}, "arguments.text"),
        ({"channel": "C00000001", "blocks": "[]"}, "arguments.blocks"),
        (["x"], "body"),
        (b"{", "body"),
    ],
)
def test_wrong_calls(sent: Any, place: str) -> None:
    """What lacks a required argument, has an unknown or ill-formed one, or is no object."""
    assert told(problems("POST /api/chat.postMessage", sent)) == [("request", place)]


def test_wrong_requests() -> None:
    """A method that is not there, no token at all, and JSON where it is not read."""
    assert told(problems("POST /api/chat.sendMessage", {})) == [("request", "path")]
    assert told(problems("PUT /api/chat.postMessage", {})) == [("request", "method")]
    found = problems("GET /api/users.lookupByEmail?email=x@y.z", asking={})
    assert told(found) == [("request", "header.Authorization")]
    found = problems("POST /api/users.lookupByEmail", {"email": "x@y.z"})
    assert told(found) == [("request", "body")]
    assert told(problems("GET /api/users.list?limit=many")) == [("request", "arguments.limit")]


@pytest.mark.parametrize(
    ("got", "place"),
    [
        ({"ok": True, "channel": "C00000001", "ts": "1772355600.000100"}, "body.message"),
        (POSTED | {"channel": "#pay"}, "body.channel"),
        (POSTED | {"ts": "1772355600"}, "body.ts"),
        (POSTED | {"message": MESSAGE | {"txt": "x"}}, "body.message.txt"),
        (POSTED | {"posted": True}, "body.posted"),
        ({"ok": False}, "body.error"),
        ({"ok": False, "error": "no_such_channel"}, "body.error"),
        (b"ok", "body"),
    ],
)
def test_wrong_answers(got: Any, place: str) -> None:
    """An answer is held to the success or to the error, as its `ok` says."""
    said = {"channel": "C00000001", "text": "x"}
    json = {"content-type": "application/json"}
    found = problems("POST /api/chat.postMessage", said, 200, got, answering=json)
    assert told(found) == [("answer", place)]
