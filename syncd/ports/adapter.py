"""How adapters register, and how syncd finds the ones that a configuration names."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from syncd.ports.gate import Gate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pydantic import BaseModel

    from syncd.ports.notifier import Notifier
    from syncd.ports.source import PostMortemSource
    from syncd.ports.tracker import Tracker

GROUP = "syncd.adapters"


@dataclass(frozen=True, slots=True)
class Opening:
    """What an adapter is told when it is opened.

    `root` is where relative paths start. `label` is on every ticket that syncd keeps, and
    `labels` are all that it ever writes, in the spelling in which it wants to read them. Each
    request has to pass `gate`, which belongs to this account. A notifier gets the `accounts` that
    the configuration names for people in its system, by their e-mail in lower case.
    """

    name: str
    root: Path
    label: str = "post-mortem"
    labels: frozenset[str] = frozenset()
    gate: Gate = field(default_factory=lambda: Gate(""), repr=False, compare=False)
    accounts: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of post-mortem source: its table in the configuration, and how to open it.

    `folder` tells where documents lie that are files on this machine; None for others.
    """

    settings: type[BaseModel]
    open: Callable[[Opening, Any], PostMortemSource]
    folder: Callable[[Opening, Any], Path] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What `syncd init` asks about a key of an adapter's table; an empty answer leaves it out.

    `{variable}` in the text stands for the environment variable that sets the secret instead.
    """

    key: str
    text: str
    default: str = ""


@dataclass(frozen=True, slots=True)
class TrackerKind:
    """A kind of tracker: its table in the configuration, and how to open it.

    `questions` are what `syncd init` has to ask, `project` how it asks for a team's project,
    and `table` what it calls the table, such as `[trackers.github]`.
    """

    settings: type[BaseModel]
    open: Callable[[Opening, Any], Tracker]
    questions: Sequence[Question] = ()
    project: str = "What is the key of the team's project?"
    table: str = "tickets"


@dataclass(frozen=True, slots=True)
class NotifierKind:
    """A kind of notifier: its table in the configuration, and how to open it.

    `questions` are what has to be asked for that table, and `table` what it may be called, such
    as `[notify.slack]`.
    """

    settings: type[BaseModel]
    open: Callable[[Opening, Any], Notifier]
    questions: Sequence[Question] = ()
    table: str = "chat"


@dataclass(frozen=True, slots=True)
class Adapter:
    """What an entry point of the group `syncd.adapters` names; its kinds are loaded on use.

    One that keeps everything `on_this_machine` needs neither network nor credentials, and
    knows nobody but whom the configuration names.
    """

    summary: str
    source: Callable[[], SourceKind] | None = None
    tracker: Callable[[], TrackerKind] | None = None
    notifier: Callable[[], NotifierKind] | None = None
    on_this_machine: bool = False


class UnknownAdapterError(LookupError):
    """No installed package offers an adapter of that name."""


def find_adapter(name: str) -> Adapter:
    """Load the adapter that an installed package registers under `name`, and no other.

    Raises:
        UnknownAdapterError: none does, or it cannot be loaded; says which package and why.
    """
    from importlib.metadata import entry_points  # slow to import, and only needed with a config

    found = entry_points(group=GROUP)
    if name not in found.names:
        near = get_close_matches(name, found.names, n=1)
        hint = (
            f"did you mean {near[0]!r}?" if near else f"installed: {', '.join(sorted(found.names))}"
        )
        raise UnknownAdapterError(f"no adapter is called {name!r}: {hint}")
    entry = found[name]
    try:
        adapter = entry.load()
    except ImportError as error:
        package = entry.dist.name if entry.dist else entry.value
        raise UnknownAdapterError(
            f"adapter {name!r} of package {package} cannot be loaded: {error}"
        ) from error
    if not isinstance(adapter, Adapter):
        raise UnknownAdapterError(f"{entry.value} is not a syncd.ports.Adapter")
    return adapter
