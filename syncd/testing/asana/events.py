"""Events since a sync token, for whoever cannot be called.

Source: `getEvents` of the official description: without a token, or with one that is unknown or
older than 24 hours, 412 with a fresh one; at most 100 events a token, then `has_more`. A token
here is of one resource, and asking with it again gives the same.
"""

import base64
import json
from datetime import datetime, timedelta

from syncd.testing.asana import hearing
from syncd.testing.asana.access import asking, project_at, task_at
from syncd.testing.asana.errors import missing
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Answer, Request
from syncd.testing.routes import Routes

routes: Routes[AsanaWorld] = Routes()

MOST = 100
KEPT = timedelta(hours=24)
_TOO_OLD = (
    "Sync token invalid or too old. If you are attempting to keep resources in sync, you must fetch"
    " the full dataset for this query now and use the new sync token for the next sync."
)


@routes.on("GET", "/events")
def get_events(world: AsanaWorld, request: Request) -> Answer:
    """What happened since."""
    resource = request.query.get("resource")
    if not resource:
        raise missing("resource")
    return _since(world, request, resource)


def _since(world: AsanaWorld, request: Request, resource: str) -> Answer:
    asker = asking(request)
    if resource in world.tasks:
        task_at(world, asker, resource, name="resource")
    else:
        project_at(world, asker, resource, name="resource")
    start = _read(world, resource, request.query.get("sync"))
    if start is None:
        newest = max(world.events, default=0)
        return Answer(
            412, {"errors": [{"message": _TOO_OLD}], "sync": _token(world, resource, newest)}
        )
    heard = [
        event
        for number, event in world.events.items()
        if number > start and resource in event.heard_by
    ]
    shown = heard[:MOST]
    last = shown[-1].number if shown else start
    told = {
        "data": [hearing.full(world, event) for event in shown],
        "sync": _token(world, resource, last),
        "has_more": len(heard) > MOST,
    }
    return Answer(200, told)


def _token(world: AsanaWorld, resource: str, number: int) -> str:
    token = {"of": resource, "n": number, "at": world.now().isoformat()}
    return base64.urlsafe_b64encode(json.dumps(token).encode()).decode().rstrip("=")


def _read(world: AsanaWorld, resource: str, written: str | None) -> int | None:
    if not written:
        return None
    try:
        token = json.loads(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)))
        number, at = int(token["n"]), datetime.fromisoformat(token["at"])
    except (ValueError, TypeError, KeyError):
        return None
    return number if token["of"] == resource and world.now() - at <= KEPT else None
