"""Searching, and its lag."""

import pytest

from syncd.testing.github import GitHubSimulator, Human
from tests.testing.client import Client
from tests.tokens import token


@pytest.fixture
def found(sim: GitHubSimulator, client: Client, human: Human) -> Client:
    """A client, and two issues that the index knows."""
    human.create("acme/pay", "Coupon fails with 500", "see apply_coupon", labels=("bug",))
    human.create("acme/other", "Something else")
    human.close("acme/other#1")
    sim.clock.advance(minutes=1)
    return client


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("coupon 500", 1),
        ("coup", 0),
        ("apply", 1),
        ("coupon missing", 0),
        ("repo:acme/pay", 1),
        ("repo:acme/pay is:open", 1),
        ("is:closed", 1),
        ("is:bogus", 0),
        ("org:acme", 2),
        ("label:bug", 1),
        ("-label:bug", 1),
        ("author:maintain no:assignee", 2),
        ("created:>=2026-03-01", 2),
        ("updated:<2026-03-01", 0),
    ],
)
def test_queries(found: Client, query: str, total: int) -> None:
    """All words, each as a whole; qualifiers narrow it down."""
    from urllib.parse import quote

    assert found.get(f"/search/issues?q={quote(query)}")["total_count"] == total


def test_the_index_is_behind(sim: GitHubSimulator, client: Client, human: Human) -> None:
    """What was just written is not found yet: no ground to conclude that it is not there."""
    human.create("acme/pay", "marker")
    assert client.get("/search/issues?q=marker")["items"] == []
    assert len(client.get("/repos/acme/pay/issues")) == 1
    sim.clock.advance(seconds=10)
    assert client.get("/search/issues?q=marker")["items"][0]["title"] == "marker"


def test_nobody_finds_what_they_may_not_read(sim: GitHubSimulator, found: Client) -> None:
    """Somebody without a role finds nothing."""
    outsider = Client(sim.url, token("outsider"))
    assert outsider.get("/search/issues?q=coupon")["total_count"] == 0


def test_a_query_has_to_be_there(client: Client) -> None:
    """422 without one, and beyond the thousandth result."""
    assert client.status("GET /search/issues") == 422
    assert client.status("GET /search/issues?q=x&page=11&per_page=100") == 422
