"""Writing to issues that are there: many changes in one request, nothing of anybody else's lost.

Labels are added and removed by name of the verb, links updated by address, and other fields set
one by one; the description stays as people have it, but for the address of a post-mortem that
moved. Linear has no compare-and-swap: what an edit would overwrite is read again right before,
all of a batch in one request, and an edit that was decided upon something else is not made.

A comment has an id that follows from its record, so that it is said once; the note on an issue is
the comment with the record `note`. Linear has no way to keep people from being told of a change;
`doNotSubscribeToIssue` and `skipEditedAt` at least keep syncd's account out of the matter.

Sources: official SDL (`IssueUpdateInput`, `CommentCreateInput`, `commentUpdate`);
linear.app/developers/attachments (an address cannot be edited: a new link takes its place).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from syncd.model import NOTE, AddComment, Comment, EditTicket, Ticket, TicketEdit, WriteNote
from syncd.ports import Applied, BrokenTicket, PortError, RejectedError, Result, StaleError
from syncd_linear import documents, marker, said
from syncd_linear.client import Client
from syncd_linear.create import dropped, mark_step
from syncd_linear.facts import Facts
from syncd_linear.ids import comment_id, comment_ids
from syncd_linear.scan import by_issue, comments_on, completed
from syncd_linear.shape import PRIORITIES
from syncd_linear.steps import MOST, Outcome, Step, run
from syncd_linear.verdicts import AnsweredError

Action: TypeAlias = EditTicket | AddComment | WriteNote

_ISSUE = "issue { ...Ticket }"
_COMMENT = "comment { ...Said issue { ...Ticket } }"
_REASON = "reason"


@dataclass(frozen=True, slots=True)
class _Plan:
    """The steps of one action, and what was read again for it."""

    action: Action
    steps: Sequence[Step]
    fresh: Mapping[str, Any] | None = None


class Editor:
    """What syncd does to the issues of one account."""

    def __init__(self, client: Client, facts: Facts) -> None:
        """All that it needs to read back what it wrote."""
        self._client = client
        self._facts = facts

    def carry_out(self, actions: Sequence[Action]) -> Sequence[Result]:
        """Carry out changes; one result an action, in order."""
        results: list[Result] = []
        for start in range(0, len(actions), MOST // 2):
            results += self._some(actions[start : start + MOST // 2])
        return results

    def _some(self, actions: Sequence[Action]) -> Sequence[Result]:
        try:
            fresh = self._read_again(actions)
        except PortError as error:
            return [error] * len(actions)
        results: dict[int, Result] = {}
        plans: dict[int, _Plan] = {}
        for place, action in enumerate(actions):
            try:
                steps = self._steps(action, fresh.get(action.ref.id), place)
                plans[place] = _Plan(action, steps, fresh.get(action.ref.id))
            except PortError as error:
                results[place] = error
        steps = [step for plan in plans.values() for step in plan.steps]
        outcomes = run(self._client, steps, f"writing to {len(plans)} issues") if steps else ()
        for place, plan in plans.items():
            mine = [
                outcome
                for step, outcome in zip(steps, outcomes, strict=True)
                if step.owner == place
            ]
            try:
                results[place] = self._result(plan, mine)
            except PortError as error:
                results[place] = error
        return [results[place] for place in range(len(actions))]

    def _read_again(self, actions: Sequence[Action]) -> Mapping[str, Mapping[str, Any]]:
        """The issues of which something would be overwritten, as they are now."""
        ids = [
            action.ref.id
            for action in actions
            if isinstance(action, EditTicket) and _overwrites(action.edit)
        ]
        if not ids:
            return {}
        data = self._client.send(
            documents.GET, {"issues": {"id": {"in": ids}}}, "reading again before writing"
        )
        found = {issue["id"]: completed(self._client, issue) for issue in data["issues"]["nodes"]}
        return {id_: found.get(id_, {}) for id_ in ids}

    def _steps(self, action: Action, fresh: Mapping[str, Any] | None, owner: int) -> Sequence[Step]:
        match action:
            case EditTicket():
                if fresh is not None:
                    self._demand_the_same(action, fresh)
                return self._edit_steps(action, fresh, owner)
            case AddComment(before, text, record):
                return [self._say(before.ref.id, text, record, owner)]
            case WriteNote(before, text):
                steps = [self._note(before, text, owner)]
                if action.state is not None and before.identity is not None:
                    link = before.back_link or before.identity.url
                    mark = mark_step(before.ref.id, before.identity, action.state, link, owner)
                    steps.insert(0, mark)
                return steps

    def _demand_the_same(self, action: EditTicket, fresh: Mapping[str, Any]) -> None:
        key, edit, before = action.ref.key, action.edit, action.before
        if not fresh or fresh["trashed"]:
            raise StaleError(f"{key}: somebody deleted it meanwhile")
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
        edit = action.edit
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
        """The marker where it changes; a link that leads elsewhere takes the place of the old one."""
        edit, before = action.edit, action.before
        identity = edit.identity or (before.identity if before else None)
        if identity is None or (edit.identity, edit.state, edit.back_link) == (None, None, None):
            return ()
        was = before.back_link if before else None
        link = edit.back_link or was or identity.url
        state = edit.state or (before.state if before else None)
        steps = [mark_step(action.ref.id, identity, state, link, owner)]
        url = marker.address(link, identity.item)
        for old in marker.own_links(fresh) if fresh else ():
            if old["url"] != url:
                arguments = {"id": ("String!", old["id"])}
                step = Step("attachmentDelete", arguments, "success", owner, _is_missing)
                steps.insert(0, step)
        return steps

    def _say(self, issue: str, text: str, record: str, owner: int, generation: int = 0) -> Step:
        wish = {
            "id": comment_id(self._workspace, issue, record, generation),
            "issueId": issue,
            "body": said.written(text, record),
            "doNotSubscribeToIssue": True,
        }
        arguments = {"input": ("CommentCreateInput!", wish)}
        return Step("commentCreate", arguments, _COMMENT, owner, _is_said)

    def _note(self, before: Ticket, text: str, owner: int, generation: int = 0) -> Step:
        note = before.note
        if note is None:
            return replace(self._say(before.ref.id, text, NOTE, owner, generation), is_done=_no)
        arguments = {
            "id": ("String!", note.id),
            "input": ("CommentUpdateInput!", {"body": said.written(text, NOTE)}),
            "skipEditedAt": ("Boolean", True),
        }
        return Step("commentUpdate", arguments, _COMMENT, owner)

    def _result(self, plan: _Plan, outcomes: Sequence[Outcome]) -> Result:
        action = plan.action
        failed = next((each for each in outcomes if isinstance(each, PortError)), None)
        if isinstance(action, WriteNote) and isinstance(failed, AnsweredError):
            return self._note_again(action, failed)
        if failed is not None:
            if isinstance(failed, AnsweredError) and failed.is_missing:
                self._facts.forget(action.ref.project)
                raise StaleError(f"{action.ref.key}: it is gone, or what it needs is: {failed}")
            raise failed
        told = [each for each in outcomes if not isinstance(each, PortError) and each]
        return self._read_back(action, told)

    def _note_again(self, action: WriteNote, failed: AnsweredError) -> Result:
        """The note is there although it was not seen, or was deleted although it was."""
        issue, text = action.ref.id, action.text
        ids = comment_ids(self._workspace, issue, NOTE)
        note = action.before.note
        start = ids.index(note.id) + 1 if note is not None and note.id in ids else 0
        if not (failed.is_conflict or failed.is_missing):
            raise failed
        for generation in range(start, len(ids)):
            there = replace(Comment(action.at, "", text), id=ids[generation], record=NOTE)
            seen = replace(action.before, comments=(there,))
            bare = replace(action.before, comments=())
            for step in (self._note(bare, text, 0, generation), self._note(seen, text, 0)):
                outcome = run(self._client, [step], f"writing the note on {action.ref.key}")[0]
                if not isinstance(outcome, PortError):
                    return self._read_back(action, [outcome])
                if not isinstance(outcome, AnsweredError):
                    raise outcome
                failed = outcome
        raise RejectedError(f"{action.ref.key}: its note was deleted {len(ids)} times")

    def _read_back(self, action: Action, told: Sequence[Mapping[str, Any]]) -> Applied:
        """The ticket after the last step, with the comments that are known."""
        before = action.before
        comments = {each.id: each for each in before.comments} if before else {}
        shape = self._facts.shape()
        issue = next((found for each in reversed(told) if (found := _issue_in(each))), None)
        for each in told:
            if "comment" in each:
                comment = shape.comment(each["comment"])
                comments[comment.id] = comment
        if issue is None and isinstance(action, EditTicket) and before and not told:
            return Applied(before)
        if issue is None:  # it was done before: the answer of that time is lost
            issue = self._one(action.ref.id)
            heard = by_issue(shape, comments_on(self._client, [action.ref.id]))
            comments |= {each.id: each for each in heard.get(action.ref.id, ())}
        ticket = shape.ticket(completed(self._client, issue))
        if isinstance(ticket, BrokenTicket):
            raise RejectedError(ticket.message)
        in_order = sorted(comments.values(), key=lambda each: (each.at, each.id))
        ticket = replace(ticket, comments=tuple(in_order))
        if not isinstance(action, EditTicket):
            return Applied(ticket)
        assignee = action.edit.assignee
        wanted = self._facts.account_id(assignee) if assignee else None
        return Applied(ticket, dropped=dropped(ticket, wanted, action.edit.add_labels))

    def _one(self, id_: str) -> Mapping[str, Any]:
        data = self._client.send(documents.ONE, {"id": id_}, "reading back what was written")
        issue: Mapping[str, Any] = data["issue"]
        return issue

    @property
    def _workspace(self) -> str:
        return self._facts.account().workspace


def _overwrites(edit: TicketEdit) -> bool:
    """Whether an edit replaces what people may have changed meanwhile."""
    parts = (edit.title, edit.assignee, edit.due, edit.status, edit.back_link, edit.identity)
    return any(part is not None for part in parts)


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


def _issue_in(outcome: Mapping[str, Any]) -> Mapping[str, Any] | None:
    for name in ("attachment", "comment"):
        if name in outcome:
            found: Mapping[str, Any] = outcome[name]["issue"]
            return found
    return outcome.get("issue")


def _is_said(error: AnsweredError) -> bool:
    return error.is_conflict


def _is_missing(error: AnsweredError) -> bool:
    return error.is_missing


def _no(_: AnsweredError) -> bool:
    return False
