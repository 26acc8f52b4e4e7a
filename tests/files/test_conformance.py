"""File tickets hold to everything that the port asks for."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from syncd.testing.conformance import Stage, TrackerConformance
from tests.files.stage import files


class TestFiles(TrackerConformance):
    """File tickets, edited with an editor of any kind."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        """An empty folder."""
        with files() as stage:
            yield stage

    def fresh_stage(self) -> AbstractContextManager[Stage]:
        """Another one."""
        return files()


class TestFilesWithForeignLineEnds(TestFiles):
    """The same, where people's editor turns every line end into another one."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        """An empty folder."""
        with files(newline="\r\n") as stage:
            yield stage

    def fresh_stage(self) -> AbstractContextManager[Stage]:
        """Another one."""
        return files(newline="\r\n")
