"""Pages of lists, by offsets that only this server can make.

Source: the page on pagination, and the parameters `limit` and `offset` of the description: 1 to
100 a page; an offset is one that an earlier answer gave, and "will expire after some time"; a
list without a limit is cut off at about 1,000 (there; in later words it is refused). The words
for a wrong offset: forum.asana.com/t/538741. An offset here is a place in the list, so that what
is added or taken away meanwhile shifts the pages, as it may with the real one.
"""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from syncd.testing.asana import showing
from syncd.testing.asana.errors import refused
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Request

MOST = 100
UNPAGED = 1_000
_TOO_LARGE = (
    "The result is too large. You should use pagination (may require specifying a workspace)!"
)


def paged(world: AsanaWorld, request: Request, kind: str, records: Sequence[Any]) -> dict[str, Any]:
    """The part of a list that was asked for, with the way to the next one.

    Raises:
        RefusedError: limit or offset are none, or there is too much to give it all at once.
    """
    limit = request.query.get("limit")
    if limit is None:
        if len(records) > UNPAGED:
            raise refused(400, _TOO_LARGE)
        return {"data": showing.many(world, request, kind, list(records))}
    if not limit.isdecimal() or not 1 <= int(limit) <= MOST:
        raise refused(400, f"limit: Must be between 1 and {MOST}, not: {limit}")
    start = _read(world, request) if "offset" in request.query else 0
    end = start + min(int(limit), world.short_pages or MOST)
    shown = showing.many(world, request, kind, list(records[start:end]))
    following = _next(world, request, end) if end < len(records) else None
    return {"data": shown, "next_page": following}


def _next(world: AsanaWorld, request: Request, place: int) -> dict[str, str]:
    token = {"n": place, "of": _what(request), "at": world.now().isoformat()}
    offset = base64.urlsafe_b64encode(json.dumps(token).encode()).decode().rstrip("=")
    query = [each for each in parse_qsl(request.query_string) if each[0] != "offset"]
    below = request.path.partition("/api/1.0")[2] or request.path
    path = f"{below}?{urlencode([*query, ('offset', offset)])}"
    return {"offset": offset, "path": path, "uri": f"{world.origin}/api/1.0{path}"}


def _read(world: AsanaWorld, request: Request) -> int:
    written = request.query["offset"]
    try:
        token = json.loads(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)))
        place, of, at = int(token["n"]), str(token["of"]), datetime.fromisoformat(token["at"])
    except (ValueError, TypeError, KeyError) as error:
        raise refused(400, "offset: Your pagination token is invalid.") from error
    if of != _what(request):
        raise refused(400, "offset: Your pagination token is invalid.")
    if world.offset_life is not None and world.now() - at > world.offset_life:
        # That they expire is documented, in which words is not.
        raise refused(400, "offset: Your pagination token has expired.")
    return place


def _what(request: Request) -> str:
    """What a list is of; its fields and the size of its pages may change on the way."""
    query = [
        each
        for each in parse_qsl(request.query_string)
        if each[0] not in {"offset", "limit"} and not each[0].startswith("opt_")
    ]
    return f"{request.path}?{urlencode(sorted(query))}"
