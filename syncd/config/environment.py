"""`SYNCD_TRACKERS__GH__TOKEN` over `trackers.gh.token`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from syncd.config.errors import Key, Problem, dotted, suggestion

PREFIX = "SYNCD_"
OWN_VARIABLES = frozenset({"SYNCD_CONFIG"})
# Kubernetes gives every pod the addresses of each service, so one called "syncd" sets these.
_KUBERNETES = re.compile(
    r"SYNCD_(\w+_)?(SERVICE_(HOST|PORT(_\w+)?)|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)"
)


@dataclass(frozen=True, slots=True)
class Merged:
    """The tables of file and environment together, and which keys a variable has set."""

    tables: dict[str, Any]
    variables: dict[Key, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def merge(
    tables: Mapping[str, Any], environ: Mapping[str, str], known: Mapping[str, Any]
) -> Merged:
    """Lay the environment over the file, without a change to either.

    A part of a variable's name finds the key that reads the same without case and with `_`
    for any other sign, in the file or in `known`; else it is the key itself in lower case.
    """
    merged = Merged(_copy(tables))
    for variable, text in sorted(environ.items()):
        if not variable.startswith(PREFIX) or variable in OWN_VARIABLES:
            continue
        parts = variable.removeprefix(PREFIX).split("__")
        if len(parts) == 1 and _KUBERNETES.fullmatch(variable):
            continue
        key = _spelled(parts, merged.tables, known)
        if len(key) == 1 or not all(key) or key[0] not in known:
            merged.problems.append(_unfit(variable, key, known))
            continue
        table = merged.tables
        for part in key[:-1]:
            inner = table.setdefault(part, {})
            if not isinstance(inner, dict):
                inner = table[part] = {}  # the environment wins, also where the file has a value
            table = inner
        table[key[-1]] = text
        merged.variables[key] = variable
    return merged


def variable_of(key: Key) -> str:
    """The name of the variable that sets a key."""
    return PREFIX + "__".join(re.sub(r"\W", "_", str(part)).upper() for part in key)


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _copy(inner) for key, inner in value.items()}
    return value


def _spelled(parts: list[str], tables: Any, known: Any) -> tuple[str, ...]:
    key = []
    for part in parts:
        spellings = {
            re.sub(r"\W", "_", str(name)).casefold(): str(name)
            for candidates in (known, tables)
            if isinstance(candidates, Mapping)
            for name in candidates
        }
        name = spellings.get(part.casefold(), part.lower())
        tables = tables.get(name) if isinstance(tables, Mapping) else None
        known = known.get(name) if isinstance(known, Mapping) else None
        key.append(name)
    return tuple(key)


def _unfit(variable: str, key: tuple[str, ...], known: Mapping[str, Any]) -> Problem:
    if key[0] in known:
        return Problem(
            (key[0],),
            "a variable sets one key, not a table",
            f"name the key after two underscores, such as {PREFIX}{key[0].upper()}__KEY",
            variable,
        )
    way_out = suggestion(key[0], known)
    return Problem(
        (dotted(key) or variable,),
        "no table of the configuration has that name",
        f"{way_out} (or unset {variable})",
        variable,
    )
