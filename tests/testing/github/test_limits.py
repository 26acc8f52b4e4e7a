"""Entity tags and rate limits."""

from syncd.testing.github import GitHubSimulator, Human
from tests.testing.client import Client
from tests.testing.github.conftest import NOW, client_of
from tests.tokens import token

LIST = "/repos/acme/pay/issues"


def used(client: Client) -> int:
    """How much of the budget is used; asking costs nothing."""
    number: int = client.get("/rate_limit")["rate"]["used"]
    return number


def test_an_unchanged_list_costs_nothing(client: Client, human: Human) -> None:
    """304 without a body, off no budget; after a change it is 200 with another tag."""
    tag = client.ask(f"GET {LIST}")[2]["ETag"]
    before = used(client)
    status, body, headers = client.ask(f"GET {LIST}", None, {"If-None-Match": tag})
    assert (status, body, headers["ETag"]) == (304, None, tag)
    assert used(client) == before
    human.create("acme/pay", "T")
    status, body, headers = client.ask(f"GET {LIST}", None, {"If-None-Match": tag})
    assert (status, len(body), headers["ETag"] == tag) == (200, 1, False)
    assert used(client) == before + 1


def test_a_tag_belongs_to_a_token(sim: GitHubSimulator, client: Client) -> None:
    """What one token has seen is new to another."""
    sim.token(token("second"), "write")
    tag = client.ask(f"GET {LIST}")[2]["ETag"]
    other = Client(sim.url, token("second"))
    assert other.ask(f"GET {LIST}", None, {"If-None-Match": tag})[0] == 200


def test_a_budget_that_is_spent(sim: GitHubSimulator, client: Client) -> None:
    """403 with nothing remaining until the reset; others have their own; then it goes on."""
    sim.limits.core = 2
    headers = client.ask(f"GET {LIST}")[2]
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("2", "1")
    assert headers["X-RateLimit-Reset"] == str(int(NOW.timestamp()) + 3600)
    client.ask(f"GET {LIST}")
    status, body, headers = client.ask(f"POST {LIST}", {"title": "T"})
    assert (status, headers["X-RateLimit-Remaining"]) == (403, "0")
    assert "rate limit exceeded" in body["message"]
    assert client_of(sim, "admin").status(f"GET {LIST}") == 200
    sim.limits.status = 429
    assert client.status(f"GET {LIST}") == 429
    sim.clock.advance(hours=1)
    assert client.get(LIST) == []


def test_searches_have_a_budget_of_their_own(sim: GitHubSimulator, client: Client) -> None:
    """Spent for a minute, while everything else goes on."""
    sim.limits.search = 1
    assert client.ask("GET /search/issues?q=x")[2]["X-RateLimit-Resource"] == "search"
    assert client.status("GET /search/issues?q=x") == 403
    assert client.status(f"GET {LIST}") == 200
    sim.clock.advance(seconds=60)
    assert client.status("GET /search/issues?q=x") == 200


def test_writing_too_fast(sim: GitHubSimulator, client: Client) -> None:
    """A secondary limit: 403 with Retry-After and much remaining; reading goes on."""
    sim.limits.content_per_minute = 2
    for _ in range(2):
        client.send(f"POST {LIST}", {"title": "T"})
    status, body, headers = client.ask(f"POST {LIST}", {"title": "T"})
    assert (status, headers["Retry-After"]) == (403, "60")
    assert int(headers["X-RateLimit-Remaining"]) > 0
    assert "secondary rate limit" in body["message"]
    assert len(client.get(LIST)) == 2
    sim.clock.advance(seconds=61)
    assert client.status(f"POST {LIST}", {"title": "T"}) == 201


def test_limits_on_demand(sim: GitHubSimulator, client: Client) -> None:
    """As faults: a secondary limit with and without Retry-After, and a spent budget."""
    sim.faults.add("POST .*", "403-limit", retry_after=1)
    sim.faults.add("POST .*", "403-limit")
    sim.faults.add("POST .*", "out-of-quota", seconds=7)
    answers = [client.ask(f"POST {LIST}", {"title": "T"}) for _ in range(3)]
    assert [status for status, _, _ in answers] == [403, 403, 403]
    assert [headers.get("Retry-After") for _, _, headers in answers] == ["1", None, None]
    assert "secondary" in answers[1][1]["message"]
    spent = answers[2][2]
    assert spent["X-RateLimit-Remaining"] == "0"
    assert spent["X-RateLimit-Reset"] == str(int(NOW.timestamp()) + 7)
    assert client.get(LIST) == []
