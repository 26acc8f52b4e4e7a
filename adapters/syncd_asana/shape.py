"""From Asana's records to tickets. No I/O."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from syncd.model import Comment, Status, Ticket, TicketRef
from syncd.ports import BrokenTicket, RejectedError
from syncd_asana import block
from syncd_asana.records import Task
from syncd_asana.settings import TrackerSettings

UNKNOWN = "?"  # stands for a time of change that no answer told
_FIELDS = (
    "name",
    "html_notes",
    "completed",
    "completed_at",
    "created_at",
    "modified_at",
    "due_on",
    "due_at",
    "assignee.name",
    "assignee.email",
    "tags.name",
    "memberships.project.name",
    "memberships.section.name",
    "workspace.name",
    "permalink_url",
)
_PROJECT = re.compile(
    r"https?://[^/]+/(?:0/(?P<old>\d+)|1/\d+/project/(?P<new>\d+))(?:[/?#].*)?|(?P<gid>\d+)"
)


class Revision(NamedTuple):
    """What tells one state of a task from the next, without its whole text.

    `modified` moves with most changes and with every comment, `heard` is its value when the
    comments were read; `text` and `rest` are digests of the description and of what else syncd
    reads.
    """

    modified: str
    heard: str
    text: str
    rest: str

    def __str__(self) -> str:
        """The form that memory keeps."""
        return "|".join(self)

    @classmethod
    def read(cls, revision: str | None) -> "Revision | None":
        """A revision that memory kept, if it has this form."""
        parts = revision.split("|") if revision else []
        return cls(*parts) if len(parts) == 4 else None


@dataclass(frozen=True, slots=True)
class Shape:
    """How tasks of one tracker become tickets; `labels` has syncd's spelling by lower case."""

    tracker: str
    labels: Mapping[str, str]
    settings: TrackerSettings

    @property
    def fields(self) -> str:
        """What has to be asked for of a task."""
        more = ["custom_fields.name", "custom_fields.enum_value.name"]
        return ",".join([*_FIELDS, *(more if self.settings.dropped_field else [])])

    @property
    def statuses(self) -> frozenset[Status]:
        """What can be told apart: Asana knows complete and incomplete, and sections the rest."""
        found = {Status.OPEN, Status.DONE}
        if self.settings.in_progress_section:
            found.add(Status.IN_PROGRESS)
        if self.settings.dropped_section or self.settings.dropped_field:
            found.add(Status.DROPPED)
        return frozenset(found)

    def ticket(self, task: Task, project: str) -> Ticket | BrokenTicket:
        """A task as a ticket of a project, without its comments."""
        found = block.read(task.html_notes)
        ref = TicketRef(self.tracker, project, task.gid, task.gid, task.permalink_url)
        if found.broken is not None:
            hint = "remove the link behind the id of the action item from its description"
            return BrokenTicket(ref, f"{task.permalink_url or task.gid}: {found.broken}; {hint}")
        who = task.assignee
        return Ticket(
            ref=ref,
            revision=str(self.revision(task)),
            title=task.name or "",
            status=self.status(task, project),
            assignee=(who.email or who.name or who.gid) if who else None,
            due=task.due_on or (task.due_at.date() if task.due_at else None),
            labels=self.spelled(tag.name or "" for tag in task.tags),
            created=task.created_at,
            updated=_instant(task),
            closed=task.completed_at,
            back_link=found.back_link,
            closing_reason=found.reason if task.completed else None,
            identity=found.identity,
            account=who.gid if who else None,
        )

    def has_label(self, task: Task, label: str) -> bool:
        """Whether a task carries a label, in whatever case."""
        return any((tag.name or "").casefold() == label.casefold() for tag in task.tags)

    def spelled(self, names: Iterable[str]) -> frozenset[str]:
        """Labels in syncd's spelling where they are its own."""
        return frozenset(self.labels.get(name.casefold(), name) for name in names)

    def status(self, task: Task, project: str) -> Status:
        """What completion, section and field of a task come to."""
        section = _section(task, project)
        if not task.completed:
            is_begun = _same(section, self.settings.in_progress_section)
            return Status.IN_PROGRESS if is_begun else Status.OPEN
        if _same(section, self.settings.dropped_section) or self._says_dropped(task):
            return Status.DROPPED
        return Status.DONE

    def revision(self, task: Task) -> Revision:
        """The revision of a task of which no comment was read."""
        rest = (
            task.name,
            task.completed,
            task.due_on,
            task.due_at,
            task.assignee.gid if task.assignee else None,
            sorted(tag.gid for tag in task.tags),
            sorted(
                (each.project.gid if each.project else "", each.section.gid if each.section else "")
                for each in task.memberships
            ),
            sorted(
                (field.gid, field.enum_value.gid)
                for field in task.custom_fields
                if field.enum_value is not None
            ),
        )
        return Revision(task.modified_at, "", digest(task.html_notes), digest(repr(rest)))

    def _says_dropped(self, task: Task) -> bool:
        return any(
            _same(field.name, name) and _same(field.enum_value.name, option)
            for name, option in self.settings.dropped_field.items()
            for field in task.custom_fields
            if field.enum_value is not None
        )


def heard(ticket: Ticket, comments: Sequence[Comment]) -> Ticket:
    """The ticket with all of its comments, which were read after it."""
    revision = Revision.read(ticket.revision)
    if revision is None:
        raise ValueError(ticket.revision)
    told = str(revision._replace(heard=revision.modified))
    return replace(ticket, comments=tuple(comments), revision=told)


def unheard(ticket: Ticket, before: Ticket | None) -> Ticket:
    """The ticket after a write, with the comments that were known before it.

    What others said in between moved the time of change too: it has to be asked for.
    """
    revision = Revision.read(ticket.revision)
    if revision is None or before is None:
        return ticket
    was = Revision.read(before.revision)
    told = str(revision._replace(heard=was.heard if was else ""))
    return replace(ticket, comments=before.comments, revision=told)


def project_gid(project: str) -> str:
    """The gid of a project that the configuration names by gid or by address.

    Raises:
        RejectedError: it names none.
    """
    found = _PROJECT.fullmatch(project.strip())
    if found is None:
        hint = "write the number in the project's address, or the address itself"
        raise RejectedError(f"{project!r} is no project of Asana: {hint}")
    return found["gid"] or found["old"] or found["new"]


def digest(text: str) -> str:
    """A short name for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _section(task: Task, project: str) -> str | None:
    gid = project_gid(project) if project else ""
    for each in task.memberships:
        if each.section and each.project and gid in {"", each.project.gid}:
            return each.section.name
    return None


def _same(name: str | None, wanted: str) -> bool:
    return bool(wanted) and (name or "").strip().casefold() == wanted.strip().casefold()


def _instant(task: Task) -> datetime | None:
    return datetime.fromisoformat(task.modified_at) if task.modified_at else None
