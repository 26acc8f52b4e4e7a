"""A GitHub for each test."""

from collections.abc import Iterator

import pytest

from tests.github.stage import GitHubStage, github


@pytest.fixture
def stage() -> Iterator[GitHubStage]:
    """It has been there for a while."""
    with github() as stage:
        stage.pass_time(60)
        yield stage
