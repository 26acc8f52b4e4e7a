"""What GitHub stores: frozen records, replaced as a whole when they change.

Ids are unique over all repositories, times are text as the API gives them (UTC, whole seconds).
"""

from dataclasses import dataclass
from typing import Literal

Role = Literal["none", "read", "triage", "write", "maintain", "admin"]
ROLES: tuple[Role, ...] = ("none", "read", "triage", "write", "maintain", "admin")

EPOCH = "1970-01-01T00:00:00Z"


def reaches(role: Role, needed: Role) -> bool:
    """Whether somebody with one role may do what needs the other."""
    return ROLES.index(role) >= ROLES.index(needed)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a login: a person, an organization, or the bot of an app."""

    id: int
    login: str
    type: Literal["User", "Organization", "Bot"] = "User"
    name: str | None = None
    email: str | None = None
    created_at: str = EPOCH


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository; its old names lead to it."""

    id: int
    owner: int
    name: str
    private: bool
    created_at: str
    updated_at: str
    default_branch: str = "main"
    has_issues: bool = True
    archived: bool = False
    pushed_at: str = EPOCH


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a repository; issues refer to it by id, so that a new name is new everywhere."""

    id: int
    repo: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of a repository."""

    id: int
    repo: int
    number: int
    title: str
    creator: int
    created_at: str
    updated_at: str
    description: str | None = None
    state: str = "open"
    due_on: str | None = None
    closed_at: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue, or the issue side of a pull request: they share numbers."""

    id: int
    repo: int
    number: int
    title: str
    body: str | None
    user: int
    created_at: str
    updated_at: str
    labels: tuple[int, ...] = ()
    assignees: tuple[int, ...] = ()
    milestone: int | None = None
    state: Literal["open", "closed"] = "open"
    state_reason: str | None = None
    closed_at: str | None = None
    closed_by: int | None = None
    locked: bool = False
    lock_reason: str | None = None
    comments: int = 0
    pull: bool = False
    app: int | None = None
    deleted: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on an issue or pull request."""

    id: int
    repo: int
    number: int
    user: int
    body: str
    created_at: str
    updated_at: str
    app: int | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """One person's reaction to an issue or a comment."""

    id: int
    user: int
    content: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an issue, with what only this kind of event has."""

    id: int
    repo: int
    number: int
    actor: int
    event: str
    created_at: str
    label: int | None = None
    label_name: str = ""
    assignee: int | None = None
    milestone: str | None = None
    rename: tuple[str, str] | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Pull:
    """The code side of a pull request; the rest of it is an `Issue` of the same number."""

    id: int
    repo: int
    number: int
    head: str
    base: str
    head_sha: str
    base_sha: str
    draft: bool = False
    merged_at: str | None = None
    merged_by: int | None = None
    merge_commit_sha: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who wrote or committed a commit, and when."""

    name: str
    email: str
    date: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit; its sha is what git would make of it."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    message: str
    author: Signature
    committer: Signature


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a git tree."""

    mode: str
    name: str
    sha: str

    @property
    def type(self) -> str:
        """What it points to."""
        return {"040000": "tree", "160000": "commit"}.get(self.mode, "blob")


@dataclass(frozen=True, slots=True)
class App:
    """A GitHub App. With a public key the signature of its tokens is checked."""

    id: int
    slug: str
    owner: int
    bot: int
    created_at: str
    public_key: str | None = None
    permissions: tuple[tuple[str, str], ...] = (
        ("contents", "write"),
        ("issues", "write"),
        ("metadata", "read"),
        ("pull_requests", "write"),
    )


@dataclass(frozen=True, slots=True)
class Installation:
    """An app on an account; `repos` of `None` means all of its repositories.

    An `account` of `None` is every account there is: what an open door gives to whoever asks.
    """

    id: int
    app: int
    account: int | None
    created_at: str
    repos: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """Who a token speaks for. Classic tokens have scopes, the tokens of apps end."""

    user: int
    scopes: tuple[str, ...] | None = ("repo",)
    installation: int | None = None
    expires_at: str | None = None


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook of a repository."""

    id: int
    repo: int
    url: str
    secret: str | None
    events: tuple[str, ...]
    created_at: str
    updated_at: str
    active: bool = True
    content_type: str = "json"
