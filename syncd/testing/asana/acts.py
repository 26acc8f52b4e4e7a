"""What can be done to tasks, by requests and by people alike, and what it leaves behind.

Source: `TaskBase.modified_at` of the official description lists what changes it (a story, the
assignee, a custom field, `completed`, name, due date, description, attachments), and that moving
to another project does not. `modified_since` of `GET /tasks` counts associations too. Whether a
tag does is not said; in 2016 it did not change `modified_at` (manishrjain/asanawarrior#3), so it
counts for `modified_since` alone unless `AsanaWorld.tag_counts` says otherwise. Whether an edited
comment counts is not said either: here it does not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from syncd.testing.asana import hearing, rich_text
from syncd.testing.asana.records import Attachment, Story, Tag, Task
from syncd.testing.asana.world import AsanaWorld

_STORIES: Mapping[str, tuple[str, str]] = {
    "name": ("name_changed", "changed the name"),
    "html": ("notes_changed", "changed the description"),
    "assignee": ("assigned", "assigned"),
    "due_on": ("due_date_changed", "changed the due date"),
    "due_at": ("due_date_changed", "changed the due date"),
    "completed_at": ("marked_complete", "marked complete"),
    "values": ("enum_custom_field_changed", "changed a custom field"),
}
_SHOWN_AS = {"html": "notes", "completed_at": "completed", "values": "custom_fields"}


def create(
    world: AsanaWorld, by: str, places: Iterable[tuple[str, str]], workspace: str, **set_to: Any
) -> Task:
    """Make a task, in projects and their sections."""
    now = world.tick()
    followers = tuple(dict.fromkeys([by, *filter(None, [set_to.get("assignee")])]))
    task = Task(
        **{
            "gid": world.fresh_gid(),
            "name": "",
            "html": "",
            "workspace": workspace,
            "created_by": by,
            "created_at": world.time(),
            "modified_at": now,
            "touched_at": now,
            "followers": followers,
            **set_to,
        }
    )
    world.tasks[task.gid] = task
    world.places[task.gid] = tuple(places)
    for project, _ in world.places[task.gid]:
        _record(world, task, by, "added_to_project", "added to project", project=project)
        hearing.tell(world, by, "task", task.gid, "added", parent=("project", project))
    if task.assignee is not None:
        _record(world, task, by, "assigned", "assigned", assignee=task.assignee)
    return task


def change(world: AsanaWorld, by: str, task: Task, **set_to: Any) -> Task:
    """Set fields of a task; those that have the value already are no change."""
    differing = {name: value for name, value in set_to.items() if getattr(task, name) != value}
    if not differing:
        return task
    now = world.tick()
    changed = replace(task, **differing, modified_at=now, touched_at=now)
    world.tasks[task.gid] = changed
    for subtype, text in dict.fromkeys(_STORIES[name] for name in differing if name in _STORIES):
        reopened = subtype == "marked_complete" and not changed.completed
        told = ("marked_incomplete", "marked incomplete") if reopened else (subtype, text)
        _record(world, changed, by, *told, **_about(task, changed, subtype))
    for name in [each for each in differing if each != "completed_by"]:
        shown = _SHOWN_AS.get(name, name)
        hearing.tell(world, by, "task", task.gid, "changed", field=shown)
    return changed


def complete(world: AsanaWorld, by: str, task: Task, *, completed: bool) -> Task:
    """Mark a task complete, or incomplete again; one that is so already keeps its time."""
    if completed == task.completed:
        return task
    at, whom = (world.time(), by) if completed else (None, None)
    return change(world, by, task, completed_at=at, completed_by=whom)


def comment(world: AsanaWorld, by: str, task: Task, html: str) -> Story:
    """Say something on a task."""
    story = _record(world, task, by, "comment_added", "", html=html)
    hearing.tell(world, by, "story", story.gid, "added", parent=("task", task.gid))
    _touch(world, task)
    return story


def edit_comment(world: AsanaWorld, by: str, story: Story, html: str) -> Story:
    """Say it otherwise."""
    if html == story.html:
        return story
    edited = replace(story, html=html, is_edited=True)
    world.stories[story.gid] = edited
    hearing.tell(world, by, "story", story.gid, "changed", field="text")
    return edited


def delete_comment(world: AsanaWorld, by: str, story: Story) -> None:
    """Take it back; a story that is trashed is a change of its task."""
    thread = world.threads[story.task]
    world.threads[story.task] = tuple(gid for gid in thread if gid != story.gid)
    hearing.tell(world, by, "story", story.gid, "removed", parent=("task", story.task))
    del world.stories[story.gid]
    _touch(world, world.tasks[story.task])


def tag(world: AsanaWorld, by: str, task: Task, wanted: Tag, *, on: bool) -> Task:
    """Put a tag on a task, or take it off; one that is there, or is not, is no change."""
    if (wanted.gid in task.tags) == on:
        return task
    tags = (*task.tags, wanted.gid) if on else tuple(t for t in task.tags if t != wanted.gid)
    subtype, text = ("added_to_tag", "added to") if on else ("removed_from_tag", "removed from")
    now = world.tick()
    world.tasks[task.gid] = replace(
        task,
        tags=tags,
        touched_at=now if world.tag_counts != "never" else task.touched_at,
        modified_at=now if world.tag_counts == "always" else task.modified_at,
    )
    _record(world, task, by, subtype, f"{text} {wanted.name}", tag=wanted.gid)
    hearing.tell(world, by, "task", task.gid, "changed", field="tags")
    return world.tasks[task.gid]


def place(world: AsanaWorld, by: str, task: Task, project: str, section: str) -> None:
    """Put a task into a project, or into another section of one that it is in."""
    before = dict(world.places[task.gid])
    world.places[task.gid] = tuple({**before, project: section}.items())
    if project not in before:
        _record(world, task, by, "added_to_project", "added to project", project=project)
        hearing.tell(world, by, "task", task.gid, "added", parent=("project", project))
        world.tasks[task.gid] = replace(task, touched_at=world.tick())
    elif before[project] != section:
        _record(world, task, by, "section_changed", "moved to another section")
        _touch(world, task)


def remove_from(world: AsanaWorld, by: str, task: Task, project: str) -> None:
    """Take a task out of a project; it is still there."""
    hearing.tell(world, by, "task", task.gid, "removed", parent=("project", project))
    left = tuple(each for each in world.places[task.gid] if each[0] != project)
    world.places[task.gid] = left
    _record(world, task, by, "removed_from_project", "removed from project", project=project)
    world.tasks[task.gid] = replace(task, touched_at=world.tick())


def delete(world: AsanaWorld, by: str, task: Task) -> None:
    """Put a task into the trash, where it is as good as gone."""
    hearing.tell(world, by, "task", task.gid, "deleted")
    now = world.tick()
    world.tasks[task.gid] = replace(task, deleted=True, modified_at=now, touched_at=now)


def restore(world: AsanaWorld, by: str, task: Task) -> None:
    """Get a task out of the trash."""
    now = world.tick()
    world.tasks[task.gid] = replace(task, deleted=False, modified_at=now, touched_at=now)
    hearing.tell(world, by, "task", task.gid, "undeleted")


def attach(world: AsanaWorld, by: str, task: Task, name: str, url: str) -> Attachment:
    """Add a link to something outside."""
    made = Attachment(world.fresh_gid(), task.gid, name, url, world.time())
    world.attachments[made.gid] = made
    _record(world, task, by, "attachment_added", f"attached {name}")
    _touch(world, task)
    return made


def duplicate(world: AsanaWorld, by: str, task: Task) -> Task:
    """A copy with everything but the comments, as "Duplicate task" makes one."""
    return create(
        world,
        by,
        world.places[task.gid],
        task.workspace,
        name=task.name,
        html=task.html,
        assignee=task.assignee,
        due_on=task.due_on,
        due_at=task.due_at,
        tags=task.tags,
        values=task.values,
    )


def _touch(world: AsanaWorld, task: Task) -> None:
    now = world.tick()
    world.tasks[task.gid] = replace(world.tasks[task.gid], modified_at=now, touched_at=now)


def _record(
    world: AsanaWorld, task: Task, by: str, subtype: str, text: str, html: str = "", **about: Any
) -> Story:
    story = Story(
        world.fresh_gid(),
        task.gid,
        by,
        world.time(),
        subtype,
        html or rich_text.from_plain(text),
        about=tuple(about.items()),
    )
    world.stories[story.gid] = story
    world.threads[task.gid] = (*world.threads.get(task.gid, ()), story.gid)
    return story


def _about(before: Task, after: Task, subtype: str) -> dict[str, Any]:
    if subtype == "name_changed":
        return {"old_name": before.name, "new_name": after.name}
    if subtype == "due_date_changed":
        return {
            "old_dates": {"due_on": before.due_on} if before.due_on else {"due_at": before.due_at},
            "new_dates": {"due_on": after.due_on} if after.due_on else {"due_at": after.due_at},
        }
    return {"assignee": after.assignee} if subtype == "assigned" and after.assignee else {}
