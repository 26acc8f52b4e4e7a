"""One issue: made, changed, moved, gone."""

import pytest

from syncd.testing.github import GitHubSimulator, Human
from tests.testing.client import Client
from tests.testing.github.conftest import client_of

ISSUES = "/repos/acme/pay/issues"


def test_create_takes_it_all_at_once(client: Client) -> None:
    """Labels that are not there are made, grey; assignees are set; the address is told."""
    wanted = {"title": "T", "body": "B", "labels": ["new", "NEW"], "assignees": ["triage"]}
    status, issue, headers = client.ask(f"POST {ISSUES}", wanted)
    assert (status, headers["Location"]) == (201, issue["url"])
    assert [label["name"] for label in issue["labels"]] == ["new"]
    assert (issue["labels"][0]["color"], issue["labels"][0]["description"]) == ("ededed", None)
    assert issue["assignee"]["login"] == "triage"
    assert (issue["user"]["login"], issue["author_association"]) == ("write", "MEMBER")
    assert issue == client.get(f"{ISSUES}/1")


def test_no_rights_no_labels(reader: Client) -> None:
    """Whoever may only read can open an issue; labels and assignees are dropped in silence."""
    wanted = {"title": "T", "labels": ["x"], "assignees": ["write"], "milestone": 7}
    status, issue, _ = reader.ask(f"POST {ISSUES}", wanted)
    assert (status, issue["labels"], issue["assignees"]) == (201, [], [])
    assert reader.status(f"POST {ISSUES}/1/assignees", {"assignees": ["write"]}) == 201
    assert reader.get(f"{ISSUES}/1")["assignees"] == []
    edited = reader.send(f"PATCH {ISSUES}/1", {"title": "mine", "labels": ["x"]})
    assert (edited["title"], edited["labels"]) == ("mine", [])


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"body": "no title"}, '"title" wasn\'t supplied'),
        ({"title": "T", "assignees": ["outsider"]}, "Validation Failed"),
        ({"title": "T" * 257}, "Validation Failed"),
        ({"title": "T", "body": "x" * 65_537}, "Validation Failed"),
        ({"title": "T", "labels": "x"}, "is not an array"),
    ],
)
def test_what_is_refused_is_not_made(client: Client, wanted: object, words: str) -> None:
    """A request that is refused makes neither issue nor label."""
    status, body, _ = client.ask(f"POST {ISSUES}", wanted)
    assert status == 422
    assert words in body["message"]
    assert client.get(f"{ISSUES}?state=all") == []


def test_the_error_of_a_body_that_is_too_long(client: Client) -> None:
    """It has the code `custom`, the field `body` and the limit; the limit itself is taken."""
    assert client.status(f"POST {ISSUES}", {"title": "T", "body": "x" * 65_536}) == 201
    _, body, _ = client.ask(f"PATCH {ISSUES}/1", {"body": "x" * 65_537})
    (error,) = body["errors"]
    assert (error["code"], error["field"]) == ("custom", "body")
    assert "65536" in error["message"]


@pytest.mark.parametrize("reason", ["completed", "not_planned", "duplicate"])
def test_closing_and_reopening(sim: GitHubSimulator, client: Client, reason: str) -> None:
    """Reason, time and person are kept while it is closed; opened again it says `reopened`."""
    client.send(f"POST {ISSUES}", {"title": "T"})
    sim.clock.advance(hours=1)
    closed = client.send(f"PATCH {ISSUES}/1", {"state": "closed", "state_reason": reason})
    assert (closed["state"], closed["state_reason"]) == ("closed", reason)
    assert (closed["closed_at"], closed["closed_by"]["login"]) == ("2026-03-01T10:00:00Z", "write")
    opened = client.send(f"PATCH {ISSUES}/1", {"state": "open"})
    assert (opened["state_reason"], opened["closed_at"], opened["closed_by"]) == (
        "reopened",
        None,
        None,
    )
    assert [event["event"] for event in client.get(f"{ISSUES}/1/events")] == ["closed", "reopened"]
    assert client.status(f"PATCH {ISSUES}/1", {"state": "done"}) == 422


def test_closing_is_completed_unless_told_otherwise(client: Client) -> None:
    """Without a reason it is done."""
    client.send(f"POST {ISSUES}", {"title": "T"})
    assert client.send(f"PATCH {ISSUES}/1", {"state": "closed"})["state_reason"] == "completed"


def test_only_what_is_given_changes(client: Client) -> None:
    """A field that is left out stays; null empties the body; nothing new is no update."""
    client.send(f"POST {ISSUES}", {"title": "T", "body": "B", "labels": ["a"]})
    issue = client.send(f"PATCH {ISSUES}/1", {"title": "U"})
    assert (issue["body"], len(issue["labels"])) == ("B", 1)
    assert client.send(f"PATCH {ISSUES}/1", {"body": None})["body"] is None
    assert client.send(f"PATCH {ISSUES}/1", {"labels": ["b", "c"]})["labels"][0]["name"] == "b"


def test_every_change_is_an_update(sim: GitHubSimulator, client: Client) -> None:
    """Text, label, assignee, comment: each moves `updated_at` to its second."""
    client.send(f"POST {ISSUES}", {"title": "T"})
    for line, body in (
        ("PATCH /1", {"title": "U"}),
        ("POST /1/labels", {"labels": ["x"]}),
        ("POST /1/assignees", {"assignees": ["triage"]}),
        ("POST /1/comments", {"body": "c"}),
        ("DELETE /1/labels/x", None),
    ):
        now = sim.clock.advance(seconds=3).strftime("%Y-%m-%dT%H:%M:%SZ")
        client.send(line.replace(" ", f" {ISSUES}"), body)
        assert client.get(f"{ISSUES}/1")["updated_at"] == now


def test_assignees_come_and_go(client: Client) -> None:
    """Adding keeps those that are there, ten at most; whether somebody can be one is a status."""
    client.send(f"POST {ISSUES}", {"title": "T", "assignees": ["triage"]})
    issue = client.send(f"POST {ISSUES}/1/assignees", {"assignees": ["admin", "outsider"]})
    assert [user["login"] for user in issue["assignees"]] == ["triage", "admin"]
    issue = client.send(f"DELETE {ISSUES}/1/assignees", {"assignees": ["Triage"]})
    assert [user["login"] for user in issue["assignees"]] == ["admin"]
    assert client.status("GET /repos/acme/pay/assignees/read") == 204
    assert client.status("GET /repos/acme/pay/assignees/outsider") == 404


def test_transferred(sim: GitHubSimulator, client: Client, human: Human) -> None:
    """301 to the address by id; another id; comments and known labels come along."""
    human.create("acme/pay", "T", labels=("kept", "lost"), assignees=("write",))
    human.comment("acme/pay#1", "said")
    sim.human("admin").create("acme/other", "first", labels=("kept",))
    before = client.get(f"{ISSUES}/1")
    assert human.transfer("acme/pay#1", "acme/other") == "acme/other#2"
    status, body, headers = client.ask(f"GET {ISSUES}/1")
    assert (status, body["url"]) == (301, headers["Location"])
    path = headers["Location"].removeprefix(sim.url)
    assert path.startswith("/repositories/")
    after = client.get(path)
    assert (after["number"], after["title"]) == (2, "T")
    assert (after["id"] == before["id"], after["node_id"] == before["node_id"]) == (False, False)
    assert [label["name"] for label in after["labels"]] == ["kept"]
    assert [user["login"] for user in after["assignees"]] == ["write"]
    assert [comment["body"] for comment in client.get(f"{path}/comments")] == ["said"]
    assert client.status(f"PATCH {ISSUES}/1", {"title": "U"}) == 301
    assert client.status(f"POST {ISSUES}/1/comments", {"body": "c"}) == 307
    assert client_of(sim, "read").status(f"GET {ISSUES}/1") == 404


def test_deleted_and_hidden(client: Client, human: Human) -> None:
    """410 tells that it is gone, 404 tells nothing; neither is in a list or counts."""
    for title in "abc":
        human.create("acme/pay", title)
    human.delete("acme/pay#1")
    human.hide("acme/pay#2")
    assert [client.status(f"GET {ISSUES}/{number}") for number in (1, 2, 3, 4)] == [
        410,
        404,
        200,
        404,
    ]
    assert [issue["title"] for issue in client.get(f"{ISSUES}?state=all")] == ["c"]
    human.hide("acme/pay#2", hidden=False)
    assert client.get(f"{ISSUES}/2")["title"] == "b"


def test_locked(client: Client, reader: Client) -> None:
    """Only people with write access go on talking."""
    client.send(f"POST {ISSUES}", {"title": "T"})
    assert client.status(f"PUT {ISSUES}/1/lock", {"lock_reason": "resolved"}) == 204
    assert reader.status(f"POST {ISSUES}/1/comments", {"body": "c"}) == 403
    assert client.status(f"POST {ISSUES}/1/comments", {"body": "c"}) == 201
    assert client.status(f"DELETE {ISSUES}/1/lock") == 204
    assert reader.status(f"POST {ISSUES}/1/comments", {"body": "c"}) == 201


def test_an_answer_that_is_lost(sim: GitHubSimulator, client: Client) -> None:
    """The issue was made; whoever tries again makes a second one."""
    sim.faults.add("POST /repos/.*/issues", "lose-answer")
    assert client.lost(f"POST {ISSUES}", {"title": "T"})
    client.send(f"POST {ISSUES}", {"title": "T"})
    assert [issue["title"] for issue in client.get(ISSUES)] == ["T", "T"]


def test_json_that_is_none(client: Client) -> None:
    """400 with GitHub's words."""
    status, body, _ = client.ask(f"POST {ISSUES}", "{")
    assert (status, body["message"]) == (400, "Problems parsing JSON")
