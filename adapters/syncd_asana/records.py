"""What Asana's answers are decoded to: the parts of its records that syncd asks for.

Source: the schemas `TaskResponse`, `StoryResponse`, `CustomFieldSettingResponse` and
`BatchResponse` of Asana's OpenAPI description. What it calls nullable is optional here, and what
was not asked for has a default.
"""

import datetime as dt

from msgspec import Raw, Struct


class Ref(Struct, frozen=True):
    """Something by its gid, and what people call it."""

    gid: str
    name: str | None = None


class Person(Struct, frozen=True):
    """A user; who may see it gets the e-mail address."""

    gid: str
    name: str | None = None
    email: str | None = None


class Membership(Struct, frozen=True):
    """A project that a task is in, and the section there."""

    project: Ref | None = None
    section: Ref | None = None


class FieldOfTask(Struct, frozen=True):
    """A custom field as a task has it."""

    gid: str
    name: str | None = None
    enum_value: Ref | None = None


class Task(Struct, frozen=True):
    """A task. `modified_at` is kept as it was written: it tells one state from the next."""

    gid: str
    name: str | None = None
    html_notes: str = "<body></body>"
    completed: bool = False
    completed_at: dt.datetime | None = None
    created_at: dt.datetime | None = None
    modified_at: str = ""
    due_on: dt.date | None = None
    due_at: dt.datetime | None = None
    assignee: Person | None = None
    tags: tuple[Ref, ...] = ()
    memberships: tuple[Membership, ...] = ()
    workspace: Ref | None = None
    permalink_url: str = ""
    custom_fields: tuple[FieldOfTask, ...] = ()

    @property
    def projects(self) -> tuple[str, ...]:
        """The gids of the projects that it is in."""
        return tuple(each.project.gid for each in self.memberships if each.project)


class Story(Struct, frozen=True):
    """Something that happened to a task."""

    gid: str
    created_at: dt.datetime
    resource_subtype: str = ""
    text: str = ""
    html_text: str = ""
    created_by: Person | None = None

    @property
    def is_comment(self) -> bool:
        """Whether somebody said it; the rest are Asana's own notes of what was changed."""
        return self.resource_subtype == "comment_added"


class Option(Struct, frozen=True):
    """A value that an enum field can have."""

    gid: str
    name: str = ""
    enabled: bool = True


class CustomField(Struct, frozen=True):
    """The definition of a custom field."""

    gid: str
    name: str = ""
    resource_subtype: str = ""
    enum_options: tuple[Option, ...] = ()
    is_value_read_only: bool = False
    is_formula_field: bool = False

    @property
    def is_writable(self) -> bool:
        """Whether syncd can set it: it is neither locked nor computed."""
        return not (self.is_value_read_only or self.is_formula_field)


class FieldSetting(Struct, frozen=True):
    """That a project has a custom field."""

    custom_field: CustomField


class Project(Struct, frozen=True):
    """A project."""

    gid: str
    name: str = ""
    archived: bool = False
    workspace: Ref | None = None


class Access(Struct, frozen=True):
    """What somebody who is a member of a project may do there."""

    gid: str
    access_level: str = ""
    member: Ref | None = None


class NextPage(Struct, frozen=True):
    """The way to the next page."""

    offset: str


class Envelope(Struct, frozen=True):
    """What every answer stands in; `data` is decoded as what was asked for."""

    data: Raw
    next_page: NextPage | None = None


class ErrorTold(Struct, frozen=True):
    """One error, in Asana's words."""

    message: str = ""


class Errors(Struct, frozen=True):
    """What stands in an answer that is none."""

    errors: tuple[ErrorTold, ...] = ()


class ActionResult(Struct, frozen=True):
    """What became of one action of a batch."""

    status_code: int
    body: Raw
