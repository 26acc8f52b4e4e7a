"""A GitHub for each test that asks for one."""

from collections.abc import Iterator

import pytest

from syncd.testing.github import GitHubSimulator, Human
from tests.github.documents import documents_on_github


@pytest.fixture
def docs() -> Iterator[GitHubSimulator]:
    """A GitHub with `acme/docs`, where syncd may write."""
    with documents_on_github() as simulator:
        yield simulator


@pytest.fixture
def li(docs: GitHubSimulator) -> Human:
    """Somebody who may do everything there."""
    return docs.human("li")
