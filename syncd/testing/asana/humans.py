"""People at work in Asana's pages: what a test does to a ticket behind syncd's back."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Protocol

from syncd.testing.asana import acts, rich_text
from syncd.testing.asana.records import Field, Story, Tag, Task, User
from syncd.testing.asana.world import AsanaWorld


class Stage(Protocol):
    """Where humans act: the simulator."""

    def changing(self) -> AbstractContextManager[AsanaWorld]:
        """Change the world as one act."""


class Human:
    """Somebody with a name or an e-mail address. A `ticket` is the gid of a task.

    All of it can be done by HTTP as well: `POST /_simulator/act` with
    `{"as": "jane@acme.com", "do": "close", "ticket": "1209000000000012"}`.
    """

    def __init__(self, stage: Stage, name: str) -> None:
        """The user is made if there is none of that name."""
        self._stage = stage
        with stage.changing() as world:
            self._user = somebody(world, name).gid

    @property
    def gid(self) -> str:
        """Their gid."""
        return self._user

    def create(
        self,
        project: str,
        title: str,
        body: str = "",
        labels: Sequence[str] = (),
        assignee: str | None = None,
        due: str | None = None,
        html: str | None = None,
    ) -> str:
        """Make a task, with plain text or with rich text; gives its gid."""
        with self._stage.changing() as world:
            place = world.project(project) or world.add_project(project)
            inner = rich_text.from_plain(body)
            if html is not None:
                allowed = rich_text.IN_TASKS
                inner = rich_text.written("html_notes", html, allowed, world.names)
            return acts.create(
                world,
                self._user,
                [(place.gid, world.sections_of(place.gid)[0].gid)],
                place.workspace,
                name=title,
                html=inner,
                tags=tuple(_tag(world, label, place.workspace).gid for label in labels),
                assignee=somebody(world, assignee).gid if assignee else None,
                due_on=due,
            ).gid

    def edit(
        self,
        ticket: str,
        title: str | None = None,
        body: str | None = None,
        html: str | None = None,
    ) -> None:
        """Change the name, or the text: as plain text, or as rich text."""
        changes: dict[str, Any] = {} if title is None else {"name": title}
        if body is not None:
            changes["html"] = rich_text.from_plain(body)
        with self._stage.changing() as world:
            if html is not None:
                allowed = rich_text.IN_TASKS
                changes["html"] = rich_text.written("html_notes", html, allowed, world.names)
            acts.change(world, self._user, _task(world, ticket), **changes)

    def close(self, ticket: str) -> None:
        """Mark it complete."""
        with self._stage.changing() as world:
            acts.complete(world, self._user, _task(world, ticket), completed=True)

    def reopen(self, ticket: str) -> None:
        """Mark it incomplete."""
        with self._stage.changing() as world:
            acts.complete(world, self._user, _task(world, ticket), completed=False)

    def assign(self, ticket: str, to: str | None) -> None:
        """Give it to somebody, or to nobody."""
        with self._stage.changing() as world:
            gid = None if to is None else somebody(world, to).gid
            acts.change(world, self._user, _task(world, ticket), assignee=gid)

    def due(self, ticket: str, on: str | None = None, at: str | None = None) -> None:
        """Set when it is due: a date, or a time."""
        with self._stage.changing() as world:
            acts.change(world, self._user, _task(world, ticket), due_on=on, due_at=at)

    def label(self, ticket: str, name: str) -> None:
        """Put a tag on."""
        with self._stage.changing() as world:
            task = _task(world, ticket)
            acts.tag(world, self._user, task, _tag(world, name, task.workspace), on=True)

    def unlabel(self, ticket: str, name: str) -> None:
        """Take a tag off."""
        with self._stage.changing() as world:
            task = _task(world, ticket)
            acts.tag(world, self._user, task, _tag(world, name, task.workspace), on=False)

    def comment(self, ticket: str, body: str = "", html: str | None = None) -> str:
        """Say something, in plain text or in rich text; gives the gid of the comment."""
        with self._stage.changing() as world:
            said = _said(world, body, html)
            return acts.comment(world, self._user, _task(world, ticket), said).gid

    def edit_comment(self, comment: str, body: str = "", html: str | None = None) -> None:
        """Other words."""
        with self._stage.changing() as world:
            said = _said(world, body, html)
            acts.edit_comment(world, self._user, _comment(world, comment), said)

    def delete_comment(self, comment: str) -> None:
        """It was never said."""
        with self._stage.changing() as world:
            acts.delete_comment(world, self._user, _comment(world, comment))

    def move(self, ticket: str, to: str) -> None:
        """Put it into another project, and out of all it was in."""
        with self._stage.changing() as world:
            place = world.project(to) or world.add_project(to)
            for project in world.projects_of(ticket):
                acts.remove_from(world, self._user, _task(world, ticket), project)
            section = world.sections_of(place.gid)[0].gid
            acts.place(world, self._user, _task(world, ticket), place.gid, section)

    def add_to(self, ticket: str, project: str) -> None:
        """Put it into one more project."""
        with self._stage.changing() as world:
            place = world.project(project) or world.add_project(project)
            section = world.sections_of(place.gid)[0].gid
            acts.place(world, self._user, _task(world, ticket), place.gid, section)

    def remove_from(self, ticket: str, project: str) -> None:
        """Take it out of a project."""
        with self._stage.changing() as world:
            acts.remove_from(world, self._user, _task(world, ticket), project)

    def section(self, ticket: str, name: str) -> None:
        """Move it to a section of its project, which is made if it is not there."""
        with self._stage.changing() as world:
            project = world.projects_of(ticket)[0]
            there = [each for each in world.sections_of(project) if each.name == name]
            section = there[0] if there else world.add_section(project, name)
            acts.place(world, self._user, _task(world, ticket), project, section.gid)

    def set_field(self, ticket: str, name: str, value: Any) -> None:
        """Set a custom field; an enum takes the name of an option."""
        with self._stage.changing() as world:
            task = _task(world, ticket)
            field = _field(world, name)
            chosen = value
            if field.kind == "enum":
                chosen = next(each.gid for each in field.options if each.name == value)
            values = tuple({**dict(task.values), field.gid: chosen}.items())
            acts.change(world, self._user, task, values=values)

    def clone(self, ticket: str) -> str:
        """Duplicate it; gives the gid of the copy."""
        with self._stage.changing() as world:
            return acts.duplicate(world, self._user, _task(world, ticket)).gid

    def delete(self, ticket: str) -> None:
        """Put it into the trash."""
        with self._stage.changing() as world:
            acts.delete(world, self._user, _task(world, ticket))

    def restore(self, ticket: str) -> None:
        """Get it out of the trash."""
        with self._stage.changing() as world:
            acts.restore(world, self._user, world.tasks[ticket])

    def hide(self, ticket: str) -> None:
        """Move it to a project that only people are members of, so that syncd gets 403."""
        with self._stage.changing() as world:
            private = world.add_project("Private")
            world.levels[private.gid, "*"] = "none"
            world.levels[private.gid, self._user] = "editor"
            task = replace(_task(world, ticket), assignee=None)
            world.tasks[ticket] = task
            section = world.sections_of(private.gid)[0].gid
            world.places[ticket] = ((private.gid, section),)

    def delete_project(self, project: str) -> None:
        """Delete a project; its tasks are still there."""
        with self._stage.changing() as world:
            for gid in [task.gid for task in world.tasks_in(project)]:
                acts.remove_from(world, self._user, _task(world, gid), project)
            world.projects[project] = replace(world.projects[project], deleted=True)


def somebody(world: AsanaWorld, named: str) -> User:
    """A user by name, gid or e-mail address; made if there is none."""
    wanted = named.casefold()
    for user in world.users.values():
        if wanted in {user.gid, user.name.casefold(), user.email.casefold()}:
            return user
    if "@" in named:
        return world.add_user(named.partition("@")[0].replace(".", " ").title(), named)
    return world.add_user(named, f"{named.casefold().replace(' ', '.')}@acme.com")


def _said(world: AsanaWorld, body: str, html: str | None) -> str:
    if html is None:
        return rich_text.from_plain(body)
    return rich_text.written("html_text", html, rich_text.IN_STORIES, world.names)


def _task(world: AsanaWorld, ticket: str) -> Task:
    task = world.task(ticket)
    if task is None:
        raise LookupError(f"there is no task {ticket}")
    return task


def _comment(world: AsanaWorld, comment: str) -> Story:
    if comment not in world.stories:
        raise LookupError(f"there is no comment {comment}")
    return world.stories[comment]


def _tag(world: AsanaWorld, name: str, workspace: str) -> Tag:
    for tag in world.tags.values():
        if (tag.workspace, tag.name) == (workspace, name):
            return tag
    return world.add_tag(name, workspace)


def _field(world: AsanaWorld, name: str) -> Field:
    for field in world.fields.values():
        if field.name == name:
            return field
    raise LookupError(f"there is no field {name}")
