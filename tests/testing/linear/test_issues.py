"""Issues: made, changed, moved, deleted."""

import uuid
from dataclasses import replace

import pytest

from syncd.testing.linear import Human, LinearSimulator
from tests.testing.linear.conftest import CREATE, NOW, Graph

MINE = str(uuid.UUID(int=7, version=4))
BATCH = """
mutation($issues: [IssueCreateInput!]!) {
  issueBatchCreate(input: {issues: $issues}) { success issues { id identifier } }
}"""


def test_an_issue_that_names_little(graph: Graph) -> None:
    """It is in the first backlog state, has no priority, and is called by team and number."""
    made = graph.make("Title")
    shown = graph.issue(
        made["id"],
        "identifier number priority description state { type } team { key } labelIds trashed"
        " assignee { id } creator { email } createdAt archivedAt previousIdentifiers",
    )
    assert shown == {
        "identifier": "PAY-1",
        "number": 1,
        "priority": 0,
        "description": None,
        "state": {"type": "backlog"},
        "team": {"key": "PAY"},
        "labelIds": [],
        "trashed": None,
        "assignee": None,
        "creator": {"email": "bot@acme.com"},
        "createdAt": "2026-03-01T09:00:00.000Z",
        "archivedAt": None,
        "previousIdentifiers": [],
    }
    assert made["url"].endswith("/simulated/issue/PAY-1/title")


def test_a_team_with_triage(sim: LinearSimulator, graph: Graph) -> None:
    """There a new issue waits in Triage."""
    sim.team("NEW", triage_enabled=True)
    made = graph.run(CREATE, input={"teamId": sim.team("NEW").id, "title": "T"})["issueCreate"]
    assert graph.issue(made["issue"]["id"], "state { type }") == {"state": {"type": "triage"}}


def test_an_id_of_the_clients(graph: Graph) -> None:
    """It is taken once; a repeat is an error with HTTP 200 and makes nothing."""
    assert graph.make(id=MINE)["id"] == MINE
    wish = {"teamId": graph.sim.team("PAY").id, "title": "T", "id": MINE}
    error = graph.refused(CREATE, input=wish)
    assert error["message"] == "conflict on insert of Issue"
    assert error["path"] == ["issueCreate"]
    assert len(graph.sim.world.issues) == 1


@pytest.mark.parametrize("id_", ["7", "PAY-7", str(uuid.UUID(int=7))])
def test_an_id_that_is_none(graph: Graph, id_: str) -> None:
    """What has not the form of a UUID is refused."""
    wish = {"teamId": graph.sim.team("PAY").id, "title": "T", "id": id_}
    assert graph.refused(CREATE, input=wish)["message"] == "Argument Validation Error"


def test_an_id_is_never_free_again(graph: Graph, human: Human) -> None:
    """Not while the issue is in the bin, and not after it was deleted for good."""
    graph.make(id=MINE)
    wish = {"teamId": graph.sim.team("PAY").id, "title": "T", "id": MINE}
    for act in (human.delete, human.purge):
        act("PAY-1")
        assert "conflict" in graph.refused(CREATE, input=wish)["message"]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"title": " "}, "Argument Validation Error"),
        ({"title": "T", "priority": 5}, "Argument Validation Error"),
        ({"title": "T", "dueDate": "2026-02-30"}, "Argument Validation Error"),
        ({"title": "T", "assigneeId": MINE}, "Entity not found: User"),
        ({"title": "T", "stateId": MINE}, "Entity not found: WorkflowState"),
        ({"title": "T", "labelIds": [MINE]}, "Entity not found: IssueLabel"),
        ({"title": "T", "templateId": MINE}, "Entity not found: Template"),
        ({"title": "T", "projectId": MINE}, "Entity not found: Project"),
        ({"title": "T", "teamId": MINE}, "Entity not found: Team"),
    ],
)
def test_wishes_that_are_refused(graph: Graph, wish: dict[str, object], words: str) -> None:
    """Errors come with HTTP 200, and nothing is made."""
    full = {"teamId": graph.sim.team("PAY").id, **wish}
    assert graph.refused(CREATE, input=full)["message"] == words
    assert graph.sim.world.issues == {}


def test_a_batch_is_made_whole_or_not_at_all(graph: Graph) -> None:
    """Up to fifty; one wish that is refused undoes the others."""
    team = graph.sim.team("PAY").id
    wishes = [{"teamId": team, "title": f"T{n}"} for n in range(50)]
    made = graph.run(BATCH, issues=wishes)["issueBatchCreate"]["issues"]
    assert [each["identifier"] for each in made] == [f"PAY-{n}" for n in range(1, 51)]
    broken = [{"teamId": team, "title": "T"}, {"teamId": team, "title": ""}]
    graph.refused(BATCH, issues=broken)
    graph.refused(BATCH, issues=[*wishes, *wishes[:1]])
    assert len(graph.sim.world.issues) == 50


def test_the_first_failure_ends_a_document(graph: Graph) -> None:
    """What stood before it is done, what comes after is not, and there is no data at all."""
    ids = [graph.make(f"T{n}")["id"] for n in range(3)]
    query = """
        mutation($a: String!, $b: String!, $c: String!) {
          one: issueUpdate(id: $a, input: {title: "Done"}) { success }
          two: issueUpdate(id: $b, input: {title: ""}) { success }
          three: issueUpdate(id: $c, input: {title: "Not done"}) { success }
        }"""
    error = graph.refused(query, a=ids[0], b=ids[1], c=ids[2])
    assert error["path"] == ["two"]
    assert [graph.issue(each, "title")["title"] for each in ids] == ["Done", "T1", "T2"]


def test_writing_what_is_there_changes_nothing(graph: Graph) -> None:
    """`updatedAt` moves only if something is different."""
    made = graph.make("T")
    graph.sim.clock.advance(minutes=1)
    again = graph.update(made["id"], title="T", priority=0)
    assert again["updatedAt"] == "2026-03-01T09:00:00.000Z"
    assert graph.update(made["id"], priority=1)["updatedAt"] == "2026-03-01T09:01:00.000Z"


@pytest.mark.parametrize(
    ("states", "completed", "canceled"),
    [
        (["started"], False, False),
        (["completed"], True, False),
        (["completed", "unstarted"], False, False),
        (["completed", "canceled"], False, True),
        (["duplicate"], False, True),
    ],
)
def test_states_leave_their_times(
    graph: Graph, human: Human, states: list[str], completed: bool, canceled: bool
) -> None:
    """When it was completed or canceled is told, and no more once it is reopened."""
    graph.make()
    for state in states:
        human.move_to_state("PAY-1", state)
    shown = graph.issue("PAY-1", "completedAt canceledAt")
    assert (shown["completedAt"] is not None, shown["canceledAt"] is not None) == (
        completed,
        canceled,
    )


def test_a_state_of_another_team(sim: LinearSimulator, graph: Graph) -> None:
    """It is refused."""
    made, other = graph.make(), sim.team("OPS")
    state = sim.world.states_of(other.id)[0].id
    query = """
        mutation($id: String!, $state: String!) {
          issueUpdate(id: $id, input: {stateId: $state}) { success }
        }"""
    told = graph.refused(query, id=made["id"], state=state)["extensions"]
    assert "Discrepancy" in told["userPresentableMessage"]


def test_a_move_to_another_team(sim: LinearSimulator, graph: Graph, human: Human) -> None:
    """It has a new key and the old one as well; its id stays, and its state is one of the team."""
    made = graph.make()
    human.close("PAY-1")
    assert graph.update(made["id"], teamId=sim.team("OPS").id)["identifier"] == "OPS-1"
    fields = "id identifier previousIdentifiers state { type team { key } }"
    shown = graph.issue("OPS-1", fields)
    assert shown == {
        "id": made["id"],
        "identifier": "OPS-1",
        "previousIdentifiers": ["PAY-1"],
        "state": {"type": "completed", "team": {"key": "OPS"}},
    }
    assert graph.issue("pay-1", fields) == shown
    assert graph.make()["identifier"] == "PAY-2"


def test_deleted_and_restored(graph: Graph) -> None:
    """A deleted issue is archived and trashed, still there by id, and can be taken out again."""
    made = graph.make()
    graph.run("mutation($id: String!) { issueDelete(id: $id) { success } }", id=made["id"])
    shown = graph.issue(made["id"], "trashed archivedAt")
    assert shown == {"trashed": True, "archivedAt": "2026-03-01T09:00:00.000Z"}
    assert graph.run("{ issues { nodes { id } } }") == {"issues": {"nodes": []}}
    listed = graph.run("{ issues(includeArchived: true) { nodes { id } } }")
    assert listed["issues"]["nodes"] == [{"id": made["id"]}]
    graph.run("mutation($id: String!) { issueUnarchive(id: $id) { success } }", id=made["id"])
    assert graph.issue(made["id"], "trashed archivedAt") == {"trashed": None, "archivedAt": None}


def test_gone_for_good(sim: LinearSimulator, graph: Graph, human: Human) -> None:
    """Then it is not found, nor is what cannot be seen: Linear does not tell which."""
    graph.make("One")
    graph.make("Two")
    human.purge("PAY-1")
    query = "query($id: String!) { issue(id: $id) { id } }"
    assert graph.refused(query, id="PAY-1")["message"] == "Entity not found: Issue"
    human.hide("PAY-2")
    assert graph.refused(query, id="PAY-2")["message"] == "Entity not found: Issue"
    assert graph.run("{ issues { nodes { id } } }") == {"issues": {"nodes": []}}


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("a\n\n<!-- syncd -->\n\nb  \n", "a\n\n\n\nb"),
        ("- one\n- two", "* one\n* two"),
        ("a [b] `c [d] <!-- e -->`", "a \\[b\\] `c [d] <!-- e -->`"),
        ("[b](https://c.test/#d)", "[b](https://c.test/#d)"),
        ("```\n- [x] <!-- y -->\n```", "```\n- [x] <!-- y -->\n```"),
        (" ", None),
    ],
)
def test_markdown_comes_back_another(graph: Graph, written: str, stored: str | None) -> None:
    """Comments are lost, bullets and brackets come back differently, code does not."""
    made = graph.make(description=written)
    assert graph.issue(made["id"], "description") == {"description": stored}


def test_twenty_thousand_are_quick_to_read(sim: LinearSimulator, graph: Graph) -> None:
    """A list of 20,000 is sorted once and then read page by page, every issue once."""
    one = sim.world.issues[graph.make()["id"]]
    with sim.changing() as world:
        for n in range(1, 20_000):
            at = f"2026-02-01T00:{n // 3600:02}:{n // 60 % 60:02}.{n % 60:03}Z"
            more = replace(one, id=str(uuid.UUID(int=n, version=4)), number=n + 1, created_at=at)
            world.issues[more.id] = more
    query = """
        query($after: String) {
          issues(first: 250, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
        }"""
    seen: set[str] = set()
    after = None
    for page in range(80):
        shown = graph.run(query, after=after)["issues"]
        seen.update(each["id"] for each in shown["nodes"])
        after = shown["pageInfo"]["endCursor"]
        assert shown["pageInfo"]["hasNextPage"] is (page < 79)
    assert len(seen) == 20_000
    assert sim.clock.now() == NOW
