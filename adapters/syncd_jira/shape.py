"""From Jira's JSON to tickets, and from wishes to Jira's JSON. No I/O."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from syncd.model import Comment, Priority, Status, Ticket, TicketRef, Wanted
from syncd_jira.marker import PROPERTY, Marker, in_text, parsed
from syncd_jira.settings import TrackerSettings
from syncd_jira.speech import Speech

CLOSING = "closing/"  # with a status: the record of the comment that says why it was closed

_LONGEST_TITLE = _LONGEST_LABEL = 255
_FIELDS = (
    "summary",
    "status",
    "resolution",
    "resolutiondate",
    "assignee",
    "priority",
    "labels",
    "duedate",
    "created",
    "updated",
    "project",
    "comment",
)
_MINUTE = timedelta(minutes=1)
_CATEGORIES = {"new": Status.OPEN, "indeterminate": Status.IN_PROGRESS, "done": Status.DONE}


@dataclass(frozen=True)
class Shape:
    """How the issues of one tracker become tickets; `names` are all labels that syncd writes."""

    tracker: str
    settings: TrackerSettings
    names: frozenset[str]
    speech: Speech
    _spelled: dict[str, str] = field(init=False, default_factory=dict)
    _dropped: set[str] = field(init=False, default_factory=set)
    _priorities: dict[str, Priority] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """What reading needs to know the other way round."""
        self._spelled.update((as_label(name), name) for name in self.names)
        self._dropped.update(name.casefold() for name in self.settings.dropped)
        self._priorities.update((name, each) for each, name in self.settings.priorities.items())

    @property
    def fields(self) -> Sequence[str]:
        """What has to be asked for of an issue."""
        more = "statuscategorychangedate" if self.speech.cloud else "description"
        return (*_FIELDS, more)

    def marker(self, issue: Mapping[str, Any]) -> Marker:
        """What syncd wrote on an issue.

        Raises:
            MarkerError: it cannot be understood.
        """
        if self.speech.cloud:
            return parsed((issue.get("properties") or {}).get(PROPERTY))
        return in_text(str(issue["fields"].get("description") or ""))

    def ref(self, issue: Mapping[str, Any]) -> TicketRef:
        """Where an issue is."""
        key = str(issue["key"])
        project = str((issue["fields"].get("project") or {}).get("key") or key.rpartition("-")[0])
        url = f"{self.settings.html_url}/browse/{key}"
        return TicketRef(self.tracker, project, str(issue["id"]), key, url)

    def ticket(
        self, issue: Mapping[str, Any], comments: Sequence[Comment], marker: Marker
    ) -> Ticket:
        """An issue as a ticket."""
        fields = issue["fields"]
        assignee = fields.get("assignee")
        status = self.status(fields)
        closed = instant(fields.get("statuscategorychangedate") or fields.get("resolutiondate"))
        ends = [each for each in comments if (each.record or "").startswith(CLOSING)]
        end = ends[-1] if ends and not status.is_open else None
        if end is not None and (closed is None or end.at >= closed - _MINUTE):
            # Not every workflow can tell that something was not done; what syncd said does.
            status = Status(str(end.record).removeprefix(CLOSING))
        return Ticket(
            ref=self.ref(issue),
            revision=self.revision(issue),
            title=str(fields["summary"]),
            status=status,
            assignee=called(assignee),
            due=day(fields.get("duedate")),
            labels=self._labels(fields, marker),
            created=instant(fields.get("created")),
            updated=instant(fields.get("updated")),
            closed=None if status.is_open else closed,
            back_link=marker.link,
            closing_reason=end.text if end else None,
            identity=marker.identity,
            state=marker.state,
            comments=tuple(comments),
            account=self.speech.account(assignee),
        )

    def comment(self, data: Mapping[str, Any], *, own: bool) -> Comment:
        """A comment; only in syncd's `own` a record counts."""
        said = self.speech.read(data.get("body"), own=own)
        at = instant(data["created"])
        if at is None:
            raise ValueError(data["created"])
        return Comment(
            at,
            called(data.get("author")) or "somebody",
            said.text,
            str(data["id"]),
            said.record,
            said.state,
            account=self.speech.account(data.get("author")) or "",
        )

    def status(self, fields: Mapping[str, Any]) -> Status:
        """The status that an issue's own, its category and its resolution mean.

        Source: status categories are the same everywhere (`new`, `indeterminate`, `done`, and
        `undefined`), their names and those of statuses are not. Where there are no
        resolutions, as in team-managed projects, the name of a closed status tells.
        """
        found = fields["status"]
        status = _CATEGORIES.get(found["statusCategory"]["key"], Status.OPEN)
        if status is not Status.DONE:
            return status
        names = {str(found["name"]), str((fields.get("resolution") or {}).get("name"))}
        dropped = any(name.casefold() in self._dropped for name in names)
        return Status.DROPPED if dropped else Status.DONE

    def is_dropped(self, name: str) -> bool:
        """Whether a resolution or status of that name says that it was not done."""
        return name.casefold() in self._dropped

    def revision(self, issue: Mapping[str, Any]) -> str:
        """What tells one state of an issue from the next: its time, and what syncd reads of it.

        Whether a property, or an edited comment, moves the time of an issue is not documented.
        The last part is the priority that syncd gave it (see `native_of`).
        """
        fields = issue["fields"]
        page = fields.get("comment") or {}
        parts = [
            issue["key"],
            fields["summary"],
            fields["status"]["id"],
            (fields.get("resolution") or {}).get("name"),
            self.speech.account(fields.get("assignee")),
            called(fields.get("assignee")),
            (fields.get("priority") or {}).get("name"),
            sorted(fields.get("labels") or ()),
            fields.get("duedate"),
            page.get("total"),
            [(each["id"], each["updated"]) for each in page.get("comments") or ()],
            (issue.get("properties") or {}).get(PROPERTY),
            fields.get("description"),
        ]
        text = json.dumps(parts, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        stored = (issue.get("properties") or {}).get(PROPERTY)
        native = stored.get("native") if isinstance(stored, dict) else None
        return f"{fields['updated']}|{digest}|{native or ''}"

    def normalize(self, wanted: Wanted) -> Wanted:
        """One line of title, cut where Jira would refuse it, and labels as they read back."""
        title = " ".join(wanted.title.split())
        if len(title) > _LONGEST_TITLE:
            title = f"{title[: _LONGEST_TITLE - 1]}…"
        assignee = (wanted.assignee or "").strip().removeprefix("@") or None
        return replace(wanted, title=title, assignee=assignee, labels=self.spelled(wanted.labels))

    def spelled(self, labels: Iterable[str]) -> frozenset[str]:
        """Labels in syncd's spelling where they are its own: Jira's have no blanks."""
        return frozenset(self._spelled.get(as_label(label), as_label(label)) for label in labels)

    def priority_labels(self, labels: Iterable[str]) -> frozenset[str]:
        """Those labels that tell a priority."""
        ours = {name for name in self.names if name.endswith(tuple(Priority))}
        return frozenset(label for label in labels if label in ours)

    def _labels(self, fields: Mapping[str, Any], marker: Marker) -> frozenset[str]:
        """The labels, and the one of a priority that a human gave the issue natively.

        People change Jira's own field, not syncd's label: where it is not what syncd wrote
        there, the label of what it is now counts as set, too.
        """
        labels = self.spelled(fields.get("labels") or ())
        native = (fields.get("priority") or {}).get("name")
        chosen = self._priorities.get(str(native))
        if marker.native is None or native == marker.native or chosen is None:
            return labels
        return labels | {name for name in self.names if name.endswith(chosen)}


def as_label(name: str) -> str:
    """A label as Jira takes it: without blanks, and not too long.

    Source: "The label '...' contains spaces which is invalid."; 255 characters.
    """
    return re.sub(r"\s+", "_", name.strip())[:_LONGEST_LABEL]


def native_of(revision: str) -> str | None:
    """The priority that syncd gave an issue, as its revision tells."""
    return revision.rpartition("|")[2] or None


def called(user: Mapping[str, Any] | None) -> str | None:
    """What people call somebody: the address where Jira shows it, else the name."""
    if not user:
        return None
    return str(user.get("emailAddress") or user.get("displayName") or user.get("name") or "?")


def quoted(text: str) -> str:
    """A value in JQL."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def day(text: str | None) -> date | None:
    """A day as Jira writes it."""
    return date.fromisoformat(text) if text else None


def instant(text: str | None) -> datetime | None:
    """A time as Jira writes it: in the site's zone, `2026-03-01T09:00:00.000+0100`."""
    return datetime.fromisoformat(text) if text else None
