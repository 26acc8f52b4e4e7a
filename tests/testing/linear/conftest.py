"""A small Linear whose clock stands still, and somebody who asks it in GraphQL."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from syncd.testing import Options
from syncd.testing.linear import Human, LinearSimulator
from tests.specs import assert_truthful
from tests.testing.client import Client

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
KEY = "lin_api_ofATest"


class Graph:
    """Asks in GraphQL with one token."""

    def __init__(self, sim: LinearSimulator, authorization: str = KEY) -> None:
        """`authorization` is the whole header."""
        self.sim = sim
        self.client = Client(sim.url)
        self.headers = {"Authorization": authorization}

    def answer(self, query: str, **variables: Any) -> tuple[int, Any, dict[str, str]]:
        """Status, body and headers."""
        return self.client.ask("POST ", {"query": query, "variables": variables}, self.headers)

    def run(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        status, body, _ = self.answer(query, **variables)
        assert (status, body.get("errors")) == (200, None)
        return body["data"]

    def refused(self, query: str, **variables: Any) -> Any:
        """The one error of an answer with HTTP 200 and without data."""
        status, body, _ = self.answer(query, **variables)
        assert (status, body["data"]) == (200, None)
        (error,) = body["errors"]
        return error

    def make(self, title: str = "T", **more: Any) -> Any:
        """An issue of the team PAY."""
        wish = {"teamId": self.sim.team("PAY").id, "title": title, **more}
        return self.run(CREATE, input=wish)["issueCreate"]["issue"]

    def issue(self, name: str, fields: str) -> Any:
        """Fields of one issue."""
        return self.run(f"query($id: String!) {{ issue(id: $id) {{ {fields} }} }}", id=name)[
            "issue"
        ]

    def update(self, name: str, **wish: Any) -> Any:
        """Change an issue."""
        query = """
            mutation($id: String!, $input: IssueUpdateInput!) {
              issueUpdate(id: $id, input: $input) { success issue { id identifier updatedAt } }
            }"""
        return self.run(query, id=name, input=wish)["issueUpdate"]["issue"]

    def label(self, name: str, **more: Any) -> str:
        """The id of a new label."""
        query = """
            mutation($input: IssueLabelCreateInput!) {
              issueLabelCreate(input: $input) { issueLabel { id } }
            }"""
        made = self.run(query, input={"name": name, **more})
        return str(made["issueLabelCreate"]["issueLabel"]["id"])


CREATE = """
mutation($input: IssueCreateInput!) {
  issueCreate(input: $input) { success issue { id identifier title url } }
}"""


@pytest.fixture
def sim() -> Iterator[LinearSimulator]:
    """A workspace with the teams PAY and OPS; all that is said fits the official schema."""
    with LinearSimulator(Options(now=NOW), open_door=False) as simulator:
        simulator.token(KEY, "bot@acme.com")
        for key in ("PAY", "OPS"):
            simulator.team(key)
        simulator.record = True
        yield simulator
        well_formed = [each for each in simulator.exchanges if each.status == 200]
        if well_formed:
            assert_truthful("linear", well_formed)


@pytest.fixture
def graph(sim: LinearSimulator) -> Graph:
    """Somebody with an API key."""
    return Graph(sim)


@pytest.fixture
def human(sim: LinearSimulator) -> Human:
    """A person at work."""
    return sim.human("jane@acme.com")
