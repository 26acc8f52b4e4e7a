"""Searching the Jira simulator."""

from datetime import timedelta, timezone

import pytest

from syncd.testing.jira import JiraSimulator
from tests.testing.jira.conftest import BOT, NOW, Client, document


def test_ids_alone_by_default(client: Client) -> None:
    """Whoever names no fields gets none, and no total either."""
    client.make()
    status, answer = client.ask("POST /search/jql", {"jql": "project = PAY"})
    assert status == 200
    assert set(answer) == {"issues", "isLast"}
    assert "fields" not in answer["issues"][0]


def test_pages_by_token(client: Client) -> None:
    """Only a missing token ends the list; what comes in meanwhile shifts nothing."""
    for title in "abcde":
        client.make(title)
    asked = {"jql": "project = PAY ORDER BY key", "fields": ["summary"], "maxResults": 2}
    first = client.ask("POST /search/jql", asked)[1]
    client.make("f")
    second = client.ask("POST /search/jql", {**asked, "nextPageToken": first["nextPageToken"]})[1]
    third = client.ask("POST /search/jql", {**asked, "nextPageToken": second["nextPageToken"]})[1]
    keys = [issue["key"] for page in (first, second, third) for issue in page["issues"]]
    assert keys == ["PAY-1", "PAY-2", "PAY-3", "PAY-4", "PAY-5"]
    assert third["isLast"]
    assert "nextPageToken" not in third
    assert client.ask("POST /search/jql", {**asked, "nextPageToken": "x.2"})[0] == 400


def test_pages_can_be_short(sim: JiraSimulator, client: Client) -> None:
    """A page holds what the server likes, whatever was asked for."""
    sim.world.most_per_page = 1
    client.make("a")
    client.make("b")
    answer = client.ask("POST /search/jql", {"jql": "project = PAY", "maxResults": 100})[1]
    assert (len(answer["issues"]), answer["isLast"]) == (1, False)


@pytest.mark.parametrize(
    ("jql", "keys"),
    [
        ("project = PAY AND labels = x", ["PAY-2"]),
        ("project = 'Project PAY' and labels in (x, Y)", ["PAY-1", "PAY-2"]),
        ("labels != x", ["PAY-1"]),
        ("labels is EMPTY", ["PAY-3"]),
        ("NOT (labels = x OR labels is empty)", ["PAY-1"]),
        ('project = "PAY" and summary ~ "second"', ["PAY-2"]),
        ("key in (PAY-1, pay-3)", ["PAY-1", "PAY-3"]),
        ("key > PAY-1", ["PAY-2", "PAY-3"]),
        ("assignee = jane@acme.com", ["PAY-3"]),
        ("assignee is not empty", ["PAY-3"]),
        ("creator = currentUser()", ["PAY-1", "PAY-2", "PAY-3"]),
        ("statusCategory = Done", ["PAY-3"]),
        ("status = 'To Do' and resolution = Unresolved", ["PAY-1", "PAY-2"]),
        ("due < 2026-04-01", ["PAY-2"]),
    ],
)
def test_jql(sim: JiraSimulator, client: Client, jql: str, keys: list[str]) -> None:
    """Clauses find what they should, in any case and bracket."""
    client.make("first", labels=["y"])
    client.make("the second one", labels=["x"], duedate="2026-03-09")
    client.make("third", assignee={"accountId": sim.user("jane@acme.com").account_id})
    sim.human("jane@acme.com").close("PAY-3")
    assert client.search(f"{jql} ORDER BY key ASC") == keys


@pytest.mark.parametrize(
    "jql",
    [
        "",
        "ORDER BY key",
        "project = NOSUCH",
        "project PAY",
        "project = PAY AND",
        "project = PAY )",
        "nonsense = 1",
        "key = PAY-99",
        "updated >= yesterday",
        'issue.property[syncd].item = "x"',
        "project = PAY ORDER BY nonsense",
    ],
)
def test_what_is_no_query(client: Client, jql: str) -> None:
    """Unbounded, unparsable, or about what is not there: 400 with a message."""
    client.make()
    status, answer = client.ask("POST /search/jql", {"jql": jql})
    assert status == 400
    assert answer["errorMessages"]


def test_times_in_the_zone_of_the_asker(sim: JiraSimulator, client: Client) -> None:
    """A time in words is the asker's local time, a number is an instant, and so is now minus."""
    sim.user(BOT, time_zone="America/Los_Angeles")
    sim.world.zone = timezone(timedelta(hours=2))
    client.make()
    assert client.search('updated >= "2026-03-02 01:00"') == ["PAY-1"]
    assert client.search('updated >= "2026-03-02 09:00"') == []
    assert client.search(f"updated >= {int(NOW.timestamp() * 1000)}") == ["PAY-1"]
    assert client.search(f"updated >= {int(NOW.timestamp() * 1000) + 1}") == []
    assert client.search("created >= -5m") == ["PAY-1"]
    sim.clock.advance(minutes=6)
    assert client.search("created >= -5m") == []
    shown = client.ask("GET /issue/PAY-1?fields=created")[1]["fields"]["created"]
    assert shown == "2026-03-02T11:00:00.000+0200"


def test_the_index_can_be_behind(sim: JiraSimulator, client: Client) -> None:
    """New and changed issues are missing for a while, but for those that are reconciled."""
    old = client.make("old", labels=["x"])
    sim.human("admin@acme.com").lag(10)
    sim.clock.advance(seconds=11)
    new = client.make("new", labels=["x"])
    client.ask(f"PUT /issue/{old}", {"fields": {"labels": []}})
    assert client.search("labels = x") == [old]
    ids = [int(client.ask(f"GET /issue/{key}")[1]["id"]) for key in (old, new)]
    assert client.search("labels = x", reconcileIssues=ids) == [new]
    sim.clock.advance(seconds=10)
    assert client.search("labels = x") == [new]
    assert (
        client.ask("POST /search/jql", {"jql": "labels = x", "reconcileIssues": [1] * 51})[0] == 400
    )


def test_a_search_shows_some_comments(sim: JiraSimulator, client: Client) -> None:
    """A page of comments inside a search may hold fewer than its total."""
    key = client.make()
    for n in range(25):
        client.ask(f"POST /issue/{key}/comment", {"body": document(str(n))})
    asked = {"jql": "project = PAY", "fields": ["comment"]}
    page = client.ask("POST /search/jql", asked)[1]["issues"][0]["fields"]["comment"]
    assert (len(page["comments"]), page["total"]) == (20, 25)
    rest = client.ask(f"GET /issue/{key}/comment?startAt=20&maxResults=100")[1]
    assert (len(rest["comments"]), rest["total"]) == (5, 25)


def test_the_old_search_is_gone(client: Client) -> None:
    """410, with the way out."""
    status, answer = client.ask("GET /search?jql=project=PAY")
    assert status == 410
    assert "search/jql" in answer["errorMessages"][0]


def test_links_by_their_global_id(client: Client) -> None:
    """A remote link can be searched for, once it is there."""
    key = client.make()
    body = {"globalId": "syncd:1", "object": {"url": "https://x.test", "title": "x"}}
    assert client.ask(f"POST /issue/{key}/remotelink", body)[0] == 201
    assert client.search('issue in issuesWithRemoteLinksByGlobalId("syncd:1")') == [key]
