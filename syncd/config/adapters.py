"""Which sources, trackers and notifiers there are, each validated by its own adapter."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from syncd.config.errors import Key
from syncd.config.reader import Reader
from syncd.config.settings import ConfiguredNotifier, ConfiguredSource, ConfiguredTracker
from syncd.config.tables import PersonTable
from syncd.ports import (
    NotifierKind,
    Opening,
    SourceKind,
    TrackerKind,
    UnknownAdapterError,
    find_adapter,
)

_NO_TRACKER_NAMES = frozenset({"alertmanager", "slack"})  # the service has webhooks of these names
_KINDS = {
    "sources": ("source", "source of post-mortems", "files"),
    "trackers": ("tracker", "tracker", "files"),
    "notify": ("notifier", "way to tell people", "mail"),
}
"""What each sort of table needs of an adapter, what that is called, and one that has it."""


def configured_sources(
    reader: Reader, tables: Mapping[str, Any], root: Path, *, on_this_machine: bool = False
) -> Iterator[tuple[str, ConfiguredSource]]:
    """The tables below `[sources]` that are in order; `reader` keeps what is not.

    Those of documents elsewhere are left unread where only what is `on_this_machine` counts.
    """
    for name, table in reader.tables(tables, "sources"):
        key = ("sources", name)
        if on_this_machine and _is_here(table) is False:
            continue
        kind = _kind(reader, table, key)
        if isinstance(kind, SourceKind) and (settings := _adapter_table(reader, kind, table, key)):
            yield name, ConfiguredSource(table["adapter"], kind, settings, Opening(name, root))


def configured_trackers(
    reader: Reader, tables: Mapping[str, Any], root: Path, *, on_this_machine: bool = False
) -> Iterator[tuple[str, ConfiguredTracker]]:
    """The tables below `[trackers]` that are in order; `reader` keeps what is not.

    Trackers elsewhere are left unread where only what is `on_this_machine` counts, and so are
    those whose adapter is not installed: nobody is going to ask them.
    """
    for name, table in reader.tables(tables, "trackers"):
        key = ("trackers", name)
        if on_this_machine and not _is_here(table):
            continue
        if name.casefold() in _NO_TRACKER_NAMES:
            reader.add(key, "no tracker can have this name", "call it something else")
            continue
        kind = _kind(reader, table, key)
        if isinstance(kind, TrackerKind) and (settings := _adapter_table(reader, kind, table, key)):
            yield name, ConfiguredTracker(table["adapter"], kind, settings, Opening(name, root))


def configured_notifiers(
    reader: Reader, tables: Mapping[str, Any], root: Path, people: Mapping[str, PersonTable]
) -> Iterator[tuple[str, ConfiguredNotifier]]:
    """The tables below `[notify]` that are in order; `reader` keeps what is not.

    Each is told who `people` are in its system, where their e-mail is not enough.
    """
    for name, table in reader.tables(tables, "notify"):
        key = ("notify", name)
        kind = _kind(reader, table, key)
        if isinstance(kind, NotifierKind) and (
            settings := _adapter_table(reader, kind, table, key)
        ):
            accounts = {
                email.casefold(): person.model_extra[table["adapter"]]
                for email, person in people.items()
                if person.model_extra and table["adapter"] in person.model_extra
            }
            opening = Opening(name, root, accounts=accounts)
            yield name, ConfiguredNotifier(table["adapter"], kind, settings, opening)


def _is_here(table: object) -> bool | None:
    """Whether the adapter that a table names needs nothing but this machine, if it is known."""
    name = table.get("adapter") if isinstance(table, dict) else None
    try:
        return find_adapter(name).on_this_machine if isinstance(name, str) else None
    except UnknownAdapterError:
        return None


def _kind(
    reader: Reader, table: object, key: Key
) -> SourceKind | TrackerKind | NotifierKind | None:
    """What the adapter that a table names offers for this kind of table."""
    offers, what, example = _KINDS[str(key[0])]
    if not isinstance(table, dict):
        reader.add(key, "found a value", "a table is expected")
        return None
    name = table.get("adapter")
    if not isinstance(name, str) or not name:
        reader.add((*key, "adapter"), "is missing", f'name the adapter: adapter = "{example}"')
        return None
    try:
        adapter = find_adapter(name)
    except UnknownAdapterError as error:
        reader.add((*key, "adapter"), str(error), "correct the name, or install its package")
        return None
    factory: Callable[[], SourceKind | TrackerKind | NotifierKind] | None = getattr(adapter, offers)
    if factory is None:
        reader.add((*key, "adapter"), f"{name!r} is no {what}", "name another adapter")
        return None
    return factory()


def _adapter_table(
    reader: Reader, kind: SourceKind | TrackerKind | NotifierKind, table: dict[str, Any], key: Key
) -> Any:
    declared = "adapter" in kind.settings.model_fields
    own = {name: value for name, value in table.items() if declared or name != "adapter"}
    return reader.read(kind.settings, own, key)
