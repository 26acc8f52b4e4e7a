"""The trackers that figures and proofs are made with, by name; each joins by one line.

A stage is a simulated tracker with people at work in it, as the conformance suite has it
(`syncd.testing.conformance.Stage`). It is imported when it is asked for.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from importlib import import_module

from syncd.testing.conformance import Stage

STAGES: Mapping[str, str] = {
    "github": "tests.github.stage:github",
    "jira": "tests.jira.stage:cloud",
    "jira-dc": "tests.jira.stage:data_center",
    "linear": "tests.linear.stage:linear",
    "asana": "tests.asana.stage:asana",
}
"""A name, and `module:factory`, where the factory gives a context manager of a new stage."""


def stage(name: str) -> AbstractContextManager[Stage]:
    """A new stage of that tracker.

    Raises:
        KeyError: there is none of that name.
    """
    module, _, factory = STAGES[name].partition(":")
    made: Callable[[], AbstractContextManager[Stage]] = getattr(import_module(module), factory)
    return made()
