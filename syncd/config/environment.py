"""`SYNCD_TRACKERS__GH__TOKEN` over `trackers.gh.token`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from syncd.config.errors import Key, Problem, dotted, suggestion

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

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
    variables: dict[Key, str] = {}
    problems: list[Problem] = []
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or variable in OWN_VARIABLES:
            continue
        parts = variable.removeprefix(PREFIX).split("__")
        if len(parts) == 1 and _KUBERNETES.fullmatch(variable):
            continue
        key = _spelled(parts, tables, known)
        if len(key) == 1 or not all(key) or key[0] not in known:
            problems.append(_unfit(variable, key, known))
        else:
            variables[key] = variable
    said = {key: environ[variable] for key, variable in variables.items()}
    return Merged(_layered(tables, said) if said else dict(tables), variables, problems)


def _layered(tables: Mapping[str, Any], said: Mapping[Key, str]) -> dict[str, Any]:
    """Both layers in one, merged at every depth by pydantic-settings.

    Its own environment source is not used: it reads a value in a free-form table as JSON, so
    that a token of digits becomes a number, and it passes over variables that fit nothing.
    It is imported where there is a variable: that takes as long as a tenth of a small pass.
    """
    from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

    class Variables(PydanticBaseSettingsSource):
        def get_field_value(
            self,
            field: "FieldInfo",  # noqa: ARG002
            field_name: str,
        ) -> tuple[Any, str, bool]:
            return self().get(field_name), field_name, False

        def __call__(self) -> dict[str, Any]:
            layer: dict[Any, Any] = {}
            for key, text in said.items():
                table = layer
                for part in key[:-1]:
                    if not isinstance(table.get(part), dict):
                        table[part] = {}
                    table = table[part]
                table[key[-1]] = text
            return layer

    class Layers(BaseSettings):
        model_config = SettingsConfigDict(extra="allow")

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return Variables(settings_cls), init_settings

    return dict(Layers(**tables).model_extra or {})


def variable_of(key: Key) -> str:
    """The name of the variable that sets a key."""
    return PREFIX + "__".join(re.sub(r"\W", "_", str(part)).upper() for part in key)


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
