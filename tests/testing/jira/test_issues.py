"""Issues in the Jira simulator: made, edited, moved, hidden, deleted."""

import pytest

from syncd.testing.jira import FIELDS, JiraSimulator, custom
from tests.testing.jira.conftest import BOT, Client, document, fields_of


def test_everybody_is_let_in(sim: JiraSimulator, client: Client) -> None:
    """Any token is good and any project there; without a token nothing is."""
    assert client.ask("GET /myself")[1]["emailAddress"] == BOT
    assert client.ask("GET /project/ANY")[0] == 200
    assert client.ask("GET /project/NOSUCH")[0] == 404
    assert Client(sim.url, None).ask("GET /myself")[0] == 401
    assert Client(sim.url, (BOT, "")).ask("GET /myself")[0] == 401


def test_a_closed_door() -> None:
    """Without the open door only known tokens count, and only known projects are there."""
    with JiraSimulator(open_door=False) as sim:
        sim.project("PAY")
        sim.token("good", BOT)
        client = Client(sim.url, (BOT, "good"))
        assert client.ask("GET /project/PAY")[0] == 200
        assert client.ask("GET /project/OPS")[0] == 404
        assert Client(sim.url, (BOT, "bad")).ask("GET /myself")[0] == 401


def test_the_marker_goes_along_with_the_create(sim: JiraSimulator, client: Client) -> None:
    """Properties of the create request are on the issue from the first moment."""
    body = {"fields": fields_of("a"), "properties": [{"key": "syncd", "value": {"v": 1}}]}
    assert client.ask("POST /issue", body)[0] == 201
    assert sim.state().tickets[0].markers == {"syncd": {"v": 1}}
    assert client.ask("GET /issue/PAY-1?properties=syncd")[1]["properties"] == {"syncd": {"v": 1}}
    assert "properties" not in client.ask("GET /issue/PAY-1")[1]


def test_all_errors_come_at_once(sim: JiraSimulator, client: Client) -> None:
    """A create that is refused names every field, and makes nothing."""
    bad = fields_of(
        "x" * 256,
        labels=["two words"],
        duedate="tomorrow",
        priority={"name": "Urgent"},
        description="plain",
        customfield_1="?",
        assignee={"accountId": "no-1"},
    )
    status, answer = client.ask("POST /issue", {"fields": bad})
    assert status == 400
    assert set(answer["errors"]) == {
        "summary",
        "labels",
        "duedate",
        "priority",
        "description",
        "customfield_1",
        "assignee",
    }
    assert sim.state().tickets == []


def test_required_fields(sim: JiraSimulator, client: Client) -> None:
    """A project can demand fields; a create without them is refused by name."""
    team = custom("Team", "option", 10_050, required=True, allowed=("Core", "Web"))
    sim.project("PAY", fields=(*FIELDS, team))
    assert client.ask("POST /issue", {"fields": fields_of("a")})[1]["errors"] == {
        "customfield_10050": "Team is required."
    }
    client.make(customfield_10050={"value": "Core"})
    assert sim.state().tickets[0].native["fields"] == {"customfield_10050": {"value": "Core"}}


def test_fields_off_the_screen(sim: JiraSimulator, client: Client) -> None:
    """What is on no screen of a project cannot be set there."""
    sim.project("PAY", without={"duedate", "priority"})
    status, answer = client.ask("POST /issue", {"fields": fields_of("a", duedate="2026-03-09")})
    assert (status, list(answer["errors"])) == (400, ["duedate"])
    assert "not on the appropriate screen" in answer["errors"]["duedate"]


def test_bulk_makes_what_it_can(client: Client) -> None:
    """One bad element fails alone, by its place; only bad ones are 400."""
    good, bad = {"fields": fields_of("a")}, {"fields": fields_of("b", nonsense=1)}
    status, answer = client.ask("POST /issue/bulk", {"issueUpdates": [good, bad, good]})
    assert status == 201
    assert [issue["key"] for issue in answer["issues"]] == ["PAY-1", "PAY-2"]
    (error,) = answer["errors"]
    assert (error["failedElementNumber"], error["status"]) == (1, 400)
    assert client.ask("POST /issue/bulk", {"issueUpdates": [bad]})[0] == 400
    assert client.ask("POST /issue/bulk", {"issueUpdates": [good] * 51})[0] == 400


def test_one_edit_for_all(sim: JiraSimulator, client: Client) -> None:
    """Fields, verbs and properties go in one edit; a transition in it is ignored."""
    client.make(labels=["theirs", "old"])
    body = {
        "fields": {"summary": "b"},
        "update": {"labels": [{"add": "new"}, {"remove": "old"}, {"remove": "absent"}]},
        "properties": [{"key": "syncd", "value": 1}],
        "transition": {"id": "31"},
    }
    assert client.ask("PUT /issue/PAY-1?notifyUsers=false", body)[0] == 204
    (ticket,) = sim.state().tickets
    assert (ticket.title, ticket.labels, ticket.status) == ("b", ["new", "theirs"], "To Do")
    both = {"fields": {"labels": []}, "update": {"labels": [{"add": "x"}]}}
    assert client.ask("PUT /issue/PAY-1", both)[0] == 400


def test_an_edit_that_changes_nothing_is_none(sim: JiraSimulator, client: Client) -> None:
    """The time of the last update stays, so that an idempotent writer wakes nobody."""
    client.make(labels=["a"])
    before = sim.state().tickets[0].updated
    sim.clock.advance(minutes=1)
    client.ask("PUT /issue/PAY-1", {"update": {"labels": [{"add": "a"}]}})
    assert sim.state().tickets[0].updated == before


def test_quiet_edits_need_rights(sim: JiraSimulator, client: Client) -> None:
    """Whoever administers nothing cannot switch notifications off; both known answers exist."""
    client.make()
    sim.human("admin@acme.com").deny(BOT, "ADMINISTER")
    sim.human("admin@acme.com").deny(BOT, "ADMINISTER_PROJECTS", project="PAY")
    line, body = "PUT /issue/PAY-1?notifyUsers=false", {"fields": {"summary": "b"}}
    status, answer = client.ask(line, body)
    assert status == 400
    assert "discard the user notification" in answer["errorMessages"][0]
    sim.world.refuses_quiet_edits = False
    assert client.ask(line, body)[0] == 204


def test_rights_can_be_lost(sim: JiraSimulator, client: Client) -> None:
    """Each missing permission has its own answer; what cannot be browsed is not there."""
    key, admin = client.make(), sim.human("admin@acme.com")
    admin.deny(BOT, "CREATE_ISSUES", "SCHEDULE_ISSUES", "ASSIGN_ISSUES", project="PAY")
    assert client.ask("POST /issue", {"fields": fields_of("a")})[0] == 403
    status, answer = client.ask(
        f"PUT /issue/{key}", {"fields": {"duedate": "2026-03-09", "assignee": None}}
    )
    assert (status, set(answer["errors"])) == (400, {"duedate", "assignee"})
    admin.deny(BOT, "LINK_ISSUES", "ADD_COMMENTS", "TRANSITION_ISSUES", project="PAY")
    link = {"object": {"url": "https://x.test", "title": "x"}}
    assert client.ask(f"POST /issue/{key}/remotelink", link)[0] == 403
    assert client.ask(f"POST /issue/{key}/comment", {"body": document("x")})[0] == 400
    assert client.ask(f"GET /issue/{key}/transitions")[1]["transitions"] == []
    admin.deny(BOT, "BROWSE_PROJECTS", project="PAY")
    assert client.ask(f"GET /issue/{key}")[0] == 404
    admin.allow(BOT, project="PAY")
    assert client.ask(f"GET /issue/{key}")[0] == 200


def test_a_move_keeps_the_id(sim: JiraSimulator, client: Client) -> None:
    """The old key leads to the issue under its new one, with 200 and without a redirect."""
    key = client.make()
    number = client.ask(f"GET /issue/{key}")[1]["id"]
    assert sim.human("jane@acme.com").move(key, "OPS") == "OPS-1"
    for name in (key, "pay-1", number, "OPS-1"):
        found = client.ask(f"GET /issue/{name}")
        assert (found[0], found[1]["id"], found[1]["key"]) == (200, number, "OPS-1")
    fetched = client.ask("POST /issue/bulkfetch", {"issueIdsOrKeys": [key, "PAY-9"]})[1]
    assert [issue["key"] for issue in fetched["issues"]] == ["OPS-1"]


def test_hidden_and_deleted_look_the_same(sim: JiraSimulator, client: Client) -> None:
    """404 with the same words, and no trace in a search."""
    first, second = client.make("a"), client.make("b")
    sim.human("jane@acme.com").hide(first)
    sim.human("jane@acme.com").delete(second)
    hidden, deleted = client.ask(f"GET /issue/{first}"), client.ask(f"GET /issue/{second}")
    assert hidden == deleted
    assert hidden[0] == 404
    assert client.search("project = PAY") == []


@pytest.mark.parametrize("value", [{"accountId": "-1"}, {"id": "-1"}])
def test_minus_one_is_the_default(sim: JiraSimulator, client: Client, value: object) -> None:
    """An account of -1 is the project's default assignee, here its lead."""
    client.make(assignee=value)
    assert sim.state().tickets[0].assignees == ["lead@example.com"]


def test_texts_by_version(sim: JiraSimulator, client: Client) -> None:
    """Version 3 has documents, version 2 the same words as wiki markup; `updated` has no colon."""
    client.make(description=document("see https://x.test now"))
    third = client.ask("GET /issue/PAY-1")[1]["fields"]
    assert third["description"]["type"] == "doc"
    assert third["updated"] == "2026-03-02T09:00:00.000+0000"
    answer = client.http.get(f"{sim.url}/rest/api/2/issue/PAY-1").json()
    assert answer["fields"]["description"] == "see https://x.test now"
