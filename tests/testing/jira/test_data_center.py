"""Where the simulated Data Center is another Jira than Cloud."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from syncd.testing import Options
from syncd.testing.jira import JiraDataCenterSimulator
from tests.testing.jira.conftest import NOW, fields_of
from tests.testing.standalone import started


class Client:
    """Asks in the words of version 2 of the API, with a personal access token."""

    def __init__(self, url: str) -> None:
        """A client of this base URL."""
        self.http = httpx.Client(
            base_url=f"{url}/rest/api/2", headers={"Authorization": "Bearer secret"}, timeout=5
        )

    def ask(self, line: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of the answer to `METHOD PATH`."""
        method, _, path = line.partition(" ")
        answer = self.http.request(method, path, json=body)
        return answer.status_code, answer.json() if answer.content else None


@pytest.fixture
def sim() -> Iterator[JiraDataCenterSimulator]:
    """A simulator whose clock stands still."""
    with JiraDataCenterSimulator(Options(now=NOW)) as simulator:
        yield simulator


@pytest.fixture
def client(sim: JiraDataCenterSimulator) -> Iterator[Client]:
    """A client of it."""
    client = Client(sim.url)
    yield client
    client.http.close()


def test_people_have_names(sim: JiraDataCenterSimulator, client: Client) -> None:
    """No account ids: people are named, found and assigned by name."""
    jane = sim.user("jane@acme.com")
    assert "accountId" not in client.ask("GET /myself")[1]
    (found,) = client.ask("GET /user/assignable/search?project=PAY&username=jane")[1]
    assert (found["name"], found["emailAddress"]) == ("jane", "jane@acme.com")
    wanted = fields_of("a", assignee={"name": jane.name})
    assert client.ask("POST /issue", {"fields": wanted})[0] == 201
    assert sim.state().tickets[0].assignees == ["jane@acme.com"]
    wrong = fields_of("a", assignee={"accountId": jane.account_id})
    assert client.ask("POST /issue", {"fields": wrong})[0] == 400


def test_texts_are_wiki_markup(client: Client) -> None:
    """Descriptions and comments are plain strings, and come back as they were sent."""
    text = "h2. Why\n\n*bold* {anchor:x}"
    client.ask("POST /issue", {"fields": fields_of("a", description=text)})
    assert client.ask("GET /issue/PAY-1")[1]["fields"]["description"] == text
    assert client.ask("POST /issue/PAY-1/comment", {"body": "a [b|https://x.test]"})[0] == 201
    assert client.ask("POST /issue/PAY-1/comment", {"body": {"type": "doc"}})[0] == 400


def test_pages_by_offset(sim: JiraDataCenterSimulator, client: Client) -> None:
    """There is a total, no token and no property; the server's own limit counts."""
    for title in "abc":
        fields = fields_of(title)
        body = {"fields": fields, "properties": [{"key": "syncd", "value": 1}]}
        client.ask("POST /issue", body)
    sim.world.most_per_page = 2
    asked = {"jql": "project = PAY ORDER BY key", "maxResults": 100, "properties": ["syncd"]}
    page = client.ask("POST /search", asked)[1]
    assert (page["startAt"], page["maxResults"], page["total"]) == (0, 2, 3)
    assert [issue["key"] for issue in page["issues"]] == ["PAY-1", "PAY-2"]
    assert "properties" not in page["issues"][0]
    rest = client.ask("POST /search", {**asked, "startAt": 2})[1]
    assert [issue["key"] for issue in rest["issues"]] == ["PAY-3"]


def test_values_that_are_not_there(client: Client) -> None:
    """An unknown key is an error, or finds nothing if the query is not to be validated."""
    assert client.ask("POST /search", {"jql": "key = PAY-9"})[0] == 400
    lenient = {"jql": "key = PAY-9", "validateQuery": False}
    assert client.ask("POST /search", lenient)[1]["total"] == 0


def test_what_only_cloud_has(client: Client) -> None:
    """No version 3, no search by token, no bulk fetch, no path for changelogs."""
    client.ask("POST /issue", {"fields": fields_of("a")})
    for line in ("POST /search/jql", "POST /issue/bulkfetch", "GET /issue/PAY-1/changelog"):
        assert client.ask(line, {"jql": "project = PAY"})[0] == 404
    assert client.http.get(client.http.base_url.join("/rest/api/3/myself")).status_code == 404
    assert "changelog" in client.ask("GET /issue/PAY-1?expand=changelog")[1]


def test_create_metadata_come_as_values(client: Client) -> None:
    """Pages have `values` and say whether they are the last."""
    page = client.ask("GET /issue/createmeta/PAY/issuetypes")[1]
    assert page["isLast"]
    task = next(each["id"] for each in page["values"] if each["name"] == "Task")
    fields = client.ask(f"GET /issue/createmeta/PAY/issuetypes/{task}?maxResults=3")[1]
    assert (len(fields["values"]), fields["isLast"]) == (3, False)


def test_quiet_edits_need_rights(sim: JiraDataCenterSimulator, client: Client) -> None:
    """Without them it is 403, and nothing is edited."""
    client.ask("POST /issue", {"fields": fields_of("a")})
    bot = sim.world.bot
    sim.human("admin@acme.com").deny(bot, "ADMINISTER")
    sim.human("admin@acme.com").deny(bot, "ADMINISTER_PROJECTS", project="PAY")
    body = {"fields": {"summary": "b"}}
    assert client.ask("PUT /issue/PAY-1?notifyUsers=false", body)[0] == 403
    assert client.ask("PUT /issue/PAY-1", body)[0] == 204


def test_a_process_of_its_own() -> None:
    """It starts by its name, like any other."""
    with started("jira-dc") as (_, url):
        answer = httpx.get(f"{url}/rest/api/2/serverInfo", headers={"Authorization": "Bearer x"})
        assert answer.json()["deploymentType"] == "DataCenter"
        assert "X-AUSERNAME" in answer.headers
