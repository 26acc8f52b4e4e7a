"""Search of the tasks of a workspace.

Source: `searchTasksForWorkspace` of the official description: for paying workspaces alone, 402
else (in words of forum.asana.com/t/106546); at most 100 a page, no pages beyond that, and no
certain order; 10 to 60 seconds behind. Of its many filters those for text, projects, tags,
assignee, completion and times of creation and change are simulated.
"""

from collections.abc import Callable
from typing import Any

from syncd.testing.asana import rich_text, sending, showing
from syncd.testing.asana.access import asking, workspace_at
from syncd.testing.asana.errors import refused
from syncd.testing.asana.records import Task, stamp
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Request
from syncd.testing.routes import Routes

routes: Routes[AsanaWorld] = Routes()

MOST = 100
_DEFAULT = 20


@routes.on("GET", "/workspaces/{workspace}/tasks/search")
def search_tasks(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """What the index knows of."""
    if not world.premium:
        raise refused(402, "Search is only available to premium users.")
    asker = asking(request)
    workspace = workspace_at(world, asker, request.params["workspace"])
    past = world.as_of(world.now() - world.search_lag)
    fits = _filter(past, request)
    found = [
        task
        for task in past.tasks.values()
        if task.workspace == workspace and not task.deleted and fits(task)
        if past.level_at(asker.user, task) != "none"
    ]
    sort = request.query.get("sort_by", "modified_at")
    found.sort(key=lambda task: str(getattr(task, sort, "")), reverse=True)
    if sending.flag(request.query.get("sort_ascending", "false")):
        found.reverse()
    limit = min(int(request.query.get("limit", _DEFAULT)), MOST)
    return {"data": showing.many(past, request, "task", found[:limit])}


def _filter(world: AsanaWorld, request: Request) -> Callable[[Task], bool]:
    query = request.query
    tests: list[Callable[[Task], bool]] = []
    if text := query.get("text", "").casefold():
        tests.append(
            lambda task: text in f"{task.name}\n{rich_text.to_plain(task.html)}".casefold()
        )
    if projects := set(query.get("projects.any", "").split(",")) - {""}:
        tests.append(lambda task: bool(projects & set(world.projects_of(task.gid))))
    if tags := set(query.get("tags.any", "").split(",")) - {""}:
        tests.append(lambda task: bool(tags & set(task.tags)))
    if people := set(query.get("assignee.any", "").split(",")) - {""}:
        tests.append(lambda task: task.assignee in people)
    if "completed" in query:
        done = sending.flag(query["completed"])
        tests.append(lambda task: task.completed == done)
    for name in ("created_at", "modified_at"):
        tests += [
            _compared(name, side, stamp(sending.moment(name, query[f"{name}.{side}"])))
            for side in ("after", "before")
            if f"{name}.{side}" in query
        ]
    return lambda task: all(test(task) for test in tests)


def _compared(name: str, side: str, at: str) -> Callable[[Task], bool]:
    if side == "after":
        return lambda task: str(getattr(task, name)) > at
    return lambda task: str(getattr(task, name)) < at
