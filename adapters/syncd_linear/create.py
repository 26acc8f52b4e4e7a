"""Making issues, at most one for an action item.

One document makes up to fifty issues in one transaction and then puts the marker on each. The ids
are known beforehand, so that the marker can name its issue, and so that whatever was made by an
attempt of which the answer was lost refuses to be made again, and is found by its id. An id whose
issue was deleted is spent: the item's next one is taken, by every syncd alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from syncd.model import Draft, Identity, State, Status, Ticket
from syncd.ports import Applied, BrokenTicket, PortError, RejectedError, Result
from syncd_linear import documents, marker
from syncd_linear.client import Client
from syncd_linear.facts import Facts, Team
from syncd_linear.ids import GENERATIONS, issue_id, issue_ids
from syncd_linear.mentions import silenced
from syncd_linear.scan import completed
from syncd_linear.shape import PRIORITIES
from syncd_linear.steps import Step, document, run
from syncd_linear.verdicts import AnsweredError

BATCH = 50
"""Issues made at once (official SDL, `IssueBatchCreateInput`)."""


@dataclass(slots=True)
class _Wish:
    """A ticket to make: the place of its result, and how many of its ids are spent."""

    place: int
    draft: Draft
    generation: int = 0


class Maker:
    """Makes the tickets of one account."""

    def __init__(self, client: Client, facts: Facts, label: str) -> None:
        """`label` is on every ticket that syncd keeps: without it none can be made."""
        self._client = client
        self._facts = facts
        self._label = label
        self._refused: dict[str, set[str]] = {}

    def make(self, drafts: Sequence[Draft]) -> Sequence[Result]:
        """Make the tickets of one team; one result a draft, in order."""
        results: dict[int, Result] = {}
        try:
            team = self._facts.team(drafts[0].project)
            labels = {name for draft in drafts for name in draft.wanted.labels}
            ids, refused = self._facts.label_ids(team, labels)
            if self._label in refused:
                raise RejectedError(
                    f"team {team.key} has no label {self._label}, and syncd may not make it: make"
                    " it in Linear, or let syncd's account manage labels"
                )
            inputs = self._facts.inputs(team)
        except PortError as error:
            return [error] * len(drafts)
        wishes = [_Wish(place, draft) for place, draft in enumerate(drafts)]
        for start in range(0, len(wishes), BATCH):
            self._batch(team, ids, inputs, wishes[start : start + BATCH], results)
        return [results[place] for place in range(len(drafts))]

    def _batch(
        self,
        team: Team,
        labels: Mapping[str, str],
        inputs: Mapping[str, Any],
        wishes: Sequence[_Wish],
        results: dict[int, Result],
    ) -> None:
        """Make these together; where that is refused, find out which are the reason."""
        ready: list[_Wish] = []
        issues = []
        for wish in wishes:
            try:
                _demand_an_id(wish)
                issues.append({**inputs, **self._input(team, labels, wish)})
                ready.append(wish)
            except PortError as error:
                results[wish.place] = error
        if not ready:
            return
        batch = ("IssueBatchCreateInput!", {"issues": issues})
        steps = [Step("issueBatchCreate", {"input": batch}, "issues { id }")]
        steps += [self._mark(wish) for wish in ready]
        about = f"making {len(ready)} issues in team {team.key}"
        try:
            data = self._client.send(*document(steps, range(len(steps))), about, write=True)
        except AnsweredError as error:
            if error.about != "m0":  # the issues are there, and one of the links is not
                self._mark_all(ready, results, existed=False)
            elif error.is_conflict:
                self._settle(team, labels, inputs, ready, results)
            elif len(ready) > 1:
                for wish in ready:
                    self._batch(team, labels, inputs, [wish], results)
            else:
                results[ready[0].place] = error
        except PortError as error:
            results |= dict.fromkeys((wish.place for wish in ready), error)
        else:
            for place, wish in enumerate(ready, 1):
                results[wish.place] = self._applied(wish, data[f"m{place}"], existed=False)

    def _settle(
        self,
        team: Team,
        labels: Mapping[str, str],
        inputs: Mapping[str, Any],
        wishes: Sequence[_Wish],
        results: dict[int, Result],
    ) -> None:
        """An id is taken: see which issues are there, and make the others."""
        try:
            there = self._look(wishes)
        except PortError as error:
            results |= dict.fromkeys((wish.place for wish in wishes), error)
            return
        unmarked: list[_Wish] = []
        missing: list[_Wish] = []
        moved_on = False
        for wish in wishes:
            found = there.get(wish.draft.identity.item, {})
            live = next((n for n in sorted(found, reverse=True) if not found[n]["trashed"]), None)
            if live is None:
                spent = max(found, default=-1) + 1
                moved_on |= spent > wish.generation
                wish.generation = max(wish.generation, spent)
                missing.append(wish)
            elif marker.own_links(found[live]):
                results[wish.place] = self._ticket(wish, found[live], existed=True)
            else:
                wish.generation = live
                unmarked.append(wish)
        if unmarked:
            self._mark_all(unmarked, results, existed=True)
        if moved_on or len(missing) < len(wishes):
            self._batch(team, labels, inputs, missing, results)
        elif len(missing) > 1:
            for wish in missing:
                self._batch(team, labels, inputs, [wish], results)
        else:  # its id is taken by an issue that cannot be seen any more
            missing[0].generation += 1
            self._batch(team, labels, inputs, missing, results)

    def _look(self, wishes: Sequence[_Wish]) -> Mapping[str, Mapping[int, Mapping[str, Any]]]:
        """The issues that are there, by item and by which of its ids they have."""
        by_id = {
            id_: (wish.draft.identity.item, n)
            for wish in wishes
            for n, id_ in enumerate(issue_ids(self._workspace, wish.draft.identity.item))
        }
        found: dict[str, dict[int, Mapping[str, Any]]] = {}
        names = list(by_id)
        for start in range(0, len(names), documents.PAGE):
            some = {"issues": {"id": {"in": names[start : start + documents.PAGE]}}}
            data = self._client.send(documents.GET, some, "looking for issues that are there")
            for issue in data["issues"]["nodes"]:
                item, n = by_id[issue["id"]]
                found.setdefault(item, {})[n] = completed(self._client, issue)
        return found

    def _mark_all(
        self, wishes: Sequence[_Wish], results: dict[int, Result], *, existed: bool
    ) -> None:
        """Put the marker on issues that are there."""
        steps = [self._mark(wish) for wish in wishes]
        for wish, outcome in zip(wishes, run(self._client, steps, "marking issues"), strict=True):
            results[wish.place] = (
                outcome
                if isinstance(outcome, PortError)
                else self._applied(wish, outcome, existed=existed)
            )

    def _input(self, team: Team, labels: Mapping[str, str], wish: _Wish) -> dict[str, Any]:
        draft, wanted = wish.draft, wish.draft.wanted
        body = silenced(draft.body.rstrip(), self._facts.account().url_key)
        line = marker.line(draft.identity)
        made: dict[str, Any] = {
            "id": self._id(wish),
            "teamId": team.id,
            "title": wanted.title,
            "description": f"{body}\n\n{line}" if body else line,
            "labelIds": sorted({labels[name] for name in wanted.labels if name in labels}),
        }
        if wanted.assignee:
            made["assigneeId"] = self._facts.account_id(wanted.assignee)
        if wanted.due:
            made["dueDate"] = wanted.due.isoformat()
        if draft.priority:
            made["priority"] = PRIORITIES[draft.priority]
        if draft.status is not Status.OPEN:
            made["stateId"] = team.state(draft.status)
        return made

    def _mark(self, wish: _Wish) -> Step:
        draft, issue = wish.draft, self._id(wish)
        state = State(ticket=issue, base=draft.base, written=draft.created)
        link = draft.identity.url
        url = marker.address(link, draft.identity.item)
        return mark_step(issue, draft.identity, state, link, url)

    def _applied(self, wish: _Wish, outcome: Mapping[str, Any], *, existed: bool) -> Result:
        issue = completed(self._client, outcome["attachment"]["issue"])
        return self._ticket(wish, issue, existed=existed)

    def _ticket(self, wish: _Wish, issue: Mapping[str, Any], *, existed: bool) -> Result:
        ticket = self._facts.shape().ticket(issue)
        if isinstance(ticket, BrokenTicket):
            return RejectedError(ticket.message)
        wanted = wish.draft.wanted
        assignee = self._facts.account_id(wanted.assignee) if wanted.assignee else None
        lost = () if existed else dropped(ticket, assignee, wanted.labels)
        return Applied(ticket, existed=existed, dropped=lost)

    def _id(self, wish: _Wish) -> str:
        return issue_id(self._workspace, wish.draft.identity.item, wish.generation)

    @property
    def _workspace(self) -> str:
        return self._facts.account().workspace


def mark_step(
    issue: str, identity: Identity, state: State | None, link: str, url: str, owner: int = -1
) -> Step:
    """Put the link with the marker on an issue, or update the one with the same address.

    `url` is that address, and `link` the back-link that it stands for.
    """
    wish = {
        "issueId": issue,
        "url": url,
        "title": f"Post-mortem {identity.post_mortem}",
        "subtitle": f"{marker.SUBTITLE}{identity.item}",
        "metadata": marker.metadata(identity, state, link),
    }
    return Step(
        "attachmentCreate",
        {"input": ("AttachmentCreateInput!", wish)},
        "attachment { issue { ...Ticket } }",
        owner,
    )


def dropped(ticket: Ticket, assignee: str | None, labels: frozenset[str]) -> Sequence[str]:
    """What was asked for and is not there."""
    missing = sorted(labels - ticket.labels)
    return ["assignee", *missing] if assignee and ticket.account != assignee else missing


def _demand_an_id(wish: _Wish) -> None:
    if wish.generation >= GENERATIONS:
        raise RejectedError(
            f"the ticket of {wish.draft.identity.item} was deleted {GENERATIONS} times: restore it"
            " in Linear, or give the item another id"
        )
