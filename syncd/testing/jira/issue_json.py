"""How an issue is shown.

Source: the official description (its own example of an issue is not a real one), and the real
shapes as recorded in go-jira's and go-atlassian's tests. Not confirmed: that a search shows at
most 20 comments of an issue, the oldest, and the issue itself at most 100. What is certain is
that `comment` is a page, that may hold fewer than its `total`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from syncd.testing.jira import texts
from syncd.testing.jira.access import Asker
from syncd.testing.jira.people import user_json
from syncd.testing.jira.records import Comment, Issue, Project
from syncd.testing.jira.site import (
    CATEGORIES,
    EPIC,
    PRIORITIES,
    RESOLUTIONS,
    STATUSES,
    SUBTASK,
    TYPES,
)
from syncd.testing.jira.world import JiraWorld

EXPANDS = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"


def api(world: JiraWorld, asker: Asker) -> str:
    """Where the API is, in the version that the asker uses."""
    return f"{world.base}/rest/api/{asker.version}"


def issue_json(
    world: JiraWorld,
    asker: Asker,
    issue: Issue,
    fields: Iterable[str] | None,
    properties: Iterable[str] = (),
    *,
    most_comments: int,
) -> dict[str, Any]:
    """An issue with the fields that are asked for, `None` being all of them."""
    shown: dict[str, Any] = {
        "expand": EXPANDS,
        "id": str(issue.id),
        "self": f"{api(world, asker)}/issue/{issue.id}",
        "key": issue.key,
    }
    wanted = _wanted(asker, issue, fields)
    if wanted:
        shown["fields"] = {
            name: _MAKERS[name](world, asker, issue) if name in _MAKERS else issue.custom.get(name)
            for name in wanted
        }
        if "comment" in wanted:
            shown["fields"]["comment"] = _comments(world, asker, issue, most_comments)
    if named := set(properties):
        known = world.properties.get(issue.id, {})
        shown["properties"] = {
            key: value for key, value in known.items() if key in named or "*all" in named
        }
    return shown


def listed(value: Any) -> list[str]:
    """Names that come as a list, or with commas between them."""
    if value is None:
        return []
    parts = value if isinstance(value, list) else [value]
    return [name.strip() for part in parts for name in str(part).split(",") if name.strip()]


def comment_json(
    world: JiraWorld, asker: Asker, comment: Comment, *, properties: bool = False
) -> dict[str, Any]:
    """A comment; its properties are shown only on demand."""
    shown: dict[str, Any] = {
        "self": f"{api(world, asker)}/issue/{comment.issue}/comment/{comment.id}",
        "id": str(comment.id),
        "author": user_json(world, asker, comment.author),
        "body": texts.shown(comment.body, adf=asker.adf),
        "updateAuthor": user_json(world, asker, comment.update_author),
        "created": world.shown(comment.created),
        "updated": world.shown(comment.updated),
    }
    if asker.cloud:
        shown["jsdPublic"] = True
    if comment.visibility:
        shown["visibility"] = comment.visibility
    if properties:
        shown["properties"] = [
            {"key": key, "value": value} for key, value in comment.properties.items()
        ]
    return shown


def status_json(world: JiraWorld, asker: Asker, status: str) -> dict[str, Any]:
    """A status with its category."""
    known = STATUSES[status]
    number, colour, name = CATEGORIES[known.category]
    where = api(world, asker)
    return {
        "self": f"{where}/status/{status}",
        "description": "",
        "iconUrl": f"{world.base}/images/icons/statuses/generic.png",
        "name": known.name,
        "id": status,
        "statusCategory": {
            "self": f"{where}/statuscategory/{number}",
            "id": number,
            "key": known.category,
            "colorName": colour,
            "name": name,
        },
    }


def type_json(world: JiraWorld, asker: Asker, type_id: str) -> dict[str, Any]:
    """An issue type."""
    shown: dict[str, Any] = {
        "self": f"{api(world, asker)}/issuetype/{type_id}",
        "id": type_id,
        "description": "",
        "iconUrl": f"{world.base}/images/icons/issuetypes/{type_id}.svg",
        "name": TYPES[type_id],
        "subtask": type_id == SUBTASK,
        "avatarId": 10_318,
    }
    if asker.cloud:
        shown["hierarchyLevel"] = {SUBTASK: -1, EPIC: 1}.get(type_id, 0)
    return shown


def priority_json(world: JiraWorld, asker: Asker, priority: str | None) -> dict[str, Any] | None:
    """A priority."""
    if priority is None:
        return None
    return {
        "self": f"{api(world, asker)}/priority/{priority}",
        "iconUrl": f"{world.base}/images/icons/priorities/{PRIORITIES[priority].lower()}.svg",
        "name": PRIORITIES[priority],
        "id": priority,
    }


def resolution_json(
    world: JiraWorld, asker: Asker, resolution: str | None
) -> dict[str, Any] | None:
    """A resolution."""
    if resolution is None:
        return None
    return {
        "self": f"{api(world, asker)}/resolution/{resolution}",
        "id": resolution,
        "description": "",
        "name": RESOLUTIONS[resolution],
    }


def project_json(world: JiraWorld, asker: Asker, project: Project) -> dict[str, Any]:
    """A project inside an issue."""
    return {
        "self": f"{api(world, asker)}/project/{project.id}",
        "id": str(project.id),
        "key": project.key,
        "name": project.name,
        "projectTypeKey": "software",
        **({"simplified": project.workflow == "team-managed"} if asker.cloud else {}),
        "avatarUrls": {"48x48": f"{world.base}/avatar/project-{project.id}.png"},
    }


def _wanted(asker: Asker, issue: Issue, fields: Iterable[str] | None) -> list[str]:
    known = [name for name in _MAKERS if asker.cloud or name not in _CLOUD_ONLY]
    everything = [*known, "comment", *issue.custom]
    if fields is None:
        return everything
    asked = list(fields)
    names: list[str] = []
    for name in asked:
        if name in {"*all", "*navigable"}:
            names += [each for each in everything if each != "comment" or name == "*all"]
        elif name in everything or name.startswith("customfield_"):
            names.append(name)
    if asked and all(name.startswith("-") for name in asked):
        names = everything
    left_out = {name[1:] for name in asked if name.startswith("-")}
    return list(dict.fromkeys(name for name in names if name not in left_out))


def _comments(world: JiraWorld, asker: Asker, issue: Issue, most: int) -> dict[str, Any]:
    thread = world.threads.get(issue.id, ())
    shown = [comment_json(world, asker, world.comments[each]) for each in thread[:most]]
    return {
        "comments": shown,
        "maxResults": min(most, len(thread)),
        "total": len(thread),
        "startAt": 0,
    }


def _components(world: JiraWorld, asker: Asker, issue: Issue) -> list[dict[str, Any]]:
    where = f"{api(world, asker)}/component"
    return [
        {"self": f"{where}/{n}", "id": str(n), "name": name}
        for n, name in enumerate(issue.components, 10_000)
    ]


_CLOUD_ONLY = frozenset({"statuscategorychangedate"})

Maker = Callable[[JiraWorld, Asker, Issue], Any]

_MAKERS: Mapping[str, Maker] = {
    "summary": lambda _w, _a, issue: issue.summary,
    "description": lambda _w, asker, issue: texts.shown(issue.description, adf=asker.adf),
    "issuetype": lambda world, asker, issue: type_json(world, asker, issue.type),
    "project": lambda world, asker, issue: project_json(
        world, asker, world.projects[issue.project]
    ),
    "status": lambda world, asker, issue: status_json(world, asker, issue.status),
    "priority": lambda world, asker, issue: priority_json(world, asker, issue.priority),
    "resolution": lambda world, asker, issue: resolution_json(world, asker, issue.resolution),
    "resolutiondate": lambda world, _a, issue: (
        world.shown(issue.resolved) if issue.resolved else None
    ),
    "assignee": lambda world, asker, issue: user_json(world, asker, issue.assignee),
    "reporter": lambda world, asker, issue: user_json(world, asker, issue.reporter),
    "creator": lambda world, asker, issue: user_json(world, asker, issue.creator),
    "labels": lambda _w, _a, issue: list(issue.labels),
    "duedate": lambda _w, _a, issue: issue.due,
    "components": _components,
    "created": lambda world, _a, issue: world.shown(issue.created),
    "updated": lambda world, _a, issue: world.shown(issue.updated),
    "statuscategorychangedate": lambda world, _a, issue: world.shown(issue.moved_category),
}
