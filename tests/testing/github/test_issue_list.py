"""The list of issues: filters, order, pages."""

from typing import Any

import pytest

from syncd.testing.github import GitHubSimulator, Human
from tests.testing.client import Client

LIST = "/repos/acme/pay/issues"


def titles(client: Client, query: str = "") -> list[str]:
    """The titles on one page of the list."""
    return [issue["title"] for issue in client.get(f"{LIST}?{query}")]


def test_open_ones_newest_first(sim: GitHubSimulator, client: Client, human: Human) -> None:
    """Without a word closed issues are missing, and the newest comes first."""
    for title in "abc":
        human.create("acme/pay", title)
        sim.clock.advance(seconds=1)
    human.close("acme/pay#2")
    assert titles(client) == ["c", "a"]
    assert titles(client, "state=closed") == ["b"]
    assert titles(client, "state=all&direction=asc") == ["a", "b", "c"]
    assert client.status(f"GET {LIST}?state=done") == 422


def test_all_labels_have_to_be_there(client: Client, human: Human) -> None:
    """Labels are joined by and, in any case; one that does not exist matches nothing."""
    human.create("acme/pay", "both", labels=("post-mortem", "syncd/overdue"))
    human.create("acme/pay", "one", labels=("post-mortem",))
    assert titles(client, "labels=Post-Mortem") == ["one", "both"]
    assert titles(client, "labels=post-mortem,syncd/overdue") == ["both"]
    assert titles(client, "labels=post-mortem,nothing") == []


def test_since_is_inclusive(sim: GitHubSimulator, client: Client, human: Human) -> None:
    """An issue that was updated in that very second is shown; times carry no fraction."""
    human.create("acme/pay", "old")
    sim.clock.advance(seconds=10.7)
    human.create("acme/pay", "new")
    (new,) = client.get(f"{LIST}?since=2026-03-01T09:00:10Z")
    assert (new["title"], new["updated_at"]) == ("new", "2026-03-01T09:00:10Z")
    assert titles(client, "since=2026-03-01T09:00:11Z") == []
    assert titles(client, "since=2026-03-01T10:00:10%2B01:00") == ["new"]
    assert client.status(f"GET {LIST}?since=yesterday") == 422


def test_by_last_update(sim: GitHubSimulator, client: Client, human: Human) -> None:
    """Sorted by update, a comment brings an issue to the end."""
    human.create("acme/pay", "a")
    human.create("acme/pay", "b")
    sim.clock.advance(seconds=5)
    human.comment("acme/pay#1", "still here")
    assert titles(client, "sort=updated&direction=asc") == ["b", "a"]
    assert titles(client, "sort=comments&direction=desc") == ["a", "b"]


def test_by_creator_and_assignee(client: Client, human: Human, sim: GitHubSimulator) -> None:
    """Who made it, whose it is, and whether it is anybody's."""
    human.create("acme/pay", "mine", assignees=("triage",))
    sim.human("write").create("acme/pay", "theirs")
    assert titles(client, "creator=MAINTAIN") == ["mine"]
    assert titles(client, "assignee=triage") == ["mine"]
    assert titles(client, "assignee=none") == ["theirs"]
    assert titles(client, "assignee=*") == ["mine"]


def test_pull_requests_are_among_them(client: Client, human: Human) -> None:
    """They share numbers with issues, and only `pull_request` tells them apart."""
    human.create("acme/pay", "issue")
    client.send("POST /repos/acme/pay/git/refs", {"ref": "refs/heads/fix", "sha": tip(client)})
    human.write("acme/pay", "a.md", "a", branch="fix")
    pull = client.send("POST /repos/acme/pay/pulls", {"title": "P", "head": "fix", "base": "main"})
    assert pull["number"] == 2
    found = {issue["number"]: "pull_request" in issue for issue in client.get(LIST)}
    assert found == {1: False, 2: True}


def tip(client: Client) -> str:
    """The last commit of the default branch."""
    sha: str = client.get("/repos/acme/pay/git/ref/heads/main")["object"]["sha"]
    return sha


def followed(client: Client, path: str) -> list[list[Any]]:
    """All pages from the first one on, by the `Link` header."""
    pages = []
    while True:
        _, body, headers = client.ask(f"GET {path}")
        pages.append(body)
        parts = headers.get("Link", "").split(", ")
        following = [part for part in parts if part.endswith('rel="next"')]
        if not following:
            return pages
        path = following[0].partition(">")[0].removeprefix("<").partition("/repos")[2]
        path = f"/repos{path}"


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_pages_by_cursor(client: Client, human: Human, direction: str) -> None:
    """Following `Link` sees every issue once, in both directions."""
    for number in range(7):
        human.create("acme/pay", str(number))
    pages = followed(client, f"{LIST}?per_page=3&direction={direction}")
    assert [len(page) for page in pages] == [3, 3, 1]
    numbers = [issue["number"] for page in pages for issue in page]
    assert numbers == sorted(range(1, 8), reverse=direction == "desc")


def test_a_change_while_paging_skips_nothing(
    sim: GitHubSimulator, client: Client, human: Human
) -> None:
    """By cursor and last update, what changes meanwhile comes again; nothing is left out."""
    for number in range(4):
        human.create("acme/pay", str(number))
    path = f"{LIST}?per_page=2&sort=updated&direction=asc"
    acted: list[str] = []

    def change_once(_: object) -> None:
        if not acted:
            acted.append("edited")
            sim.clock.advance(seconds=1)
            human.edit("acme/pay#1", title="edited")

    sim.after(change_once, match="GET .*/issues")
    seen = [issue["title"] for page in followed(client, path) for issue in page]
    assert seen == ["0", "1", "2", "3", "edited"]


def test_deep_pages_are_refused(sim: GitHubSimulator, client: Client, human: Human) -> None:
    """Beyond the first thousand only the cursor goes on, as it does on large repositories."""
    sim.world.deep_pages = 4
    for number in range(7):
        human.create("acme/pay", str(number))
    assert client.status(f"GET {LIST}?per_page=2&page=2") == 200
    status, body, _ = client.ask(f"GET {LIST}?per_page=2&page=3")
    assert status == 422
    assert "cursor based pagination" in body["message"]
    assert [len(page) for page in followed(client, f"{LIST}?per_page=2")] == [2, 2, 2, 1]


def test_a_hundred_at_most(sim: GitHubSimulator, client: Client, human: Human) -> None:
    """30 by default, 100 if more is asked for; a limit can be lowered for a test."""
    for number in range(101):
        human.create("acme/pay", str(number))
    assert len(titles(client)) == 30
    assert len(titles(client, "per_page=500")) == 100
    sim.world.page_limit = 2
    assert len(titles(client, "per_page=100")) == 2


def test_a_list_that_lags(sim: GitHubSimulator, client: Client, human: Human) -> None:
    """With a lag the list is what it was, while the issue itself can be read."""
    human.create("acme/pay", "a")
    sim.clock.advance(minutes=1)
    sim.world.list_lag = sim.world.search_lag
    human.create("acme/pay", "b")
    assert titles(client) == ["a"]
    assert client.get(f"{LIST}/2")["title"] == "b"
    sim.clock.advance(seconds=10)
    assert titles(client) == ["b", "a"]
