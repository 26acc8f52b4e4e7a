"""A small Asana whose clock stands still, and a client with a personal token."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from syncd.testing import Options
from syncd.testing.asana import AsanaSimulator
from syncd.testing.asana.humans import Human
from tests.testing.client import Client

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PROJECT, OTHER = "1208000000000001", "1208000000000002"


class Bearer(Client):
    """A client whose token is sent the way that Asana wants it."""

    def ask(
        self, line: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, JSON and headers of the answer to `METHOD PATH`."""
        who = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        return super().ask(line, body, {**who, **(headers or {})})

    def data(self, line: str, **data: Any) -> Any:
        """The data of the answer to a request that has to succeed; what is sent is its data."""
        return self.send(line, {"data": data} if data else None)["data"]

    def said(self, line: str, body: Any = None) -> tuple[int, str]:
        """Status and message of a request that is refused."""
        status, told, _ = self.ask(line, body)
        return status, told["errors"][0]["message"]


@pytest.fixture
def sim() -> Iterator[AsanaSimulator]:
    """Two projects; the token `personal` is syncd's, `app` one that an OAuth app got for it."""
    with AsanaSimulator(Options(now=NOW), open_door=False) as simulator:
        simulator.token("personal")
        simulator.token("app", app="an app")
        for gid in (PROJECT, OTHER):
            simulator.project(gid)
        yield simulator


@pytest.fixture
def client(sim: AsanaSimulator) -> Bearer:
    """A client with syncd's personal token."""
    return Bearer(sim.url, "personal")


@pytest.fixture
def human(sim: AsanaSimulator) -> Human:
    """A person who may do everything."""
    return sim.human("jane@acme.com")
