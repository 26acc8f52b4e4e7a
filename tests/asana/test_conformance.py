"""The Asana adapter holds to everything that the port asks for."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from syncd.testing.conformance import Stage, TrackerConformance
from tests.asana.stage import asana
from tests.specs import assert_truthful


class TestAsana(TrackerConformance):
    """Asana as it is in a new project: a task is complete or not."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        """A simulated Asana; all that is said on the wire is as Asana describes it."""
        with asana() as stage:
            yield stage
            if stage.simulator.exchanges:
                assert_truthful("asana", stage.simulator.exchanges)

    def fresh_stage(self) -> AbstractContextManager[Stage]:
        """Another one."""
        return asana()


class TestAsanaWithSections(TestAsana):
    """Asana where sections say that a ticket is in progress, or will not be done."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        """The same, with sections in the configuration."""
        with asana(sections=True) as stage:
            yield stage
            if stage.simulator.exchanges:
                assert_truthful("asana", stage.simulator.exchanges)

    def fresh_stage(self) -> AbstractContextManager[Stage]:
        """Another one."""
        return asana(sections=True)
