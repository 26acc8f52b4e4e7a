"""Which fields of a thing an answer has: compact, full, or those that were asked for.

Source: the page on input/output options: lists have compact records and single answers full
ones, unless `opt_fields` (or `options.fields` in a body) names paths such as `assignee.email` or
`(followers|assignee).name`; then it is exactly those, and the `gid` always. What the description
marks *Opt In* is in no full record. A nested thing that is named bare has gid and type; custom
fields that are named bare have their values (both as in many clients' recordings).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from syncd.testing.asana.access import Asker, asking
from syncd.testing.asana.sending import options_of
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Request

Tree = dict[str, "Tree"]
"""`name,assignee.email` as a tree."""


@dataclass(frozen=True)
class Shown:
    """A record of some kind, not yet turned into JSON."""

    kind: str
    record: Any


Fields = Callable[[AsanaWorld, Asker, Any], dict[str, Any]]
"""The fields of a record: JSON, a `Shown`, a list or dictionary of them, or what computes one."""


@dataclass(frozen=True)
class Kind:
    """How a kind of record looks; `full_inside` names fields that hold full records."""

    fields: Fields
    compact: tuple[str, ...]
    opt_in: frozenset[str] = frozenset()
    full_inside: frozenset[str] = frozenset()


KINDS: dict[str, Kind] = {}
"""All kinds by their `resource_type`; the simulator puts them together."""

_GROUP = re.compile(r"\(([^()]*)\)")


def one(world: AsanaWorld, request: Request, kind: str, record: Any) -> dict[str, Any]:
    """A single answer: full unless fields were asked for."""
    return {"data": _chosen(world, request, Shown(kind, record), full=True)}


def many(world: AsanaWorld, request: Request, kind: str, records: list[Any]) -> list[Any]:
    """The entries of a list: compact unless fields were asked for."""
    return [_chosen(world, request, Shown(kind, record), full=False) for record in records]


def _chosen(world: AsanaWorld, request: Request, shown: Shown, *, full: bool) -> Any:
    tree = _asked(request)
    asker = asking(request)
    if tree is not None:
        return _narrow(world, asker, shown, tree)
    return _full(world, asker, shown) if full else _compact(world, asker, shown)


def _asked(request: Request) -> Tree | None:
    written = request.query.get("opt_fields")
    if written is None and request.method in {"POST", "PUT"}:
        fields = options_of(request).get("fields")
        written = ",".join(fields) if isinstance(fields, list) else fields
    if not written:
        return None
    tree: Tree = {}
    for path in str(written).split(","):
        for spread in _spread(path.strip()):
            node = tree
            for name in spread.removeprefix("this.").split("."):
                node = node.setdefault(name, {})
    return tree


def _spread(path: str) -> list[str]:
    found = _GROUP.search(path)
    if found is None:
        return [path]
    before, after = path[: found.start()], path[found.end() :]
    return [one for term in found[1].split("|") for one in _spread(before + term + after)]


def _fields(world: AsanaWorld, asker: Asker, shown: Shown) -> Mapping[str, Any]:
    return KINDS[shown.kind].fields(world, asker, shown.record)


def _value(fields: Mapping[str, Any], name: str) -> Any:
    value = fields[name]
    return value() if callable(value) else value


def _narrow(world: AsanaWorld, asker: Asker, value: Any, tree: Tree) -> Any:
    if isinstance(value, list):
        return [_narrow(world, asker, each, tree) for each in value]
    if isinstance(value, Shown):
        fields = _fields(world, asker, value)
    elif isinstance(value, dict):
        fields = value
    else:
        return value
    chosen = {"gid": fields["gid"]} if "gid" in fields else {}
    for name, below in tree.items():
        if name in fields:
            got = _value(fields, name)
            chosen[name] = _narrow(world, asker, got, below) if below else _bare(world, asker, got)
    return chosen


def _bare(world: AsanaWorld, asker: Asker, value: Any) -> Any:
    if isinstance(value, list):
        return [_bare(world, asker, each) for each in value]
    if isinstance(value, dict):
        return {name: _bare(world, asker, each) for name, each in value.items()}
    if not isinstance(value, Shown):
        return value
    if value.kind == "custom_field":
        return _compact(world, asker, value)
    return {"gid": value.record.gid, "resource_type": value.kind.partition(":")[0]}


def _compact(world: AsanaWorld, asker: Asker, value: Any) -> Any:
    if isinstance(value, list):
        return [_compact(world, asker, each) for each in value]
    if isinstance(value, dict):
        return {name: _compact(world, asker, each) for name, each in value.items()}
    if not isinstance(value, Shown):
        return value
    fields = _fields(world, asker, value)
    names = KINDS[value.kind].compact
    there = [name for name in names if name in fields]
    return {name: _compact(world, asker, _value(fields, name)) for name in there}


def _full(world: AsanaWorld, asker: Asker, shown: Shown) -> dict[str, Any]:
    kind, fields, told = KINDS[shown.kind], _fields(world, asker, shown), {}
    for name in fields:
        if name in kind.opt_in:
            continue
        got = _value(fields, name)
        if name in kind.full_inside:
            inner = got if isinstance(got, list) else [got]
            full = [_full(world, asker, each) for each in inner if isinstance(each, Shown)]
            told[name] = full if isinstance(got, list) else next(iter(full), None)
        else:
            told[name] = _compact(world, asker, got)
    return told
