"""What can be asked.

Source: the official SDL, and linear.app/developers/graphql: `issue(id:)` takes an identifier too.
What does not exist and what the token may not see are one and the same error.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from syncd.testing.linear.errors import not_found
from syncd.testing.linear.filters import open_doors
from syncd.testing.linear.limits import HOUR
from syncd.testing.linear.objects import Asking, Resolver
from syncd.testing.linear.paging import connection
from syncd.testing.linear.records import Issue
from syncd.testing.linear.world import LinearWorld


def visible_issue(world: LinearWorld, name: str) -> Issue:
    """An issue by id or identifier that the token can see."""
    issue = world.issue_named(name)
    if issue is None or not world.is_visible(world.teams[issue.team]):
        raise not_found("Issue")
    return issue


def found(table: Mapping[str, Any], id_: str | None, entity: str) -> Any:
    """A record by id."""
    if id_ is None or id_ not in table:
        raise not_found(entity)
    return table[id_]


def _list(kind: str, records: Callable[[LinearWorld], Iterable[Any]]) -> Resolver:
    def resolve(_: Any, info: Any, **arguments: Any) -> Any:
        asking: Asking = info.context
        open_doors(asking.world, arguments.get("filter"))
        return connection(
            asking.world, kind, lambda: records(asking.world), arguments, asking.me, keep=kind
        )

    return resolve


def _one(table: str, entity: str) -> Resolver:
    def resolve(_: Any, info: Any, **given: Any) -> Any:
        return found(getattr(info.context.world, table), given.get("id"), entity)

    return resolve


def _issues(world: LinearWorld) -> Iterable[Any]:
    closed = {team.id for team in world.teams.values() if not world.is_visible(team)}
    return [each for each in world.issues.values() if each.team not in closed]


def _on_issues(table: str) -> Callable[[LinearWorld], Iterable[Any]]:
    def records(world: LinearWorld) -> Iterable[Any]:
        seen = {issue.id for issue in _issues(world)}
        return [each for each in getattr(world, table).values() if each.issue in seen]

    return records


def _teams(world: LinearWorld) -> Iterable[Any]:
    return [team for team in world.teams.values() if world.is_visible(team)]


def _users(_: Any, info: Any, **given: Any) -> Any:
    asking: Asking = info.context
    open_doors(asking.world, given.get("filter"))

    def records() -> Iterable[Any]:
        everybody = asking.world.users.values()
        return [user for user in everybody if user.active or given.get("includeDisabled")]

    return connection(asking.world, "user", records, given, asking.me)


def _user(_: Any, info: Any, **given: Any) -> Any:
    asking: Asking = info.context
    id_ = asking.me if given["id"] == "me" else given["id"]
    return found(asking.world.users, id_, "User")


def _team(_: Any, info: Any, **given: Any) -> Any:
    world: LinearWorld = info.context.world
    team = world.team_named(given["id"])
    if team is None or not world.is_visible(team):
        raise not_found("Team")
    return team


def _issue(_: Any, info: Any, **given: Any) -> Any:
    return visible_issue(info.context.world, given["id"])


def _for_url(_: Any, info: Any, url: str, **arguments: Any) -> Any:
    asking: Asking = info.context

    def records() -> Iterable[Any]:
        return [link for link in _on_issues("attachments")(asking.world) if link.url == url]

    return connection(asking.world, "attachment", records, arguments, asking.me)


def _rate_limit(_: Any, info: Any) -> Any:
    asking: Asking = info.context
    limits = []
    for name in ("requests", "complexity"):
        most, left, reset = asking.limits.standing(asking.world, asking.account, name)
        limits.append(
            {
                "type": name,
                "allowedAmount": most,
                "period": HOUR * 1000,
                "remainingAmount": left,
                "requestedAmount": 1,
                "reset": int(reset * 1000),
            }
        )
    return {"identifier": asking.account, "kind": "user", "limits": limits}


QUERIES: Mapping[str, Resolver] = {
    "attachment": _one("attachments", "Attachment"),
    "attachments": _list("attachment", _on_issues("attachments")),
    "attachmentsForURL": _for_url,
    "comment": _one("comments", "Comment"),
    "comments": _list("comment", _on_issues("comments")),
    "issue": _issue,
    "issueLabel": _one("labels", "IssueLabel"),
    "issueLabels": _list("label", lambda world: world.labels.values()),
    "issues": _list("issue", _issues),
    "organization": lambda _, info: info.context.world.organization,
    "projectMilestones": _list("milestone", lambda world: world.milestones.values()),
    "projects": _list("project", lambda world: world.projects.values()),
    "rateLimitStatus": _rate_limit,
    "team": _team,
    "teams": _list("team", _teams),
    "templates": lambda _, info: list(info.context.world.templates.values()),
    "user": _user,
    "users": _users,
    "viewer": lambda _, info: info.context.world.users[info.context.me],
    "webhooks": _list("webhook", lambda world: world.webhooks.values()),
    "workflowState": _one("states", "WorkflowState"),
    "workflowStates": _list("state", lambda world: world.states.values()),
}
