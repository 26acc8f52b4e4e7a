"""Workspaces, projects, sections and custom fields: where tasks are and what they have.

Source: `ProjectResponse`, `SectionResponse`, `CustomFieldSettingResponse` of the official
description and the operations on them; developers.asana.com/reference/getmemberships for who may do
what in a project. There are no teams here, so that every member is one in person.
"""

from typing import Any

from syncd.testing.asana import acts, sending, showing
from syncd.testing.asana.access import Asker, asking, project_at, task_at, workspace_at
from syncd.testing.asana.errors import refused, unknown
from syncd.testing.asana.field_json import Value
from syncd.testing.asana.paging import paged
from syncd.testing.asana.records import Field, Level, Project, Section, User, Workspace
from syncd.testing.asana.showing import Kind, Shown
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Answer, Request
from syncd.testing.routes import Routes

routes: Routes[AsanaWorld] = Routes()


class Setting:
    """That a project has a custom field."""

    def __init__(self, project: Project, field: Field) -> None:
        """Its gid is made of theirs."""
        self.gid = f"{project.gid[:9]}{field.gid}"
        self.project = project
        self.field = field


class Member:
    """That somebody may do something in a project."""

    def __init__(self, project: Project, user: User, level: Level) -> None:
        """Its gid is made of theirs."""
        self.gid = f"{project.gid[:9]}{user.gid}"
        self.project = project
        self.user = user
        self.level = level


def settings_of(world: AsanaWorld, project: Project) -> list[Setting]:
    """The custom fields of a project."""
    return [Setting(project, world.fields[gid]) for gid in project.fields]


def _workspace(_: AsanaWorld, __: Asker, workspace: Workspace) -> dict[str, Any]:
    return {
        "gid": workspace.gid,
        "resource_type": "workspace",
        "name": workspace.name,
        "is_organization": True,
    }


def _project(world: AsanaWorld, _: Asker, project: Project) -> dict[str, Any]:
    settings = [Shown("custom_field_setting", each) for each in settings_of(world, project)]
    return {
        "gid": project.gid,
        "resource_type": "project",
        "name": project.name,
        "archived": project.archived,
        "color": None,
        "completed": False,
        "completed_at": None,
        "created_at": project.created_at,
        "custom_field_settings": settings,
        "due_on": None,
        "followers": [],
        "members": [Shown("user", world.users[world.bot])],
        "modified_at": project.created_at,
        "notes": "",
        "owner": None,
        "permalink_url": f"{world.origin}/1/{project.workspace}/project/{project.gid}",
        "workspace": Shown("workspace", world.workspaces[project.workspace]),
    }


def _section(world: AsanaWorld, _: Asker, section: Section) -> dict[str, Any]:
    return {
        "gid": section.gid,
        "resource_type": "section",
        "name": section.name,
        "created_at": section.created_at,
        "project": Shown("project", world.projects[section.project]),
    }


def _setting(_: AsanaWorld, __: Asker, setting: Setting) -> dict[str, Any]:
    return {
        "gid": setting.gid,
        "resource_type": "custom_field_setting",
        "project": Shown("project", setting.project),
        "is_important": False,
        "parent": Shown("project", setting.project),
        "custom_field": Shown("custom_field:definition", Value(setting.field, None)),
    }


def _member(_: AsanaWorld, __: Asker, member: Member) -> dict[str, Any]:
    return {
        "gid": member.gid,
        "resource_type": "membership",
        "resource_subtype": "project_membership",
        "parent": Shown("project", member.project),
        "member": Shown("user", member.user),
        "access_level": member.level,
    }


_NAMED = ("gid", "resource_type", "name")
KINDS = {
    "workspace": Kind(_workspace, _NAMED),
    "project": Kind(_project, _NAMED),
    "section": Kind(_section, _NAMED),
    "membership": Kind(
        _member,
        ("gid", "resource_type", "resource_subtype", "parent", "member", "access_level"),
    ),
    "custom_field_setting": Kind(
        _setting, ("gid", "resource_type"), full_inside=frozenset({"custom_field"})
    ),
}
"""How each of these looks, by `resource_type`."""


@routes.on("GET", "/workspaces")
def list_workspaces(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Those that the asker is in."""
    mine = world.users[asking(request).user].workspaces
    return paged(world, request, "workspace", [world.workspaces[gid] for gid in mine])


@routes.on("GET", "/workspaces/{workspace}")
def get_workspace(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """One of them."""
    gid = workspace_at(world, asking(request), request.params["workspace"])
    return showing.one(world, request, "workspace", world.workspaces[gid])


@routes.on("GET", "/workspaces/{workspace}/projects")
def list_projects(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """The projects in a workspace that the asker may read."""
    return _projects_in(world, request, request.params["workspace"])


@routes.on("GET", "/projects")
def list_all_projects(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """The same, the workspace in the query."""
    return _projects_in(world, request, request.query.get("workspace", world.workspace))


@routes.on("POST", "/projects")
def create_project(world: AsanaWorld, request: Request) -> Answer:
    """A new project."""
    data = sending.data_of(request)
    gid = workspace_at(world, asking(request), sending.gid(data, "workspace"))
    made = world.add_project(sending.text(data, "name"), workspace=gid)
    return Answer(201, showing.one(world, request, "project", made))


@routes.on("GET", "/projects/{project}")
def get_project(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """One project."""
    project = project_at(world, asking(request), request.params["project"])
    return showing.one(world, request, "project", project)


@routes.on("GET", "/memberships")
def list_memberships(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Who may do what in a project, of everybody or of one."""
    parent, one = request.query.get("parent"), request.query.get("member")
    if parent is None:
        raise refused(400, "parent: Missing input")
    project = project_at(world, asking(request), parent, name="parent")
    found = [
        Member(project, user, level)
        for user in world.users.values()
        if project.workspace in user.workspaces
        and (one is None or one in {user.gid, user.email})
        and (level := world.level(user.gid, project.gid)) != "none"
    ]
    return paged(world, request, "membership", found)


@routes.on("GET", "/projects/{project}/custom_field_settings")
def list_settings(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """The custom fields of a project."""
    if not world.premium:
        raise refused(402, "Custom Field Settings are not available for free users.")
    project = project_at(world, asking(request), request.params["project"])
    return paged(world, request, "custom_field_setting", settings_of(world, project))


@routes.on("GET", "/projects/{project}/sections")
def list_sections(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """The sections of a project."""
    project = project_at(world, asking(request), request.params["project"])
    return paged(world, request, "section", world.sections_of(project.gid))


@routes.on("POST", "/projects/{project}/sections")
def create_section(world: AsanaWorld, request: Request) -> Answer:
    """A new section, at the end."""
    project = project_at(world, asking(request), request.params["project"], to_write=True)
    made = world.add_section(project.gid, sending.text(sending.data_of(request), "name"))
    return Answer(201, showing.one(world, request, "section", made))


@routes.on("POST", "/sections/{section}/addTask")
def add_to_section(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Put a task into a section; from another one of that project it is taken away."""
    asker, gid = asking(request), request.params["section"]
    section = world.sections.get(gid)
    if section is None:
        raise unknown("section", gid)
    task = task_at(world, asker, sending.gid(sending.data_of(request), "task"), to_write=True)
    project_at(world, asker, section.project, to_write=True)
    acts.place(world, asker.user, task, section.project, gid)
    return {"data": {}}


@routes.on("GET", "/workspaces/{workspace}/custom_fields")
def list_fields(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """The custom fields of a workspace."""
    gid = workspace_at(world, asking(request), request.params["workspace"])
    found = [Value(field, None) for field in world.fields.values() if field.workspace == gid]
    return paged(world, request, "custom_field:definition", found)


@routes.on("GET", "/custom_fields/{field}")
def get_field(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """One of them."""
    gid = request.params["field"]
    if gid not in world.fields:
        raise unknown("custom_field", gid)
    return showing.one(world, request, "custom_field:definition", Value(world.fields[gid], None))


def _projects_in(world: AsanaWorld, request: Request, workspace: str) -> dict[str, Any]:
    asker = asking(request)
    gid = workspace_at(world, asker, workspace)
    found = [
        project
        for project in world.projects.values()
        if project.workspace == gid and not project.deleted
        if world.level(asker.user, project.gid) != "none"
    ]
    return paged(world, request, "project", found)
