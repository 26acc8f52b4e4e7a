"""The contents of the GitHub simulator in the form that all simulators have."""

from syncd.testing.github.issue_json import issue_page
from syncd.testing.github.mentions import mentioned
from syncd.testing.github.records import Issue
from syncd.testing.github.world import GitHubWorld
from syncd.testing.state import CommentState, State, TicketState


def state_of(world: GitHubWorld) -> State:
    """Issues (pull requests are under `pull_requests`), comments, and the files of each branch."""
    issues = [issue for issue in world.issues.values() if not issue.deleted]
    tickets = [_ticket(world, issue) for issue in issues if not issue.pull]
    pulls = [_ticket(world, issue) for issue in issues if issue.pull]
    comments = [
        CommentState(
            str(comment.id),
            key_of(world, world.issues[comment.repo, comment.number]),
            world.users[comment.user].login,
            comment.body,
            comment.created_at,
            comment.updated_at,
            mentioned(world, world.repos[comment.repo], comment.body),
        )
        for comment in world.comments.values()
    ]
    return State(tickets, comments, {"pull_requests": pulls})


def key_of(world: GitHubWorld, issue: Issue) -> str:
    """`owner/repo#7`."""
    return f"{world.full_name(world.repos[issue.repo])}#{issue.number}"


def _ticket(world: GitHubWorld, issue: Issue) -> TicketState:
    return TicketState(
        str(issue.id),
        key_of(world, issue),
        world.full_name(world.repos[issue.repo]),
        issue.title,
        issue.body or "",
        issue.state,
        issue.state == "closed",
        issue_page(world, issue),
        issue.created_at,
        issue.updated_at,
        [world.users[user].login for user in issue.assignees],
        [world.labels[label].name for label in issue.labels],
        native={
            "number": issue.number,
            "state_reason": issue.state_reason,
            "author": world.users[issue.user].login,
            "comments": issue.comments,
            "locked": issue.locked,
            "hidden": issue.hidden,
        },
        mentioned=mentioned(world, world.repos[issue.repo], issue.body),
    )
