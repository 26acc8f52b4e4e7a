"""Writing to issues: one request a change where that can be, and nothing of anybody else's lost.

Labels and assignees are added and taken away one by one, so that what people set meanwhile
stays. A text is read again before it is written: GitHub has no compare-and-swap here.

Sources: GitHub REST description, `issues/create` and `issues/update` (without push access,
labels and assignees are dropped silently, hence the comparison with the answer),
`issues/add-labels`, `issues/remove-label` (404 where it is gone already),
`issues/add-assignees`, `issues/create-comment`, `issues/update-comment`. A body has at most 65,536
characters: 422.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

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
    TicketRef,
    WriteNote,
)
from syncd.ports import Applied, PortError, RejectedError, StaleError
from syncd_github import block, said
from syncd_github.client import Client
from syncd_github.shape import UNKNOWN, Revision, Shape, comment_of, digest
from syncd_github.speakers import Speakers

_REASONS = {Status.DONE: "completed", Status.DROPPED: "not_planned"}


class Writer:
    """What syncd does to the issues of one account."""

    def __init__(self, client: Client, shape: Shape, speakers: Speakers) -> None:
        """All that it needs to read back what it wrote."""
        self._client = client
        self._shape = shape
        self._speakers = speakers

    def create(self, draft: Draft) -> Applied:
        """Make an issue with everything on it, in one request."""
        wanted = draft.wanted
        wish: dict[str, Any] = {
            "title": wanted.title,
            "body": block.written(said.silenced(draft.body), draft.identity, wanted.due),
            "labels": sorted(wanted.labels),
        }
        if wanted.assignee:
            wish["assignees"] = [wanted.assignee]
        path = f"/repos/{draft.project}/issues"
        try:
            answer = self._client.send("POST", path, body=wish, repeatable=False)
        except RejectedError as error:
            if "assignees" not in wish or "assignee" not in str(error):
                raise
            # Refused as a whole because this login cannot be assigned there: nothing was made.
            del wish["assignees"]
            answer = self._client.send("POST", path, body=wish, repeatable=False)
        made = self._shape.ticket(answer.data, draft.project)
        made = replace(made, revision=str(_as_heard(made)))
        if not draft.status.is_open:
            made = self._closed(made, draft.status)
        return Applied(made, dropped=_dropped(made, wanted.assignee, wanted.labels))

    def edit(self, action: EditTicket) -> Applied:
        """Change what the edit names, its text last, since that is what others may touch."""
        edit, path = action.edit, _path(action.ref)
        issue = _Issue(action.before, path)
        for label in sorted(edit.remove_labels):
            gone = self._client.send(
                "DELETE", f"{path}/labels/{quote(label, safe='')}", expected={404}
            )
            if gone.status != 404:
                issue.labels(self._shape, gone.data)
        if edit.add_labels:
            wish = {"labels": sorted(edit.add_labels)}
            issue.labels(self._shape, self._client.send("POST", f"{path}/labels", body=wish).data)
        if edit.assignee:
            self._assign(issue, path, edit.assignee)
        if _has_text(edit):
            self._write_text(issue, action)
        ticket = issue.ticket(self._shape, action.ref)
        dropped = _dropped(ticket, edit.assignee, edit.add_labels)
        if edit.state and edit.state_in:
            ticket = self._with_state(ticket, edit.state_in, edit.state)
        return Applied(ticket, dropped=dropped)

    def comment(self, action: AddComment) -> Applied:
        """Say something; GitHub cannot tell a repeated comment from a new one."""
        text = said.written(action.text, action.record, action.state, action.mentions)
        body = {"body": text}
        path = f"{_path(action.ref)}/comments"
        made = self._client.send("POST", path, body=body, repeatable=False).data
        return Applied(_with_comment(action.before, comment_of(made, own=True)))

    def note(self, action: WriteNote) -> Applied:
        """Make the note, or edit the one that is there."""
        body = {"body": said.written(action.text, NOTE, action.state)}
        note = action.before.note
        if note is None:
            path = f"{_path(action.ref)}/comments"
            made = self._client.send("POST", path, body=body, repeatable=False).data
        else:
            path = _comment_path(action.ref, note.id)
            made = self._client.send("PATCH", path, body=body).data
        return Applied(_with_comment(action.before, comment_of(made, own=True)))

    def _with_state(self, ticket: Ticket, comment: str, state: State) -> Ticket:
        """Put a state into a comment of syncd's; that takes two requests and tells nobody.

        People see no difference: the text is read again, for mentions and what others wrote
        into it are not known otherwise. The edit itself is done by now, so what fails here,
        such as a comment that somebody deleted, is only not remembered.
        """
        path = _comment_path(ticket.ref, comment)
        try:
            now = self._client.send("GET", path).data
            body = said.holding(str(now.get("body") or ""), state)
            if body is None:
                return ticket
            after = self._client.send("PATCH", path, body={"body": body}).data
        except PortError:
            return ticket
        return _with_comment(ticket, comment_of(after, own=True))

    def _assign(self, issue: "_Issue", path: str, login: str) -> None:
        """Add the owner, then take away the one before; others whom people added stay."""
        wish = {"assignees": [login]}
        try:
            issue.whole(self._client.send("POST", f"{path}/assignees", body=wish).data)
        except RejectedError:
            return  # that login cannot be assigned there; the comparison below says so
        before = issue.before.account if issue.before else None
        if before and before.casefold() != login.casefold() and issue.assigned(login):
            wish = {"assignees": [before]}
            issue.whole(self._client.send("DELETE", f"{path}/assignees", body=wish).data)

    def _write_text(self, issue: "_Issue", action: EditTicket) -> None:
        edit, path = action.edit, _path(action.ref)
        now = self._client.send("GET", path).data
        text = str(now.get("body") or "")
        based_on = Revision.read(action.based_on)
        if based_on is None or based_on.text != digest(text):
            raise StaleError(f"{action.ref.key}: somebody edited its text meanwhile")
        wish: dict[str, Any] = {}
        after = _text_after(text, edit)
        if after != text:
            wish["body"] = after
        if edit.title is not None and edit.title != now["title"]:
            if issue.before is not None and now["title"] != issue.before.title:
                raise StaleError(f"{action.ref.key}: somebody edited its title meanwhile")
            wish["title"] = edit.title
        if edit.status is not None:
            wish |= _state(edit.status)
        issue.whole(self._client.send("PATCH", path, body=wish).data if wish else now)

    def _closed(self, made: Ticket, status: Status) -> Ticket:
        answer = self._client.send("PATCH", _path(made.ref), body=_state(status))
        closed = self._shape.ticket(answer.data, made.ref.project)
        return replace(closed, revision=str(_as_heard(closed)))


@dataclass(slots=True)
class _Issue:
    """An issue while it is written to: as it was, and what the answers have shown since."""

    before: Ticket | None
    path: str
    shown: dict[str, Any] | None = None
    shown_labels: Sequence[Any] | None = None

    def labels(self, _shape: Shape, data: Sequence[Any]) -> None:
        self.shown_labels = data

    def whole(self, data: dict[str, Any]) -> None:
        self.shown = data
        self.shown_labels = None

    def assigned(self, login: str) -> bool:
        names = {person["login"].casefold() for person in (self.shown or {}).get("assignees", ())}
        return login.casefold() in names

    def ticket(self, shape: Shape, ref: TicketRef) -> Ticket:
        """The issue as it is now, its comments as they were known."""
        before = self.before
        if self.shown is not None:
            now = shape.ticket(self.shown, ref.project)
            now = replace(now, ref=ref, comments=before.comments if before else ())
            revision = _as_heard(now) if before else Revision.read(now.revision)
        elif before is not None:
            now, revision = before, Revision.read(before.revision)
        else:
            raise RejectedError(f"{ref.key}: it has to be read before it is edited")
        if self.shown_labels is not None:
            now = replace(now, labels=shape.spelled(each["name"] for each in self.shown_labels))
            # No answer told when it changed; the next list does, and shows the rest of it.
            revision = revision and revision._replace(updated=UNKNOWN, rest=UNKNOWN)
        return replace(now, revision=str(revision) if revision else now.revision)


def _text_after(text: str, edit: TicketEdit) -> str:
    if edit.identity is not None:
        return block.written(text, edit.identity, edit.due or block.read(text).due)
    return block.edited(text, back_link=edit.back_link, due=edit.due)


def _has_text(edit: TicketEdit) -> bool:
    parts = (edit.title, edit.due, edit.back_link, edit.identity, edit.status)
    return any(part is not None for part in parts)


def _state(status: Status) -> dict[str, str]:
    if status.is_open:
        return {"state": "open", "state_reason": "reopened"}
    return {"state": "closed", "state_reason": _REASONS[status]}


def _dropped(ticket: Ticket, assignee: str | None, labels: frozenset[str]) -> Sequence[str]:
    """What was asked for and is not there."""
    missing = sorted(labels - ticket.labels)
    names = {name.casefold() for name in (ticket.assignee or "").split(", ")}
    if assignee and assignee.casefold() not in names:
        return ["assignee", *missing]
    return missing


def _with_comment(ticket: Ticket, comment: Comment) -> Ticket:
    """The ticket with a comment that syncd made or rewrote; the next list shows the rest."""
    others = [each for each in ticket.comments if each.id != comment.id]
    comments = tuple(sorted([*others, comment], key=lambda each: (each.at, each.id)))
    revision = Revision.read(ticket.revision)
    if revision:
        count = int(revision.comments.lstrip("~")) + (len(comments) - len(ticket.comments))
        revision = revision._replace(updated=UNKNOWN, comments=str(count))
    return replace(
        ticket, comments=comments, revision=str(revision) if revision else ticket.revision
    )


def _as_heard(ticket: Ticket) -> Revision:
    revision = Revision.read(ticket.revision)
    if revision is None:
        raise ValueError(ticket.revision)
    return revision._replace(comments=revision.comments.lstrip("~"))


def _comment_path(ref: TicketRef, comment: str) -> str:
    return f"/repos/{ref.key.partition('#')[0]}/issues/comments/{comment}"


def _path(ref: TicketRef) -> str:
    project, _, number = ref.key.partition("#")
    return f"/repos/{project}/issues/{number}"
