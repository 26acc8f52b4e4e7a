"""From one status to another, by the ways that the workflow has.

Source: the operations of `/issue/{id}/transitions` in the official description: a transition that
is not open from here, or not for the asker, is not listed; a field that is not on its screen is
an error. The words for an invalid transition are from Atlassian's community (qaq-p/2158194).
Not confirmed: that a comment is refused by a transition without a screen; here it is taken.
"""

from collections.abc import Mapping
from typing import Any

from syncd.testing.exchange import Answer, RefusedError, Request
from syncd.testing.jira import acts
from syncd.testing.jira.access import Asker, asking, issue_of, may
from syncd.testing.jira.errors import body_of, invalid, off_screen, refused
from syncd.testing.jira.fields import FieldError, Input, named_in
from syncd.testing.jira.issue_json import resolution_json, status_json
from syncd.testing.jira.records import Field, Issue, Transition
from syncd.testing.jira.requests import body_json
from syncd.testing.jira.site import RESOLUTIONS
from syncd.testing.jira.texts import TextError, taken
from syncd.testing.jira.world import JiraWorld
from syncd.testing.routes import Routes

routes: Routes[JiraWorld] = Routes()

_ON_SCREENS = {
    "resolution": Field("resolution", "Resolution", "resolution"),
    "fixVersions": Field("fixVersions", "Fix versions", "array", "version"),
    "assignee": Field("assignee", "Assignee", "user"),
}


@routes.on("GET", "/issue/{issue}/transitions")
def get_transitions(world: JiraWorld, request: Request) -> dict[str, Any]:
    """Where this issue can go from here."""
    issue, asker = issue_of(world, request), asking(request)
    wanted = request.query.get("transitionId")
    with_fields = "transitions.fields" in request.query.get("expand", "")
    shown = [
        _shown(world, asker, each, with_fields=with_fields)
        for each in _open(world, asker, issue)
        if wanted in {None, each.id}
    ]
    return {"expand": "transitions", "transitions": shown}


@routes.on("POST", "/issue/{issue}/transitions")
def do_transition(world: JiraWorld, request: Request) -> Answer:
    """Go there."""
    carry_out(world, asking(request), issue_of(world, request), body_json(request))
    return Answer(204)


def carry_out(world: JiraWorld, asker: Asker, issue: Issue, body: Mapping[str, Any]) -> Issue:
    """Go the way that a request names, with the values that it has for the screen.

    Raises:
        RefusedError: there is no such way from here, or a field is wrong or missing.
    """
    wanted = str((body.get("transition") or {}).get("id", ""))
    if not wanted:
        raise invalid("A transition must be specified.")
    way = next((each for each in _open(world, asker, issue) if each.id == wanted), None)
    if way is None:
        raise refused(400, f"Transition id '{wanted}' is not valid for this issue.")
    fields, update = dict(body.get("fields") or {}), dict(body.get("update") or {})
    comments = [verb["add"] for verb in update.pop("comment", ()) if "add" in verb]
    changes: dict[str, Any] = {"status": way.to}
    if way.resolves is not None:
        changes["resolution"] = way.resolves or None
    errors = {name: off_screen(name) for name in [*fields, *update] if name not in way.screen} | {
        name: f"{_ON_SCREENS[name].name} is required."
        for name in way.required
        if not fields.get(name)
    }
    if "resolution" in fields and "resolution" not in errors:
        try:
            changes["resolution"] = named_in(RESOLUTIONS, fields.pop("resolution"), "resolution")
        except FieldError as error:
            errors["resolution"] = str(error)
    if errors:
        raise RefusedError(400, body_of(errors=errors))
    given = Input(world, asker, world.projects[issue.project], issue)
    given.read(
        {"fields": fields, "update": update}, {name: _ON_SCREENS[name] for name in way.screen}
    )
    changed = acts.edit(world, asker.user.account_id, issue, {**given.finish(), **changes})
    for comment in comments:
        try:
            text = taken(comment.get("body"), adf=asker.adf)
        except TextError as error:
            raise refused(400, comment=str(error)) from error
        if text is not None:
            acts.add_comment(world, asker.user.account_id, changed, text)
    return changed


def _open(world: JiraWorld, asker: Asker, issue: Issue) -> list[Transition]:
    project = world.projects[issue.project]
    if not may(world, asker.user, "TRANSITION_ISSUES", project):
        return []
    return [
        each
        for each in world.workflow_of(project.id).transitions
        if not each.sources or issue.status in each.sources
    ]


def _shown(world: JiraWorld, asker: Asker, way: Transition, *, with_fields: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": way.id,
        "name": way.name,
        "to": status_json(world, asker, way.to),
        "hasScreen": bool(way.screen),
        "isGlobal": not way.sources,
        "isInitial": False,
        "isAvailable": True,
        "isConditional": False,
    }
    if with_fields:
        shown["fields"] = {name: _field(world, asker, way, name) for name in way.screen}
    return shown


def _field(world: JiraWorld, asker: Asker, way: Transition, name: str) -> dict[str, Any]:
    field = _ON_SCREENS[name]
    schema = {"type": field.type, "system": name}
    shown: dict[str, Any] = {
        "required": name in way.required,
        "schema": {**schema, "items": field.items} if field.items else schema,
        "name": field.name,
        "key": name,
        "operations": list(field.operations),
        "hasDefaultValue": False,
    }
    if name == "resolution":
        shown["allowedValues"] = [resolution_json(world, asker, each) for each in RESOLUTIONS]
    return shown
