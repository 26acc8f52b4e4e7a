"""What a Jira site is made of. Records are frozen and replaced as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot; Cloud knows them by `account_id`, Data Center by `name`."""

    account_id: str
    name: str
    key: str
    display_name: str
    email: str
    active: bool = True
    email_hidden: bool = False
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of issues as create and edit metadata show it.

    `type` is its schema type, `items` that of the elements of an array, `custom` the key of a
    custom field's type. `allowed` are the names of its options. A field that is not `on_create`
    is only on the edit screen.
    """

    id: str
    name: str
    type: str
    items: str | None = None
    custom: str | None = None
    required: bool = False
    has_default: bool = False
    allowed: tuple[str, ...] = ()
    operations: tuple[str, ...] = ("set",)
    on_create: bool = True


@dataclass(frozen=True, slots=True)
class Status:
    """A step of a workflow; `category` is new, indeterminate or done."""

    id: str
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Transition:
    """A way to a status; `sources` of none means from everywhere.

    `screen` are the ids of fields on its screen, `required` those that must be filled in.
    `resolves` is the resolution that it sets by itself, an empty one clears it.
    """

    id: str
    name: str
    to: str
    sources: tuple[str, ...] = ()
    screen: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    resolves: str | None = None


@dataclass(frozen=True, slots=True)
class Workflow:
    """The statuses that issues can have, the first of which new ones get."""

    name: str
    statuses: tuple[str, ...]
    transitions: tuple[Transition, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """A project. `fields` are on its screens, `components` can be chosen in it."""

    id: int
    key: str
    name: str
    lead: str
    workflow: str
    fields: tuple[Field, ...]
    types: tuple[str, ...]
    components: tuple[str, ...] = ("core",)
    security_levels: tuple[str, ...] = ()
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Long text in the form in which it was written: a document (ADF), or wiki markup."""

    form: Literal["adf", "wiki"]
    value: Any


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue; `custom` holds values of custom fields and of rarer system fields by field id."""

    id: int
    project: int
    key: str
    type: str
    summary: str
    status: str
    reporter: str
    creator: str
    created: datetime
    updated: datetime
    moved_category: datetime
    description: Text | None = None
    priority: str | None = None
    resolution: str | None = None
    resolved: datetime | None = None
    assignee: str | None = None
    labels: tuple[str, ...] = ()
    due: str | None = None
    components: tuple[str, ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on an issue, with properties of its own."""

    id: int
    issue: int
    author: str
    body: Text
    created: datetime
    updated: datetime
    update_author: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    visibility: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RemoteLink:
    """A link from an issue to somewhere else; `body` is what was sent."""

    id: int
    global_id: str | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a changelog; its items are `field`, `fieldId`, `from`, `to` and their words."""

    id: int
    author: str
    created: datetime
    items: tuple[Mapping[str, str | None], ...]
