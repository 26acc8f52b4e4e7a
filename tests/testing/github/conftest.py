"""A small GitHub whose clock stands still, and clients for three tokens."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from syncd.testing import Options
from syncd.testing.github import GitHubSimulator, Human
from syncd.testing.github.records import Role
from tests.testing.client import Client
from tests.tokens import token

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def sim() -> Iterator[GitHubSimulator]:
    """One private repository `acme/pay` where every role is held by somebody.

    Its users are called as their role; `outsider` has none.
    """
    with GitHubSimulator(Options(now=NOW), open_door=False) as simulator:
        roles: tuple[Role, ...] = ("read", "triage", "write", "maintain", "admin")
        simulator.repository("acme/pay", roles={role: role for role in roles})
        simulator.repository("acme/other", roles={"write": "write", "admin": "admin"})
        for login in (*roles, "outsider"):
            simulator.token(token(login), login)
        yield simulator


def client_of(sim: GitHubSimulator, login: str | None) -> Client:
    """A client with the token of somebody."""
    return Client(sim.url, None if login is None else token(login))


@pytest.fixture
def client(sim: GitHubSimulator) -> Client:
    """A client with write access."""
    return client_of(sim, "write")


@pytest.fixture
def reader(sim: GitHubSimulator) -> Client:
    """A client that may only read."""
    return client_of(sim, "read")


@pytest.fixture
def human(sim: GitHubSimulator) -> Human:
    """A person with write access."""
    return sim.human("maintain")
