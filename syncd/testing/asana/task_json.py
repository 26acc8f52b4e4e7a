"""How tasks, their stories and attachments look.

Source: the schemas `TaskResponse`, `StoryResponse`, `AttachmentResponse` of the official
description, with their compact forms.
"""

from functools import partial
from typing import Any

from syncd.testing.asana import rich_text
from syncd.testing.asana.access import Asker
from syncd.testing.asana.field_json import values_of
from syncd.testing.asana.records import Attachment, Story, Task
from syncd.testing.asana.showing import Kind, Shown
from syncd.testing.asana.world import AsanaWorld

_COMPACT = ("gid", "resource_type", "name", "resource_subtype")


def _task(world: AsanaWorld, asker: Asker, task: Task) -> dict[str, Any]:
    places = world.places.get(task.gid, ())
    parent = None if task.parent is None else Shown("task", world.tasks[task.parent])
    return {
        "gid": task.gid,
        "resource_type": "task",
        "name": task.name,
        "resource_subtype": "default_task",
        "created_by": {"gid": task.created_by, "resource_type": "user"},
        "assignee": _user(world, task.assignee),
        "assignee_status": "upcoming",
        "completed": task.completed,
        "completed_at": task.completed_at,
        "completed_by": _user(world, task.completed_by),
        "created_at": task.created_at,
        "custom_fields": partial(values_of, world, task),
        "due_at": task.due_at,
        # With a time of day there is a date too, the one that this time is on.
        "due_on": task.due_on or (task.due_at[:10] if task.due_at else None),
        "external": world.external.get((asker.app or "", task.gid)),
        "followers": [_user(world, each) for each in task.followers],
        "html_notes": rich_text.wrapped(task.html),
        "liked": False,
        "likes": [],
        "memberships": [_membership(world, *place) for place in places],
        "modified_at": task.modified_at,
        "notes": partial(rich_text.to_plain, task.html),
        "num_likes": 0,
        "num_subtasks": partial(_subtasks, world, task),
        "parent": parent,
        "permalink_url": world.link(task),
        "projects": [Shown("project", world.projects[project]) for project, _ in places],
        "start_at": None,
        "start_on": None,
        "tags": [Shown("tag", world.tags[each]) for each in task.tags],
        "workspace": Shown("workspace", world.workspaces[task.workspace]),
    }


def _membership(world: AsanaWorld, project: str, section: str) -> dict[str, Shown]:
    return {
        "project": Shown("project", world.projects[project]),
        "section": Shown("section", world.sections[section]),
    }


def _subtasks(world: AsanaWorld, task: Task) -> int:
    return sum(1 for each in world.tasks.values() if each.parent == task.gid and not each.deleted)


def _story(world: AsanaWorld, asker: Asker, story: Story) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "gid": story.gid,
        "resource_type": "story",
        "created_at": story.created_at,
        "created_by": _user(world, story.created_by),
        "resource_subtype": story.subtype,
        "text": partial(rich_text.to_plain, story.html),
        "html_text": rich_text.wrapped(story.html),
        "type": "comment" if story.is_comment else "system",
        "is_editable": story.is_comment and story.created_by == asker.user,
        "is_edited": story.is_edited,
        "is_pinned": False,
        "liked": False,
        "likes": [],
        "num_likes": 0,
        "previews": [],
        "source": "api" if story.created_by == world.bot else "web",
        "target": Shown("task", world.tasks[story.task]),
    }
    tables: dict[str, Any] = {"assignee": world.users, "tag": world.tags, "project": world.projects}
    kinds = {"assignee": "user", "tag": "tag", "project": "project"}
    for name, value in story.about:
        shown[name] = Shown(kinds[name], tables[name][value]) if name in kinds else value
    return shown


def _attachment(world: AsanaWorld, _: Asker, attachment: Attachment) -> dict[str, Any]:
    return {
        "gid": attachment.gid,
        "resource_type": "attachment",
        "name": attachment.name,
        "resource_subtype": "external",
        "created_at": attachment.created_at,
        "download_url": None,
        "permanent_url": None,
        "host": "external",
        "parent": Shown("task", world.tasks[attachment.task]),
        "view_url": attachment.url,
        "connected_to_app": False,
    }


def _user(world: AsanaWorld, gid: str | None) -> Shown | None:
    return None if gid is None else Shown("user", world.users[gid])


KINDS = {
    "task": Kind(
        _task,
        _COMPACT,
        opt_in=frozenset({"created_by", "html_notes", "num_subtasks", "external"}),
        full_inside=frozenset({"custom_fields"}),
    ),
    "story": Kind(
        _story,
        ("gid", "resource_type", "created_at", "created_by", "resource_subtype", "text"),
        opt_in=frozenset({"html_text"}),
    ),
    "attachment": Kind(_attachment, _COMPACT),
}
"""How each of these looks, by `resource_type`."""
