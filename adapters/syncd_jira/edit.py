"""Editing tickets: one request an issue, and nothing of anybody else's lost.

Fields, labels by verbs and the marker go in one edit, which tells nobody where that is allowed.
What people may have changed since it was read is read again first, for many issues at once where
Jira can do that: there is no compare-and-swap here.

Source: `editIssue` of Atlassian's description: properties go along, a transition does not;
`notifyUsers=false` is for administrators, others see it ignored, or refused with nothing written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from syncd.model import EditTicket, Identity, Priority, Status, Ticket, TicketEdit
from syncd.ports import Applied, GoneError, PortError, RejectedError, Result, StaleError
from syncd_jira.client import Client
from syncd_jira.comment import Speaker
from syncd_jira.lacking import Lacking
from syncd_jira.link import put_link
from syncd_jira.marker import PROPERTY, Marker, anchored, written
from syncd_jira.reading import Reader
from syncd_jira.search import Written
from syncd_jira.shape import CLOSING, Shape, as_label, native_of
from syncd_jira.transition import change_status
from syncd_jira.verdicts import FieldsError, QuietError

_TOGETHER = 10  # edits after one look: what people do while these are sent goes unseen

Seen = Mapping[str, Any] | PortError
"""An issue as it is now, or why it cannot be seen."""


class Editor:
    """Edits tickets with one account."""

    def __init__(
        self,
        client: Client,
        shape: Shape,
        reader: Reader,
        speaker: Speaker,
        lacking: Lacking,
        written: Written,
    ) -> None:
        """All that it needs to know of what it edits."""
        self._client = client
        self._shape = shape
        self._reader = reader
        self._speaker = speaker
        self._lacking = lacking
        self._written = written
        self._quiet = True

    def edit(self, actions: Sequence[EditTicket]) -> Iterator[Result]:
        """What became of each edit; what is overwritten was looked at just before."""
        for start in range(0, len(actions), _TOGETHER):
            part = actions[start : start + _TOGETHER]
            failed = dict(self._links(part))
            seen = dict(self._look([each for each in part if each.ref.id not in failed]))
            for action in part:
                try:
                    yield self._edit(action, failed.get(action.ref.id, seen.get(action.ref.id)))
                except PortError as error:
                    yield error

    def _links(self, actions: Sequence[EditTicket]) -> Iterator[tuple[str, PortError]]:
        """Link the post-mortems, first of all; why it failed where it did."""
        for action in actions:
            edit, before = action.edit, action.before
            if edit.back_link is None:
                continue
            known = edit.identity or (before.identity if before else None)
            shown = known or Identity(action.ref.key, action.ref.key, edit.back_link)
            try:
                put_link(self._client, action.ref.id, shown, edit.back_link)
            except PortError as error:
                yield action.ref.id, error

    def _look(self, actions: Sequence[EditTicket]) -> Iterator[tuple[str, Seen]]:
        """The issues, as they are now, of which an edit overwrites what people may have changed."""
        needed = [action.ref.id for action in actions if _overwrites(action, self._client.cloud)]
        if not needed:
            return
        try:
            found = self._issues(needed)
        except PortError as error:
            yield from ((number, error) for number in needed)
            return
        for number in needed:
            gone = GoneError(f"{self._client.name}: issue {number} is gone or out of reach")
            yield number, found.get(number, gone)

    def _issues(self, numbers: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        if self._client.cloud:
            issues = self._reader.fetch(numbers)["issues"]
        else:
            issues = [found for number in numbers if (found := self._reader.issue(number))]
        return {str(issue["id"]): issue for issue in issues}

    def _edit(self, action: EditTicket, seen: Seen | None) -> Applied:
        if isinstance(seen, PortError):
            raise seen
        before = self._before(action, seen)
        edit, number = action.edit, action.ref.id
        after = _after(before, edit)
        fields, dropped = self._fields(edit, before)
        native = _name(fields.get("priority")) or native_of(before.revision)
        body: dict[str, Any] = {"fields": fields}
        if verbs := self._label_verbs(edit, before):
            body["update"] = {"labels": verbs}
        marker = Marker(after.identity, after.state, after.back_link, native)
        if self._client.cloud:
            if edit.identity or edit.state or after.back_link != before.back_link:
                body["properties"] = [{"key": PROPERTY, "value": written(marker)}]
        else:
            after = replace(after, state=before.state)  # memory keeps it, and what syncd says
            if _is_in_text(edit) and seen is not None:
                text = str(seen["fields"].get("description") or "")
                wanted = anchored(text, replace(marker, state=None, native=None))
                if wanted != text:
                    fields["description"] = wanted
        if fields or len(body) > 1:
            dropped += self._put(number, before.ref.project, body, marker)
        after = _without(after, before, dropped)
        after = replace(after, revision=f"edited||{native or ''}")
        self._written.add(number)
        if edit.status is not None and edit.status is not before.status:
            after = self._with_status(after, edit.status, edit.reason)
        if edit.state and edit.state_in and not self._client.cloud:
            after = self._speaker.remember(after, edit.state_in, edit.state)
        return Applied(after, dropped=sorted(set(dropped)))

    def _before(self, action: EditTicket, seen: Mapping[str, Any] | None) -> Ticket:
        """The ticket as it was read, if nobody has changed since what is to be overwritten.

        Raises:
            StaleError: somebody has.
        """
        before, edit = action.before, action.edit
        if seen is None:
            if before is None:
                raise RejectedError(f"{action.ref.key}: it has to be read before it is edited")
            return before
        now = self._reader.ticket(seen)
        if not isinstance(now, Ticket):
            raise StaleError(now.message)
        if before is None:
            return now
        parts = {
            "title": (edit.title, before.title, now.title),
            "owner": (edit.assignee, before.account, now.account),
            "due date": (edit.due, before.due, now.due),
            "status": (edit.status, before.status, now.status),
        }
        changed = [
            name
            for name, (wanted, was, is_now) in parts.items()
            if wanted is not None and is_now not in {was, wanted}
        ]
        if changed:
            told = f"{action.ref.key}: somebody changed its {', '.join(changed)} meanwhile"
            raise StaleError(f"{told}; it is read again")
        return before

    def _fields(self, edit: TicketEdit, before: Ticket) -> tuple[dict[str, Any], list[str]]:
        """The values to set, and what the project was found to lack."""
        project = before.ref.project
        fields: dict[str, Any] = {}
        if edit.title is not None:
            fields["summary"] = edit.title
        if edit.assignee is not None:
            fields["assignee"] = self._shape.speech.user(edit.assignee)
        if edit.due is not None and self._lacking.has(project, "duedate"):
            fields["duedate"] = edit.due.isoformat()
        native = self._native(edit.priority)
        changed = native is not None and native != native_of(before.revision)
        if changed and self._lacking.has(project, "priority"):
            fields["priority"] = {"name": native}
        lacks_due = edit.due is not None and "duedate" not in fields
        return fields, ["due"] if lacks_due else []

    def _native(self, priority: Priority | None) -> str | None:
        return self._shape.settings.priorities.get(priority) if priority else None

    def _label_verbs(self, edit: TicketEdit, before: Ticket) -> list[dict[str, str]]:
        """Labels to add and remove; a priority that a human gave natively gets its label, too."""
        if not (edit.add_labels or edit.remove_labels):
            return []
        shown = self._shape.priority_labels(before.labels)
        add = edit.add_labels | (shown - edit.remove_labels)
        verbs = [{"add": as_label(label)} for label in sorted(add)]
        return verbs + [{"remove": as_label(label)} for label in sorted(edit.remove_labels)]

    def _put(
        self, number: str, project: str, body: dict[str, Any], marker: Marker
    ) -> Sequence[str]:
        """Send an edit, quietly where that is allowed, without what the project does not have.

        Gives what was left out; a marker never speaks of a priority that was.
        """
        dropped: list[str] = []
        while True:
            query = {"notifyUsers": "false"} if self._quiet else {}
            try:
                self._client.send("PUT", f"/issue/{number}", query=query, body=body)
            except QuietError:
                if not self._quiet:
                    raise
                self._quiet = False  # syncd doctor tells of it
            except FieldsError as error:
                left_out = self._lacking.leave_out(project, body["fields"], error)
                if not left_out:
                    raise
                dropped += left_out
                if "priority" in left_out and "properties" in body:
                    value = written(replace(marker, native=None))
                    body["properties"] = [{"key": PROPERTY, "value": value}]
            else:
                return dropped

    def _with_status(self, ticket: Ticket, status: Status, reason: str | None) -> Ticket:
        ref = ticket.ref
        if status is Status.DROPPED and not reason:
            reason = "It will not be done."
        record = f"{CLOSING}{status}"
        said = self._shape.speech.comment(reason, record, ref.url) if reason else None
        on_screen = change_status(self._client, self._shape, ref.key, ref.id, status, said)
        if reason and not on_screen:
            ticket = self._speaker.say(ticket, reason, record)
        now = self._client.server_time()
        if status.is_open:
            return replace(ticket, status=status, closed=None, updated=now)
        return replace(ticket, status=status, closed=now, updated=now, closing_reason=reason)


def _overwrites(action: EditTicket, cloud: bool) -> bool:
    edit = action.edit
    parts = (edit.title, edit.assignee, edit.due, edit.status)
    in_text = not cloud and _is_in_text(edit)
    return action.before is None or in_text or any(part is not None for part in parts)


def _is_in_text(edit: TicketEdit) -> bool:
    """Whether an edit concerns what stands in the description on Data Center."""
    return edit.identity is not None or edit.back_link is not None


def _after(before: Ticket, edit: TicketEdit) -> Ticket:
    """The ticket as an edit wants it; the next search shows what really became of it."""
    owner = edit.state.base.owner if edit.state else None
    return replace(
        before,
        title=before.title if edit.title is None else edit.title,
        assignee=before.assignee if edit.assignee is None else owner or edit.assignee,
        account=before.account if edit.assignee is None else edit.assignee,
        due=edit.due or before.due,
        labels=(before.labels | edit.add_labels) - edit.remove_labels,
        back_link=edit.back_link or before.back_link,
        identity=edit.identity or before.identity,
        state=edit.state or before.state,
    )


def _without(after: Ticket, before: Ticket, dropped: Sequence[str]) -> Ticket:
    if "assignee" in dropped:
        after = replace(after, assignee=before.assignee, account=before.account)
    return replace(after, due=before.due) if "due" in dropped else after


def _name(value: Any) -> str | None:
    return str(value["name"]) if isinstance(value, dict) else None
