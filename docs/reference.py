"""The blocks that are made from the code: rules, commands, keys of the configuration."""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import click

from syncd.cli.group import COMMANDS, cli
from syncd.policy.rules import Rule, all_rules

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"
SEED = "Post-Mortem Action Item Tracking"
SEED_URL = "https://agent-zone.ai/knowledge/sre/post-mortem-action-tracking/"

_WIDTH = 78  # what click leaves of 80 columns
_REQUIRED = "No default."
_TABLE = re.compile(r"(?P<optional># )?\[(?P<name>[^\]]+)\]$")
_KEY = re.compile(r"(?P<optional># (?=[a-z_-]+ = ))?(?P<key>[\w-]+) = (?P<value>.+)$")


def rules() -> str:
    """Every rule with what it checks, why, and how to fix it; those that stop CI first."""
    by_level = sorted(all_rules().values(), key=lambda rule: (rule.level.rank, rule.name))
    table = ["| rule | level | lint | raised when |", "| --- | --- | --- | --- |"]
    table += [
        f"| [`{rule.name}`](#{rule.name}) | {rule.level} | {'yes' if rule.in_documents else ''}"
        f" | {rule.summary} |"
        for rule in by_level
    ]
    return "\n".join([*table, "", *(_rule(rule) for rule in by_level)])


def _rule(rule: Rule) -> str:
    source = rule.source.replace(SEED, f"[{SEED}]({SEED_URL})")
    return "\n".join(
        [
            f"### {rule.name}\n",
            f"*{rule.level.value.capitalize()}.* {rule.summary}\n",
            f"- **Why:** {rule.why}",
            f"- **Fix:** {rule.fix}",
            f"- **Source:** {source}\n",
        ]
    )


def commands() -> str:
    """The help of every command, without the options that all of them have."""
    with click.Context(cli, info_name="syncd") as above:
        common = {option.name for option in cli.params}
        parts = [_help(cli, "syncd", above)]
        for name in COMMANDS:
            command: click.Command = import_module(COMMANDS[name]).command
            own = copy.copy(command)
            own.params = [option for option in command.params if option.name not in common]
            parts.append(f"## syncd {name}\n\n{_help(own, f'syncd {name}', None)}")
    return "\n\n".join(parts)


def _help(command: click.Command, name: str, context: click.Context | None) -> str:
    show = click.Context(
        command,
        info_name=name,
        terminal_width=_WIDTH,
        help_option_names=["-h", "--help"] if context else [],
    )
    return f"```text\n{command.get_help(show)}\n```"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as the example shows it; `optional` ones are off unless set."""

    name: str
    value: str
    about: str
    optional: bool


@dataclass(slots=True)
class Table:
    """A table of the example; `about` is the comment above it.

    One that is `optional` is commented out as a whole, so that its keys need not be as well.
    """

    name: str
    about: str
    optional: bool = False
    keys: list[Key] = field(default_factory=list)


def tables() -> Iterator[Table]:
    """The tables of the example configuration, in its order."""
    table = Table("", "")
    comment: list[str] = []
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if found := _TABLE.match(line):
            if table.name:
                yield table
            table = Table(found["name"], " ".join(comment), found["optional"] is not None)
        elif found := _KEY.match(line):
            about = " ".join(comment)
            optional = found["optional"] is not None and not (table.optional and about)
            table.keys.append(Key(found["key"], found["value"], about, optional))
        elif line.startswith("#"):
            comment.append(line.removeprefix("#").strip())
            continue
        comment = []
    yield table


def keys() -> str:
    """Every table and key of the configuration, from the example that is tested to be whole."""
    parts: list[str] = []
    for table in tables():
        parts.append(f"## `[{table.name}]`\n")
        if table.about:
            parts.append(f"{table.about}\n")
        parts += ["| key | default | meaning |", "| --- | --- | --- |", *map(_row, table.keys), ""]
    return "\n".join(parts)


def _row(key: Key) -> str:
    about, value = key.about, f"`{key.value}`"
    if key.optional:
        about, value = f"{about} Such as `{key.name} = {key.value}`.".strip(), "not set"
    elif _REQUIRED in about:
        about, value = about.replace(_REQUIRED, "").strip(), f"none, such as {value}"
    return f"| `{key.name}` | {value} | {about} |"


BLOCKS: Mapping[str, Callable[[], str]] = {"rules": rules, "commands": commands, "keys": keys}
