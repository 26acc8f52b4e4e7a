"""The GitHub adapter holds to everything that the port asks for."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from syncd.testing.conformance import Stage, TrackerConformance
from tests.github.stage import github


class TestGitHub(TrackerConformance):
    """GitHub."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        """A simulated GitHub."""
        with github() as stage:
            yield stage

    def fresh_stage(self) -> AbstractContextManager[Stage]:
        """Another one."""
        return github()
