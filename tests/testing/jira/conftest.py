"""A simulated Jira whose clock stands still, and somebody who talks to it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

import httpx
import pytest

from syncd.testing import Options
from syncd.testing.jira import JiraSimulator

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BOT = "bot@acme.com"


class Client:
    """Asks in the words of version 3 of the API; `ask` gives status and JSON."""

    opened: ClassVar[list[httpx.Client]] = []

    def __init__(self, url: str, auth: tuple[str, str] | None = (BOT, "secret")) -> None:
        """With basic authentication, or with none."""
        self.http = httpx.Client(base_url=f"{url}/rest/api/3", auth=auth, timeout=5)
        self.opened.append(self.http)

    def ask(self, line: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of the answer to `METHOD PATH`."""
        method, _, path = line.partition(" ")
        answer = self.http.request(method, path, json=body)
        return answer.status_code, answer.json() if answer.content else None

    def make(self, title: str = "a", **fields: Any) -> str:
        """Make an issue; gives its key."""
        status, made = self.ask("POST /issue", {"fields": fields_of(title, **fields)})
        assert status == 201, made
        return str(made["key"])

    def search(self, jql: str, **more: Any) -> list[str]:
        """The keys that one page of a search gives."""
        status, found = self.ask("POST /search/jql", {"jql": jql, "fields": ["summary"], **more})
        assert status == 200, found
        return [issue["key"] for issue in found["issues"]]


def fields_of(title: str, **more: Any) -> dict[str, Any]:
    """The fields of an issue in project PAY."""
    place = {"project": {"key": "PAY"}, "issuetype": {"name": "Task"}}
    return {**place, "summary": title, **more}


def document(words: str) -> dict[str, Any]:
    """A text as version 3 takes it."""
    text = {"type": "text", "text": words}
    return {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [text]}]}


@pytest.fixture
def sim() -> Iterator[JiraSimulator]:
    """A simulator whose clock stands still."""
    with JiraSimulator(Options(now=NOW)) as simulator:
        yield simulator


@pytest.fixture
def client(sim: JiraSimulator) -> Client:
    """A client of it."""
    return Client(sim.url)


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    """No connection stays open behind a test."""
    yield
    while Client.opened:
        Client.opened.pop().close()
