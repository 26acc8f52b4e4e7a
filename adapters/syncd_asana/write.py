"""Writing to tasks: one request a change where that can be, and nothing of anybody else's lost.

Only the fields that change are sent, and tags go on and off by their own requests, so that what
people set meanwhile stays. A task is read again before anything of it is written over: Asana
has no compare-and-swap.

Sources: Asana's OpenAPI description, `createTask` (tags, projects and sections can be given at
once), `updateTask` (sets the fields that were sent and answers with the whole task),
`addTagForTask` and `removeTagForTask` (one tag each; both can be repeated), `createStoryForTask`,
`updateStory`, `addTaskForSection`. A write that is refused with 4xx has done nothing.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from syncd.model import (
    NOTE,
    AddComment,
    Comment,
    Draft,
    EditTicket,
    State,
    Status,
    Ticket,
    TicketEdit,
    WriteNote,
)
from syncd.ports import (
    Applied,
    BrokenTicket,
    DeniedError,
    GoneError,
    PortError,
    RejectedError,
    StaleError,
)
from syncd_asana import said
from syncd_asana.client import Action, Client
from syncd_asana.hearing import FIELDS, Hearing
from syncd_asana.places import Places
from syncd_asana.records import Story, Task
from syncd_asana.shape import Shape, heard, project_gid, unheard
from syncd_asana.verdicts import ForbiddenError, MissingError
from syncd_asana.wishes import Wishes


class Writer:
    """What syncd does to the tasks of one account."""

    def __init__(
        self,
        client: Client,
        shape: Shape,
        places: Places,
        hearing: Hearing,
        wishes: Wishes,
    ) -> None:
        """All that it needs to find things by name, and to read back what it wrote."""
        self._client = client
        self._shape = shape
        self._places = places
        self._hearing = hearing
        self._wishes = wishes

    def create(self, draft: Draft) -> Applied:
        """Make a task with everything on it, in one request.

        What Asana will not have of the rest (an assignee, a locked field) is left out then:
        a request that it refuses has made nothing.
        """
        wanted = draft.wanted
        wish, names, dropped = self._wishes.made(draft)
        ticket = self._ticket(self._made(wish, dropped, names), draft.project)
        told = [*self._missing(ticket, wanted.assignee, wanted.labels), *dropped]
        return Applied(heard(ticket, ()), dropped=tuple(dict.fromkeys(told)))

    def edit(self, action: EditTicket) -> Applied:
        """Change what the edit names; the task itself last, for its answer shows the rest too."""
        edit, ref = action.edit, action.ref
        after = _After(action.before)
        project = project_gid(ref.project) if ref.project else ""
        try:
            fresh = self._fresh(action) if _overwrites(edit) else None
            wish, locked = self._wishes.changed(edit, project, fresh)
            after.dropped += locked
            self._retag(action, project, fresh, after)
            self._move(edit, ref.id, project, after)
            if wish:
                path = f"/tasks/{ref.id}"
                task = self._client.write("PUT", path, wish, Task, fields=self._shape.fields)
                after.shown(self._ticket(task, ref.project))
        except (MissingError, ForbiddenError) as error:
            self._places.forget_tags()  # it may be a tag that is gone
            raise GoneError(f"{ref.key} cannot be written: {error}") from error
        ticket = after.ticket(action)
        told = [*self._missing(ticket, edit.assignee, edit.add_labels), *after.dropped]
        if edit.state and edit.state_in:
            ticket = self._with_state(ticket, edit.state_in, edit.state)
        return Applied(ticket, dropped=tuple(dict.fromkeys(told)))

    def comment(self, action: AddComment) -> Applied:
        """Say something; Asana cannot tell a repeated comment from a new one."""
        where = _address(action.before)
        html = said.written(action.text, action.record, where, action.state, action.mentions)
        return Applied(_with_comment(action.before, self._say(action.before, html)))

    def note(self, action: WriteNote) -> Applied:
        """Make the note, or edit the one that is there."""
        before, note = action.before, action.before.note
        html = said.written(action.text, NOTE, _address(before), action.state)
        if note is None:
            return Applied(_with_comment(before, self._say(before, html)))
        wish = {"html_text": html}
        path = f"/stories/{note.id}"
        story = self._client.write("PUT", path, wish, Story, fields=FIELDS)
        return Applied(_with_comment(before, self._hearing.comment(story)))

    def _with_state(self, ticket: Ticket, story: str, state: State) -> Ticket:
        """Put a state into a comment of syncd's; that takes two requests and tells nobody.

        People see no difference: only the address behind the signature changes in what was
        read just now, mentions included. The edit itself is done by now, so what fails here,
        such as a comment that somebody deleted, is only not remembered.
        """
        path = f"/stories/{story}"
        try:
            now = self._client.get(path, Story, {"opt_fields": FIELDS})
            html = said.holding(now.html_text, state)
            if html is None:
                return ticket
            after = self._client.write("PUT", path, {"html_text": html}, Story, fields=FIELDS)
        except PortError:
            return ticket
        return _with_comment(ticket, said.comment_of(after, own=True))

    def _made(self, wish: dict[str, Any], dropped: list[str], names: list[str]) -> Task:
        while True:
            try:
                return self._client.write(
                    "POST", "/tasks", wish, Task, fields=self._shape.fields, repeatable=False
                )
            except (RejectedError, DeniedError, GoneError) as error:
                told = str(error).casefold().replace(" ", "_")
                if "custom_field" in told and wish.pop("custom_fields", None):
                    dropped += names
                elif "assignee:" not in told or not wish.pop("assignee", None):
                    raise

    def _fresh(self, action: EditTicket) -> Task:
        """The task as it is now, if nobody has touched what is about to be overwritten."""
        path, query = f"/tasks/{action.ref.id}", {"opt_fields": self._shape.fields}
        task = self._client.get(path, Task, query)
        before, edit = action.before, action.edit
        now = self._ticket(task, action.ref.project)
        if before is not None:
            for name, wanted in (
                ("title", edit.title),
                ("due", edit.due),
                ("account", edit.assignee),
                ("status", edit.status),
                ("back_link", edit.back_link),
                ("identity", edit.identity),
            ):
                if wanted is not None and getattr(now, name) != getattr(before, name):
                    raise StaleError(f"{action.ref.key}: somebody changed its {name} meanwhile")
        return task

    def _retag(self, action: EditTicket, project: str, fresh: Task | None, after: "_After") -> None:
        edit, path = action.edit, f"/tasks/{action.ref.id}"
        tags, dropped = self._wishes.tags(project, edit.add_labels)
        after.dropped += dropped
        actions = [Action("POST", f"{path}/addTag", {"tag": tag}) for tag in tags]
        if edit.remove_labels:
            task = fresh or self._client.get(path, Task, {"opt_fields": "tags.name"})
            gone = {name.casefold() for name in edit.remove_labels}
            actions += [
                Action("POST", f"{path}/removeTag", {"tag": tag.gid})
                for tag in task.tags
                if (tag.name or "").casefold() in gone
            ]
        for outcome in self._client.batch(actions):
            outcome.page(dict[str, Any])
        after.add |= edit.add_labels - frozenset(dropped)
        after.remove |= edit.remove_labels

    def _move(self, edit: TicketEdit, task: str, project: str, after: "_After") -> None:
        """Into the section that stands for a status, where there is one."""
        name = self._wishes.section(edit.status) if edit.status else ""
        if name and project:
            section = self._places.section(project, name)
            wish = {"task": task}
            self._client.write("POST", f"/sections/{section}/addTask", wish, dict[str, Any])
            after.moved = edit.status

    def _say(self, before: Ticket, html: str) -> Comment:
        path, wish = f"/tasks/{before.ref.id}/stories", {"html_text": html}
        story = self._client.write("POST", path, wish, Story, fields=FIELDS, repeatable=False)
        return self._hearing.comment(story)

    def _ticket(self, task: Task, project: str) -> Ticket:
        self._places.learn(task)
        ticket = self._shape.ticket(task, project)
        if isinstance(ticket, BrokenTicket):
            raise RejectedError(ticket.message)
        return ticket

    def _missing(self, ticket: Ticket, assignee: str | None, labels: frozenset[str]) -> list[str]:
        """What was asked for and is not there."""
        missing = sorted(self._shape.spelled(labels) - ticket.labels)
        return ["assignee", *missing] if assignee and ticket.account != assignee else missing


@dataclass(slots=True)
class _After:
    """A ticket while it is written to: as it was, and what the answers have shown since."""

    before: Ticket | None
    now: Ticket | None = None
    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()
    moved: Status | None = None
    dropped: list[str] = field(default_factory=list)

    def shown(self, ticket: Ticket) -> None:
        self.now = unheard(ticket, self.before)

    def ticket(self, action: EditTicket) -> Ticket:
        """The ticket as it is now; a next reading shows what no answer did."""
        if self.now is not None:
            return self.now
        if self.before is None:
            raise RejectedError(f"{action.ref.key}: it has to be read before it is edited")
        labels = (self.before.labels | self.add) - self.remove
        return replace(self.before, labels=labels, status=self.moved or self.before.status)


def _overwrites(edit: TicketEdit) -> bool:
    """Whether it sets what people may have set to something else since it was read."""
    parts = (edit.title, edit.assignee, edit.due, edit.status, edit.back_link, edit.identity)
    return any(part is not None for part in parts)


def _address(ticket: Ticket) -> str:
    """What syncd's comments link to: the post-mortem."""
    return ticket.back_link or (ticket.identity.url if ticket.identity else "")


def _with_comment(ticket: Ticket, comment: Comment) -> Ticket:
    """The ticket with a comment that syncd made or rewrote; a next reading shows the rest."""
    others = [each for each in ticket.comments if each.id != comment.id]
    comments = tuple(sorted([*others, comment], key=lambda each: (each.at, each.id)))
    return replace(ticket, comments=comments)
