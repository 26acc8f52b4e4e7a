"""The Jira adapter holds to everything that the port asks for."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from syncd.testing.conformance import Stage, TrackerConformance
from tests.jira.stage import cloud, data_center


class TestJiraCloud(TrackerConformance):
    """Jira Cloud."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        """A simulated site."""
        with cloud() as stage:
            yield stage

    def fresh_stage(self) -> AbstractContextManager[Stage]:
        """Another one."""
        return cloud()


class TestJiraDataCenter(TrackerConformance):
    """Jira Data Center."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        """A simulated server."""
        with data_center() as stage:
            yield stage

    def fresh_stage(self) -> AbstractContextManager[Stage]:
        """Another one."""
        return data_center()
