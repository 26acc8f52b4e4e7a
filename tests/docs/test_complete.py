"""What is there is documented."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.stages import STAGES
from docs.on_tickets import SITES
from docs.reference import tables
from docs.story import REPORTS, answer
from syncd.cli.group import COMMANDS, cli
from syncd.policy.rules import all_rules
from tests.config.test_example import ALSO, TABLES, defaults
from tests.docs.reading import page, spans
from tests.service.promised import PROMISED


@pytest.mark.parametrize("rule", all_rules())
def test_every_rule(rule: str) -> None:
    """Each rule has its part of the reference, with what it is, why, and how to fix it."""
    parts = re.split(r"^### ", page("docs/reference/rules.md"), flags=re.MULTILINE)
    part = next(part for part in parts if part.startswith(f"{rule}\n"))
    told = all_rules()[rule]
    for text in (told.summary, told.why, told.fix):
        assert text in part


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option(name: str) -> None:
    """Each command has its part of the reference, with each of its options."""
    parts = re.split(r"^## ", page("docs/reference/cli.md"), flags=re.MULTILINE)
    part = next(part for part in parts if part.startswith(f"syncd {name}\n"))
    common = {option.name for option in cli.params}
    command = cli.get_command(cli.make_context("syncd", ["--help"], resilient_parsing=True), name)
    assert command is not None
    for option in command.params:
        if option.name in common:
            assert max(option.opts, key=len) in parts[0]
        elif option.param_type_name == "option":
            assert max(option.opts, key=len) in part


@pytest.mark.parametrize("name", TABLES)
def test_every_key(name: str) -> None:
    """Each key of the configuration has its line, in the part of its table."""
    shown = {table.name.replace('"', ""): table for table in tables()}
    parts = re.split(r"^## ", page("docs/reference/configuration.md"), flags=re.MULTILINE)
    for key, default in defaults(TABLES[name]):
        inner = f"{name}.{key}"
        table = shown[inner if isinstance(default, dict) and inner in shown else name]
        if name in ALSO and key not in {each.name for each in table.keys}:
            table = shown[ALSO[name]]
        part = next(part for part in parts if part.startswith(f"`[{table.name}]`\n"))
        for line in default if table.name == inner and isinstance(default, dict) else [key]:
            assert f"| `{line}` |" in part


def test_every_line_of_the_reference_is_a_key() -> None:
    """What the reference shows as a key with its value is one in TOML, and no sentence."""
    for table in tables():
        assert table.keys
        for key in table.keys:
            assert tomllib.loads(f"{key.name} = {key.value}").keys() == {key.name}


def test_every_tracker() -> None:
    """What syncd leaves on a ticket is shown for each tracker that has a stage."""
    assert SITES.keys() == STAGES.keys()


def keys_of(value: Any) -> Iterator[str]:
    """The keys of an answer, but for those of tables whose keys are data."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in {"changes", "outcomes", "findings", "requests", "detail", "teams"} or (
                isinstance(inner, list)
            ):
                yield from keys_of(inner)
    elif isinstance(value, list):
        for part in value:
            yield from keys_of(part)


@pytest.mark.parametrize("report", REPORTS)
def test_every_key_of_an_answer(report: str) -> None:
    """What a JSON report holds is named on its page."""
    named = set(spans("docs/reference/json.md"))
    own = {"docs", "tickets", "documents"}
    assert set(keys_of(answer(*REPORTS[report]))) - named - own == set()


@pytest.mark.parametrize("name", PROMISED)
def test_every_metric(name: str) -> None:
    """Each metric that dashboards build upon has its line, with exactly its labels."""
    rows = [line.split("|") for line in page("docs/reference/metrics.md").splitlines()]
    (row,) = [row for row in rows if len(row) > 4 and row[1].strip() == f"`{name}`"]
    assert set(re.findall(r"`(\w+)`", row[3])) == PROMISED[name]
