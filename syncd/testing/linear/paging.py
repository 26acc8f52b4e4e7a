"""Lists, page by page.

Source: linear.app/developers/pagination: `first` with `after`, `last` with `before`, 50 by
default, ordered by `createdAt` unless `updatedAt` is asked for, without what is archived unless it
is. `first` and `last` go from 1 to 250, checked by argument (HTTP 200, `INVALID_INPUT`); the newest
come first; a cursor is opaque, and holds a key rather than a place (sortie-ai, "Linear adapter").
So while one pages by `updatedAt`, what changes moves to pages that were read already.
"""

import base64
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from syncd.testing.linear.errors import bad_argument
from syncd.testing.linear.filters import matcher
from syncd.testing.linear.naming import snake
from syncd.testing.linear.records import Comment, Issue
from syncd.testing.linear.world import LinearWorld

Key = tuple[str, str]
_PLACES = frozenset({"first", "last", "after", "before"})


def connection(
    world: LinearWorld,
    kind: str,
    records: Callable[[], Iterable[Any]],
    arguments: Mapping[str, Any],
    me: str,
    *,
    keep: str | None = None,
) -> dict[str, Any]:
    """One page of a list; one that is long is kept, under a name, until something is written."""

    def listed() -> tuple[list[Key], list[Any]]:
        test = matcher(world, kind, arguments.get("filter"), me)
        archived = bool(arguments.get("includeArchived"))
        order = snake(arguments.get("orderBy") or "createdAt")
        found = [
            (getattr(record, order), record.id, record)
            for record in records()
            if (archived or record.archived_at is None) and test(record)
        ]
        found.sort(key=lambda each: each[:2])
        return [each[:2] for each in found], [each[2] for each in found]

    if keep is None:
        return _page(world, *listed(), arguments)
    about = {name: value for name, value in arguments.items() if name not in _PLACES}
    name = json.dumps([keep, about, me], sort_keys=True, default=str)
    return _page(world, *world.computed(name, listed), arguments)


def _page(
    world: LinearWorld, keys: list[Key], found: list[Any], arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """Keys and records ascend; a page shows them the other way round."""
    first = _count(world, "first", arguments.get("first"))
    last = _count(world, "last", arguments.get("last"))
    low, high = 0, len(keys)
    if arguments.get("after") is not None:
        high = bisect_left(keys, _key(arguments["after"]))
    if arguments.get("before") is not None:
        low = bisect_right(keys, _key(arguments["before"]))
    start, end = low, high
    if last is not None and first is None:
        end = min(high, low + last)
    else:
        size = first if first is not None else world.page_default
        if isinstance(next(iter(found), None), Issue | Comment):
            size = min(size, world.short_pages or size)
        start = max(low, high - size)
    shown = found[start:end][::-1]
    cursors = [_cursor(key) for key in keys[start:end][::-1]]
    return {
        "nodes": shown,
        "edges": [
            {"cursor": cursor, "node": record}
            for cursor, record in zip(cursors, shown, strict=True)
        ],
        "pageInfo": {
            "hasNextPage": start > 0,
            "hasPreviousPage": end < len(keys),
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        },
    }


def _count(world: LinearWorld, name: str, value: int | None) -> int | None:
    if value is not None and value > world.page_limit:
        told = f"{name} must not be greater than {world.page_limit}"
        raise bad_argument(name, "max", told)
    if value is not None and value < 1:
        raise bad_argument(name, "min", f"{name} must not be less than 1")
    return value


def _cursor(key: Sequence[str]) -> str:
    return base64.b64encode(json.dumps({"key": list(key)}).encode()).decode()


def _key(cursor: str) -> Key:
    try:
        moment, id_ = json.loads(base64.b64decode(cursor, validate=True))["key"]
    except (ValueError, LookupError, TypeError) as error:
        raise bad_argument("after", "isCursor", "after must be a cursor") from error
    return str(moment), str(id_)
