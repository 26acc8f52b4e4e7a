"""Reading a team's tickets: all that carry syncd's label, or what changed since a cursor.

One document asks for a page of issues, a page of comments and the facts that writing needs. So a
quiet pass is one request, and what is new on both takes no more requests than the longer of the
two lists has pages. Comments have their own `updatedAt`: whether one moves that of its issue is
not documented, and nothing here depends on it.

Lists are in the order of making, newest first, even where only changes are asked for. By
`updatedAt`, an issue that changes while pages are read would move to a page that was read before
and be missed; by `createdAt` it stays where it is. What is made or changed meanwhile shows in the
next reading, which starts before this one began.

Sources: linear.app/developers/pagination, /filtering; what was archived is left out unless it is
asked for, and what was deleted is archived and `trashed` (official SDL).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from syncd.model import Comment, Ticket
from syncd.ports import BrokenTicket, Known, TicketPage
from syncd_linear import documents
from syncd_linear.client import Client
from syncd_linear.facts import Facts
from syncd_linear.shape import Shape, with_comments

_TOLD = timedelta(seconds=5)  # the server tells whole seconds, and commits take a moment


@dataclass(slots=True)
class _Place:
    """How far a reading has come: the cursors of both lists, empty at their beginning."""

    began: datetime
    after: str | None = None
    said: str | None = None
    listed: bool = False

    def told(self) -> str:
        """The form in which a caller keeps it."""
        return json.dumps([self.began.isoformat(), self.after, self.said, self.listed])


class Scan:
    """One reading of one team."""

    def __init__(self, client: Client, facts: Facts, team: str, label: str, lag: float) -> None:
        """`label` is on every ticket that syncd keeps; lists are behind by up to `lag` seconds."""
        self._client = client
        self._facts = facts
        self._team = team
        self._label = label
        self._overlap = timedelta(seconds=lag) + _TOLD

    def pages(self, known: Known) -> Iterator[TicketPage]:
        """The pages of both lists; the last one has the cursor."""
        since = json.loads(known.cursor)["since"] if known.cursor else None
        resume = json.loads(known.resume) if known.resume and not since else None
        place = _Place(datetime.fromisoformat(resume[0]), *resume[1:]) if resume else None
        first = self._first(since, place)
        place = place or _Place(self._client.server_time() - self._overlap)
        shape = self._facts.shape()
        heard = first["comments"]
        whole = since is None and place.said is None and not _more(heard)
        said = by_issue(shape, heard["nodes"])
        answer: Mapping[str, Any] | None = first if not place.listed else None
        unheard: list[str] = []
        while answer is not None:
            issues = answer["issues"]
            found = [completed(self._client, issue) for issue in issues["nodes"]]
            page = _page(shape, found, known, said, whole=whole, later=since is not None)
            if since is not None:
                unheard += _unheard(page.tickets, known, since)
            place.after = issues["pageInfo"]["endCursor"]
            place.listed = not _more(issues)
            yield replace(page, resume=None if since else place.told())
            answer = None if place.listed else self._next(since, place.after)
        if not whole:
            yield from self._said(shape, since, place, heard)
        if unheard:
            yield from self._earlier(shape, unheard)
        cursor = json.dumps({"since": place.began.isoformat()})
        yield TicketPage(partial=True, cursor=cursor, last=True)

    def _first(self, since: str | None, place: _Place | None) -> Mapping[str, Any]:
        """The first request: facts, and a page of what is still to be read of both lists."""
        variables = {
            **self._filters(since),
            "after": place.after if place else None,
            "said": place.said if place else None,
            "facts": True,
            "listed": not (place and place.listed),
            "heard": True,
        }
        data = self._client.send(documents.SCAN, variables, f"reading team {self._team}")
        self._facts.learn(self._team, data)
        return data

    def _next(self, since: str | None, after: str | None) -> Mapping[str, Any]:
        variables = {**self._filters(since), "after": after, "said": None}
        variables |= {"facts": False, "listed": True, "heard": False}
        return self._client.send(documents.SCAN, variables, f"reading team {self._team}")

    def _filters(self, since: str | None) -> dict[str, Any]:
        """Which issues, and which comments on them.

        A link or a comment that changed counts as well: whether that moves `updatedAt` of its
        issue is not documented.
        """
        ours = {
            "team": {"key": {"eq": self._team}},
            "labels": {"some": {"name": {"eqIgnoreCase": self._label}}},
        }
        issues: dict[str, Any] = ours
        comments: dict[str, Any] = {"issue": ours}
        if since is not None:
            changed = {"updatedAt": {"gte": since}}
            parts = [{name: {"some": changed}} for name in ("attachments", "comments")]
            issues = {**ours, "or": [changed, *parts]}
            comments = {"issue": ours, **changed}
        return {**self._facts.variables(self._team), "issues": issues, "comments": comments}

    def _said(
        self, shape: Shape, since: str | None, place: _Place, page: Mapping[str, Any]
    ) -> Iterator[TicketPage]:
        """What was said, page by page; the first one came with the issues."""
        while True:
            said = {name: tuple(each) for name, each in by_issue(shape, page["nodes"]).items()}
            place.said = page["pageInfo"]["endCursor"]
            resume = None if since else place.told()
            if said:
                yield TicketPage(said=said, partial=True, resume=resume)
            if not _more(page):
                return
            wanted = {"comments": self._filters(since)["comments"], "said": place.said}
            page = self._client.send(documents.SAID, wanted, f"hearing team {self._team}")[
                "comments"
            ]

    def _earlier(self, shape: Shape, issues: Sequence[str]) -> Iterator[TicketPage]:
        """What was said before on issues that have only now become tickets."""
        said = by_issue(shape, comments_on(self._client, issues))
        yield TicketPage(said={name: tuple(each) for name, each in said.items()}, partial=True)


def comments_on(client: Client, issues: Sequence[str]) -> list[Any]:
    """All comments on these issues."""
    wanted = {"comments": {"issue": {"id": {"in": list(issues)}}}, "said": None}
    found: list[Any] = []
    while True:
        page = client.send(documents.SAID, wanted, "reading comments")["comments"]
        found += page["nodes"]
        if not _more(page):
            return found
        wanted["said"] = page["pageInfo"]["endCursor"]


def completed(client: Client, issue: Mapping[str, Any]) -> Mapping[str, Any]:
    """The issue with all of its labels, of which a list shows only so many."""
    if len(issue["labels"]["nodes"]) >= len(issue["labelIds"]):
        return issue
    about = f"reading the labels of {issue['identifier']}"
    data = client.send(documents.LABELS_OF, {"id": issue["id"]}, about)
    return {**issue, "labels": data["issue"]["labels"]}


def _page(
    shape: Shape,
    issues: Sequence[Mapping[str, Any]],
    known: Known,
    said: Mapping[str, Sequence[Comment]],
    *,
    whole: bool,
    later: bool,
) -> TicketPage:
    """A page of tickets: with all of their comments if `said` is `whole`.

    Else `said` has what the first page of comments has; in a `later` reading, that is new.
    """
    tickets: list[Ticket] = []
    unchanged: list[str] = []
    broken: list[BrokenTicket] = []
    for issue in issues:
        if issue["trashed"]:
            continue  # deleted: it counts as absent
        ticket = shape.ticket(issue)
        if isinstance(ticket, BrokenTicket):
            broken.append(ticket)
            continue
        heard = tuple(said.get(ticket.ref.id, ())) if whole or later else ()
        before = known.revisions.get(ticket.ref.id, "")
        ticket = replace(ticket, revision=with_comments(ticket.revision, heard, whole=whole))
        if before == ticket.revision or (not whole and before.startswith(f"{ticket.revision} ")):
            unchanged.append(ticket.ref.id)
        else:
            tickets.append(replace(ticket, comments=heard if whole else ()))
    return TicketPage(tuple(tickets), tuple(unchanged), tuple(broken), partial=not whole)


def _unheard(tickets: Sequence[Ticket], known: Known, since: str) -> list[str]:
    """Tickets that are new to the caller and may have comments from before the cursor."""
    start = datetime.fromisoformat(since)
    return [
        ticket.ref.id
        for ticket in tickets
        if ticket.ref.id not in known.revisions and ticket.created and ticket.created < start
    ]


def by_issue(shape: Shape, comments: Sequence[Any]) -> dict[str, list[Comment]]:
    """Comments by the issue they are on, in the order in which they were made."""
    found: dict[str, list[Comment]] = {}
    for data in comments:
        if data["issueId"] is not None:
            found.setdefault(data["issueId"], []).append(shape.comment(data))
    for said in found.values():
        said.sort(key=lambda each: (each.at, each.id))
    return found


def _more(page: Mapping[str, Any]) -> bool:
    return bool(page["pageInfo"]["hasNextPage"])
