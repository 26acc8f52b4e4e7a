"""The trackers for which the proof is made; another one joins by one line."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from syncd.testing.conformance import Stage
from syncd.testing.simulator import Simulator
from tests.asana.stage import asana
from tests.github.stage import github
from tests.jira.stage import cloud, data_center
from tests.linear.stage import linear


class Scene(Stage, Protocol):
    """A stage of the conformance suite whose requests can be told apart and broken one by one."""

    @property
    def simulator(self) -> Simulator[Any]:
        """What plays the tracker."""

    @property
    def hits(self) -> Mapping[str, str]:
        """The pattern of each kind of request, as faults and hooks take it.

        `create` makes a ticket, `list` is a list that may lag behind, `read` any request that
        only reads, `write` one that edits a ticket or says something on it.
        """

    def small_pages(self, size: int) -> None:
        """Let no page have more than so many entries."""


STAGES: Mapping[str, Callable[[], AbstractContextManager[Scene]]] = {
    "github": github,
    "jira": cloud,
    "jira-dc": data_center,
    "linear": linear,
    "asana": asana,
}
