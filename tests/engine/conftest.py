"""A PostgreSQL for whoever needs one."""

from collections.abc import Iterator

import pytest

from tests.engine.postgresql import PostgreSQL, binaries


@pytest.fixture(scope="session")
def server() -> Iterator[PostgreSQL]:
    """A server of this session."""
    if binaries() is None:
        pytest.skip("no PostgreSQL here: apt-get install postgresql runs the tests of fleets")
    with PostgreSQL() as server:
        yield server


@pytest.fixture
def postgresql(server: PostgreSQL) -> PostgreSQL:
    """The same, with an empty database."""
    server.empty()
    return server
