"""The contents of the Asana simulator in the form that all simulators have."""

from syncd.testing.asana import rich_text
from syncd.testing.asana.records import Task
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.state import CommentState, State, TicketState


def state_of(world: AsanaWorld) -> State:
    """Tasks that were not deleted, and what people said on them; the system's stories are not."""
    tickets = [_ticket(world, task) for task in world.tasks.values() if not task.deleted]
    comments = [
        CommentState(
            story.gid,
            story.task,
            world.users[story.created_by].email,
            rich_text.to_plain(story.html),
            story.created_at,
            story.created_at,
            rich_text.people(story.html),
        )
        for story in world.stories.values()
        if story.is_comment
    ]
    return State(tickets, comments)


def _ticket(world: AsanaWorld, task: Task) -> TicketState:
    attached = [each.url for each in world.attachments.values() if each.task == task.gid]
    external = {app: held for (app, gid), held in world.external.items() if gid == task.gid}
    fields = {world.fields[gid].name: value for gid, value in task.values}
    return TicketState(
        task.gid,
        task.gid,
        next(iter(world.projects_of(task.gid)), ""),
        task.name,
        rich_text.to_plain(task.html),
        "completed" if task.completed else "incomplete",
        task.completed,
        world.link(task),
        task.created_at,
        task.modified_at,
        [world.users[task.assignee].email] if task.assignee else [],
        [world.tags[gid].name for gid in task.tags],
        task.due_on or task.due_at,
        links=[*rich_text.addresses(task.html), *attached],
        markers={"external": external} if external else {},
        native={
            "html_notes": rich_text.wrapped(task.html),
            "completed_at": task.completed_at,
            "projects": world.projects_of(task.gid),
            "sections": [world.sections[gid].name for _, gid in world.places[task.gid]],
            "custom_fields": fields,
        },
        mentioned=rich_text.people(task.html),
    )
