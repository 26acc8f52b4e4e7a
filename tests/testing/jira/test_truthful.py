"""The simulator's answers keep to what Atlassian publishes, and it runs by itself."""

import httpx

from syncd.testing.jira import JiraSimulator
from tests.specs import Side, assert_truthful
from tests.testing.jira.conftest import BOT, Client, document, fields_of
from tests.testing.standalone import started

READ = (
    "/myself",
    "/serverInfo",
    "/project/PAY",
    "/project/search",
    "/project/PAY/statuses",
    "/mypermissions?permissions=EDIT_ISSUES&projectKey=PAY",
    "/issue/PAY-1?properties=*all",
    "/issue/PAY-1/transitions?expand=transitions.fields",
    "/issue/PAY-1/comment",
    "/issue/PAY-1/changelog",
    "/issue/PAY-1/remotelink",
    "/issue/PAY-1/properties",
    "/issue/PAY-1/editmeta",
    "/issue/createmeta/PAY/issuetypes",
    "/issue/createmeta/PAY/issuetypes/10001",
    "/field",
    "/priority",
    "/priority/search",
    "/resolution",
    "/status",
    "/statuscategory",
    "/issuetype",
    "/label",
    "/user/search?query=jane",
    "/user/assignable/search?query=jane&project=PAY",
    "/issue/PAY-9",
    "/project/NOSUCH",
    "/search/jql?jql=project%20%3D%20PAY&fields=*all&properties=syncd",
)


def test_answers_keep_to_the_description(sim: JiraSimulator, client: Client) -> None:
    """Every answer has what the description asks for, and nothing that it does not know."""
    sim.record = True
    sim.project("PAY", workflow="classic")
    jane = {"accountId": sim.user("jane@acme.com").account_id}
    client.make(
        "a",
        labels=["x"],
        assignee=jane,
        duedate="2026-03-09",
        components=[{"name": "core"}],
        description=document("see https://x.test"),
    )
    bulk = [{"fields": fields_of("b")}, {"fields": fields_of("c", nonsense=1)}]
    client.ask("POST /issue/bulk", {"issueUpdates": bulk})
    link = {"globalId": "1", "object": {"url": "https://x.test", "title": "x"}}
    client.ask("POST /issue/PAY-1/remotelink", link)
    client.ask("PUT /issue/PAY-1/properties/syncd", {"v": 1})
    client.ask("PUT /issue/PAY-1?returnIssue=true", {"fields": {"summary": "A"}})
    client.ask("POST /issue/PAY-1/comment", {"body": document("hi")})
    client.ask("POST /issue/PAY-1/transitions", {"transition": {"id": "4"}})
    client.ask("POST /issue/bulkfetch", {"issueIdsOrKeys": ["PAY-1", "PAY-2"]})
    client.ask("POST /search/jql", {"jql": "project = PAY", "fields": ["*all"], "maxResults": 1})
    client.ask("POST /changelog/bulkfetch", {"issueIdsOrKeys": ["PAY-1"]})
    client.ask("POST /issue", {"fields": {}})
    for path in READ:
        client.ask(f"GET {path}")
    assert_truthful("jira", sim.exchanges, sides=frozenset({Side.ANSWER}))


def test_from_the_first_request_on() -> None:
    """Any token and any project, in a process of its own; its base URL has no path."""
    with started("jira", "--project", "PAY") as (_, url):
        made = httpx.post(
            f"{url}/rest/api/3/issue", json={"fields": fields_of("a")}, auth=(BOT, "any")
        )
        assert made.status_code == 201
        state = httpx.get(f"{url}/_simulator/state").json()
        assert [ticket["key"] for ticket in state["tickets"]] == ["PAY-1"]
