"""Whatever stands in the place of whichever key: a configuration or a `ConfigError`."""

import datetime as dt
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from syncd.config import ConfigError, load
from syncd.config.environment import variable_of
from tests.config.conftest import RULES
from tests.config.test_load import WHOLE
from tests.tokens import PATTERN

pytestmark = pytest.mark.keeps_secrets("syncd.toml")
SECRETS = (PATTERN,)
VALUES: list[Any] = [
    *(-1, 7, 2**70, float("nan"), True, "", "x", "hub", dt.date(2026, 1, 1), dt.time(9)),
    *([], [1], [{"x": 1}], {}, {"x": 1}, {"x": {"y": []}}, {"adapter": 1}),
]
TEXTS = ["", "x", "7", "[", "{x = 1}"]


def keys(table: dict[str, Any], at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every key of a configuration, those of tables too."""
    for name, value in table.items():
        yield (*at, name)
        if isinstance(value, dict):
            yield from keys(value, (*at, name))


KEYS = list(keys(tomllib.loads(WHOLE)))


def toml(value: Any) -> str:
    """A value as TOML writes it, tables inline."""
    if isinstance(value, dict):
        shown = (f"{json.dumps(key)} = {toml(inner)}" for key, inner in value.items())
        return f"{{{', '.join(shown)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def demand_a_verdict(path: Path, environ: dict[str, str]) -> None:
    """Load, and allow a `ConfigError` that names the file and tells no secret."""
    told = ""
    try:
        load(path, environ=environ, rules=RULES)
    except ConfigError as error:
        told = str(error)
    assert not told or told.startswith(f"{path}: ")
    assert not [secret for secret in SECRETS if secret in told]


@pytest.mark.parametrize("key", KEYS, ids=".".join)
def test_any_value_in_any_place(tmp_path: Path, key: tuple[str, ...]) -> None:
    """No value of the file, however wrong, ends in another error."""
    path = tmp_path / "syncd.toml"
    for value in VALUES:
        tables = tomllib.loads(WHOLE)
        table = tables
        for part in key[:-1]:
            table = table[part]
        table[key[-1]] = value
        path.write_text("".join(f"{name} = {toml(inner)}\n" for name, inner in tables.items()))
        demand_a_verdict(path, {})


@pytest.mark.parametrize("key", KEYS, ids=".".join)
def test_any_variable_in_any_place(tmp_path: Path, key: tuple[str, ...]) -> None:
    """No variable, however wrong its name or value, ends in another error."""
    path = tmp_path / "syncd.toml"
    path.write_text(WHOLE)
    for text in TEXTS:
        demand_a_verdict(path, {variable_of(key): text})
    for ending in ("__X", "__", "_FILE", "S"):
        demand_a_verdict(path, {variable_of(key) + ending: "x"})
