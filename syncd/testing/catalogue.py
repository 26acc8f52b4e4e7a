"""The simulators by name; each is imported when it is asked for."""

from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from syncd.testing.simulator import Options, Simulator

SIMULATORS = {
    "asana": "syncd.testing.asana:AsanaSimulator",
    "github": "syncd.testing.github:GitHubSimulator",
    "jira": "syncd.testing.jira:JiraSimulator",
    "jira-dc": "syncd.testing.jira:JiraDataCenterSimulator",
    "linear": "syncd.testing.linear:LinearSimulator",
    "slack": "syncd.testing.slack:SlackSimulator",
}
"""A name, and `module:factory`, where the factory takes `Options` and gives a `Simulator`."""

Factory = Callable[[Options], Simulator[Any]]


class UnknownSimulatorError(Exception):
    """There is no simulator of that name."""


def factory(name: str) -> Factory:
    """What makes the simulator of a name; `module:factory` finds one that is not ours.

    Raises:
        UnknownSimulatorError: there is none; the message says which there are.
    """
    where = name if ":" in name else SIMULATORS.get(name)
    if where is None:
        near = get_close_matches(name, SIMULATORS, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise UnknownSimulatorError(
            f"there is no simulator {name!r}: {hint}there is {', '.join(SIMULATORS)}"
        )
    module, _, attribute = where.partition(":")
    try:
        found: Factory = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise UnknownSimulatorError(f"{name}: cannot be imported: {error}") from error
    return found
