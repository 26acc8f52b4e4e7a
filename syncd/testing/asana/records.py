"""What an Asana is made of. All gids are texts of digits, all times are texts in UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

Level = Literal["none", "commenter", "editor"]
"""What somebody may do in a project."""

FieldKind = Literal["text", "enum", "multi_enum", "number", "date", "people"]


@dataclass(frozen=True)
class Workspace:
    """The place in which users, projects, tags and fields exist; a task never leaves it."""

    gid: str
    name: str


@dataclass(frozen=True)
class User:
    """Somebody; `workspaces` are those that they are members of."""

    gid: str
    name: str
    email: str
    workspaces: tuple[str, ...]


@dataclass(frozen=True)
class Token:
    """A personal access token, or one that an OAuth `app` got for a user."""

    user: str
    app: str | None = None


@dataclass(frozen=True)
class Project:
    """A list or board of tasks; `fields` are the custom fields that its tasks have."""

    gid: str
    name: str
    workspace: str
    created_at: str
    fields: tuple[str, ...] = ()
    archived: bool = False
    deleted: bool = False


@dataclass(frozen=True)
class Section:
    """A part of a project; every task of a project is in one."""

    gid: str
    name: str
    project: str
    created_at: str


@dataclass(frozen=True)
class Tag:
    """A label; nothing keeps two from having the same name."""

    gid: str
    name: str
    workspace: str
    created_at: str
    color: str | None = None
    notes: str = ""


@dataclass(frozen=True)
class Option:
    """What an enum field can be set to."""

    gid: str
    name: str
    enabled: bool = True


@dataclass(frozen=True)
class Field:
    """A custom field; a `locked` one is read-only to all but whoever locked it."""

    gid: str
    name: str
    kind: FieldKind
    workspace: str
    options: tuple[Option, ...] = ()
    locked: bool = False


@dataclass(frozen=True)
class Task:
    """A ticket.

    `html` is its text between `<body>` and `</body>`; plain notes are made from it.
    `modified_at` is what the API shows, `touched_at` what `modified_since` looks at. `values`
    has the custom fields that are set, each as the API takes it.
    """

    gid: str
    name: str
    html: str
    workspace: str
    created_by: str
    created_at: str
    modified_at: str
    touched_at: str
    completed_at: str | None = None
    completed_by: str | None = None
    assignee: str | None = None
    due_on: str | None = None
    due_at: str | None = None
    parent: str | None = None
    tags: tuple[str, ...] = ()
    values: tuple[tuple[str, Any], ...] = ()
    followers: tuple[str, ...] = ()
    deleted: bool = False

    @property
    def completed(self) -> bool:
        """Whether it is done; Asana knows no other kind of closed."""
        return self.completed_at is not None


@dataclass(frozen=True)
class Story:
    """Something that happened to a task; a comment if it is a `comment_added`."""

    gid: str
    task: str
    created_by: str
    created_at: str
    subtype: str
    html: str
    is_edited: bool = False
    about: tuple[tuple[str, Any], ...] = ()
    """What else the API shows of it, such as `new_name`."""

    @property
    def is_comment(self) -> bool:
        """Whether somebody said it."""
        return self.subtype == "comment_added"


@dataclass(frozen=True)
class Attachment:
    """A link to something outside that a task has."""

    gid: str
    task: str
    name: str
    url: str
    created_at: str


@dataclass(frozen=True)
class Event:
    """What a subscriber hears: an action on a resource, and what else it is heard by."""

    number: int
    user: str | None
    resource: str
    resource_type: str
    resource_name: str
    action: str
    created_at: str
    heard_by: tuple[str, ...]
    parent: tuple[str, str] | None = None
    change: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Webhook:
    """Where events of a resource are sent to, and the secret that signs them."""

    gid: str
    resource: str
    target: str
    secret: str
    created_at: str
    filters: tuple[dict[str, Any], ...] = ()
    active: bool = True
    last_success_at: str | None = None


def stamp(moment: datetime) -> str:
    """A time as Asana writes it, with milliseconds (developers.asana.com/docs/dates-and-times)."""
    at = moment.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
