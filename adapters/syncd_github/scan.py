"""Reading a repository's tickets: the list of issues first, then what was said on them.

Issues are listed in the order of their making, so that editing one while the pages are read
moves none. Comments are asked for only where the list shows that there are new ones: it counts
them. An edited comment is not counted; it shows in an issue that was updated for no other
visible reason.

Sources: GitHub REST description, `issues/list-for-repo` (state, since, labels, sort) and
`issues/list-comments-for-repo`; a list of issues has pull requests in it.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from syncd.model import Comment, Ticket
from syncd.ports import DeniedError, Known, TicketPage
from syncd_github.client import Client
from syncd_github.shape import (
    UNKNOWN,
    UNREAD,
    Revision,
    Shape,
    comment_of,
    repository_of,
    revision_of,
)
from syncd_github.speakers import Speakers

_MADE = timedelta(seconds=5)  # what was written while a page was made may not be on it


@dataclass(frozen=True, slots=True)
class _Unheard:
    """A ticket of which comments have to be read, those since `start`, in GitHub's writing.

    `ticket` is None where an earlier part of this reading has shown it.
    """

    id: str
    number: str
    start: str
    ticket: Ticket | None = None

    @property
    def kept(self) -> str:
        """What the next reading has to know, where this one is stopped."""
        return json.dumps([self.id, self.number, self.start])


class Scan:
    """One reading of one repository: everything, or what changed since a cursor."""

    def __init__(
        self,
        client: Client,
        shape: Shape,
        speakers: Speakers,
        project: str,
        label: str,
        lag: float,
    ) -> None:
        """`label` is on every ticket that syncd keeps; lists are behind by up to `lag` seconds."""
        self._client = client
        self._shape = shape
        self._speakers = speakers
        self._project = project
        self._label = label
        self._overlap = timedelta(seconds=lag) + _MADE

    def pages(self, known: Known) -> Iterator[TicketPage]:
        """The pages of the list, then what was said; the last one has the cursor."""
        since = json.loads(known.cursor)["since"] if known.cursor else None
        resume = json.loads(known.resume) if known.resume else {}
        began = datetime.fromisoformat(resume["began"]) if resume else None
        unheard = [_Unheard(*each) for each in resume.get("unheard", ())]
        kept = [each.kept for each in unheard]  # each is encoded once, whatever the pages
        for answer in self._list(since, resume.get("next")):
            began = began or self._client.server_time() - self._overlap
            page, found = self._page(answer.data, known, since)
            unheard += found
            kept += [each.kept for each in found]
            yield replace(page, resume=None if since else _resume(began, answer.next, kept))
        yield from self._said(unheard)
        cursor = _written(began) if began else since
        yield TicketPage(cursor=json.dumps({"since": cursor}), last=True)

    def _list(self, since: str | None, address: str | None) -> Iterator[Any]:
        path = f"/repos/{self._project}/issues"
        if address is not None:
            yield from self._client.following(address)
            return
        query = {"state": "all", "labels": self._label, "sort": "created", "direction": "asc"}
        if since is not None:
            query["since"] = since
        yield from self._client.pages(path, query)

    def _page(
        self, issues: Sequence[Any], known: Known, since: str | None
    ) -> tuple[TicketPage, list[_Unheard]]:
        tickets: list[Ticket] = []
        unchanged: list[str] = []
        unheard: list[_Unheard] = []
        for issue in issues:
            if "pull_request" in issue:
                continue
            self._demand_its_own(issue)
            ticket = self._shape.ticket(issue, self._project)
            now = revision_of(issue)
            was = Revision.read(known.revisions.get(ticket.ref.id))
            if needs_hearing(now, was):
                start = str(issue["created_at"])
                if since and was and not is_unread(was):
                    start = max(start, since)
                unheard.append(_Unheard(ticket.ref.id, str(issue["number"]), start, ticket))
                tickets.append(ticket)
                continue
            ticket = replace(ticket, revision=str(heard(now)))
            if known.revisions.get(ticket.ref.id) == ticket.revision:
                unchanged.append(ticket.ref.id)
            else:
                tickets.append(ticket)
        return TicketPage(tuple(tickets), tuple(unchanged), partial=True), unheard

    def _demand_its_own(self, issue: Any) -> None:
        """A renamed repository redirects without the query: that would be another list."""
        name = repository_of(issue)
        if name.casefold() != self._project.casefold():
            raise DeniedError(f"{self._project} is {name} now: write that in the configuration")

    def _said(self, unheard: Sequence[_Unheard]) -> Iterator[TicketPage]:
        """The comments of these tickets, from whichever list takes fewer requests."""
        if not unheard:
            return
        path = f"/repos/{self._project}/issues"
        start = min(each.start for each in unheard)
        query = {"sort": "created", "direction": "asc", "since": start}
        pages = self._client.pages(f"{path}/comments", query)
        first = next(pages)
        if first.pages <= len(unheard):
            answers = chain([first], pages)
        else:  # a busy repository, in which few comments are about tickets
            paths = (f"{path}/{each.number}/comments" for each in unheard)
            answers = chain.from_iterable(self._client.pages(each, {}) for each in paths)
        by_number: dict[str, list[Comment]] = {each.number: [] for each in unheard}
        for data in chain.from_iterable(answer.data for answer in answers):
            number = str(data["issue_url"]).rpartition("/")[2]
            if number in by_number:
                own = self._speakers.is_own(data)
                by_number[number].append(comment_of(data, own=own))
        tickets = tuple(_heard_of(each.ticket) for each in unheard if each.ticket)
        said = {each.id: tuple(by_number[each.number]) for each in unheard}
        yield TicketPage(tickets, said=said, partial=True)


def _resume(began: datetime, following: str | None, kept: Sequence[str]) -> str:
    place = json.dumps({"began": began.isoformat(), "next": following})
    return f'{place[:-1]}, "unheard": [{", ".join(kept)}]}}'


def needs_hearing(now: Revision, was: Revision | None) -> bool:
    """Whether an issue may have comments that are not known."""
    count = now.comments.removeprefix(UNREAD)
    if count == "0":
        return False
    if was is None or is_unread(was) or was.comments != count:
        return True
    unseen = (was.text, was.rest) == (now.text, now.rest)
    return unseen and was.updated not in {now.updated, UNKNOWN}


def heard(revision: Revision) -> Revision:
    """The same once every comment is known."""
    return revision._replace(comments=revision.comments.removeprefix(UNREAD))


def is_unread(revision: Revision) -> bool:
    """Whether comments were there that are not known."""
    return revision.comments.startswith(UNREAD)


def _heard_of(ticket: Ticket) -> Ticket:
    revision = Revision.read(ticket.revision)
    return replace(ticket, revision=str(heard(revision))) if revision else ticket


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
