"""`config.example.toml` shows every key with its default."""

import dataclasses
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr
from pydantic_core import PydanticUndefined

from syncd.config import load
from syncd.config.tables import MarkdownTable, PersonTable, ServiceTable, SyncdTable, TeamTable
from syncd.policy.settings import Labels, Policy
from syncd.ports import find_adapter

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
NO_DEFAULT = object()


def source_settings(adapter: str = "files") -> type[BaseModel]:
    """The table of a source of an adapter."""
    source = find_adapter(adapter).source
    assert source
    return source().settings


def tracker_settings(adapter: str) -> type[BaseModel]:
    """The table of a tracker of an adapter."""
    tracker = find_adapter(adapter).tracker
    assert tracker
    return tracker().settings


def notifier_settings(adapter: str) -> type[BaseModel]:
    """The table of a notifier of an adapter."""
    notifier = find_adapter(adapter).notifier
    assert notifier
    return notifier().settings


TABLES: Mapping[str, Any] = {
    "syncd": SyncdTable,
    "sources.docs": source_settings(),
    "sources.wiki": source_settings("github"),
    "trackers.tickets": tracker_settings("files"),
    "trackers.gh": tracker_settings("github"),
    "trackers.jira": tracker_settings("jira"),
    "trackers.linear": tracker_settings("linear"),
    "trackers.asana": tracker_settings("asana"),
    "teams.payments": TeamTable,
    "people.jane.doe@example.com": PersonTable,
    "labels": Labels(),
    "policy": Policy(),
    "markdown": MarkdownTable,
    "notify.slack": notifier_settings("slack"),
    "notify.mail": notifier_settings("mail"),
    "notify.webhook": notifier_settings("webhook"),
    "service": ServiceTable,
}
ALSO = {"sources.wiki": "sources.incidents", "trackers.gh": "trackers.gh-app"}
"""What does not go together in one table is shown in another."""


def plain(value: object) -> object:
    """A default as TOML would hold it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    return list(value) if isinstance(value, tuple) else value


def defaults(table: Any) -> Iterator[tuple[str, object]]:
    """Each key of a table with its default."""
    if isinstance(table, type) and issubclass(table, BaseModel):
        for name, field in table.model_fields.items():
            missing = field.default is PydanticUndefined
            yield name, NO_DEFAULT if missing else plain(field.default)
    else:
        yield from plain(table).items()  # type: ignore[attr-defined]


def uncommented() -> str:
    """The example with its optional lines in force, which start as a key or table would."""
    return re.sub(r"(?m)^# (?=[a-z_-]+ = |\[)", "", EXAMPLE.read_text())


def table_of(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A table with all keys that are shown of its kind; empty if it is not there."""
    found: dict[str, Any] = {}
    for part in filter(None, (ALSO.get(name), name)):
        first, _, rest = part.partition(".")
        table = document.get(first, {})
        found |= table.get(rest, {}) if rest else table
    return found


@pytest.mark.parametrize("name", TABLES)
def test_every_key_is_there_with_its_default(name: str) -> None:
    """A key that is added, or a default that changes, must change the example too."""
    shown = table_of(tomllib.loads(EXAMPLE.read_text()), name)
    with_optional = table_of(tomllib.loads(uncommented()), name)
    is_optional = not shown
    for key, default in defaults(TABLES[name]):
        assert key in with_optional, f"{name}.{key} is not in config.example.toml"
        if key in {"poll", "full_scan"}:
            assert shown[key] == {"poll": "5m", "full_scan": "24h"}[key]
        elif default is None:
            assert key not in shown
        elif is_optional and default == "":
            continue  # an example says more than nothing
        elif default is not NO_DEFAULT:
            assert with_optional[key] == default
            assert is_optional or key in shown
    known = {key for key, _ in defaults(TABLES[name])}
    logins = {"github"} if name.startswith("people") else set()
    assert set(with_optional) <= known | logins


def test_the_example_loads(tmp_path: Path) -> None:
    """It is a configuration as it is, and with its optional lines too."""
    rules = {"overdue", "too-few-items"}
    settings = load(EXAMPLE, environ={}, rules=rules)
    assert settings.policy == Policy()
    assert settings.labels == Labels()
    path = tmp_path / "syncd.toml"
    path.write_text(uncommented())
    told = load(path, environ={}, rules=rules).notifiers
    assert {name: each.adapter for name, each in told.items()} == {
        name: name for name in ("slack", "mail", "webhook")
    }


def test_every_key_is_explained() -> None:
    """Above each key or group of keys stands a comment that says what it does."""
    lines = EXAMPLE.read_text().splitlines()
    for number, line in enumerate(lines):
        above = lines[number - 1]
        first = line.startswith("# ") and above.removeprefix("# ").startswith("[")
        if re.match(r"(# )?[a-z_]+ = ", line) and not (first or line.startswith("adapter")):
            assert re.match(r"# (?![a-z_]+ = )", above), line
