"""The adapter opened on a simulated Cloud or Data Center, as the conformance suite opens it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from syncd.testing.conformance.opened import Opened, settings_of
from tests.jira.stage import JiraStage, cloud, data_center

Open = Callable[..., Opened]


@pytest.fixture
def stage() -> Iterator[JiraStage]:
    """A simulated Cloud site."""
    with cloud() as stage:
        yield stage


@pytest.fixture(params=[cloud, data_center], ids=["cloud", "data-center"])
def either(request: pytest.FixtureRequest) -> Iterator[JiraStage]:
    """Each of the two."""
    with request.param() as stage:
        yield stage


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Opens the adapter on a stage, with more lines in its table."""

    def open_on(stage: JiraStage, *lines: str) -> Opened:
        stage.table = "\n".join([stage.table, *lines])
        return Opened(stage, settings_of(stage, tmp_path))

    return open_on
