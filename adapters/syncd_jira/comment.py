"""Saying something on an issue: reminders, answers, and the one note.

Source: `addComment` and `updateComment` of Atlassian's description; `notifyUsers` is there for
the second alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from syncd.model import NOTE, AddComment, Mention, State, Ticket, WriteNote
from syncd.ports import Applied, GoneError, PortError
from syncd_jira.client import Client
from syncd_jira.search import Written
from syncd_jira.shape import Shape, native_of


class Speaker:
    """What syncd says with one account."""

    def __init__(self, client: Client, shape: Shape, written: Written) -> None:
        """`written` is told where it said something."""
        self._client = client
        self._shape = shape
        self._speech = shape.speech
        self._written = written

    def comment(self, action: AddComment) -> Applied:
        """Say something once, with its record in the text."""
        state = None if self._client.cloud else action.state
        before, mentions = action.before, action.mentions
        return Applied(self.say(before, action.text, action.record, state, mentions))

    def note(self, action: WriteNote) -> Applied:
        """Make or rewrite the one note; rewriting it tells nobody."""
        state = None if self._client.cloud else action.state
        note = action.before.note
        if note is None:
            return Applied(self.say(action.before, action.text, NOTE, state))
        body = self._speech.comment(action.text, NOTE, action.ref.url, state)
        path = f"/issue/{action.ref.id}/comment/{note.id}"
        query = {"notifyUsers": "false"} if self._client.cloud else {}
        try:
            answer = self._client.send("PUT", path, query=query, body={"body": body})
        except GoneError:  # somebody deleted it, or the whole issue: which, the next request tells
            return Applied(self.say(action.before, action.text, NOTE, state))
        return Applied(self._with(action.before, answer.data))

    def remember(self, ticket: Ticket, comment: str, state: State) -> Ticket:
        """Put a state into a comment of syncd's, on Data Center, in two requests.

        People see no difference: only the address behind the signature changes in what was
        read just now. The edit that this follows is done by now, so what fails here, such as
        a comment that somebody deleted, is only not remembered.
        """
        path = f"/issue/{ticket.ref.id}/comment/{comment}"
        try:
            now = self._client.send("GET", path).data
            body = self._speech.holding(str(now.get("body") or ""), state)
            if body is None:
                return ticket
            answer = self._client.send("PUT", path, body={"body": body})
        except PortError:
            return ticket
        return self._with(ticket, answer.data)

    def say(
        self,
        ticket: Ticket,
        text: str,
        record: str,
        state: State | None = None,
        mentions: Sequence[Mention] = (),
    ) -> Ticket:
        """The ticket with one more comment."""
        body = self._speech.comment(text, record, ticket.ref.url, state, mentions)
        path = f"/issue/{ticket.ref.id}/comment"
        answer = self._client.send("POST", path, body={"body": body}, repeatable=False)
        return self._with(ticket, answer.data)

    def _with(self, ticket: Ticket, data: Mapping[str, Any]) -> Ticket:
        """The ticket with a comment of syncd's; the next search shows the rest of it."""
        said = self._shape.comment(data, own=True)
        self._written.add(ticket.ref.id)
        others = [each for each in ticket.comments if each.id != said.id]
        comments = tuple(sorted([*others, said], key=lambda each: (each.at, each.id)))
        native = native_of(ticket.revision) or ""
        return replace(ticket, comments=comments, revision=f"said||{native}")
