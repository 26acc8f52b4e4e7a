"""What the simulator shows of its contents."""

from syncd.testing.linear.mentions import mentioned
from syncd.testing.linear.objects import PRIORITIES
from syncd.testing.linear.webhooks import url_of
from syncd.testing.linear.world import LinearWorld
from syncd.testing.state import CommentState, State, TicketState


def state_of(world: LinearWorld) -> State:
    """Issues but for those in the bin, and their comments; `native.trashed` has the others."""
    tickets = []
    for issue in world.issues.values():
        state = world.states[issue.state]
        links = world.attachments_of(issue.id)
        assignee = world.users[issue.assignee].email if issue.assignee else None
        tickets.append(
            TicketState(
                id=issue.id,
                key=world.identifier(issue),
                project=world.teams[issue.team].key,
                title=issue.title,
                body=issue.description or "",
                status=state.name,
                closed=state.type in {"completed", "canceled", "duplicate"},
                url=url_of(world, issue),
                created=issue.created_at,
                updated=issue.updated_at,
                assignees=[assignee] if assignee else [],
                labels=sorted(world.labels[each].name for each in issue.labels),
                due=issue.due_date,
                priority=PRIORITIES[issue.priority] if issue.priority else None,
                links=[link.url for link in links],
                markers={link.url: dict(link.metadata) for link in links if link.metadata},
                native={
                    "state_type": state.type,
                    "archived": issue.archived_at is not None,
                    "trashed": bool(issue.trashed),
                    "previous_identifiers": list(issue.previous_identifiers),
                    "attachments": [
                        {"title": link.title, "subtitle": link.subtitle, "url": link.url}
                        for link in links
                    ],
                },
                mentioned=mentioned(world, issue.description),
            )
        )
    comments = [
        CommentState(
            id=comment.id,
            ticket=world.identifier(world.issues[comment.issue]),
            author=world.users[comment.user].email if comment.user else "",
            body=comment.body,
            created=comment.created_at,
            updated=comment.updated_at,
            mentioned=mentioned(world, comment.body),
        )
        for comment in world.comments.values()
    ]
    return State(tickets, comments)
