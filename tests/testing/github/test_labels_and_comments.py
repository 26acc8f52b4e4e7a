"""Labels, comments, reactions, milestones, events."""

from syncd.testing.github import GitHubSimulator, Human
from tests.testing.client import Client

REPO = "/repos/acme/pay"
ISSUE = f"{REPO}/issues/1"


def test_labels_of_an_issue(client: Client, human: Human) -> None:
    """Add keeps, put replaces, delete takes one; one that is not there is 404."""
    human.create("acme/pay", "T", labels=("theirs",))
    names = client.send(f"POST {ISSUE}/labels", {"labels": ["priority/P0"]})
    assert [label["name"] for label in names] == ["theirs", "priority/P0"]
    rest = client.send(f"DELETE {ISSUE}/labels/priority%2FP0")
    assert [label["name"] for label in rest] == ["theirs"]
    status, body, _ = client.ask(f"DELETE {ISSUE}/labels/priority/P0")
    assert (status, body["message"]) == (404, "Label does not exist")
    replaced = client.send(f"PUT {ISSUE}/labels", {"labels": ["a", "b"]})
    assert [label["name"] for label in replaced] == ["a", "b"]
    client.send(f"DELETE {ISSUE}/labels")
    assert client.get(f"{ISSUE}/labels") == []


def test_labels_of_a_repository(client: Client, human: Human) -> None:
    """A name is taken in every case; a new name shows on every issue; deleting takes it off."""
    client.send(f"POST {REPO}/labels", {"name": "Bug", "color": "FF0000", "description": "d"})
    status, body, _ = client.ask(f"POST {REPO}/labels", {"name": "bug"})
    assert (status, body["errors"][0]["code"]) == (422, "already_exists")
    assert client.status(f"POST {REPO}/labels", {"name": "x", "description": "d" * 101}) == 422
    human.create("acme/pay", "T", labels=("bug",))
    client.send(f"PATCH {REPO}/labels/BUG", {"new_name": "defect"})
    (label,) = client.get(ISSUE)["labels"]
    assert (label["name"], label["color"]) == ("defect", "ff0000")
    assert client.status(f"GET {REPO}/labels/bug") == 404
    assert client.status(f"DELETE {REPO}/labels/defect") == 204
    assert client.get(ISSUE)["labels"] == []


def test_comments(sim: GitHubSimulator, client: Client, human: Human) -> None:
    """They count, are edited in place with their own times, and go."""
    human.create("acme/pay", "T")
    first = client.send(f"POST {ISSUE}/comments", {"body": "one"})
    human.comment("acme/pay#1", "two")
    assert client.get(ISSUE)["comments"] == 2
    sim.clock.advance(seconds=9)
    path = f"{REPO}/issues/comments/{first['id']}"
    edited = client.send(f"PATCH {path}", {"body": "uno"})
    assert (edited["created_at"], edited["updated_at"]) == (
        "2026-03-01T09:00:00Z",
        "2026-03-01T09:00:09Z",
    )
    assert [comment["body"] for comment in client.get(f"{ISSUE}/comments")] == ["uno", "two"]
    since = "since=2026-03-01T09:00:09Z"
    assert len(client.get(f"{ISSUE}/comments?{since}")) == 1
    assert client.status(f"DELETE {path}") == 204
    assert client.status(f"GET {path}") == 404
    assert client.get(ISSUE)["comments"] == 1
    assert client.status(f"POST {ISSUE}/comments", {"body": "x" * 65_537}) == 422
    assert client.status(f"POST {ISSUE}/comments", {"body": ""}) == 422


def test_comments_of_a_whole_repository(sim: GitHubSimulator, client: Client, human: Human) -> None:
    """One request a page for all issues, since a time and by last update."""
    for title in "ab":
        human.create("acme/pay", title)
    ids = [human.comment(f"acme/pay#{number}", f"on {number}") for number in (1, 2)]
    sim.clock.advance(seconds=5)
    human.edit_comment(ids[0], "edited")
    path = f"{REPO}/issues/comments"
    assert [comment["body"] for comment in client.get(path)] == ["edited", "on 2"]
    updated = client.get(f"{path}?sort=updated&direction=asc")
    assert [comment["body"] for comment in updated] == ["on 2", "edited"]
    assert [c["body"] for c in client.get(f"{path}?since=2026-03-01T09:00:05Z")] == ["edited"]
    assert updated[0]["issue_url"].endswith("/issues/2")


def test_whose_comment_it_is(client: Client, reader: Client, human: Human) -> None:
    """One's own can be edited; others' only with write access."""
    human.create("acme/pay", "T")
    comment = human.comment("acme/pay#1", "by a human")
    path = f"{REPO}/issues/comments/{comment}"
    assert reader.status(f"PATCH {path}", {"body": "x"}) == 403
    own = reader.send(f"POST {ISSUE}/comments", {"body": "mine"})
    assert reader.status(f"PATCH {REPO}/issues/comments/{own['id']}", {"body": "x"}) == 200
    assert client.status(f"PATCH {path}", {"body": "x"}) == 200


def test_reactions_are_idempotent(client: Client, human: Human) -> None:
    """201 the first time, 200 after that, the same id; counted on the comment."""
    human.create("acme/pay", "T")
    path = f"{REPO}/issues/comments/{human.comment('acme/pay#1', 'c')}"
    first = client.ask(f"POST {path}/reactions", {"content": "eyes"})
    second = client.ask(f"POST {path}/reactions", {"content": "eyes"})
    assert (first[0], second[0], first[1]["id"]) == (201, 200, second[1]["id"])
    assert client.get(path)["reactions"]["eyes"] == 1
    assert client.status(f"POST {path}/reactions", {"content": "shrug"}) == 422
    assert client.status(f"DELETE {path}/reactions/{first[1]['id']}") == 204
    assert client.get(f"{path}/reactions") == []


def test_milestones(client: Client, human: Human) -> None:
    """They have a due date, titles of their own, and count their issues."""
    human.create("acme/pay", "T")
    wanted = {"title": "M", "due_on": "2026-04-01T00:00:00Z"}
    milestone = client.send(f"POST {REPO}/milestones", wanted)
    assert client.status(f"POST {REPO}/milestones", wanted) == 422
    issue = client.send(f"PATCH {ISSUE}", {"milestone": milestone["number"]})
    assert issue["milestone"]["due_on"] == "2026-04-01T00:00:00Z"
    assert client.get(f"{REPO}/milestones/1")["open_issues"] == 1
    assert client.status(f"PATCH {ISSUE}", {"milestone": 9}) == 422
    assert client.send(f"PATCH {ISSUE}", {"milestone": None})["milestone"] is None
    client.send(f"PATCH {REPO}/milestones/1", {"state": "closed"})
    assert client.get(f"{REPO}/milestones") == []


def test_events_tell_who_did_what(client: Client, human: Human) -> None:
    """Each change is an event with its person; the timeline has the comments, too."""
    human.create("acme/pay", "T")
    client.send(f"POST {ISSUE}/labels", {"labels": ["x"]})
    human.edit("acme/pay#1", title="U")
    human.comment("acme/pay#1", "c")
    events = client.get(f"{ISSUE}/events")
    assert [(event["event"], event["actor"]["login"]) for event in events] == [
        ("labeled", "write"),
        ("renamed", "maintain"),
    ]
    assert events[1]["rename"] == {"from": "T", "to": "U"}
    kinds = [entry["event"] for entry in client.get(f"{ISSUE}/timeline")]
    assert kinds == ["labeled", "renamed", "commented"]
    assert client.get(f"{REPO}/issues/events")[0]["issue"]["number"] == 1
