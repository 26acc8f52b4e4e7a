"""Lists of tasks, and of what a task has.

Source: `getTasks`, `getTasksForProject`, `getTasksForSection`, `getTasksForTag`,
`getTagsForTask`, `getProjectsForTask` of the official description. `modified_since` includes the
very moment (not documented).
"""

from typing import Any

from syncd.testing.asana import sending
from syncd.testing.asana.access import Asker, asking, project_at, task_at, workspace_at
from syncd.testing.asana.errors import refused, unknown
from syncd.testing.asana.paging import paged
from syncd.testing.asana.records import Task, stamp
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Request
from syncd.testing.routes import Routes

routes: Routes[AsanaWorld] = Routes()


@routes.on("GET", "/tasks")
def list_tasks(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """The tasks of a project, section or tag, or of an assignee in a workspace."""
    query, asker = request.query, asking(request)
    if "project" in query:
        tasks = _in_project(world, asker, query["project"])
    elif "section" in query:
        tasks = _in_section(world, asker, query["section"])
    elif "tag" in query:
        tasks = _with_tag(world, asker, query["tag"])
    elif "assignee" in query and "workspace" in query:
        workspace = workspace_at(world, asker, query["workspace"])
        user = world.user(query["assignee"], asker.user)
        mine = [t for t in world.tasks.values() if user is not None and t.assignee == user.gid]
        tasks = _seen(world, asker, [task for task in mine if task.workspace == workspace])
    else:
        raise refused(400, "Must specify exactly one of project, tag, section, or assignee")
    return paged(world, request, "task", _recent(request, tasks))


@routes.on("GET", "/projects/{project}/tasks")
def list_tasks_of_project(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """The tasks of a project."""
    tasks = _in_project(world, asking(request), request.params["project"])
    return paged(world, request, "task", _recent(request, tasks))


@routes.on("GET", "/sections/{section}/tasks")
def list_tasks_of_section(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """The tasks of a section."""
    tasks = _in_section(world, asking(request), request.params["section"])
    return paged(world, request, "task", _recent(request, tasks))


@routes.on("GET", "/tags/{tag}/tasks")
def list_tasks_of_tag(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """The tasks with a tag that the asker may see."""
    tasks = _with_tag(world, asking(request), request.params["tag"])
    return paged(world, request, "task", _recent(request, tasks))


@routes.on("GET", "/tasks/{task}/tags")
def list_tags(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """The tags of a task."""
    task = task_at(world, asking(request), request.params["task"])
    return paged(world, request, "tag", [world.tags[gid] for gid in task.tags])


@routes.on("GET", "/tasks/{task}/projects")
def list_projects(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """The projects that a task is in."""
    task = task_at(world, asking(request), request.params["task"])
    found = [world.projects[gid] for gid in world.projects_of(task.gid)]
    return paged(world, request, "project", found)


def _in_project(world: AsanaWorld, asker: Asker, gid: str) -> list[Task]:
    return world.tasks_in(project_at(world, asker, gid).gid)


def _in_section(world: AsanaWorld, asker: Asker, gid: str) -> list[Task]:
    section = world.sections.get(gid)
    if section is None:
        raise unknown("section", gid)
    project_at(world, asker, section.project)
    place = (section.project, gid)
    return [task for task in world.tasks_in(section.project) if place in world.places[task.gid]]


def _with_tag(world: AsanaWorld, asker: Asker, gid: str) -> list[Task]:
    if gid not in world.tags:
        raise unknown("tag", gid)
    return _seen(world, asker, [task for task in world.tasks.values() if gid in task.tags])


def _recent(request: Request, tasks: list[Task]) -> list[Task]:
    query = request.query
    if since := query.get("modified_since"):
        start = stamp(sending.moment("modified_since", since))
        tasks = [task for task in tasks if task.touched_at >= start]
    if since := query.get("completed_since"):
        start = "9" if since == "now" else stamp(sending.moment("completed_since", since))
        tasks = [task for task in tasks if not task.completed_at or task.completed_at >= start]
    return tasks


def _seen(world: AsanaWorld, asker: Asker, tasks: list[Task]) -> list[Task]:
    return [
        task for task in tasks if not task.deleted and world.level_at(asker.user, task) != "none"
    ]
