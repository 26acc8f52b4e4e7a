"""The Linear adapter holds to everything that the port asks for."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from syncd.testing.conformance import Stage, TrackerConformance
from tests.linear.stage import linear
from tests.specs import assert_truthful


class TestLinear(TrackerConformance):
    """Linear."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        """A simulated Linear; all that is said on the wire is as Linear's schema has it."""
        with linear() as stage:
            stage.simulator.record = True
            yield stage
            if stage.simulator.exchanges:
                assert_truthful("linear", stage.simulator.exchanges)

    def fresh_stage(self) -> AbstractContextManager[Stage]:
        """Another one."""
        return linear()
