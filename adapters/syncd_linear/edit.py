"""Writing to issues that are there: many changes in one request, nothing of anybody else's lost.

What each change asks for stands in `wishes`. Linear has no compare-and-swap: what an edit would
overwrite is read again right before, all of a batch in one request, and an edit that was decided
upon something else is not made.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from syncd.model import NOTE, AddComment, Comment, EditTicket, WriteNote
from syncd.ports import (
    Applied,
    BrokenTicket,
    GoneError,
    PortError,
    RejectedError,
    Result,
    StaleError,
)
from syncd_linear import documents
from syncd_linear.client import Client
from syncd_linear.create import dropped
from syncd_linear.facts import Facts
from syncd_linear.ids import comment_ids
from syncd_linear.scan import by_issue, comments_on, completed
from syncd_linear.steps import MOST, Outcome, Step, run
from syncd_linear.verdicts import AnsweredError
from syncd_linear.wishes import DELETE_LINK, Action, Wishes


@dataclass(frozen=True, slots=True)
class _Plan:
    """The steps of one action."""

    action: Action
    steps: Sequence[Step]

    @property
    def ends(self) -> set[str]:
        """The links that it takes away."""
        gone = [step for step in self.steps if step.mutation == DELETE_LINK]
        return {step.arguments["id"][1] for step in gone}


class Editor:
    """What syncd does to the issues of one account."""

    def __init__(self, client: Client, facts: Facts) -> None:
        """All that it needs to read back what it wrote."""
        self._client = client
        self._facts = facts
        self._wishes = Wishes(facts)

    def carry_out(self, actions: Sequence[Action]) -> Sequence[Result]:
        """Carry out changes; one result an action, in order."""
        results: list[Result] = []
        for start in range(0, len(actions), MOST // 2):
            results += self._some(actions[start : start + MOST // 2])
        return results

    def _some(self, actions: Sequence[Action]) -> Sequence[Result]:
        try:
            fresh = self._read_again(actions)
            self._facts.profiles(_mentioned(actions))  # of all of them at once
        except PortError as error:
            return [error] * len(actions)
        results: dict[int, Result] = {}
        plans: dict[int, _Plan] = {}
        for place, action in enumerate(actions):
            try:
                steps = self._wishes.steps(action, fresh.get(action.ref.id), place)
                plans[place] = _Plan(action, steps)
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
        ids = [action.ref.id for action in actions if self._wishes.looks_again(action)]
        if not ids:
            return {}
        data = self._client.send(
            documents.GET, {"issues": {"id": {"in": ids}}}, "reading again before writing"
        )
        found = {issue["id"]: completed(self._client, issue) for issue in data["issues"]["nodes"]}
        return {id_: found.get(id_, {}) for id_ in ids}

    def _result(self, plan: _Plan, outcomes: Sequence[Outcome]) -> Result:
        action = plan.action
        failed = next((each for each in outcomes if isinstance(each, PortError)), None)
        if isinstance(action, WriteNote) and isinstance(failed, AnsweredError):
            return self._note_again(action, failed)
        if failed is not None:
            if isinstance(failed, AnsweredError) and failed.is_without_issue:
                raise GoneError(f"{action.ref.key}: it was deleted, or syncd may not see it")
            if isinstance(failed, AnsweredError) and failed.is_missing:
                self._facts.forget(action.ref.project)
                raise StaleError(f"{action.ref.key}: what it needs is gone: {failed}")
            raise failed
        told = [each for each in outcomes if not isinstance(each, PortError) and each]
        return self._read_back(action, told, plan.ends)

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
            make, edit = (
                self._wishes.note(bare, text, 0, generation),
                self._wishes.note(seen, text, 0),
            )
            for step in (make, edit):
                outcome = run(self._client, [step], f"writing the note on {action.ref.key}")[0]
                if not isinstance(outcome, PortError):
                    return self._read_back(action, [outcome])
                if not isinstance(outcome, AnsweredError):
                    raise outcome
                failed = outcome
        raise RejectedError(f"{action.ref.key}: its note was deleted {len(ids)} times")

    def _read_back(
        self,
        action: Action,
        told: Sequence[Mapping[str, Any]],
        ends: Collection[str] = (),
    ) -> Applied:
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
        if issue["trashed"]:
            raise GoneError(f"{action.ref.key}: somebody deleted it meanwhile")
        ticket = shape.ticket(completed(self._client, _without(issue, ends)))
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


def _mentioned(actions: Sequence[Action]) -> Iterator[str]:
    for action in actions:
        if isinstance(action, AddComment):
            yield from (each.account for each in action.mentions)


def _issue_in(outcome: Mapping[str, Any]) -> Mapping[str, Any] | None:
    for name in ("attachment", "comment"):
        if name in outcome:
            found: Mapping[str, Any] = outcome[name]["issue"]
            return found
    return outcome.get("issue")


def _without(issue: Mapping[str, Any], links: Collection[str]) -> Mapping[str, Any]:
    """The issue without links that were deleted after it was read."""
    left = [link for link in issue["attachments"]["nodes"] if link["id"] not in links]
    return {**issue, "attachments": {"nodes": left}}
