"""A stage for each test, and the adapter opened on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.testing.conformance.opened import Opened, settings_of
from tests.linear.stage import LinearStage, linear
from tests.specs import assert_truthful


@pytest.fixture
def stage() -> Iterator[LinearStage]:
    """Two teams; all that is said on the wire is as Linear's schema has it."""
    with linear() as stage:
        stage.simulator.record = True
        yield stage
        if stage.simulator.exchanges:
            assert_truthful("linear", stage.simulator.exchanges)


@pytest.fixture
def it(stage: LinearStage, tmp_path: Path) -> Opened:
    """The adapter on that stage."""
    return Opened(stage, settings_of(stage, tmp_path))
