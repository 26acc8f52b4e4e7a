"""Lists: pages, order, filters."""

import base64

import pytest

from syncd.testing.linear import Human, LinearSimulator
from tests.testing.linear.conftest import Graph

PAGE = """
query($first: Int, $after: String, $last: Int, $before: String, $order: PaginationOrderBy) {
  issues(first: $first, after: $after, last: $last, before: $before, orderBy: $order) {
    nodes { identifier } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
FIND = "query($f: IssueFilter) { issues(filter: $f) { nodes { identifier } } }"


def keys(page: object) -> list[int]:
    """The numbers of the issues on a page."""
    return [int(each["identifier"][4:]) for each in page["nodes"]]  # type: ignore[index]


def several(sim: LinearSimulator, human: Human, count: int) -> None:
    """Issues made one after the other."""
    for n in range(count):
        human.create("PAY", f"Title {n}")
        sim.clock.advance(seconds=1)


def test_the_newest_come_first(sim: LinearSimulator, graph: Graph, human: Human) -> None:
    """Fifty of them, unless another number is asked for; then on from the end of the page."""
    several(sim, human, 60)
    page = graph.run(PAGE)["issues"]
    assert keys(page) == list(range(60, 10, -1))
    rest = graph.run(PAGE, after=page["pageInfo"]["endCursor"])["issues"]
    assert keys(rest) == list(range(10, 0, -1))
    assert (page["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
    back = graph.run(PAGE, last=3, before=rest["pageInfo"]["startCursor"])["issues"]
    assert keys(back) == [13, 12, 11]


@pytest.mark.parametrize(("first", "fine"), [(1, True), (250, True), (251, False), (0, False)])
def test_how_long_a_page_can_be(graph: Graph, first: int, fine: bool) -> None:
    """From 1 to 250; more is an error of its argument, with HTTP 200."""
    if fine:
        graph.run(PAGE, first=first)
    else:
        error = graph.refused(PAGE, first=first)
        assert error["extensions"]["code"] == "INVALID_INPUT"


def test_a_cursor_is_a_key(sim: LinearSimulator, graph: Graph, human: Human) -> None:
    """What is made or deleted meanwhile shifts nothing; nonsense is refused."""
    several(sim, human, 6)
    page = graph.run(PAGE, first=2)["issues"]
    human.create("PAY", "New")
    human.delete("PAY-5")
    after = page["pageInfo"]["endCursor"]
    assert keys(graph.run(PAGE, first=2, after=after)["issues"]) == [4, 3]
    for nonsense in ("x", base64.b64encode(b"{}").decode()):
        assert graph.refused(PAGE, after=nonsense)["extensions"]["code"] == "INVALID_INPUT"


def test_by_time_of_change_things_are_missed(
    sim: LinearSimulator, graph: Graph, human: Human
) -> None:
    """What changes while one pages by `updatedAt` moves to a page that was read before."""
    several(sim, human, 4)
    page = graph.run(PAGE, first=2, order="updatedAt")["issues"]
    human.edit("PAY-1", title="Changed")
    rest = graph.run(PAGE, first=2, order="updatedAt", after=page["pageInfo"]["endCursor"])
    assert keys(page) == [4, 3]
    assert keys(rest["issues"]) == [2]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [3, 2, 1]),
        ({"title": {"contains": "Two"}}, [2]),
        ({"title": {"containsIgnoreCase": "two"}}, [2]),
        ({"title": {"in": ["One", "three"]}}, [1]),
        ({"labels": {"some": {"name": {"eqIgnoreCase": "Ours"}}}}, [2, 1]),
        ({"labels": {"name": {"eq": "ours"}}}, [2, 1]),
        ({"labels": {"every": {"name": {"eq": "ours"}}}}, [3, 1]),
        ({"labels": {"length": {"eq": 2}}}, [2]),
        ({"assignee": {"null": True}}, [3, 1]),
        ({"assignee": {"email": {"eq": "omar@acme.com"}}}, [2]),
        ({"state": {"type": {"nin": ["completed", "canceled"]}}}, [2, 1]),
        ({"id": {"in": ["PAY-1", "pay-3"]}}, [3, 1]),
        ({"priority": {"lte": 2, "gt": 0}}, [1]),
        ({"dueDate": {"lt": "2026-03-10"}}, [1]),
        ({"dueDate": {"null": True}}, [3, 2]),
        ({"description": {"null": False}}, [2]),
        ({"or": [{"title": {"eq": "One"}}, {"title": {"eq": "Three"}}]}, [3, 1]),
        ({"and": [{"title": {"neq": "One"}}, {"number": {"lt": 3}}]}, [2]),
        ({"updatedAt": {"gte": "2026-03-01T09:00:01Z"}}, [3, 2]),
        ({"updatedAt": {"gte": "-PT1S"}}, [3]),
        ({"comments": {"some": {"body": {"contains": "Hm"}}}}, [1]),
        ({"attachments": {"some": {"url": {"endsWith": "#x"}}}}, [3]),
        ({"creator": {"isMe": {"eq": True}}}, []),
    ],
)
def test_filters(
    sim: LinearSimulator, graph: Graph, human: Human, wanted: dict[str, object], found: list[int]
) -> None:
    """All fields of a filter have to hold; lists hold for some or every; times can be spans."""
    human.create("PAY", "One", labels=("ours",), due="2026-03-09")
    human.edit("PAY-1", priority=1)
    human.comment("PAY-1", "Hm.")
    sim.clock.advance(seconds=1)
    human.create("PAY", "Two", "Text", labels=("ours", "more"), assignee="omar@acme.com")
    sim.clock.advance(seconds=1)
    human.create("PAY", "Three")
    human.close("PAY-3")
    human.attach("PAY-3", "https://a.test/#x")
    sim.clock.advance(seconds=1)
    assert keys(graph.run(FIND, f=wanted)["issues"]) == found


@pytest.mark.parametrize("wanted", [{"id": {"eq": "nonsense"}}, {"updatedAt": {"gt": "yesterday"}}])
def test_filters_that_are_none(graph: Graph, wanted: dict[str, object]) -> None:
    """A value of the wrong form is an error, no empty list."""
    assert graph.refused(FIND, f=wanted)["extensions"]["code"] == "INVALID_INPUT"


def test_lists_inside_issues(graph: Graph, human: Human) -> None:
    """They have pages and filters of their own."""
    human.create("PAY", "T", labels=("a", "b", "c"))
    human.attach("PAY-1", "https://a.test/1")
    human.attach("PAY-1", "https://b.test/2")
    shown = graph.issue(
        "PAY-1",
        "labels(first: 2) { nodes { name } pageInfo { hasNextPage } }"
        ' attachments(filter: {url: {contains: "b.test"}}) { nodes { url } }',
    )
    assert len(shown["labels"]["nodes"]) == 2
    assert shown["labels"]["pageInfo"] == {"hasNextPage": True}
    assert shown["attachments"]["nodes"] == [{"url": "https://b.test/2"}]


def test_people_by_e_mail(sim: LinearSimulator, graph: Graph) -> None:
    """In whatever case; who has left is listed only where that is asked for."""
    sim.user("omar@acme.com")
    sim.user("left@acme.com", active=False)
    query = """
        query($email: String!) {
          users(filter: {email: {eqIgnoreCase: $email}}) { nodes { email displayName active } }
        }"""
    shown = graph.run(query, email="Omar@ACME.com")["users"]["nodes"]
    assert shown == [{"email": "omar@acme.com", "displayName": "omar", "active": True}]
    assert graph.run(query, email="nobody@acme.com")["users"]["nodes"] == []


def test_teams_and_their_states(graph: Graph) -> None:
    """A team is found by key, its states with type and order."""
    query = """{
      teams(filter: {key: {eq: "PAY"}}) { nodes { key states { nodes { name type position } } } }
    }"""
    (team,) = graph.run(query)["teams"]["nodes"]
    in_order = sorted(team["states"]["nodes"], key=lambda each: each["position"])
    assert [each["type"] for each in in_order] == [
        "backlog",
        "unstarted",
        "started",
        "completed",
        "canceled",
        "duplicate",
    ]
