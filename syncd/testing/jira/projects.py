"""Projects, permissions and what a site says about itself.

Source: the operations of these paths in the official description. `mypermissions` on Cloud wants
to be told which permissions are asked about; on Data Center it lists them all.
"""

from typing import Any

from syncd.testing.exchange import Request
from syncd.testing.jira.access import GLOBAL, PERMISSIONS, asking, may, project_of
from syncd.testing.jira.errors import invalid
from syncd.testing.jira.issue_json import api, listed, project_json, status_json, type_json
from syncd.testing.jira.people import user_json
from syncd.testing.jira.records import Project
from syncd.testing.jira.requests import body_json, number
from syncd.testing.jira.world import JiraWorld
from syncd.testing.routes import Routes

routes: Routes[JiraWorld] = Routes()


@routes.on("GET", "/serverInfo")
def server_info(world: JiraWorld, request: Request) -> dict[str, Any]:
    """Which Jira this is, and what time it is there."""
    asker = asking(request)
    version = [1001, 0, 0] if asker.cloud else [10, 3, 24]
    return {
        "baseUrl": world.base,
        "version": "1001.0.0-SNAPSHOT" if asker.cloud else "10.3.24",
        "versionNumbers": version,
        "deploymentType": "Cloud" if asker.cloud else "DataCenter",
        "buildNumber": 100_291,
        "buildDate": world.shown(world.now().replace(hour=0, minute=0)),
        "serverTime": world.shown(world.now()),
        "scmInfo": "0" * 40,
        "serverTitle": "Simulated Jira",
    }


@routes.on("GET", "/project/search")
def search_projects(world: JiraWorld, request: Request) -> dict[str, Any]:
    """A page of the projects that the asker can browse."""
    start, size = number(request, "startAt", 0), number(request, "maxResults", 50)
    found = [
        project
        for project in world.projects.values()
        if may(world, asking(request).user, "BROWSE_PROJECTS", project)
    ]
    shown = [project_json(world, asking(request), each) for each in found[start : start + size]]
    page = {"startAt": start, "maxResults": size, "total": len(found)}
    where = f"{api(world, asking(request))}/project/search"
    return {"self": where, **page, "isLast": start + size >= len(found), "values": shown}


@routes.on("GET", "/project/{project}")
def get_project(world: JiraWorld, request: Request) -> dict[str, Any]:
    """One project."""
    project, asker = project_of(world, request, request.params["project"]), asking(request)
    cloud = {"style": "classic", "isPrivate": False} if asker.cloud else {}
    return {
        **project_json(world, asker, project),
        **cloud,
        "description": "",
        "lead": user_json(world, asker, project.lead),
        "assigneeType": "UNASSIGNED",
        "issueTypes": [type_json(world, asker, each) for each in project.types],
        "components": [],
        "versions": [],
        "roles": {},
    }


@routes.on("GET", "/project/{project}/statuses")
def get_statuses(world: JiraWorld, request: Request) -> list[dict[str, Any]]:
    """The statuses of each issue type."""
    project, asker = project_of(world, request, request.params["project"]), asking(request)
    known = world.workflow_of(project.id).statuses
    statuses = [status_json(world, asker, status) for status in known]
    return [
        {
            "self": f"{api(world, asker)}/issuetype/{each}",
            "id": each,
            "name": type_json(world, asker, each)["name"],
            "subtask": type_json(world, asker, each)["subtask"],
            "statuses": statuses,
        }
        for each in project.types
    ]


@routes.on("GET", "/mypermissions")
def my_permissions(world: JiraWorld, request: Request) -> dict[str, Any]:
    """What the asker may do, all over the site or in one project."""
    asker, query = asking(request), request.query
    name = query.get("projectKey") or query.get("projectId")
    project = project_of(world, request, name) if name else None
    wanted = listed(query.get("permissions"))
    if asker.cloud and not wanted:
        raise invalid("The 'permissions' query parameter is required.")
    if unknown := [each for each in wanted if each not in PERMISSIONS]:
        raise invalid(f"Unrecognized permission '{unknown[0]}'.")
    names = wanted if asker.cloud else list(PERMISSIONS)
    return {
        "permissions": {
            key: {
                "id": str(list(PERMISSIONS).index(key) + 10),
                "key": key,
                "name": PERMISSIONS[key],
                "type": "GLOBAL" if key in GLOBAL else "PROJECT",
                "description": f"{PERMISSIONS[key]}.",
                "havePermission": _has(world, request, key, project),
            }
            for key in names
        }
    }


@routes.on("POST", "/permissions/check")
def check_permissions(world: JiraWorld, request: Request) -> dict[str, Any]:
    """Which of some permissions the asker has in which of some projects."""
    body = body_json(request)
    granted = []
    for asked in body.get("projectPermissions") or ():
        for key in asked.get("permissions", ()):
            projects = [
                number
                for number in asked.get("projects", ())
                if (project := world.projects.get(number)) and _has(world, request, key, project)
            ]
            granted.append({"permission": key, "projects": projects, "issues": []})
    named = [key for key in body.get("globalPermissions") or () if _has(world, request, key, None)]
    return {"projectPermissions": granted, "globalPermissions": named}


def _has(world: JiraWorld, request: Request, key: str, project: Project | None) -> bool:
    return may(world, asking(request).user, key, project)
