"""A workspace whose clock stands still, and a client with a bot's token."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from syncd.testing import Options
from syncd.testing.slack import SlackSimulator
from tests.specs import assert_truthful
from tests.testing.client import Client
from tests.tokens import token

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def sim() -> Iterator[SlackSimulator]:
    """A workspace with one channel."""
    with SlackSimulator(Options(now=NOW, projects=("general",))) as simulator:
        yield simulator


class Caller:
    """Calls methods and gives their answers."""

    def __init__(self, sim: SlackSimulator) -> None:
        """With a bot's token, unless a call says otherwise."""
        self._client = Client(sim.url.rstrip("/"))
        self.headers = {"Authorization": f"Bearer xoxb-{token('slack')}"}

    def get(self, method: str) -> Any:
        """The answer to a call by GET; `method` has the query."""
        return self._client.ask(f"GET /{method}", None, self.headers)[1]

    def post(self, method: str, **arguments: Any) -> Any:
        """The answer to a call with JSON."""
        return self.raw(method, **arguments)[1]

    def raw(self, method: str, **arguments: Any) -> tuple[int, Any, dict[str, str]]:
        """Status, answer and headers of such a call."""
        return self._client.ask(f"POST /{method}", arguments, self.headers)

    def conversation(self, email: str = "jane@acme.com") -> str:
        """The conversation with somebody."""
        user = self.get(f"users.lookupByEmail?email={email}")["user"]["id"]
        return str(self.post("conversations.open", users=user)["channel"]["id"])


@pytest.fixture
def call(sim: SlackSimulator) -> Caller:
    """The app."""
    return Caller(sim)


@pytest.fixture
def truthful(sim: SlackSimulator) -> Iterator[None]:
    """Everything that a test says and hears is as Slack's description has it."""
    sim.record = True
    yield
    assert_truthful("slack", sim.exchanges)
