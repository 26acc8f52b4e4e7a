"""Labels, links and comments."""

import uuid

import pytest

from syncd.testing.linear import Human, LinearSimulator
from tests.testing.linear.conftest import Graph

MINE = str(uuid.UUID(int=7, version=4))
LABEL = """
mutation($input: IssueLabelCreateInput!) {
  issueLabelCreate(input: $input) { issueLabel { id name team { key } } }
}"""
LINK = """
mutation($input: AttachmentCreateInput!) {
  attachmentCreate(input: $input) { attachment { id url title subtitle metadata updatedAt } }
}"""
SAY = """
mutation($input: CommentCreateInput!) {
  commentCreate(input: $input) { comment { id body updatedAt editedAt issueId user { email } } }
}"""
EDIT = """
mutation($id: String!, $body: String!, $silent: Boolean) {
  commentUpdate(id: $id, input: {body: $body}, skipEditedAt: $silent) {
    comment { body editedAt }
  }
}"""
UPDATE = """
mutation($id: String!, $input: IssueUpdateInput!) {
  issueUpdate(id: $id, input: $input) { success }
}"""


def names(graph: Graph, key: str = "PAY-1") -> list[str]:
    """The labels of an issue."""
    shown = graph.issue(key, "labels { nodes { name } }")
    return sorted(each["name"] for each in shown["labels"]["nodes"])


# Labels.


def test_labels_are_added_and_removed_one_by_one(graph: Graph) -> None:
    """Others stay; adding what is there, or removing what is not, changes nothing."""
    made = graph.make()
    ids = {name: graph.label(name) for name in "abc"}
    graph.update(made["id"], labelIds=[ids["a"], ids["b"]])
    graph.update(made["id"], addedLabelIds=[ids["b"], ids["c"]], removedLabelIds=[ids["a"]])
    assert names(graph) == ["b", "c"]
    graph.sim.clock.advance(seconds=1)
    before = graph.issue("PAY-1", "updatedAt")
    graph.update(made["id"], addedLabelIds=[ids["b"]], removedLabelIds=[ids["a"]])
    assert graph.issue("PAY-1", "updatedAt") == before


def test_a_name_is_taken_once(sim: LinearSimulator, graph: Graph) -> None:
    """Whatever its case; one of the workspace shuts out one of a team, and the reverse."""
    pay, ops = sim.team("PAY").id, sim.team("OPS").id
    graph.label("shared")
    graph.label("own", teamId=pay)
    graph.label("own", teamId=ops)
    for name, team in (("SHARED", None), ("Shared", pay), ("OWN", pay), ("own", None)):
        wish = {"name": name, **({"teamId": team} if team else {})}
        error = graph.refused(LABEL, input=wish)
        assert error["message"] == "duplicate label name"


def test_an_id_for_a_label(graph: Graph) -> None:
    """The client can choose it, once."""
    assert graph.label("a", id=MINE) == MINE
    assert "conflict" in graph.refused(LABEL, input={"name": "b", "id": MINE})["message"]


def test_who_may_make_labels(sim: LinearSimulator, graph: Graph) -> None:
    """Workspace and team allow it each for themselves."""
    sim.world.label_rights = {"team"}
    assert graph.refused(LABEL, input={"name": "a"})["message"] == "Forbidden"
    graph.label("a", teamId=sim.team("PAY").id)


def test_labels_that_do_not_fit(sim: LinearSimulator, graph: Graph) -> None:
    """One of another team, a group, a retired one, or two of one group are refused."""
    made = graph.make()
    group = graph.label("kind", isGroup=True)
    one, two = graph.label("bug", parentId=group), graph.label("chore", parentId=group)
    theirs = graph.label("theirs", teamId=sim.team("OPS").id)
    retired = graph.label("old", retiredAt="2026-01-01T00:00:00.000Z")
    for ids in ([theirs], [group], [retired], [one, two]):
        graph.refused(UPDATE, id=made["id"], input={"addedLabelIds": ids})
    graph.update(made["id"], addedLabelIds=[one])
    graph.refused(UPDATE, id=made["id"], input={"addedLabelIds": [two]})
    assert names(graph) == ["bug"]
    assert "not a group" in str(graph.refused(LABEL, input={"name": "x", "parentId": one}))


def test_labels_when_an_issue_moves(sim: LinearSimulator, graph: Graph) -> None:
    """Those of the workspace stay, those of the team are replaced by name or go."""
    pay, ops = sim.team("PAY").id, sim.team("OPS").id
    ids = [graph.label("shared"), graph.label("both", teamId=pay), graph.label("own", teamId=pay)]
    graph.label("both", teamId=ops)
    made = graph.make(labelIds=ids)
    graph.update(made["id"], teamId=ops)
    assert names(graph, "OPS-1") == ["both", "shared"]


# Links.


def link(graph: Graph, **more: object) -> dict[str, object]:
    """The link that is wished for."""
    issue = graph.issue("PAY-1", "id")["id"]
    return {"issueId": issue, "url": "https://a.test/x#1", "title": "T", **more}


def test_a_link_is_known_by_its_address(graph: Graph) -> None:
    """A second one with the same address updates the first; metadata are replaced whole."""
    graph.make()
    first = graph.run(LINK, input=link(graph, metadata={"a": "1", "b": 2}))["attachmentCreate"]
    graph.sim.clock.advance(seconds=1)
    wish = link(graph, title="U", subtitle="S", metadata={"a": "2"})
    second = graph.run(LINK, input=wish)["attachmentCreate"]["attachment"]
    assert second == {
        "id": first["attachment"]["id"],
        "url": "https://a.test/x#1",
        "title": "U",
        "subtitle": "S",
        "metadata": {"a": "2"},
        "updatedAt": "2026-03-01T09:00:01.000Z",
    }
    shown = graph.issue("PAY-1", "attachments { nodes { id } }")
    assert len(shown["attachments"]["nodes"]) == 1


def test_the_same_link_on_another_issue(graph: Graph, human: Human) -> None:
    """Is another link."""
    graph.make()
    graph.make()
    graph.run(LINK, input=link(graph))
    graph.run(LINK, input={**link(graph), "issueId": graph.issue("PAY-2", "id")["id"]})
    assert len(graph.sim.world.attachments) == 2


@pytest.mark.parametrize(
    "wish",
    [
        {"url": "post-mortems/one.md"},
        {"metadata": {"a": {"b": 1}}},
        {"metadata": {"a": True}},
        {"id": "1"},
    ],
)
def test_links_that_are_refused(graph: Graph, wish: dict[str, object]) -> None:
    """Without a scheme there is no address; metadata hold strings and numbers."""
    graph.make()
    error = graph.refused(LINK, input=link(graph, **wish))
    assert error["extensions"]["code"] == "INVALID_INPUT"


def test_a_link_is_deleted(graph: Graph) -> None:
    """Once; then it is not found."""
    graph.make()
    made = graph.run(LINK, input=link(graph))["attachmentCreate"]["attachment"]
    query = "mutation($id: String!) { attachmentDelete(id: $id) { success } }"
    graph.run(query, id=made["id"])
    assert graph.refused(query, id=made["id"])["message"] == "Entity not found: Attachment"


# Comments.


def test_a_comment_has_the_clients_id(graph: Graph) -> None:
    """It is said once: a repeat is an error, also after it was deleted."""
    issue = graph.make()["id"]
    wish = {"issueId": issue, "body": "Hm.", "id": MINE, "doNotSubscribeToIssue": True}
    said = graph.run(SAY, input=wish)["commentCreate"]["comment"]
    assert (said["id"], said["issueId"]) == (MINE, issue)
    assert said["user"] == {"email": "bot@acme.com"}
    assert graph.refused(SAY, input=wish)["message"] == "conflict on insert of Comment"
    graph.run("mutation($id: String!) { commentDelete(id: $id) { success } }", id=MINE)
    assert graph.refused(SAY, input=wish)["message"] == "conflict on insert of Comment"


def test_a_comment_is_edited_in_place(graph: Graph, human: Human) -> None:
    """By whoever wrote it; that it was edited need not show."""
    issue = graph.make()["id"]
    graph.run(SAY, input={"issueId": issue, "body": "One", "id": MINE})
    silent = graph.run(EDIT, id=MINE, body="Two", silent=True)["commentUpdate"]["comment"]
    assert silent == {"body": "Two", "editedAt": None}
    shown = graph.run(EDIT, id=MINE, body="Three")["commentUpdate"]["comment"]
    assert shown["editedAt"] is not None
    theirs = human.comment("PAY-1", "A human's")
    assert graph.refused(EDIT, id=theirs, body="Ours")["message"] == "Forbidden"


@pytest.mark.parametrize("touches", [False, True])
def test_comments_and_their_issue(
    sim: LinearSimulator, graph: Graph, human: Human, touches: bool
) -> None:
    """Whether one moves `updatedAt` of its issue is not known: a test can have it both ways."""
    sim.world.comments_touch_issues = touches
    graph.make()
    before = graph.issue("PAY-1", "updatedAt")
    sim.clock.advance(seconds=1)
    human.comment("PAY-1", "Hm.")
    assert (graph.issue("PAY-1", "updatedAt") != before) is touches


def test_comments_are_listed_by_what_changed(
    sim: LinearSimulator, graph: Graph, human: Human
) -> None:
    """Across issues: by time of change, and by team and label of their issue."""
    human.create("PAY", "One", labels=("ours",))
    human.create("OPS", "Other", labels=("ours",))
    first = human.comment("PAY-1", "Old")
    human.comment("OPS-1", "Elsewhere")
    sim.clock.advance(seconds=10)
    human.comment("PAY-1", "New")
    human.edit_comment(first, "Edited")
    query = """
        query($filter: CommentFilter) {
          comments(filter: $filter) { nodes { body issue { identifier } } }
        }"""
    wanted = {
        "updatedAt": {"gte": "2026-03-01T09:00:10Z"},
        "issue": {
            "team": {"key": {"eq": "PAY"}},
            "labels": {"some": {"name": {"eq": "ours"}}},
        },
    }
    found = graph.run(query, filter=wanted)["comments"]["nodes"]
    assert [each["body"] for each in found] == ["New", "Edited"]


def test_an_empty_comment(graph: Graph) -> None:
    """Nothing, or nothing but an HTML comment, cannot be said."""
    issue = graph.make()["id"]
    for body in ("", "<!-- syncd -->"):
        error = graph.refused(SAY, input={"issueId": issue, "body": body})
        assert error["message"] == "Argument Validation Error"
