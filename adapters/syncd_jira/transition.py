"""From one status to another, by a transition that the issue's workflow has from here.

Source: `getTransitions` and `doTransition` of Atlassian's description: `expand=transitions.fields`
shows what a screen asks for; a status cannot be set any other way. What a transition without a
screen does with a comment is not documented, so there the reason is said on its own.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from syncd.model import Status
from syncd.ports import RejectedError
from syncd_jira.client import Client
from syncd_jira.shape import Shape

_CATEGORIES = {
    Status.OPEN: "new",
    Status.IN_PROGRESS: "indeterminate",
    Status.DONE: "done",
    Status.DROPPED: "done",
}


def change_status(
    client: Client, shape: Shape, key: str, number: str, status: Status, reason: Any = None
) -> bool:
    """Bring an issue to a status; whether the `reason`, a comment's body, was said on the way.

    Raises:
        RejectedError: no transition leads there, or it asks for what syncd cannot know.
        PortError: Jira did not answer, or refused.
    """
    path = f"/issue/{number}/transitions"
    answer = client.send("GET", path, query={"expand": "transitions.fields"})
    wanted = [
        each
        for each in answer.data["transitions"]
        if each["to"]["statusCategory"]["key"] == _CATEGORIES[status]
    ]
    if not wanted:
        there = ", ".join(str(each["to"]["name"]) for each in answer.data["transitions"])
        raise RejectedError(
            f"{key} cannot be made {status} from where it is (only {there or 'nothing'}):"
            " its workflow has no such transition, or syncd may not use it"
        )
    way = min(wanted, key=lambda each: _fitness(shape, each, status))
    body: dict[str, Any] = {"transition": {"id": way["id"]}}
    if fields := _filled(shape, way, status, key):
        body["fields"] = fields
    on_screen = bool(way.get("hasScreen")) and reason is not None
    if on_screen:
        body["update"] = {"comment": [{"add": {"body": reason}}]}
    client.send("POST", path, body=body, repeatable=False)
    return on_screen


def _fitness(shape: Shape, way: Mapping[str, Any], status: Status) -> tuple[bool, bool]:
    """The lower, the better a transition fits: by the name of its status, then by resolution."""
    dropped = shape.is_dropped(str(way["to"]["name"])) or shape.is_dropped(str(way["name"]))
    fits = dropped is (status is Status.DROPPED)
    asks = "resolution" in (way.get("fields") or {})
    return (not fits and not asks, not asks)


def _filled(shape: Shape, way: Mapping[str, Any], status: Status, key: str) -> dict[str, Any]:
    fields: Mapping[str, Any] = way.get("fields") or {}
    filled: dict[str, Any] = {}
    if "resolution" in fields and not status.is_open:
        filled["resolution"] = {"name": _resolution(shape, fields["resolution"], status, key)}
    missing = [
        str(field["name"])
        for name, field in fields.items()
        if field["required"] and not field.get("hasDefaultValue") and name not in filled
    ]
    if missing:
        raise RejectedError(
            f"{key}: the transition {way['name']!r} asks for {', '.join(missing)}:"
            " a human has to do it"
        )
    return filled


def _resolution(shape: Shape, field: Mapping[str, Any], status: Status, key: str) -> str:
    allowed: Sequence[str] = [str(each["name"]) for each in field.get("allowedValues") or ()]
    dropping = [name for name in allowed if shape.is_dropped(name)]
    if status is Status.DROPPED:
        order = {name.casefold(): n for n, name in enumerate(shape.settings.dropped)}
        dropping.sort(key=lambda name: order[name.casefold()])
        fitting = dropping
    else:
        fitting = [name for name in allowed if name not in dropping]
    if not fitting:
        raise RejectedError(
            f"{key}: no resolution means {status} ({', '.join(allowed)}): set dropped"
        )
    return fitting[0]
