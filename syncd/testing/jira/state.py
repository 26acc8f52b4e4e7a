"""The contents of the Jira simulator in the form that all simulators have."""

from syncd.testing.jira import texts
from syncd.testing.jira.records import Issue, Text
from syncd.testing.jira.site import PRIORITIES, RESOLUTIONS, STATUSES, TYPES
from syncd.testing.jira.world import JiraWorld
from syncd.testing.state import CommentState, State, TicketState


def state_of(world: JiraWorld) -> State:
    """Issues and their comments."""
    comments = [
        CommentState(
            str(comment.id),
            world.issues[comment.issue].key,
            world.users[comment.author].email,
            texts.plain(comment.body),
            world.shown(comment.created),
            world.shown(comment.updated),
            _mentioned(world, comment.body),
        )
        for comment in world.comments.values()
    ]
    return State([_ticket(world, issue) for issue in world.issues.values()], comments)


def _ticket(world: JiraWorld, issue: Issue) -> TicketState:
    status = STATUSES[issue.status]
    links = world.remote_links.get(issue.id, ())
    return TicketState(
        str(issue.id),
        issue.key,
        world.projects[issue.project].key,
        issue.summary,
        texts.plain(issue.description),
        status.name,
        status.category == "done",
        f"{world.base}/browse/{issue.key}",
        world.shown(issue.created),
        world.shown(issue.updated),
        [world.users[issue.assignee].email] if issue.assignee else [],
        list(issue.labels),
        issue.due,
        PRIORITIES[issue.priority] if issue.priority else None,
        [str(link.body["object"]["url"]) for link in links],
        dict(world.properties.get(issue.id, {})),
        {
            "type": TYPES[issue.type],
            "category": status.category,
            "resolution": RESOLUTIONS[issue.resolution] if issue.resolution else None,
            "reporter": world.users[issue.reporter].email,
            "components": list(issue.components),
            "fields": dict(issue.custom),
            "remote_links": [dict(link.body) for link in links],
            "hidden": issue.hidden,
        },
        _mentioned(world, issue.description),
    )


def _mentioned(world: JiraWorld, text: Text | None) -> list[str]:
    """The accounts that a text mentions; on Data Center the names."""
    found: dict[str, None] = {}
    for name in texts.mentions(text):
        user = next(
            (each for each in world.users.values() if name in {each.account_id, each.name}), None
        )
        if user is not None and user.active:
            found[user.account_id if world.cloud else user.name] = None
    return list(found)
