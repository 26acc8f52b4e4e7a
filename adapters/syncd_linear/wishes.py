"""What one change asks of Linear: the mutations, and whether it may still be made.

Labels are added and removed by name of the verb, links updated by address, and other fields set
one by one; the description stays as people have it, but for the address of a post-mortem that
moved. A comment has an id that follows from its record, so that it is said once; the note on an
issue is the comment with the record `note`. Linear has no way to keep people from being told of a
change; `doNotSubscribeToIssue` and `skipEditedAt` at least keep syncd's account out of the matter.

Sources: official SDL (`IssueUpdateInput`, `CommentCreateInput`, `commentUpdate`);
linear.app/developers/attachments (an address cannot be edited: a new link takes its place).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from syncd.model import (
    NOTE,
    AddComment,
    EditTicket,
    Identity,
    Mention,
    Ticket,
    TicketEdit,
    WriteNote,
)
from syncd.ports import BrokenTicket, GoneError, RejectedError, StaleError
from syncd.ports.mentions import with_mentions
from syncd_linear import marker, said
from syncd_linear.create import mark_step
from syncd_linear.facts import Facts
from syncd_linear.ids import comment_id
from syncd_linear.mentions import silenced
from syncd_linear.shape import PRIORITIES
from syncd_linear.steps import Step
from syncd_linear.verdicts import AnsweredError

Action: TypeAlias = EditTicket | AddComment | WriteNote

DELETE_LINK = "attachmentDelete"

_ISSUE = "issue { ...Ticket }"
_COMMENT = "comment { ...Said issue { ...Ticket } }"
_REASON = "reason"


class Wishes:
    """Turns changes into steps; asks Linear only for what `Facts` does not know yet."""

    def __init__(self, facts: Facts) -> None:
        """`facts` of the workspace and its teams."""
        self._facts = facts

    def looks_again(self, action: Action) -> bool:
        """Whether the issue has to be read again right before: something may be lost otherwise."""
        match action:
            case AddComment():
                return False
            case WriteNote(before):
                return action.state is not None and _is_linked_by_hand(before)
        marks = action.edit.state is not None and action.before is not None
        return self._overwrites(action.edit) or (marks and _is_linked_by_hand(action.before))

    def _overwrites(self, edit: TicketEdit) -> bool:
        """Whether an edit replaces what people may have changed meanwhile."""
        parts = (edit.title, edit.assignee, edit.due, edit.status, edit.back_link, edit.identity)
        shown = edit.priority is None and any(map(self._facts.is_priority, edit.remove_labels))
        return shown or any(part is not None for part in parts)

    def steps(self, action: Action, fresh: Mapping[str, Any] | None, owner: int) -> Sequence[Step]:
        """The steps of a change; `fresh` is its issue as it is now, if anything is overwritten.

        Raises:
            PortError: it may not be made, or not be made any more.
        """
        match action:
            case EditTicket():
                if fresh is not None:
                    self._demand_the_same(action, fresh)
                return self._edit_steps(action, fresh, owner)
            case AddComment(before, text, record):
                return [self._say(before.ref.id, text, record, owner, mentions=action.mentions)]
            case WriteNote(before, text):
                steps = [self.note(before, text, owner)]
                if action.state is not None and before.identity is not None:
                    link = before.back_link or before.identity.url
                    where = _address(before.identity, link, fresh)
                    mark = mark_step(
                        before.ref.id, before.identity, action.state, link, where, owner
                    )
                    steps.insert(0, mark)
                return steps

    def _demand_the_same(self, action: EditTicket, fresh: Mapping[str, Any]) -> None:
        key, edit, before = action.ref.key, action.edit, action.before
        if not fresh or fresh["trashed"]:
            raise GoneError(f"{key}: somebody deleted it meanwhile")
        if fresh["team"]["key"] != action.ref.project:
            raise GoneError(f"{key}: it is {fresh['identifier']} now, and is looked for there")
        now = self._facts.shape().ticket(fresh)
        if isinstance(now, BrokenTicket):
            raise RejectedError(now.message)
        if before is None:
            if now.revision != action.based_on:
                raise StaleError(f"{key}: somebody changed it meanwhile")
            return
        parts = [
            ("title", edit.title, now.title, before.title),
            ("assignee", edit.assignee, now.account, before.account),
            ("due date", edit.due, now.due, before.due),
            ("status", edit.status, now.status, before.status),
            ("link", edit.back_link, now.back_link, before.back_link),
            ("marker", edit.identity, now.identity, before.identity),
        ]
        for name, wanted, is_now, was in parts:
            if wanted is not None and is_now != was:
                raise StaleError(f"{key}: somebody changed its {name} meanwhile")

    def _edit_steps(
        self, action: EditTicket, fresh: Mapping[str, Any] | None, owner: int
    ) -> Sequence[Step]:
        edit, id_ = action.edit, action.ref.id
        steps = []
        if wish := self._wish(action, fresh):
            arguments = {"id": ("String!", id_), "input": ("IssueUpdateInput!", wish)}
            steps.append(Step("issueUpdate", arguments, _ISSUE, owner))
        if edit.reason is not None and edit.status is not None:
            record = f"{_REASON}:{hashlib.sha256(edit.reason.encode()).hexdigest()[:12]}"
            steps.append(self._say(id_, f"Reason: {edit.reason}", record, owner))
        steps += self._mark_steps(action, fresh, owner)
        return steps

    def _wish(self, action: EditTicket, fresh: Mapping[str, Any] | None) -> dict[str, Any]:
        edit, gone = action.edit, action.edit.remove_labels
        wish: dict[str, Any] = {}
        if edit.title is not None:
            wish["title"] = edit.title
        if edit.assignee is not None:
            wish["assigneeId"] = self._facts.account_id(edit.assignee)
        if edit.due is not None:
            wish["dueDate"] = edit.due.isoformat()
        if edit.status is not None:
            wish["stateId"] = self._facts.team(action.ref.project).state(edit.status)
        if edit.priority is not None:
            wish["priority"] = PRIORITIES[edit.priority]
        elif fresh is not None and self._facts.priority_label(fresh["priority"]) in gone:
            wish["priority"] = 0  # the label that goes is what shows Linear's own field
        wish |= self._labels(action)
        if fresh is not None and (text := _with_address(action, fresh)) is not None:
            wish["description"] = text
        return wish

    def _labels(self, action: EditTicket) -> dict[str, Any]:
        """Labels to add and to remove; with a priority its label, which may be shown only."""
        edit, add = action.edit, set(action.edit.add_labels)
        if edit.priority is not None:
            label = self._facts.priority_label(PRIORITIES[edit.priority])
            add |= {label} if label and label not in edit.remove_labels else set()
        if not add and not edit.remove_labels:
            return {}
        team = self._facts.team(action.ref.project)
        ids, _ = self._facts.label_ids(team, add)
        gone = [
            team.labels[name.casefold()]
            for name in edit.remove_labels
            if name.casefold() in team.labels
        ]
        wish: dict[str, Any] = {}
        if ids:
            wish["addedLabelIds"] = sorted(ids.values())
        if gone:
            wish["removedLabelIds"] = sorted(gone)
        return wish

    def _mark_steps(
        self, action: EditTicket, fresh: Mapping[str, Any] | None, owner: int
    ) -> Sequence[Step]:
        """The marker where it changes; a link that leads elsewhere replaces the old one."""
        edit, before = action.edit, action.before
        identity = edit.identity or (before.identity if before else None)
        if identity is None or (edit.identity, edit.state, edit.back_link) == (None, None, None):
            return ()
        was = before.back_link if before else None
        link = edit.back_link or was or identity.url
        state = edit.state or (before.state if before else None)
        url = _address(identity, link, None if edit.back_link or edit.identity else fresh)
        steps = [mark_step(action.ref.id, identity, state, link, url, owner)]
        for old in marker.own_links(fresh) if fresh else ():
            if old["url"] != url:
                arguments = {"id": ("String!", old["id"])}
                step = Step(DELETE_LINK, arguments, "success", owner, _is_missing)
                steps.append(step)
        return steps

    def _say(
        self,
        issue: str,
        text: str,
        record: str,
        owner: int,
        generation: int = 0,
        mentions: Sequence[Mention] = (),
    ) -> Step:
        wish = {
            "id": comment_id(self._workspace, issue, record, generation),
            "issueId": issue,
            "body": self._body(text, record, mentions),
            "doNotSubscribeToIssue": True,
        }
        arguments = {"input": ("CommentCreateInput!", wish)}
        return Step("commentCreate", arguments, _COMMENT, owner, _is_said)

    def note(self, before: Ticket, text: str, owner: int, generation: int = 0) -> Step:
        """Make the note, or give it another text where there is one."""
        note = before.note
        if note is None:
            return replace(self._say(before.ref.id, text, NOTE, owner, generation), is_done=_no)
        arguments = {
            "id": ("String!", note.id),
            "input": ("CommentUpdateInput!", {"body": self._body(text, NOTE)}),
            "skipEditedAt": ("Boolean", True),
        }
        return Step("commentUpdate", arguments, _COMMENT, owner)

    def _body(self, text: str, record: str, mentions: Sequence[Mention] = ()) -> str:
        profiles = self._facts.profiles(each.account for each in mentions)
        known = [each for each in mentions if each.account in profiles]
        workspace = self._facts.account().url_key
        shown = with_mentions(
            text,
            known,
            lambda mention: profiles[mention.account],
            lambda plain: silenced(plain, workspace),
        )
        return said.written(shown, record)

    @property
    def _workspace(self) -> str:
        return self._facts.account().workspace


def _is_linked_by_hand(before: Ticket | None) -> bool:
    """Whether people gave syncd's link another address, which is not one that syncd would make."""
    if before is None or before.identity is None or before.back_link is None:
        return False
    return before.back_link not in {
        before.identity.url,
        before.state.base.url if before.state else None,
    }


def _address(identity: Identity, link: str, fresh: Mapping[str, Any] | None) -> str:
    """The address of the link that has the marker: as it is on the issue, if it stays."""
    there = marker.own_link(fresh) if fresh else None
    return there["url"] if there else marker.address(link, identity.item)


def _with_address(action: EditTicket, fresh: Mapping[str, Any]) -> str | None:
    """The description with the post-mortem's new address, if it has the old one."""
    edit, before = action.edit, action.before
    text = str(fresh["description"] or "")
    if edit.back_link is None or before is None or before.identity is None:
        return None
    item = before.identity.item
    for old in (before.back_link, before.identity.url):
        if old is not None and (was := marker.address(old, item)) in text:
            after = text.replace(was, marker.address(edit.back_link, item))
            return after if after != text else None
    return None


def _is_said(error: AnsweredError) -> bool:
    return error.is_conflict


def _is_missing(error: AnsweredError) -> bool:
    return error.is_missing


def _no(_: AnsweredError) -> bool:
    return False
