"""From a file and the environment to `Settings`."""

import dataclasses
import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from syncd.config.adapters import (
    configured_notifiers,
    configured_sources,
    configured_trackers,
)
from syncd.config.check import check
from syncd.config.environment import merge
from syncd.config.errors import ConfigError, Key, suggestion
from syncd.config.reader import Reader
from syncd.config.settings import Settings
from syncd.config.tables import (
    MarkdownTable,
    PersonTable,
    ServiceTable,
    SyncdTable,
    TeamTable,
)
from syncd.model import Level, Organization, Person, Team
from syncd.policy.settings import Labels, Policy

_NAMED = ("sources", "trackers", "teams", "people", "notify")
T = TypeVar("T")


def load(
    path: Path,
    *,
    environ: Mapping[str, str],
    rules: Collection[str],
    documents_alone: bool = False,
) -> Settings:
    """Read, merge and check a configuration.

    `environ` is the whole environment of the process; `rules` the names of all rules. With
    `documents_alone` whatever is not on this machine is left out, unread, so that no
    credentials are missed: sources and trackers elsewhere, and notifiers.

    Raises:
        ConfigError: lists everything that is wrong, never with the value of a secret.
    """
    root = path.absolute().parent
    defaults = {"policy": dataclasses.asdict(Policy()), "labels": dataclasses.asdict(Labels())}
    known: dict[str, Any] = {
        "syncd": {},
        "markdown": {},
        "service": {},
        **{name: {} for name in _NAMED},
        **defaults,
        "rules": dict.fromkeys(rules),
    }
    merged = merge(_read_file(path), environ, known)
    reader = Reader(root, merged.variables)
    reader.problems += merged.problems
    tables = merged.tables
    for name in tables:
        if name not in known:
            reader.add((name,), "unknown table", suggestion(name, known))
    # A table that gives only some keys keeps the defaults of the others, at every depth.
    policy = reader.read(Policy, _over(defaults["policy"], tables.get("policy", {})), ("policy",))
    syncd = reader.read(SyncdTable, tables.get("syncd", {}), ("syncd",))
    labels = reader.read(Labels, tables.get("labels", {}), ("labels",))
    markdown = reader.read(MarkdownTable, tables.get("markdown", {}), ("markdown",))
    service = reader.read(ServiceTable, tables.get("service", {}), ("service",))
    sources = dict(configured_sources(reader, tables, root, on_this_machine=documents_alone))
    trackers = dict(configured_trackers(reader, tables, root, on_this_machine=documents_alone))
    teams = dict(_each(reader, TeamTable, tables, "teams"))
    people = dict(_each(reader, PersonTable, tables, "people"))
    notifiers = {} if documents_alone else dict(configured_notifiers(reader, tables, root, people))
    levels, team_levels = _levels(reader, dict(reader.tables(tables, "rules")), rules)
    check(reader, tables, policy, teams, people)
    if reader.problems or not (policy and syncd and labels and markdown and service):
        raise ConfigError(path, reader.problems)
    return Settings(
        path=path,
        root=root,
        store=_store_url(syncd.store, root),
        poll=syncd.poll,
        full_scan=syncd.full_scan,
        organization=_organization(teams, people),
        policy=policy,
        labels=labels,
        levels=levels,
        team_levels=team_levels,
        headings=markdown.headings,
        sources=sources,
        trackers=trackers,
        notifiers=notifiers,
        service=service,
    )


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        problem = "there is no such file; `syncd init` writes one, --config FILE names another"
    except IsADirectoryError:
        problem = f"this is a folder; name the file in it, such as {path / 'syncd.toml'}"
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not UTF-8; save the file as UTF-8"
    except OSError as error:
        problem = f"cannot be read ({error.strerror}); let syncd read it"
    except tomllib.TOMLDecodeError as error:
        problem = (
            f"not TOML: {error}; text stands in quotes, a list in [...], a table's name in [...]"
        )
    raise ConfigError(path, [problem])


def _over(base: Any, top: Any) -> Any:
    if not isinstance(base, Mapping) or not isinstance(top, Mapping):
        return top
    merged = {str(key): value for key, value in base.items()}
    for key, value in top.items():
        merged[key] = _over(merged.get(key), value)
    return merged


def _each(
    reader: Reader, shape: type[T], tables: Mapping[str, Any], name: str
) -> Iterator[tuple[str, T]]:
    for key, table in reader.tables(tables, name):
        if read := reader.read(shape, table, (name, key)):
            yield key, read


def _levels(
    reader: Reader, table: Mapping[str, Any], rules: Collection[str]
) -> tuple[dict[str, Level], dict[str, dict[str, Level]]]:
    by_team = {name: value for name, value in table.items() if isinstance(value, dict)}
    own = {name: value for name, value in table.items() if name not in by_team}
    return dict(_rule_levels(reader, own, rules, ("rules",))), {
        team: dict(_rule_levels(reader, levels, rules, ("rules", team)))
        for team, levels in by_team.items()
    }


def _rule_levels(
    reader: Reader, table: Mapping[str, Any], rules: Collection[str], at: Key
) -> Iterator[tuple[str, Level]]:
    for name, value in table.items():
        if name not in rules:
            reader.add((*at, name), "there is no such rule", suggestion(name, rules))
        elif level := reader.read(Level, value, (*at, name)):
            yield name, level


def _store_url(store: str, root: Path) -> str:
    if store in {":memory:", "sqlite://", "sqlite:///:memory:"}:
        return "sqlite://"
    if store.startswith("sqlite:///"):
        return f"sqlite:///{root / store.removeprefix('sqlite:///')}"
    return store


def _organization(
    teams: Mapping[str, TeamTable], people: Mapping[str, PersonTable]
) -> Organization:
    return Organization(
        teams={
            name: Team(
                name=name,
                tracker=table.tracker,
                project=table.project,
                lead=table.lead or None,
                services=table.services,
                create=table.create,
                confidential_project=table.confidential_project or None,
                hours=table.hours,
            )
            for name, table in teams.items()
        },
        people={
            email: Person(
                email=email,
                name=table.name or None,
                team=table.team or None,
                accounts=dict(table.model_extra or {}),
                hours=table.hours,
            )
            for email, table in people.items()
        },
    )
