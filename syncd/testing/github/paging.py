"""Pages: by number with a `Link` header, and by cursor for long lists of issues.

Source: `per_page` 30, at most 100 (official description). Lists of issues carry a cursor in the
`Link` header, and refuse `page` beyond the first thousand with 422 (google/go-github#3565;
mozilla/standards-positions#1221: page 10 of 100 is answered, page 11 is not;
wshm-dev/wshm#133). The form of the cursor is opaque. Real links name the repository by id
(`/repositories/123/issues`); here only with `links_by_id`, so that a log is easier to read.
"""

import base64
import binascii
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from syncd.testing.exchange import Answer, Request
from syncd.testing.github.errors import refused
from syncd.testing.github.world import GitHubWorld

T = TypeVar("T")
Key = tuple[Any, ...]

TOO_DEEP = (
    "Pagination with the page parameter is not supported for large datasets, please use "
    "cursor based pagination (after/before)"
)


def size_of(world: GitHubWorld, request: Request) -> int:
    """How many entries a page has; what is no number counts as if it were not there."""
    return max(1, min(_number(request, "per_page", world.page_default), world.page_limit))


def page_number(request: Request) -> int:
    """Which page is asked for, from 1."""
    return max(1, _number(request, "page", 1))


def paged(
    world: GitHubWorld, request: Request, entries: Sequence[T], shape: Callable[[T], Any]
) -> Answer:
    """One page by number, with links to the others."""
    size, page = size_of(world, request), page_number(request)
    shown = [shape(entry) for entry in entries[(page - 1) * size : page * size]]
    return Answer(200, shown, links(world, request, page, -(-len(entries) // size)))


def links(world: GitHubWorld, request: Request, page: int, last: int) -> dict[str, str]:
    """The `Link` header of one of `last` pages; none if all is on one page."""
    named: list[tuple[str, int]] = []
    if page > 1:
        named += [("prev", min(page - 1, max(last, 1)))]
    if page < last:
        named += [("next", page + 1), ("last", last)]
    if page > 1:
        named += [("first", 1)]
    text = ", ".join(f'<{_url(world, request, page=str(n))}>; rel="{name}"' for name, n in named)
    return {"Link": text} if text else {}


def cursored(
    world: GitHubWorld,
    request: Request,
    entries: Sequence[T],
    key: Callable[[T], Key],
    shape: Callable[[T], Any],
) -> Answer:
    """One page by cursor or number of entries that are sorted by `key`, ascending.

    Raises:
        RefusedError: the page is too deep, or the cursor is none.
    """
    size, page = size_of(world, request), page_number(request)
    start = (page - 1) * size
    if "after" in request.query:
        start = bisect_right(entries, _decoded(request.query["after"]), key=key)
    elif "before" in request.query:
        start = max(0, bisect_left(entries, _decoded(request.query["before"]), key=key) - size)
    elif start >= world.deep_pages:
        raise refused(422, TOO_DEEP)
    shown = entries[start : start + size]
    named = []
    if start > 0 and shown:
        named.append(("prev", {"before": _encoded(key(shown[0])), "page": str(max(1, page - 1))}))
    if start + size < len(entries):
        named.append(("next", {"after": _encoded(key(shown[-1])), "page": str(page + 1)}))
    text = ", ".join(f'<{_url(world, request, **at)}>; rel="{name}"' for name, at in named)
    return Answer(200, [shape(entry) for entry in shown], {"Link": text} if text else {})


class Backwards:
    """A part of a key that sorts the other way round."""

    def __init__(self, value: Any) -> None:
        """`value` is what would be sorted."""
        self.value = value

    def __lt__(self, other: "Backwards") -> bool:
        """The larger one comes first."""
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        """Equal values are equal."""
        return isinstance(other, Backwards) and self.value == other.value

    def __hash__(self) -> int:
        """As its value."""
        return hash(self.value)


def _encoded(key: Key) -> str:
    plain = [["-", part.value] if isinstance(part, Backwards) else ["+", part] for part in key]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode()


def _decoded(cursor: str) -> Key:
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor))
        return tuple(Backwards(value) if way == "-" else value for way, value in plain)
    except (binascii.Error, ValueError) as error:
        raise refused(422, "The cursor is not valid") from error


def _url(world: GitHubWorld, request: Request, **changes: str) -> str:
    kept = {name: value for name, value in request.query.items() if name not in {"after", "before"}}
    path = request.path
    if world.links_by_id and (owner := request.params.get("owner")):
        repo = world.repo_named(f"{owner}/{request.params.get('repo')}")
        if repo is not None:
            rest = path.split("/", 4)[4:]
            path = "/".join([f"/repositories/{repo.id}", *rest])
    return f"{world.api}{path}?{urlencode({**kept, **changes})}"


def _number(request: Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isdecimal() else default
