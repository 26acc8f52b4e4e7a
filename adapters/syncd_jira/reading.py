"""Reading tickets: everything of a project, what changed, single ones, and one by its marker.

Comments come with a search, up to as many as Jira likes to show there; only where an issue has
more are they asked for, issue by issue.

Sources: JQL fields of support.atlassian.com (`updated`, `created`; a time in words is in the
zone of whoever asks, a number is milliseconds since 1970: airbytehq/airbyte#48838; `-15m` is
relative to the server's clock); `getIssue` and `bulkFetchIssues` of Atlassian's description (a
moved issue is found by its old key, and what is not found may be hidden). Issue properties can be
searched for only where an app has declared an index for them
(developer.atlassian.com/cloud/jira/platform/modules/entity-property), so a marker is looked for
among the issues with syncd's label.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from math import ceil
from typing import Any

from syncd.model import Comment, Ticket
from syncd.ports import (
    BrokenTicket,
    Found,
    Hidden,
    Known,
    Moved,
    RejectedError,
    TicketPage,
)
from syncd.ports.marker import MarkerError
from syncd_jira.client import Client
from syncd_jira.marker import PROPERTY
from syncd_jira.search import PAGE, Search
from syncd_jira.shape import Shape, as_label, quoted

_MINUTE = timedelta(minutes=1)


class Reader:
    """What syncd reads with one account."""

    def __init__(
        self, client: Client, shape: Shape, search: Search, label: str, lag: float
    ) -> None:
        """`label` is on every ticket of syncd's; a search is behind by up to `lag` seconds."""
        self._client = client
        self._shape = shape
        self._search = search
        self._label = as_label(label)
        self._overlap = timedelta(seconds=lag) + _MINUTE

    def scan(self, project: str, known: Known) -> Iterator[TicketPage]:
        """The pages of a project, in the order in which issues were made; the last has the cursor.

        That order does not change when issues are edited while the pages are read. The cursor
        is the server's time at the beginning, less what a search can be behind.
        """
        cursor = json.loads(known.cursor) if known.cursor else {}
        resume = json.loads(known.resume) if known.resume else {}
        jql = f"project = {quoted(project)} AND labels = {quoted(self._label)}"
        if cursor:
            jql += f" AND updated >= {cursor['since']}"
        jql += " ORDER BY created ASC, key ASC"
        since, shown = resume.get("since"), set[str]()
        for page in self._pages(jql, resume.get("next")):
            if since is None:
                since = int((page.at - self._overlap).timestamp() * 1000)
            fresh = [issue for issue in page.issues if issue["id"] not in shown]
            shown.update(str(issue["id"]) for issue in fresh)
            found = self._page(fresh, known)
            if page.following is None:
                yield replace(found, cursor=json.dumps({"since": since}), last=True)
            elif cursor:
                yield found
            else:
                following = {"since": since, "next": page.following}
                yield replace(found, resume=json.dumps(following))

    def _pages(self, jql: str, start: str | None) -> Iterator[Any]:
        pages = self._search.pages(jql, start)
        try:
            first = next(pages)
        except RejectedError:
            if start is None:
                raise
            pages = self._search.pages(jql)  # a token lives for 7 days
            first = next(pages)
        yield first
        yield from pages

    def _page(self, issues: Sequence[Mapping[str, Any]], known: Known) -> TicketPage:
        tickets: list[Ticket] = []
        unchanged: list[str] = []
        broken: list[BrokenTicket] = []
        remembers = bool(known.cursor or known.revisions)
        for issue in issues:
            number = str(issue["id"])
            if known.revisions.get(number) == self._shape.revision(issue):
                unchanged.append(number)
                continue
            found = self.ticket(issue)
            if isinstance(found, BrokenTicket):
                broken.append(found)
            elif remembers and number not in known.revisions:
                tickets.append(_doubted(found))
            else:
                tickets.append(found)
        return TicketPage(tuple(tickets), tuple(unchanged), tuple(broken))

    def ticket(self, issue: Mapping[str, Any]) -> Ticket | BrokenTicket:
        """An issue with everything that was said on it."""
        try:
            marker = self._shape.marker(issue)
        except MarkerError as error:
            ref = self._shape.ref(issue)
            return BrokenTicket(ref, f"{ref.key} cannot be understood: {error}")
        return self._shape.ticket(issue, self._comments(issue), marker)

    def _comments(self, issue: Mapping[str, Any]) -> Sequence[Comment]:
        page = issue["fields"].get("comment") or {}
        shown, total = page.get("comments") or [], int(page.get("total") or 0)
        if total > len(shown):
            shown = list(self._all_comments(str(issue["id"])))
        return [self._shape.comment(each, own=self.is_own(each)) for each in shown]

    def _all_comments(self, number: str) -> Iterator[Mapping[str, Any]]:
        path, start = f"/issue/{number}/comment", 0
        while True:
            query: dict[str, str | int] = {"startAt": start, "maxResults": PAGE}
            data = self._client.send("GET", path, query=query).data
            yield from data["comments"]
            start += len(data["comments"])
            if not data["comments"] or start >= int(data["total"]):
                return

    def is_own(self, comment: Mapping[str, Any]) -> bool:
        """Whether syncd wrote a comment: it has a record, and the right author."""
        speech = self._shape.speech
        if not speech.has_record(comment.get("body")):
            return False
        author = speech.account(comment.get("author"))
        return author is not None and author.casefold() == self._client.me().casefold()

    def get(self, keys: Sequence[str]) -> Iterator[tuple[str, Found]]:
        """Issues by key, up to 100 at once; by an old key where they are now."""
        for start in range(0, len(keys), PAGE):
            asked = keys[start : start + PAGE]
            if len(asked) > 1:
                yield from self._get_many(asked)
            else:
                yield asked[0], self._get_one(asked[0])

    def _get_many(self, keys: Sequence[str]) -> Iterator[tuple[str, Found]]:
        data = self.fetch(keys) if self._client.cloud else self._search.by_key(keys)
        issues = {str(issue["key"]).casefold(): issue for issue in data["issues"]}
        unsure = {str(error.get("id")) for error in data.get("issueErrors") or ()}
        left = []
        for key in keys:
            if (issue := issues.pop(key.casefold(), None)) is not None:
                yield key, self.ticket(issue)
            elif key not in unsure:
                left.append(key)
        # What is left of the answer has other keys now; which is which only asking tells. And
        # whether a query knows old keys, Data Center does not say.
        for key in left:
            found = self._get_one(key) if issues or not self._client.cloud else Hidden(key)
            if isinstance(found, Moved):
                issues.pop(found.ticket.ref.key.casefold(), None)
            yield key, found

    def fetch(self, keys: Sequence[str]) -> Mapping[str, Any]:
        """Up to 100 issues by key or id, as they are now; on Cloud."""
        fields = list(self._shape.fields)
        body = {"issueIdsOrKeys": list(keys), "fields": fields, "properties": [PROPERTY]}
        found: Mapping[str, Any] = self._client.send(
            "POST", "/issue/bulkfetch", body=body, reads=True
        ).data
        return found

    def issue(self, name: str) -> Mapping[str, Any] | None:
        """One issue by key or id; None if it is not there, or hidden."""
        query = {"fields": ",".join(self._shape.fields), "properties": PROPERTY}
        answer = self._client.send("GET", f"/issue/{name}", query=query, expected={404})
        return None if answer.status == 404 else answer.data

    def _get_one(self, key: str) -> Found:
        issue = self.issue(key)
        if issue is None:
            return Hidden(key)
        found = self.ticket(issue)
        if isinstance(found, Ticket) and found.ref.key.casefold() != key.casefold():
            return Moved(found)
        return found

    def find(self, project: str, item: str, within: float) -> Sequence[Ticket]:
        """The tickets whose marker names an item, of those made in the last seconds."""
        minutes = ceil(within / 60) + 1
        jql = (
            f"project = {quoted(project)} AND labels = {quoted(self._label)}"
            f' AND created >= "-{minutes}m" ORDER BY created ASC, key ASC'
        )
        return [
            _doubted(found)
            for page in self._search.pages(jql)
            for issue in page.issues
            if isinstance(found := self.ticket(issue), Ticket)
            and found.identity
            and found.identity.item == item
        ]


def _doubted(ticket: Ticket) -> Ticket:
    """A ticket of which nobody remembers that it was made: it may have no remote link yet.

    The link follows the create in a request of its own, which is safe to repeat. A ticket that
    was edited since has a state, and its link with it.
    """
    if ticket.identity is None or ticket.state is not None:
        return ticket
    return replace(ticket, back_link=None)
