"""From GitHub's JSON to tickets and comments. No I/O."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from syncd.model import Comment, Status, Ticket, TicketRef
from syncd_github import block, said

_DROPPED = frozenset({"not_planned", "duplicate"})
UNKNOWN = "?"  # stands for a time of change that no answer told
UNREAD = "~"  # stands for the number of comments of which the text is not known yet


class Revision(NamedTuple):
    """What tells one state of an issue from the next, without its whole text.

    `updated` moves with every change and comment; `text` and `rest` are digests of the body and
    of everything else that syncd reads in the list.
    """

    updated: str
    comments: str
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
    """How issues of one tracker become tickets; `labels` has syncd's spelling by lower case."""

    tracker: str
    labels: Mapping[str, str]

    def ticket(self, issue: Mapping[str, Any], project: str) -> Ticket:
        """An issue as a ticket, without its comments."""
        body = str(issue.get("body") or "")
        found = block.read(body)
        assignees = [str(person["login"]) for person in issue.get("assignees") or ()]
        return Ticket(
            ref=TicketRef(
                tracker=self.tracker,
                project=project,
                id=str(issue["node_id"]),
                key=key_of(issue),
                url=str(issue["html_url"]),
            ),
            revision=str(revision_of(issue)),
            title=str(issue["title"]),
            status=_status(issue),
            assignee=", ".join(assignees) or None,
            due=found.due,
            labels=self.spelled(label["name"] for label in issue.get("labels") or ()),
            created=instant(issue.get("created_at")),
            updated=instant(issue.get("updated_at")),
            closed=instant(issue.get("closed_at")),
            back_link=found.back_link,
            identity=found.identity,
            account=assignees[0] if len(assignees) == 1 else None,
            due_text=found.due_text,
        )

    def spelled(self, names: Any) -> frozenset[str]:
        """Labels in syncd's spelling where they are its own: GitHub's do not tell cases apart."""
        return frozenset(self.labels.get(name.casefold(), name) for name in names)


def comment_of(data: Mapping[str, Any], *, own: bool) -> Comment:
    """A comment; only in syncd's `own` a record counts."""
    body = str(data.get("body") or "")
    text, record, state = said.read(body) if own else (body, None, None)
    at = instant(data["created_at"])
    if at is None:
        raise ValueError(data["created_at"])
    author = str((data.get("user") or {}).get("login") or "ghost")  # ghost: who is no more
    return Comment(at, author, said.spoken(text), str(data["id"]), record, state, account=author)


def key_of(issue: Mapping[str, Any]) -> str:
    """What people call an issue: `owner/repo#12`."""
    return f"{repository_of(issue)}#{issue['number']}"


def repository_of(issue: Mapping[str, Any]) -> str:
    """The repository that an issue is in now, which need not be the one that was asked."""
    return "/".join(str(issue["repository_url"]).split("/")[-2:])


def revision_of(issue: Mapping[str, Any]) -> Revision:
    """The revision of an issue as a list shows it; its comments are another matter."""
    rest = [
        issue["title"],
        issue["state"],
        issue.get("state_reason"),
        sorted(label["name"] for label in issue.get("labels") or ()),
        sorted(person["login"] for person in issue.get("assignees") or ()),
    ]
    count = int(issue.get("comments") or 0)
    return Revision(
        str(issue["updated_at"]),
        f"{count}" if count == 0 else f"{UNREAD}{count}",
        digest(str(issue.get("body") or "")),
        digest(repr(rest)),
    )


def digest(text: str) -> str:
    """A short name for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def instant(text: str | None) -> datetime | None:
    """A time as GitHub writes it."""
    return datetime.fromisoformat(text) if text else None


def _status(issue: Mapping[str, Any]) -> Status:
    if issue["state"] == "open":
        return Status.OPEN
    return Status.DROPPED if issue.get("state_reason") in _DROPPED else Status.DONE
