"""How fields of objects find their values, where these are not simply stored.

Source: the official SDL for what a field holds. `priorityLabel` has the five words of Linear's
pages; `branchName` is made up in its default form. A label's `children` and an issue's lists are
paged like every list.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from syncd.testing.linear.limits import Limits
from syncd.testing.linear.mentions import profile
from syncd.testing.linear.naming import snake
from syncd.testing.linear.paging import connection
from syncd.testing.linear.records import Comment, Issue, Label, Project, Team, User
from syncd.testing.linear.webhooks import url_of
from syncd.testing.linear.world import LinearWorld

PRIORITIES = ("No priority", "Urgent", "High", "Medium", "Low")

Resolver = Callable[..., Any]


@dataclass(frozen=True)
class Asking:
    """Who asks, of which world, and what this account has left."""

    world: LinearWorld
    me: str
    account: str
    limits: Limits


def stored_value(source: Any, info: Any, **_: Any) -> Any:
    """A field that is stored under its own name."""
    if isinstance(source, dict):
        return source.get(info.field_name)
    return getattr(source, snake(info.field_name))


def _from(table: str, attribute: str) -> Resolver:
    def follow(source: Any, info: Any) -> Any:
        return getattr(info.context.world, table).get(getattr(source, attribute))

    return follow


def _listed(kind: str, records: Callable[[LinearWorld, Any], Any]) -> Resolver:
    def follow(source: Any, info: Any, **arguments: Any) -> Any:
        world, me = info.context.world, info.context.me
        return connection(world, kind, lambda: records(world, source), arguments, me)

    return follow


def _of(kind: Callable[[LinearWorld, Any], Any]) -> Resolver:
    return lambda source, info: kind(info.context.world, source)


def _branch(world: LinearWorld, issue: Issue) -> str:
    slug = url_of(world, issue).rpartition("/")[2]
    return f"syncd/{world.identifier(issue)}-{slug}".lower()


def _comment_url(world: LinearWorld, comment: Comment) -> str:
    return f"{url_of(world, world.issues[comment.issue])}#comment-{comment.id[:8]}"


def _state_of_type(world: LinearWorld, team: Team, kind: str) -> Any:
    return next((state for state in world.states_of(team.id) if state.type == kind), None)


def _labels_of(world: LinearWorld, team: Team) -> list[Label]:
    return [label for label in world.labels.values() if label.team == team.id]


def _members(world: LinearWorld, team: Team) -> list[User]:
    everybody = [user for user in world.users.values() if user.active]
    return [user for user in everybody if team.members is None or user.id in team.members]


def _projects(world: LinearWorld, team: Team) -> list[Project]:
    return [project for project in world.projects.values() if team.id in project.teams]


FIELDS: Mapping[str, Mapping[str, Resolver]] = {
    "Attachment": {
        "creator": _from("users", "creator"),
        "issue": _from("issues", "issue"),
        "source": lambda *_: None,
        "sourceType": lambda *_: "unknown",
    },
    "Comment": {
        "botActor": lambda *_: None,
        "issue": _from("issues", "issue"),
        "issueId": lambda comment, _: comment.issue,
        "parent": _from("comments", "parent"),
        "parentId": lambda comment, _: comment.parent,
        "url": _of(_comment_url),
        "user": _from("users", "user"),
    },
    "Issue": {
        "assignee": _from("users", "assignee"),
        "attachments": _listed("attachment", lambda world, issue: world.attachments_of(issue.id)),
        "branchName": _of(_branch),
        "comments": _listed("comment", lambda world, issue: world.comments_of(issue.id)),
        "creator": _from("users", "creator"),
        "identifier": _of(LinearWorld.identifier),
        "labelIds": lambda issue, _: list(issue.labels),
        "labels": _listed(
            "label", lambda world, issue: [world.labels[each] for each in issue.labels]
        ),
        "lastAppliedTemplate": _from("templates", "last_applied_template"),
        "parent": _from("issues", "parent"),
        "previousIdentifiers": lambda issue, _: list(issue.previous_identifiers),
        "priorityLabel": lambda issue, _: PRIORITIES[issue.priority],
        "project": _from("projects", "project"),
        "projectMilestone": _from("milestones", "project_milestone"),
        "state": _from("states", "state"),
        "team": _from("teams", "team"),
        "url": _of(url_of),
    },
    "IssueLabel": {
        "children": _listed(
            "label",
            lambda world, label: [
                each for each in world.labels.values() if each.parent == label.id
            ],
        ),
        "creator": _from("users", "creator"),
        "parent": _from("labels", "parent"),
        "team": _from("teams", "team"),
    },
    "Project": {
        "projectMilestones": _listed(
            "milestone",
            lambda world, project: [
                each for each in world.milestones.values() if each.project == project.id
            ],
        ),
    },
    "ProjectMilestone": {"project": _from("projects", "project")},
    "Team": {
        "defaultIssueState": lambda team, info: info.context.world.first_state(team),
        "defaultTemplateForMembers": lambda *_: None,
        "displayName": lambda team, _: team.name,
        "issues": _listed(
            "issue",
            lambda world, team: [each for each in world.issues.values() if each.team == team.id],
        ),
        "labels": _listed("label", _labels_of),
        "members": _listed("user", _members),
        "organization": lambda _, info: info.context.world.organization,
        "projects": _listed("project", _projects),
        "states": _listed("state", lambda world, team: world.states_of(team.id)),
        "triageIssueState": _of(lambda world, team: _state_of_type(world, team, "triage")),
        "visibility": lambda team, _: "public" if team.members is None else "private",
    },
    "Template": {"team": _from("teams", "team")},
    "User": {
        "isMe": lambda user, info: user.id == info.context.me,
        "organization": lambda _, info: info.context.world.organization,
        "url": _of(profile),
    },
    "Webhook": {
        "resourceTypes": lambda hook, _: list(hook.resource_types),
        "team": _from("teams", "team"),
    },
    "WorkflowState": {"team": _from("teams", "team")},
}
