"""From Linear's JSON to tickets and comments. No I/O."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from syncd.model import Comment, Priority, Status, Ticket, TicketRef
from syncd.ports import BrokenTicket
from syncd.ports.marker import MarkerError
from syncd_linear import marker, said

PRIORITIES: Mapping[Priority, int] = {
    Priority.P0: 1,
    Priority.P1: 2,
    Priority.P2: 3,
    Priority.P3: 4,
}
"""Linear's own field: 1 is urgent, 4 low, 0 none (official SDL, `IssueCreateInput.priority`)."""

_STATUSES: Mapping[str, Status] = {
    "started": Status.IN_PROGRESS,
    "completed": Status.DONE,
    "canceled": Status.DROPPED,
    "duplicate": Status.DROPPED,
}
"""By the type of a state, never by its name; every other type is open (official SDL,
`WorkflowState.type`)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How issues of one workspace become tickets.

    `labels` has syncd's spelling by lower case, `priorities` its label for each of Linear's.
    """

    tracker: str
    workspace: str
    labels: Mapping[str, str]
    priorities: Mapping[int, str]

    def ticket(self, issue: Mapping[str, Any]) -> Ticket | BrokenTicket:
        """An issue as a ticket, without its comments."""
        ref = TicketRef(
            tracker=self.tracker,
            project=str(issue["team"]["key"]),
            id=str(issue["id"]),
            key=str(issue["identifier"]),
            url=str(issue["url"]),
        )
        try:
            mark = marker.read(self.workspace, issue)
        except MarkerError as error:
            message = f"{ref.key}: {error}; remove syncd's link from the issue to start anew"
            return BrokenTicket(ref, message, marker.claimed(self.workspace, issue))
        assignee = issue["assignee"] or {}
        return Ticket(
            ref=ref,
            revision=revision_of(issue),
            title=str(issue["title"]),
            status=status_of(issue["state"]["type"]),
            assignee=assignee.get("email") or assignee.get("displayName"),
            due=date.fromisoformat(issue["dueDate"]) if issue["dueDate"] else None,
            labels=self._labels(issue),
            created=instant(issue["createdAt"]),
            updated=instant(issue["updatedAt"]),
            closed=instant(issue["completedAt"] or issue["canceledAt"]),
            back_link=mark.back_link,
            identity=mark.identity,
            state=mark.state,
            account=assignee.get("id"),
        )

    def comment(self, data: Mapping[str, Any]) -> Comment:
        """A comment; a record counts where the id says that it is syncd's."""
        text, record = said.read(self.workspace, data["issueId"], data["id"], data["body"])
        user, bot = data["user"] or {}, data["botActor"] or {}
        author = user.get("email") or user.get("displayName") or bot.get("name") or ""
        at = datetime.fromisoformat(data["createdAt"])
        account = str(user.get("id") or "")
        return Comment(at, str(author), text, str(data["id"]), record, account=account)

    def spelled(self, names: Iterable[str]) -> frozenset[str]:
        """Labels in syncd's spelling where they are its own: Linear does not tell cases apart."""
        return frozenset(self.labels.get(name.casefold(), name) for name in names)

    def _labels(self, issue: Mapping[str, Any]) -> frozenset[str]:
        """The labels, with that of the priority: in Linear people change the field."""
        shown = self.spelled(label["name"] for label in issue["labels"]["nodes"])
        told = self.priorities.get(int(issue["priority"]))
        return shown | {told} if told else shown


def status_of(kind: str) -> Status:
    """What a type of state means."""
    return _STATUSES.get(kind, Status.OPEN)


def revision_of(issue: Mapping[str, Any]) -> str:
    """The revision of an issue: all that is read of it, but for its comments."""
    return f"{issue['updatedAt']} {_digest(issue)}"


def with_comments(revision: str, comments: Collection[Comment], *, whole: bool) -> str:
    """The revision of an issue with what was said on it: the `whole` of it, or what is new."""
    if not comments:
        return revision
    said = [[each.id, each.text, each.record] for each in comments]
    return f"{revision} {_digest(['all' if whole else 'new', *said])}"


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def priority_labels(labels: Collection[str]) -> Mapping[int, str]:
    """Linear's priorities and syncd's labels for them, which have one beginning in common."""
    for label in labels:
        prefix = label.removesuffix(Priority.P0)
        named = {number: f"{prefix}{priority}" for priority, number in PRIORITIES.items()}
        if prefix != label and set(named.values()) <= set(labels):
            return named
    return {}


def instant(text: str | None) -> datetime | None:
    """A time as Linear writes it."""
    return datetime.fromisoformat(text) if text else None
