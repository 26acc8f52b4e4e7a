"""The GitHub adapter holds to everything that the port asks for."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from syncd.testing.conformance import Stage, TrackerConformance
from tests.github.stage import github
from tests.specs import assert_truthful


class TestGitHub(TrackerConformance):
    """GitHub."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        """A simulated GitHub; all that is said on the wire is as GitHub describes it."""
        with github() as stage:
            stage.simulator.record = True
            yield stage
            if stage.simulator.exchanges:
                assert_truthful("github", stage.simulator.exchanges)

    def fresh_stage(self) -> AbstractContextManager[Stage]:
        """Another one."""
        return github()
