"""Who asks, what a query costs, and what is left."""

import pytest

from syncd.testing.linear import LinearSimulator
from tests.testing.linear.conftest import KEY, NOW, Graph

VIEWER = "{ viewer { email } }"


def test_a_key_stands_alone(sim: LinearSimulator, graph: Graph) -> None:
    """An API key goes into the header as it is; after `Bearer` it is refused with 400."""
    assert graph.run(VIEWER) == {"viewer": {"email": "bot@acme.com"}}
    status, body, _ = Graph(sim, f"Bearer {KEY}").answer(VIEWER)
    assert status == 400
    assert "Remove the Bearer prefix" in body["errors"][0]["message"]


def test_a_token_is_a_bearer(sim: LinearSimulator) -> None:
    """An OAuth token comes after `Bearer`."""
    sim.token("lin_oauth_x", "app@acme.com")
    assert Graph(sim, "Bearer lin_oauth_x").run(VIEWER)["viewer"]["email"] == "app@acme.com"


@pytest.mark.parametrize("header", ["", "lin_api_nobodys", "Bearer nobodys"])
def test_nobody(sim: LinearSimulator, header: str) -> None:
    """Without a token that is somebody's the answer is 401."""
    status, body, _ = Graph(sim, header).answer(VIEWER)
    assert status == 401
    assert body["errors"][0]["extensions"]["type"] == "authentication error"


def test_a_token_without_write_scope(sim: LinearSimulator, graph: Graph) -> None:
    """It may read, and a mutation is forbidden in an answer with HTTP 200."""
    sim.read_only_tokens.add(KEY)
    graph.run(VIEWER)
    wish = {"teamId": sim.team("PAY").id, "title": "T"}
    error = graph.refused(
        "mutation($i: IssueCreateInput!) { issueCreate(input: $i) { success } }", i=wish
    )
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert sim.world.issues == {}


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ issues { nodes { id title createdAt } } }", 65),
        ("{ issues(first: 10) { nodes { id title createdAt } } }", 13),
        ('{ issue(id: "x") { id title assignee { id name } } }', 3),
        ("{ viewer { id } }", 2),
        ("{ issues(first: 10) { nodes { labels(first: 5) { nodes { id } } } } }", 65),
    ],
)
def test_what_a_query_costs(graph: Graph, query: str, cost: int) -> None:
    """0.1 for a value, 1 for an object, times the page of each list around it, rounded up."""
    assert graph.answer(query)[2]["X-Complexity"] == str(cost)


def test_what_variables_cost(graph: Graph) -> None:
    """Pages count as long as they are asked for, and what is not included costs nothing."""
    query = """
        query($n: Int!, $all: Boolean!) {
          issues(first: $n) { nodes { ...Some title @include(if: $all) } }
        }
        fragment Some on Issue { id }"""
    costs = [
        graph.answer(query, n=n, all=all_)[2]["X-Complexity"]
        for n, all_ in ((10, False), (10, True), (100, True))
    ]
    assert costs == ["11", "12", "120"]


def test_too_much_at_once(graph: Graph) -> None:
    """A query of more than 10,000 points is refused with 400, though nothing is there."""
    fields = "comments(first: 50) { nodes { id body } }"
    status, body, _ = graph.answer(f"{{ issues(first: 250) {{ nodes {{ {fields} }} }} }}")
    assert status == 400
    assert body["errors"][0]["message"] == "Query too complex"
    assert "Maximum allowed complexity: 10000" in str(body)


def test_budgets_are_told(sim: LinearSimulator, graph: Graph) -> None:
    """Every answer has limit, remaining and reset of both, the reset in epoch milliseconds."""
    sim.limits.requests, sim.limits.complexity = 10, 1000
    headers = graph.answer("{ issues { nodes { id title createdAt } } }")[2]
    assert headers["X-RateLimit-Requests-Limit"] == "10"
    assert headers["X-RateLimit-Requests-Remaining"] == "9"
    assert headers["X-RateLimit-Complexity-Limit"] == "1000"
    assert headers["X-RateLimit-Complexity-Remaining"] == "935"
    reset = int(headers["X-RateLimit-Requests-Reset"]) / 1000
    assert reset == NOW.timestamp() + 360


@pytest.mark.parametrize("status", [400, 429])
def test_a_budget_that_is_spent(sim: LinearSimulator, graph: Graph, status: int) -> None:
    """RATELIMITED, under 400 as documented or 429; then it comes back drop by drop."""
    sim.limits.requests, sim.limits.status = 2, status
    for _ in range(2):
        graph.run(VIEWER)
    answered, body, headers = graph.answer(VIEWER)
    assert answered == status
    assert body["errors"][0]["extensions"]["code"] == "RATELIMITED"
    assert headers["X-RateLimit-Requests-Remaining"] == "0"
    sim.clock.advance(minutes=29)
    assert graph.answer(VIEWER)[0] == status
    sim.clock.advance(minutes=1)
    graph.run(VIEWER)


def test_points_that_are_spent(sim: LinearSimulator, graph: Graph) -> None:
    """Few requests can cost too much as well; others have budgets of their own."""
    sim.limits.complexity = 100
    query = "{ issues { nodes { id title createdAt } } }"
    graph.run(query)
    assert graph.answer(query)[0] == 400
    graph.run(VIEWER)
    sim.token("lin_api_other", "other@acme.com")
    Graph(sim, "lin_api_other").run(query)


def test_faults_by_what_is_asked_for(sim: LinearSimulator, graph: Graph) -> None:
    """One address serves everything, so a fault can name query, mutation or operation."""
    sim.faults.add("mutation issueCreate", "ratelimited", retry_after=5)
    sim.faults.add("query teams", "429")
    sim.faults.add("operation Mine", "internal-error")
    graph.run(VIEWER)
    create = 'mutation { issueCreate(input: {teamId: "x", title: "T"}) { success } }'
    status, body, headers = graph.answer(create)
    assert (status, headers["Retry-After"]) == (400, "5")
    assert body["errors"][0]["extensions"]["code"] == "RATELIMITED"
    assert graph.answer("{ teams { nodes { id } } }")[0] == 429
    status, body, _ = graph.answer("query Mine { viewer { id } }")
    assert (status, body["data"]) == (200, None)
    assert body["errors"][0]["extensions"]["type"] == "internal error"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("nonsense", "invalid JSON"),
        ({"variables": {}}, "Must provide query string"),
        ({"query": "{ viewer { nothing } }"}, "Cannot query field 'nothing'"),
        ({"query": "{ viewer { id }"}, "Syntax Error"),
        ({"query": "query($id: String!) { issue(id: $id) { id } }"}, "$id"),
        ({"query": "query A { viewer { id } } query B { viewer { id } }"}, "operation name"),
    ],
)
def test_what_does_not_fit(graph: Graph, body: object, words: str) -> None:
    """A document that is none, or asks for what the schema has not, is refused with 400."""
    status, answer, _ = graph.client.ask("POST ", body, graph.headers)
    assert status == 400
    assert "data" not in answer
    assert words in answer["errors"][0]["message"]
