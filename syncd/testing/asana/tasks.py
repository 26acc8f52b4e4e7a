"""Tasks: read, make, edit, delete, tag, and put into projects.

Source: `getTask`, `createTask`, `updateTask`, `deleteTask`, `addTagForTask`,
`removeTagForTask`, `addProjectForTask`, `removeProjectForTask` of the official description. There
is no way to make a repeated create harmless, and none to write only if nothing has changed.
The words of errors: see `errors`.
"""

from collections.abc import Mapping
from typing import Any

from syncd.testing.asana import acts, rich_text, sending, showing
from syncd.testing.asana.access import Asker, asking, project_at, task_at, workspace_at
from syncd.testing.asana.errors import missing, not_writable, refused, unknown
from syncd.testing.asana.field_json import checked
from syncd.testing.asana.records import Tag, Task, stamp
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Answer, Request
from syncd.testing.routes import Routes

routes: Routes[AsanaWorld] = Routes()

_ONLY_AT_CREATE = ("projects", "tags", "followers", "memberships", "workspace")
_OAUTH = "external: Only OAuth apps can use external data"


@routes.on("GET", "/tasks/{task}")
def get_task(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """One task."""
    task = task_at(world, asking(request), request.params["task"])
    return showing.one(world, request, "task", task)


@routes.on("POST", "/tasks")
def create_task(world: AsanaWorld, request: Request) -> Answer:
    """A new task."""
    data, asker = sending.data_of(request), asking(request)
    places = _places(world, asker, data)
    workspace = _workspace(world, asker, data, [project for project, _ in places])
    fields = _fields(world, asker, data, [project for project, _ in places], None)
    tags = [_tag(world, gid, workspace) for gid in sending.gids(data, "tags")]
    completed = sending.flag(data.get("completed", False))
    task = acts.create(
        world,
        asker.user,
        places,
        workspace,
        **fields,
        tags=tuple(dict.fromkeys(tag.gid for tag in tags)),
        completed_at=world.time() if completed else None,
        completed_by=asker.user if completed else None,
    )
    _keep_external(world, asker, task, data)
    shown = showing.one(world, request, "task", task)
    return Answer(201, shown, {"Location": f"{world.origin}/api/1.0/tasks/{task.gid}"})


@routes.on("PUT", "/tasks/{task}")
def update_task(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Set the fields that were sent, and no others."""
    asker = asking(request)
    task = task_at(world, asker, request.params["task"], to_write=True)
    data = sending.data_of(request)
    for name in _ONLY_AT_CREATE:
        if name in data:
            raise not_writable(name)
    fields = _fields(world, asker, data, world.projects_of(task.gid), task)
    task = acts.change(world, asker.user, task, **fields)
    if "completed" in data:
        done = sending.flag(data["completed"])
        task = acts.complete(world, asker.user, task, completed=done)
    _keep_external(world, asker, task, data)
    return showing.one(world, request, "task", task)


@routes.on("DELETE", "/tasks/{task}")
def delete_task(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Into the trash."""
    asker = asking(request)
    acts.delete(world, asker.user, task_at(world, asker, request.params["task"], to_write=True))
    return {"data": {}}


@routes.on("POST", "/tasks/{task}/addTag")
def add_tag(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Put one tag on; one that is there already is no error."""
    return _retag(world, request, on=True)


@routes.on("POST", "/tasks/{task}/removeTag")
def remove_tag(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Take one tag off; one that is not there is no error (not documented)."""
    return _retag(world, request, on=False)


@routes.on("POST", "/tasks/{task}/addProject")
def add_project(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Put it into a project, or into another section."""
    asker, data = asking(request), sending.data_of(request)
    task = task_at(world, asker, request.params["task"], to_write=True)
    project = project_at(world, asker, sending.gid(data, "project"), to_write=True)
    if project.workspace != task.workspace:
        raise refused(400, "project: Not in the same workspace as the task")
    section = data.get("section") or world.sections_of(project.gid)[0].gid
    acts.place(world, asker.user, task, project.gid, str(section))
    return {"data": {}}


@routes.on("POST", "/tasks/{task}/removeProject")
def remove_project(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Take it out of a project."""
    asker, data = asking(request), sending.data_of(request)
    task = task_at(world, asker, request.params["task"], to_write=True)
    acts.remove_from(world, asker.user, task, sending.gid(data, "project"))
    return {"data": {}}


def _retag(world: AsanaWorld, request: Request, *, on: bool) -> dict[str, Any]:
    asker = asking(request)
    task = task_at(world, asker, request.params["task"], to_write=True)
    wanted = sending.gid(sending.data_of(request), "tag")
    acts.tag(world, asker.user, task, _tag(world, wanted, task.workspace), on=on)
    return {"data": {}}


def _tag(world: AsanaWorld, gid: str, workspace: str) -> Tag:
    tag = world.tags.get(gid)
    if tag is None or tag.workspace != workspace:
        raise unknown("tag", gid)
    return tag


def _places(world: AsanaWorld, asker: Asker, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    places: dict[str, str] = {}
    for gid in sending.gids(data, "projects"):
        project_at(world, asker, gid, name="projects", to_write=True)
        places[gid] = world.sections_of(gid)[0].gid
    for n, each in enumerate(data.get("memberships") or ()):
        if not isinstance(each, dict) or "project" not in each:
            raise refused(400, f"memberships: [{n}]: project: Missing required field")
        gid = sending.as_gid(f"memberships: [{n}]: project", each["project"])
        project_at(world, asker, gid, name="project", to_write=True)
        section = each.get("section") or world.sections_of(gid)[0].gid
        known = world.sections.get(str(section))
        if known is None or known.project != gid:
            raise unknown("section", str(section))
        places[gid] = str(section)
    return list(places.items())


def _workspace(
    world: AsanaWorld, asker: Asker, data: Mapping[str, Any], projects: list[str]
) -> str:
    if projects:
        found = {world.projects[gid].workspace for gid in projects}
        if len(found) > 1:
            raise refused(400, "projects: Must all be in the same workspace")
        return next(iter(found))
    if parent := data.get("parent"):
        return task_at(world, asker, str(parent), name="parent").workspace
    if data.get("workspace"):
        return workspace_at(world, asker, sending.gid(data, "workspace"))
    raise refused(400, "You should specify one of workspace, parent, projects")


def _fields(
    world: AsanaWorld,
    asker: Asker,
    data: Mapping[str, Any],
    projects: list[str],
    task: Task | None,
) -> dict[str, Any]:
    """What was sent, as a task keeps it."""
    kept: dict[str, Any] = {}
    if "name" in data:
        kept["name"] = str(data["name"] or "")
    if "notes" in data and "html_notes" in data:
        raise refused(400, "You may only provide one of notes or html_notes!")
    if "notes" in data:
        kept["html"] = rich_text.from_plain(str(data["notes"] or ""))
    if "html_notes" in data:
        allowed = rich_text.IN_TASKS
        kept["html"] = rich_text.written("html_notes", data["html_notes"], allowed, world.names)
    if "assignee" in data:
        workspace = task.workspace if task else _workspace(world, asker, data, projects)
        kept["assignee"] = _assignee(world, asker, data["assignee"], workspace)
    kept |= _due(data)
    if "parent" in data and data["parent"] is not None:
        kept["parent"] = task_at(world, asker, str(data["parent"]), name="parent").gid
    if data.get("custom_fields"):
        if not isinstance(data["custom_fields"], dict):
            raise refused(400, "custom_fields: Value is not a JSON object")
        held = dict(task.values) if task else {}
        kept["values"] = tuple(
            {**held, **dict(checked(world, data["custom_fields"], projects))}.items()
        )
    return kept


def _due(data: Mapping[str, Any]) -> dict[str, str | None]:
    if data.get("due_on") is not None and data.get("due_at") is not None:
        raise refused(400, "You may only provide one of due_on or due_at!")
    if "due_at" in data:
        at = data["due_at"]
        moment = None if at is None else stamp(sending.moment("due_at", str(at)))
        return {"due_at": moment, "due_on": None}
    return {"due_on": sending.day(data, "due_on"), "due_at": None} if "due_on" in data else {}


def _assignee(world: AsanaWorld, asker: Asker, named: object, workspace: str) -> str | None:
    if named is None:
        return None
    if not isinstance(named, str):
        raise missing("assignee")
    user = world.user(named, asker.user)
    if user is None:
        raise unknown("assignee", named)
    if workspace not in user.workspaces:
        raise refused(400, f"assignee: Not a user in Organization: {named}")  # words not known
    return user.gid


def _keep_external(world: AsanaWorld, asker: Asker, task: Task, data: Mapping[str, Any]) -> None:
    if "external" not in data:
        return
    if asker.app is None:
        raise refused(403, _OAUTH)  # documented as "OAuth Required"; the words are not known
    wanted = data["external"] or {}
    known = ("gid", "data")
    held = {name: str(wanted[name]) for name in known if wanted.get(name) is not None}
    world.external[asker.app, task.gid] = held
