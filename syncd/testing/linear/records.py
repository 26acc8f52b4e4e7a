"""What Linear stores: frozen records, replaced as a whole when they change.

Ids are UUIDs, times are text as the API gives them (UTC, milliseconds), dates are `2026-03-01`.
Field names are those of the API in snake case: that is how a field finds its value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Organization:
    """The workspace."""

    id: str
    name: str
    url_key: str
    created_at: str
    updated_at: str
    archived_at: str | None = None


@dataclass(frozen=True, slots=True)
class User:
    """A member, a guest or an app."""

    id: str
    name: str
    display_name: str
    email: str
    created_at: str
    updated_at: str
    active: bool = True
    admin: bool = False
    app: bool = False
    guest: bool = False
    is_assignable: bool = True
    archived_at: str | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """A team, which is what issues belong to; `members` of None are everybody."""

    id: str
    key: str
    name: str
    created_at: str
    updated_at: str
    triage_enabled: bool = False
    issue_estimation_type: str = "notUsed"
    security_settings: Mapping[str, Any] = field(default_factory=dict)
    members: frozenset[str] | None = None
    description: str | None = None
    archived_at: str | None = None
    retired_at: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A state of a team's workflow; what it means is its type."""

    id: str
    team: str
    name: str
    type: str
    position: float
    color: str
    created_at: str
    updated_at: str
    description: str | None = None
    archived_at: str | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a team, or of the workspace if it has no team; a group holds labels."""

    id: str
    name: str
    created_at: str
    updated_at: str
    team: str | None = None
    parent: str | None = None
    is_group: bool = False
    color: str = "#bec2c8"
    description: str | None = None
    creator: str | None = None
    retired_at: str | None = None
    archived_at: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue. One that was deleted is trashed and archived until it is purged."""

    id: str
    team: str
    number: int
    title: str
    state: str
    created_at: str
    updated_at: str
    creator: str | None = None
    description: str | None = None
    priority: int = 0
    due_date: str | None = None
    estimate: int | None = None
    assignee: str | None = None
    labels: tuple[str, ...] = ()
    parent: str | None = None
    project: str | None = None
    project_milestone: str | None = None
    last_applied_template: str | None = None
    started_at: str | None = None
    completed_at: str | None = None
    canceled_at: str | None = None
    archived_at: str | None = None
    trashed: bool | None = None
    previous_identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """Something said on an issue."""

    id: str
    issue: str
    body: str
    created_at: str
    updated_at: str
    user: str | None = None
    parent: str | None = None
    edited_at: str | None = None
    archived_at: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A link on an issue, with what only machines see; its address is unique there."""

    id: str
    issue: str
    url: str
    title: str
    created_at: str
    updated_at: str
    creator: str | None = None
    subtitle: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    group_by_source: bool = False
    archived_at: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A project of one or more teams."""

    id: str
    name: str
    created_at: str
    updated_at: str
    teams: tuple[str, ...] = ()
    archived_at: str | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of a project."""

    id: str
    project: str
    name: str
    created_at: str
    updated_at: str
    archived_at: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A template; here it gives a description to issues that have none."""

    id: str
    name: str
    created_at: str
    updated_at: str
    team: str | None = None
    type: str = "issue"
    description: str = ""
    has_form_fields: bool = False
    archived_at: str | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """Who wants to hear of changes, and of which kinds."""

    id: str
    url: str
    resource_types: tuple[str, ...]
    created_at: str
    updated_at: str
    secret: str | None = None
    label: str | None = None
    team: str | None = None
    enabled: bool = True
    archived_at: str | None = None
