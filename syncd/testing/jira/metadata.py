"""What can be set when an issue is made or edited, and the names that a site has.

Source: the operations of these paths in the official description. Create metadata come in pages:
`issueTypes` and `fields` on Cloud, `values` with `isLast` on Data Center (the successor of the
flat `createmeta`, gone there since 9.0; shapes as in its clients, its own document gives the
type of one element only).
"""

from collections.abc import Sequence
from typing import Any

from syncd.testing.exchange import Request
from syncd.testing.jira.access import asking, demand, issue_of, may, project_of
from syncd.testing.jira.errors import refused
from syncd.testing.jira.issue_json import (
    api,
    priority_json,
    resolution_json,
    status_json,
    type_json,
)
from syncd.testing.jira.records import Field, Project
from syncd.testing.jira.requests import number
from syncd.testing.jira.site import CATEGORIES, FIELDS, PRIORITIES, RESOLUTIONS, STATUSES, TYPES
from syncd.testing.jira.world import JiraWorld
from syncd.testing.routes import Routes

routes: Routes[JiraWorld] = Routes()

LARGEST_PAGE = 200


@routes.on("GET", "/issue/createmeta/{project}/issuetypes")
def create_types(world: JiraWorld, request: Request) -> dict[str, Any]:
    """The issue types that can be made in a project."""
    project = _for_creating(world, request)
    types = [type_json(world, asking(request), each) for each in project.types]
    return _page(request, "issueTypes", types)


@routes.on("GET", "/issue/createmeta/{project}/issuetypes/{type}")
def create_fields(world: JiraWorld, request: Request) -> dict[str, Any]:
    """The fields of the create screen."""
    project = _for_creating(world, request)
    if request.params["type"] not in project.types:
        raise refused(400, "The issue type is not valid.")
    shown = [
        {"fieldId": field.id, **_meta(world, request, project, field)}
        for field in project.fields
        if field.on_create
    ]
    return _page(request, "fields", shown)


@routes.on("GET", "/issue/{issue}/editmeta")
def edit_fields(world: JiraWorld, request: Request) -> dict[str, Any]:
    """The fields that can be edited."""
    issue = issue_of(world, request)
    demand(world, request, issue, "EDIT_ISSUES", 403)
    project = world.projects[issue.project]
    return {"fields": {field.id: _meta(world, request, project, field) for field in project.fields}}


@routes.on("GET", "/field")
def list_fields(world: JiraWorld, request: Request) -> list[dict[str, Any]]:  # noqa: ARG001
    """All fields of the site."""
    known = {field.id: field for field in FIELDS}
    for project in world.projects.values():
        known |= {field.id: field for field in project.fields}
    return [
        {
            "id": field.id,
            "key": field.id,
            "name": field.name,
            "custom": field.custom is not None,
            "orderable": True,
            "navigable": True,
            "searchable": True,
            "clauseNames": [field.id],
            "schema": _schema(field),
        }
        for field in known.values()
    ]


@routes.on("GET", "/priority")
def list_priorities(world: JiraWorld, request: Request) -> list[dict[str, Any] | None]:
    """All priorities."""
    return [priority_json(world, asking(request), each) for each in PRIORITIES]


@routes.on("GET", "/priority/search")
def search_priorities(world: JiraWorld, request: Request) -> dict[str, Any]:
    """The same in pages."""
    asker = asking(request)
    return _values(request, [priority_json(world, asker, each) for each in PRIORITIES])


@routes.on("GET", "/resolution")
def list_resolutions(world: JiraWorld, request: Request) -> list[dict[str, Any] | None]:
    """All resolutions."""
    return [resolution_json(world, asking(request), each) for each in RESOLUTIONS]


@routes.on("GET", "/resolution/search")
def search_resolutions(world: JiraWorld, request: Request) -> dict[str, Any]:
    """The same in pages."""
    asker = asking(request)
    return _values(request, [resolution_json(world, asker, each) for each in RESOLUTIONS])


@routes.on("GET", "/status")
def list_statuses(world: JiraWorld, request: Request) -> list[dict[str, Any]]:
    """All statuses."""
    return [status_json(world, asking(request), each) for each in STATUSES]


@routes.on("GET", "/statuscategory")
def list_categories(world: JiraWorld, request: Request) -> list[dict[str, Any]]:
    """All status categories."""
    where = f"{api(world, asking(request))}/statuscategory"
    return [
        {"self": f"{where}/{n}", "id": n, "key": key, "colorName": colour, "name": name}
        for key, (n, colour, name) in CATEGORIES.items()
    ]


@routes.on("GET", "/issuetype")
def list_types(world: JiraWorld, request: Request) -> list[dict[str, Any]]:
    """All issue types."""
    return [type_json(world, asking(request), each) for each in TYPES]


@routes.on("GET", "/label")
def list_labels(world: JiraWorld, request: Request) -> dict[str, Any]:
    """All labels that some issue has."""
    names = sorted({label for issue in world.issues.values() for label in issue.labels})
    start, size = number(request, "startAt", 0), number(request, "maxResults", 1_000)
    page = {"startAt": start, "maxResults": size, "total": len(names)}
    return {**page, "isLast": start + size >= len(names), "values": names[start : start + size]}


def _for_creating(world: JiraWorld, request: Request) -> Project:
    project = project_of(world, request, request.params["project"])
    if not may(world, asking(request).user, "CREATE_ISSUES", project):
        raise refused(400, "You cannot create issues in this project.")
    return project


def _page(request: Request, name: str, everything: Sequence[Any]) -> dict[str, Any]:
    start = number(request, "startAt", 0)
    size = number(request, "maxResults", 50, most=LARGEST_PAGE)
    shown = everything[start : start + size]
    page = {"startAt": start, "maxResults": size, "total": len(everything)}
    if asking(request).cloud:
        return {**page, name: shown}
    return {**page, "isLast": start + size >= len(everything), "values": shown}


def _values(request: Request, everything: Sequence[Any]) -> dict[str, Any]:
    start, size = number(request, "startAt", 0), number(request, "maxResults", 50)
    shown = everything[start : start + size]
    page = {"startAt": start, "maxResults": size, "total": len(everything)}
    return {**page, "isLast": start + size >= len(everything), "values": shown}


def _meta(world: JiraWorld, request: Request, project: Project, field: Field) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "required": field.required,
        "schema": _schema(field),
        "name": field.name,
        "key": field.id,
        "operations": list(field.operations),
        "hasDefaultValue": field.has_default,
    }
    allowed: Sequence[Any] = [{"value": name} for name in field.allowed]
    if field.id == "priority":
        allowed = [priority_json(world, asking(request), each) for each in PRIORITIES]
    elif field.id == "components":
        allowed = [{"name": name} for name in project.components]
    elif field.id == "security":
        allowed = [{"name": name} for name in project.security_levels]
    return {**shown, **({"allowedValues": allowed} if allowed else {})}


def _schema(field: Field) -> dict[str, Any]:
    shown: dict[str, Any] = {"type": field.type}
    if field.items:
        shown["items"] = field.items
    if field.custom:
        return {
            **shown,
            "custom": field.custom,
            "customId": int(field.id.removeprefix("customfield_")),
        }
    return {**shown, "system": field.id}
