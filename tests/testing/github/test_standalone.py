"""The simulator as somebody uses it who has nothing but its URL."""

from tests.testing.client import Client
from tests.testing.standalone import started
from tests.tokens import token


def test_from_the_first_request_on() -> None:
    """Any token, any repository, faults, and a look at what happened."""
    with started("github", "--project", "acme/docs") as (_, url):
        client, tester = Client(url, token("any")), Client(url)
        assert client.get("/repos/acme/docs/contents/README.md")["name"] == "README.md"
        fault = {"match": "POST /repos/.*/issues", "times": 1, "do": "lose-answer"}
        assert tester.status("POST /_simulator/faults", [fault]) == 201
        wanted = {"title": "T", "body": "B", "labels": ["post-mortem"], "assignees": ["janedoe"]}
        assert client.lost("POST /repos/acme/pay/issues", wanted)
        act = {"as": "janedoe", "do": "comment", "ticket": "acme/pay#1", "body": "on it"}
        assert tester.status("POST /_simulator/act", act) == 200
        state = tester.get("/_simulator/state")
        assert [ticket["key"] for ticket in state["tickets"]] == ["acme/pay#1"]
        assert [comment["author"] for comment in state["comments"]] == ["janedoe"]
        assert [entry["method"] for entry in tester.get("/_simulator/requests")] == ["GET", "POST"]
