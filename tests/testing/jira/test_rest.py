"""Transitions, comments, properties, links, people, metadata, limits and webhooks."""

import hashlib
import hmac

from syncd.testing.jira import JiraSimulator, payload_of
from tests.testing.jira.conftest import BOT, Client, document


def test_a_workflow_is_a_graph(sim: JiraSimulator, client: Client) -> None:
    """Only what is open from here is listed and taken, and a screen can demand a resolution."""
    sim.project("PAY", workflow="classic")
    key = client.make()
    listed = client.ask(f"GET /issue/{key}/transitions?expand=transitions.fields")[1]["transitions"]
    assert {each["id"] for each in listed} == {"4", "5", "2"}
    close = next(each for each in listed if each["id"] == "2")
    assert close["fields"]["resolution"]["required"]
    line = f"POST /issue/{key}/transitions"
    assert client.ask(line, {"transition": {"id": "3"}})[0] == 400
    assert list(client.ask(line, {"transition": {"id": "2"}})[1]["errors"]) == ["resolution"]
    body = {
        "transition": {"id": "2"},
        "fields": {"resolution": {"name": "Won't Do"}},
        "update": {"comment": [{"add": {"body": document("not worth it")}}]},
    }
    assert client.ask(line, body) == (204, None)
    (ticket,), (said,) = sim.state().tickets, sim.state().comments
    assert (ticket.status, ticket.native["resolution"]) == ("Closed", "Won't Do")
    assert said.body == "not worth it"


def test_the_simplified_workflow(sim: JiraSimulator, client: Client) -> None:
    """Done sets the resolution by itself, and whoever opens it again clears it."""
    key, jane = client.make(), sim.human("jane@acme.com")
    jane.close(key)
    fields = client.ask(f"GET /issue/{key}")[1]["fields"]
    assert (fields["resolution"]["name"], bool(fields["resolutiondate"])) == ("Done", True)
    assert fields["status"]["statusCategory"]["key"] == "done"
    jane.reopen(key)
    fields = client.ask(f"GET /issue/{key}")[1]["fields"]
    assert (fields["resolution"], fields["resolutiondate"]) == (None, None)


def test_team_managed_projects_have_no_resolutions(sim: JiraSimulator, client: Client) -> None:
    """There a status says that it will not be done."""
    sim.project("PAY", workflow="team-managed")
    key = client.make()
    sim.human("jane@acme.com").close(key, "Won't Do")
    fields = client.ask(f"GET /issue/{key}")[1]["fields"]
    assert (fields["status"]["name"], fields["resolution"]) == ("Won't Do", None)


def test_comments(sim: JiraSimulator, client: Client) -> None:
    """Said, edited, listed in both orders, with properties of their own; a string is refused."""
    key = client.make()
    line = f"POST /issue/{key}/comment"
    assert client.ask(line, {"body": "plain"})[0] == 400
    said = {"body": document("a"), "properties": [{"key": "syncd", "value": "note"}]}
    number = client.ask(line, said)[1]["id"]
    client.ask(line, {"body": document("b")})
    assert client.ask(f"PUT /issue/{key}/comment/{number}", {"body": document("A")})[0] == 200
    assert [each.body for each in sim.state().comments] == ["A", "b"]
    newest = client.ask(f"GET /issue/{key}/comment?orderBy=-created&maxResults=1")[1]
    assert newest["comments"][0]["id"] != number
    assert "properties" not in newest["comments"][0]
    shown = client.ask(f"GET /issue/{key}/comment/{number}?expand=properties")[1]
    assert shown["properties"] == [{"key": "syncd", "value": "note"}]
    assert client.ask(f"DELETE /issue/{key}/comment/{number}")[0] == 204
    assert client.ask(f"GET /issue/{key}/comment/{number}")[0] == 404


def test_other_peoples_comments(sim: JiraSimulator, client: Client) -> None:
    """They can be edited only with the right to edit all; without it 400, not 403."""
    key = client.make()
    number = sim.human("jane@acme.com").comment(key, "hers")
    sim.human("admin@acme.com").deny(BOT, "EDIT_ALL_COMMENTS", project="PAY")
    assert client.ask(f"PUT /issue/{key}/comment/{number}", {"body": document("x")})[0] == 400


def test_properties(client: Client) -> None:
    """New ones are 201, others 200; too large ones are refused."""
    line = f"/issue/{client.make()}/properties/syncd"
    assert client.ask(f"PUT {line}", {"v": 1})[0] == 201
    assert client.ask(f"PUT {line}", {"v": 2})[0] == 200
    assert client.ask(f"GET {line}")[1] == {"key": "syncd", "value": {"v": 2}}
    assert client.ask(f"PUT {line}", "x" * 40_000)[0] == 400
    assert client.ask(f"DELETE {line}")[0] == 204
    assert client.ask(f"GET {line}")[0] == 404


def test_remote_links_are_upserts(sim: JiraSimulator, client: Client) -> None:
    """The same global id is the same link, and what the second request leaves out is gone."""
    line = f"POST /issue/{client.make()}/remotelink"
    link = {"globalId": "1", "relationship": "r", "object": {"url": "https://x.test", "title": "x"}}
    first = client.ask(line, link)
    del link["relationship"]
    second = client.ask(line, link)
    assert (first[0], second[0]) == (201, 200)
    assert first[1]["id"] == second[1]["id"]
    (shown,) = client.ask("GET /issue/PAY-1/remotelink")[1]
    assert "relationship" not in shown
    assert client.ask(line, {"object": {"url": "relative", "title": "x"}})[0] == 400
    assert client.ask(line, {"object": {"url": "https://x.test"}})[1]["errors"] == {
        "title": "'title' is required."
    }
    assert sim.state().tickets[0].links == ["https://x.test"]


def test_people(sim: JiraSimulator, client: Client) -> None:
    """Found by the beginning of a name or address; a hidden address only if it is given whole."""
    sim.user("jane.doe@acme.com", display_name="Jane Doe", email_hidden=True)
    sim.user("janet@acme.com", display_name="Janet Roe")
    line = "GET /user/assignable/search?project=PAY&query="
    assert {user["displayName"] for user in client.ask(line + "jan")[1]} == {
        "Jane Doe",
        "Janet Roe",
    }
    (jane,) = client.ask(line + "jane.doe@acme.com")[1]
    assert "emailAddress" not in jane
    assert client.ask("GET /user/assignable/search?project=PAY")[0] == 400
    sim.human("admin@acme.com").deny(BOT, "USER_PICKER")
    assert client.ask(line + "jan") == (200, [])


def test_create_metadata(sim: JiraSimulator, client: Client) -> None:
    """Which types and fields there are, what is required and what is allowed, in pages."""
    types = client.ask("GET /issue/createmeta/PAY/issuetypes")[1]["issueTypes"]
    task = next(each["id"] for each in types if each["name"] == "Task")
    line = f"GET /issue/createmeta/PAY/issuetypes/{task}"
    page = client.ask(f"{line}?maxResults=5")[1]
    assert (len(page["fields"]), page["total"]) == (5, 13)
    fields = {each["fieldId"]: each for each in client.ask(line)[1]["fields"]}
    assert fields["summary"]["required"]
    assert fields["priority"]["allowedValues"][0]["name"] == "Highest"
    assert fields["customfield_10014"]["schema"]["custom"].endswith("gh-epic-link")
    assert client.ask(f"{line}?maxResults=201")[0] == 400


def test_who_asks_is_in_every_answer(sim: JiraSimulator, client: Client) -> None:
    """The account is in a header, and so is the time of the server."""
    answer = client.http.get("/serverInfo")
    assert answer.headers["X-AAccountId"] == sim.user(BOT).account_id
    assert answer.headers["Date"] == "Mon, 02 Mar 2026 09:00:00 GMT"


def test_bursts(sim: JiraSimulator, client: Client) -> None:
    """Too many requests of one method in a second are 429 with a reason, and pass with time."""
    sim.limits.per_second = 2
    assert client.http.get("/myself").headers["X-RateLimit-Remaining"] == "1"
    client.ask("GET /myself")
    answer = client.http.get("/myself")
    assert answer.status_code == 429
    assert answer.headers["RateLimit-Reason"] == "jira-burst-based"
    assert answer.headers["Retry-After"] == "1"
    assert answer.headers["X-RateLimit-Reset"] == "2026-03-02T09:00:01Z"
    sim.limits.retry_after = False
    assert "Retry-After" not in client.http.get("/myself").headers
    sim.clock.advance(seconds=1.5)
    assert client.ask("GET /myself")[0] == 200


def test_writes_to_one_issue_are_limited(sim: JiraSimulator, client: Client) -> None:
    """20 in two seconds, and no matter what is done to others."""
    first, second = client.make("a"), client.make("b")
    sim.limits.per_issue = True
    body = {"fields": {"summary": "c"}}
    answers = [client.ask(f"PUT /issue/{first}", body)[0] for _ in range(21)]
    assert answers == [204] * 20 + [429]
    assert client.ask(f"PUT /issue/{second}", body)[0] == 204


def test_webhooks_are_signed(sim: JiraSimulator, client: Client) -> None:
    """Each act has its event, signed over the raw body, with an id of its own."""
    sim.announce("secret")
    key = client.make()
    client.ask(f"PUT /issue/{key}/properties/syncd", {"v": 1})
    sim.human("jane@acme.com").comment(key, "hi")
    sim.human("jane@acme.com").close(key)
    events = [sent.event for sent in sim.deliveries]
    assert events == [
        "jira:issue_created",
        "issue_property_set",
        "comment_created",
        "jira:issue_updated",
    ]
    for sent in sim.deliveries:
        expected = hmac.new(b"secret", sent.body, hashlib.sha256).hexdigest()
        assert sent.headers["X-Hub-Signature"] == f"sha256={expected}"
        assert payload_of(sent)["issue"]["key"] == key
    ids = {sent.headers["X-Atlassian-Webhook-Identifier"] for sent in sim.deliveries}
    assert len(ids) == 4


def test_acts_over_http(sim: JiraSimulator, client: Client) -> None:
    """A tester can act as a human, by name, without Python."""
    key = client.make()
    acts = [
        {"as": "jane@acme.com", "do": "close", "ticket": key, "resolution": "Duplicate"},
        {"as": "jane@acme.com", "do": "comment", "ticket": key, "body": "done before"},
        {"as": "admin@acme.com", "do": "lag", "seconds": 5},
    ]
    for act in acts:
        assert client.http.post(f"{sim.url}/_simulator/act", json=act).status_code == 200
    (ticket,) = sim.state().tickets
    assert (ticket.closed, ticket.native["resolution"]) == (True, "Duplicate")


def test_the_changelog(sim: JiraSimulator, client: Client) -> None:
    """Who changed which field from what to what; many issues at once on demand."""
    key = client.make(duedate="2026-03-09")
    sim.human("jane@acme.com").edit(key, due="2026-04-09")
    (entry,) = client.ask(f"GET /issue/{key}/changelog")[1]["values"]
    assert entry["author"]["emailAddress"] == "jane@acme.com"
    (item,) = entry["items"]
    assert (item["fieldId"], item["fromString"], item["toString"]) == (
        "duedate",
        "2026-03-09",
        "2026-04-09",
    )
    bulk = client.ask(
        "POST /changelog/bulkfetch", {"issueIdsOrKeys": [key], "fieldIds": ["status"]}
    )[1]
    assert bulk["issueChangeLogs"][0]["changeHistories"] == []
