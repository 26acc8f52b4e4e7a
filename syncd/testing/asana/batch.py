"""Several requests in one.

Source: `createBatchRequest` of the official description and its page (Asana/developer-docs): one
to ten actions, in no certain order (here: one after the other), each with its own outcome; the
answer is 200 even if all of them fail. Queries stand in `data`, and `limit`, `offset` and
`fields` in `options`.
"""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from syncd.testing.asana import sending
from syncd.testing.asana.errors import missing, refused
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Request
from syncd.testing.routes import Routes

routes: Routes[AsanaWorld] = Routes()

MOST = 10
METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"})


@routes.on("POST", "/batch")
def run_batch(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Carry out each action, whatever becomes of the others."""
    actions = sending.data_of(request).get("actions")
    if not isinstance(actions, list) or not actions:
        raise missing("actions")
    if len(actions) > MOST:
        raise refused(400, f"actions: Must be at most {MOST}")
    if world.dispatch is None:
        raise RuntimeError("a batch needs a simulator to carry it out")
    results = []
    for n, action in enumerate(actions):
        answer = world.dispatch(world, part_of(request, action, n))
        headers = {name.lower(): value for name, value in answer.headers.items()}
        results.append({"status_code": answer.status, "headers": headers, "body": answer.body})
    return {"data": results}


def part_of(request: Request, action: Any, n: int = 0) -> Request:
    """One action as the request that it stands for.

    Raises:
        RefusedError: it is none.
    """
    if not isinstance(action, dict):
        raise refused(400, f"actions: [{n}]: Value is not a JSON object")
    path = sending.text(action, "relative_path")
    method = sending.text(action, "method").upper()
    if method not in METHODS:
        raise refused(400, f"actions: [{n}]: method: Not a valid method: {method}")
    if "?" in path:
        raise refused(400, f"actions: [{n}]: relative_path: Must not have query parameters")
    data, options = action.get("data") or {}, action.get("options") or {}
    above = request.path.removesuffix("/batch")
    body = b"" if method in {"GET", "HEAD"} else json.dumps({"data": data}).encode()
    query = dict(data) if method in {"GET", "HEAD"} else {}
    query |= {name: options[name] for name in ("limit", "offset") if name in options}
    if "fields" in options:
        query["opt_fields"] = ",".join(options["fields"])
    return replace(
        request,
        method=method,
        path=above + path,
        query_string=urlencode(query),
        body=body,
        headers={**request.headers, "content-type": "application/json"},
    )


def actions_of(request: Request) -> list[Request]:
    """The requests in a batch, as far as they can be understood; none if it is not one."""
    if not request.path.endswith("/batch") or request.method != "POST":
        return []
    try:
        actions = (request.json or {})["data"]["actions"]
        return [part_of(request, action) for action in actions]
    except Exception:  # noqa: BLE001  (whatever is wrong with it, the route says so)
        return []
