"""What all tests of simulators need."""

from collections.abc import Iterator

import pytest

from tests.testing.client import Client


@pytest.fixture(autouse=True)
def _clients() -> Iterator[None]:
    """Connections end with the test that opened them."""
    yield
    Client.close_all()
