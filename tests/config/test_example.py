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


def source_settings() -> type[BaseModel]:
    """The table of a source of the adapter `files`."""
    source = find_adapter("files").source
    assert source
    return source().settings


def tracker_settings() -> type[BaseModel]:
    """The table of a tracker of the adapter `files`."""
    tracker = find_adapter("files").tracker
    assert tracker
    return tracker().settings


TABLES: Mapping[str, Any] = {
    "syncd": SyncdTable,
    "sources.docs": source_settings(),
    "trackers.tickets": tracker_settings(),
    "teams.payments": TeamTable,
    "people.jane.doe@example.com": PersonTable,
    "labels": Labels(),
    "policy": Policy(),
    "markdown": MarkdownTable,
    "service": ServiceTable,
}


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


@pytest.mark.parametrize("name", TABLES)
def test_every_key_is_there_with_its_default(name: str) -> None:
    """A key that is added, or a default that changes, must change the example too."""
    first, _, rest = name.partition(".")
    shown = tomllib.loads(EXAMPLE.read_text())[first]
    with_optional = tomllib.loads(uncommented())[first]
    if rest:
        shown, with_optional = shown[rest], with_optional[rest]
    for key, default in defaults(TABLES[name]):
        assert key in with_optional, f"{name}.{key} is not in config.example.toml"
        if key in {"poll", "full_scan"}:
            assert shown[key] == {"poll": "5m", "full_scan": "24h"}[key]
        elif default is None:
            assert key not in shown
        elif default is not NO_DEFAULT:
            assert shown[key] == default
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
    assert load(path, environ={}, rules=rules).notifiers["chat"].adapter == "slack"


def test_every_key_is_explained() -> None:
    """Above each key or group of keys stands a comment that says what it does."""
    lines = EXAMPLE.read_text().splitlines()
    for number, line in enumerate(lines):
        if re.match(r"[a-z_]+ = ", line) and not line.startswith("adapter"):
            assert lines[number - 1].startswith("# "), line
