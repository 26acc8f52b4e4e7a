"""What an adapter may ask of a GraphQL API, and a simulator answer: a small one, and Linear's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.specs import github_graphql, linear_schema
from tests.specs.making import exchange, told
from tests.specs.problem import Problem

if TYPE_CHECKING:
    from tests.specs.graphql_api import GraphqlApi

SCHEMA = """
scalar DateTime
scalar TimelessDate
scalar UUID
scalar JSONObject
enum State { OPEN DONE }
interface Node { id: ID! }
type User implements Node { id: ID! name: String! }
type Team implements Node { id: ID! key: String! }
union Owner = User | Team
type Ticket implements Node {
  id: ID! title: String! state: State! due: TimelessDate updated: DateTime! priority: Float!
  count: Int! done: Boolean! labels: [String!]! owner: Owner parent: Ticket meta: JSONObject
}
input Draft { title: String! state: State due: TimelessDate }
type Query { ticket(id: ID!): Ticket! tickets(first: Int = 50): [Ticket!]! node(id: ID!): Node }
type Mutation { create(input: Draft!): Ticket! }
"""
QUERY = """query One($id: ID!, $short: Boolean = false) {
  ticket(id: $id) { id ...Rest @skip(if: $short) parent { id } }
}
fragment Rest on Ticket {
  title state due updated priority count done labels meta
  owner { __typename ... on User { name } ... on Team { key } }
}"""


@pytest.fixture(name="api", scope="module")
def _api() -> GraphqlApi:
    return small()


def small() -> GraphqlApi:
    """A fresh checker of the schema above."""
    from tests.specs.graphql_api import GraphqlApi  # slow to import, also for who only collects

    return GraphqlApi("small", SCHEMA, path="/graphql")


def call(
    api: GraphqlApi, query: str, got: Any, *, status: int = 200, **variables: Any
) -> list[Problem]:
    """What the checker says of one query with its answer."""
    body = {"query": query, "variables": variables}
    return api.check(exchange("POST /graphql", body, status, got))


def ticket(**changes: Any) -> dict[str, Any]:
    """The answer to the query above."""
    value = {
        "id": "1",
        "title": "Add breaker",
        "state": "OPEN",
        "due": None,
        "updated": "2026-03-01T09:00:00.000Z",
        "priority": 1,
        "count": 2,
        "done": False,
        "labels": ["post-mortem"],
        "owner": {"__typename": "User", "name": "Ana"},
        "meta": {"v": 1},
        "parent": {"id": "2"},
    }
    return {"data": {"ticket": value | changes}}


def test_an_answer_as_asked(api: GraphqlApi) -> None:
    """All that was selected, of the right kind, is no problem; fragments and unions included."""
    assert call(api, QUERY, ticket(), id="1") == []
    team = {"__typename": "Team", "key": "PAY"}
    assert call(api, QUERY, ticket(owner=team, parent=None), id="1", short=False) == []
    short = {"data": {"ticket": {"id": "1", "parent": None}}}
    assert call(api, QUERY, short, id="1", short=True) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"title": None}, "title"),
        ({"title": 1}, "title"),
        ({"state": "open"}, "state"),
        ({"due": "2026-03-01T00:00:00Z"}, "due"),
        ({"updated": "2026-03-01"}, "updated"),
        ({"priority": "1"}, "priority"),
        ({"count": 2.5}, "count"),
        ({"count": 2**31}, "count"),
        ({"done": 0}, "done"),
        ({"id": 1}, "id"),
        ({"labels": None}, "labels"),
        ({"labels": [None]}, "labels[0]"),
        ({"meta": "{}"}, "meta"),
        ({"owner": {"__typename": "User", "key": "PAY"}}, "owner.name"),
        ({"owner": {"__typename": "Bot"}}, "owner.__typename"),
        ({"parent": {"id": "2", "title": "x"}}, "parent.title"),
        ({"url": "https://a.b"}, "url"),
    ],
)
def test_wrong_answers(api: GraphqlApi, change: dict[str, Any], place: str) -> None:
    """A null, a kind, an enum or a type that the schema does not allow, and what nobody asked."""
    wrong = told(call(api, QUERY, ticket(**change), id="1"))
    assert ("answer", f"body.data.ticket.{place}") in wrong
    assert all(side == "answer" for side, _ in wrong)


@pytest.mark.parametrize("field", sorted(ticket()["data"]["ticket"]))
def test_a_field_that_is_missing(api: GraphqlApi, field: str) -> None:
    """Each field that was selected has to be there, also those that may be null."""
    short = ticket()
    del short["data"]["ticket"][field]
    place = f"body.data.ticket.{field}"
    assert told(call(api, QUERY, short, id="1")) == [("answer", place)]


def test_aliases_and_types_that_were_not_asked_for(api: GraphqlApi) -> None:
    """A field is answered by its alias; an interface by any type that fits what was asked."""
    asked = "{ a: ticket(id: 1) { key: id } node(id: 2) { id ... on Team { key } } }"
    answer: dict[str, Any] = {"a": {"key": "1"}, "node": {"id": "2", "key": "PAY"}}
    assert call(api, asked, {"data": answer}) == []
    assert call(api, asked, {"data": answer | {"node": {"id": "2"}}}) == []
    wrong = call(api, asked, {"data": answer | {"a": {"id": "1"}}})
    assert set(told(wrong)) == {("answer", "body.data.a.key"), ("answer", "body.data.a.id")}


REQUESTS: list[tuple[Any, str]] = [
    ({"query": "{ ticket(id: 1) { colour } }"}, "body.query"),
    ({"query": "{ ticket { id } }"}, "body.query"),
    ({"query": "{ ticket(id: 1) }"}, "body.query"),
    ({"query": "{"}, "body.query"),
    ({"query": "query A { tickets { id } } query B { tickets { id } }"}, "body.operationName"),
    ({"query": QUERY}, "body.variables"),
    ({"query": QUERY, "variables": {"id": "1", "n": 1}}, "body.variables.n"),
    ({"query": QUERY, "variables": [1]}, "body.variables"),
    ({"query": QUERY, "variables": {"id": "1"}, "id": 1}, "body.id"),
    ({}, "body.query"),
    (b"{", "body"),
]


@pytest.mark.parametrize(("sent", "place"), REQUESTS)
def test_wrong_requests(api: GraphqlApi, sent: Any, place: str) -> None:
    """A query that the schema does not allow, and variables that the query does not."""
    assert told(api.check(exchange("POST /graphql", sent))) == [("request", place)]


@pytest.mark.parametrize("draft", [{}, {"title": 1}, {"title": "x", "state": "x"}, {"titel": "x"}])
def test_wrong_variables(api: GraphqlApi, draft: dict[str, Any]) -> None:
    """Variables are held to the input types of the schema, down to the fields of an input."""
    create = "mutation($input: Draft!) { create(input: $input) { id } }"
    assert {place for _, place in told(call(api, create, None, status=0, input=draft))} == {
        "body.variables"
    }


def test_errors(api: GraphqlApi) -> None:
    """Errors have their form; with them data may be missing or null, but never made up."""
    refused = {"errors": [{"message": "Entity not found", "extensions": {"code": "X"}}]}
    assert call(api, QUERY, refused, id="1") == []
    assert call(api, QUERY, refused | {"data": None}, status=400, id="1") == []
    assert call(api, QUERY, refused | ticket(title=None), id="1") == []
    assert told(call(api, QUERY, refused | ticket(url="x"), id="1")) == [
        ("answer", "body.data.ticket.url")
    ]
    assert set(told(call(api, QUERY, {"errors": [{"code": "X"}]}, id="1"))) == {
        ("answer", "body.errors[0].message"),
        ("answer", "body.errors[0].code"),
    }
    assert told(call(api, QUERY, {"data": None}, id="1")) == [("answer", "body.data")]
    assert told(call(api, QUERY, ticket(), status=400, id="1")) == [("answer", "body.errors")]
    assert told(call(api, QUERY, ticket(), status=201, id="1")) == [("answer", "status")]


def test_a_wrong_query_has_no_data(api: GraphqlApi) -> None:
    """A simulator that carries out what the schema does not allow is found too."""
    wrong = call(api, "{ ticket(id: 1) { colour } }", {"data": {"ticket": {"colour": "red"}}})
    assert told(wrong) == [("request", "body.query"), ("answer", "body.data")]


def test_the_only_path(api: GraphqlApi) -> None:
    """There is one path and one method."""
    assert told(api.check(exchange("GET /graphql"))) == [("request", "path")]
    assert told(api.check(exchange("POST /graph", {}))) == [("request", "path")]


def test_queries_are_compiled_once() -> None:
    """The same query with other variables needs nothing new, unless they include or skip."""
    fresh = small()
    for number in range(100):
        assert call(fresh, QUERY, ticket(), id=str(number)) == []
    assert len(fresh._answers) == 1
    call(fresh, QUERY, {"data": {"ticket": {"id": "1", "parent": None}}}, id="1", short=True)
    assert len(fresh._answers) == 2


LINEAR = """query Changed($team: String!, $since: DateTimeOrDuration!, $after: String) {
  issues(
    first: 100, after: $after, orderBy: updatedAt, includeArchived: true
    filter: {team: {key: {eq: $team}}, updatedAt: {gte: $since}}
  ) {
    nodes {
      id identifier title description priority dueDate updatedAt trashed
      state { type } assignee { id email } labels { nodes { name } }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""


def linear_issue(**changes: Any) -> dict[str, Any]:
    """An issue as Linear answers the query above."""
    return {
        "id": "6f2c0b52-4d3c-4b8e-9b1e-0f3f5c2d7a11",
        "identifier": "PAY-1",
        "title": "Add breaker",
        "description": None,
        "priority": 2,
        "dueDate": "2026-03-08",
        "updatedAt": "2026-03-01T09:00:00.000Z",
        "trashed": None,
        "state": {"type": "started"},
        "assignee": None,
        "labels": {"nodes": [{"name": "post-mortem"}]},
    } | changes


def linear(query: str, nodes: list[Any], **variables: Any) -> list[tuple[str, str]]:
    """Side and place of each problem of one page of Linear's issues."""
    page = {"nodes": nodes, "pageInfo": {"hasNextPage": False, "endCursor": None}}
    return told(call(linear_schema(), query, {"data": {"issues": page}}, **variables))


ASKED = {"team": "PAY", "since": "2026-03-01T00:00:00Z"}


def test_linear_issues() -> None:
    """A page of issues that is asked for and answered by Linear's own schema has no problem."""
    assert linear(LINEAR, [linear_issue()], **ASKED) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"title": None}, "title"),
        ({"dueDate": "2026-03-08T00:00:00Z"}, "dueDate"),
        ({"state": None}, "state"),
        ({"labels": [{"name": "x"}]}, "labels"),
        ({"number": 1}, "number"),
    ],
)
def test_wrong_linear_issues(change: dict[str, Any], place: str) -> None:
    """What is not Linear's form of an issue is found."""
    wrong = linear(LINEAR, [linear_issue(), linear_issue(**change)], **ASKED)
    assert wrong == [("answer", f"body.data.issues.nodes[1].{place}")]


def test_wrong_linear_queries() -> None:
    """A field, a filter and a variable that Linear does not have are found before any answer."""
    for wrong in ("dueDate", "dueOn"), ("updatedAt: {gte", "updatedAt: {since"):
        sent = {"query": LINEAR.replace(*wrong), "variables": ASKED}
        found = linear_schema().check(exchange("POST /graphql", sent))
        assert told(found) == [("request", "body.query")]
    assert linear(LINEAR, [], **ASKED | {"project": "x"}) == [("request", "body.variables.project")]


def test_githubs_second_api() -> None:
    """The same check reads GitHub's schema, which breaks a rule that does not matter here."""
    asked = '{ repository(owner: "a", name: "b") { id issues(first: 1) { totalCount } } }'
    answer = {"repository": {"id": "R_1", "issues": {"totalCount": 1}}}
    assert call(github_graphql(), asked, {"data": answer}) == []
    wrong = call(github_graphql(), asked, {"data": {"repository": {"id": "R_1", "issues": {}}}})
    assert told(wrong) == [("answer", "body.data.repository.issues.totalCount")]
