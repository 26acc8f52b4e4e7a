"""The simulator as somebody uses it who has nothing but its URL."""

from typing import Any

from tests.testing.client import Client
from tests.testing.standalone import started


def test_from_the_first_request_on() -> None:
    """Any token, any team, anybody; faults, people, and a look at what happened."""
    with started("linear", "--project", "PAY") as (_, url):
        client, tester = Client(url), Client(url.removesuffix("/graphql"))
        headers = {"Authorization": "lin_api_any"}

        def ask(query: str, **variables: Any) -> Any:
            body = {"query": query, "variables": variables}
            status, answer, _ = client.ask("POST ", body, headers)
            assert (status, answer.get("errors")) == (200, None)
            return answer["data"]

        query = "query($key: String!) { teams(filter: {key: {eq: $key}}) { nodes { id } } }"
        assert len(ask(query, key="PAY")["teams"]["nodes"]) == 1
        (team,) = ask(query, key="WEB")["teams"]["nodes"]
        assert ask(query, key="NONE")["teams"]["nodes"] == []
        people = 'query { users(filter: {email: {eq: "jane@acme.com"}}) { nodes { email } } }'
        assert ask(people)["users"]["nodes"] == [{"email": "jane@acme.com"}]
        fault = {"match": "mutation issueCreate", "times": 1, "do": "lose-answer"}
        assert tester.status("POST /_simulator/faults", [fault]) == 201
        create = """
            mutation($input: IssueCreateInput!) { issueCreate(input: $input) { success } }"""
        wish = {"query": create, "variables": {"input": {"teamId": team["id"], "title": "T"}}}
        client.token = None
        assert _lost(client, wish, headers)
        act = {"as": "jane@acme.com", "do": "comment", "ticket": "WEB-1", "body": "on it"}
        assert tester.status("POST /_simulator/act", act) == 200
        state = tester.get("/_simulator/state")
        assert [ticket["key"] for ticket in state["tickets"]] == ["WEB-1"]
        assert [comment["author"] for comment in state["comments"]] == ["jane@acme.com"]
        asked = [entry["method"] for entry in tester.get("/_simulator/requests")]
        assert asked == ["POST"] * 5


def _lost(client: Client, body: object, headers: dict[str, str]) -> bool:
    try:
        client.ask("POST ", body, headers)
    except ConnectionError:
        client.connection.close()
        return True
    return False


def test_nothing_without_a_token() -> None:
    """However open the door is, somebody has to be at it."""
    with started("linear") as (_, url):
        assert Client(url).ask("POST ", {"query": "{ viewer { id } }"})[0] == 401
