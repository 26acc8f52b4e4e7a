"""The port `Tracker` over the issues of one workspace; the id of a ticket is that of its issue."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from syncd.model import Comment, CreateTicket, Link, Ticket, TicketAction, TicketRef, Wanted
from syncd.ports import (
    BrokenTicket,
    Capabilities,
    Check,
    Found,
    Gone,
    Hidden,
    Known,
    Moved,
    Opening,
    Result,
    Right,
    TicketPage,
)
from syncd.ports.webhook import Delivery, News
from syncd_linear import documents, marker
from syncd_linear.check import check_teams
from syncd_linear.client import Client
from syncd_linear.create import Maker
from syncd_linear.edit import Editor
from syncd_linear.facts import Facts
from syncd_linear.ids import issue_ids
from syncd_linear.rights import right_of
from syncd_linear.scan import Scan, by_issue, comments_on, completed
from syncd_linear.settings import TrackerSettings
from syncd_linear.verdicts import AnsweredError
from syncd_linear.webhook import refs
from syncd_linear.wishes import Action

_KEY = re.compile(r"(?P<team>[A-Za-z][A-Za-z0-9]*)-(?P<number>[1-9]\d*)")
_PAGE = re.compile(r"/(?P<workspace>[^/]+)/issue/(?P<key>[A-Za-z][A-Za-z0-9]*-[1-9]\d*)(?:/.*)?")
_BATCH = 50


class LinearTracker:
    """Tickets as issues of teams, which are the projects: a team's key."""

    def __init__(self, opening: Opening, settings: TrackerSettings) -> None:
        """Nothing is asked of Linear before it is needed."""
        self.name = opening.name
        self.capabilities = Capabilities(
            records_times=True, finds_people=True, creates_once=True, lag=settings.lag
        )
        self._label, self._secret = opening.label, settings.webhook_secret
        self._spelling = {name.casefold(): name for name in opening.labels}
        self._hosts = {"linear.app", settings.host}
        self._workspace = settings.workspace
        self._client = Client(opening.name, settings, opening.gate)
        labels = {*opening.labels, opening.label}
        self._labels = labels
        self._facts = Facts(self._client, opening.name, labels, settings)
        self._maker = Maker(self._client, self._facts, opening.label)
        self._editor = Editor(self._client, self._facts)
        self._teams: set[str] = set()

    def recognize(self, link: Link) -> str | None:
        """The key of an issue that a link names: by its address, or as `PAY-12`.

        A bare key counts only where its team is one of this tracker's projects: other trackers
        have keys of the same form.
        """
        target = (link.text if link.target is None else link.target).strip()
        parts = urlsplit(target)
        if parts.scheme in {"http", "https"}:
            page = _PAGE.fullmatch(parts.path)
            if page is None or parts.netloc.removeprefix("www.") not in self._hosts:
                return None
            ours = not self._workspace or page["workspace"] == self._workspace
            return page["key"].upper() if ours else None
        key = _KEY.fullmatch(target)
        return target if key and key["team"] in self._teams else None

    def scan(self, project: str, known: Known) -> Iterator[TicketPage]:
        """Yield the issues of a team that carry syncd's label, or what changed of them."""
        self._teams.add(project)
        lag = self.capabilities.lag
        return Scan(self._client, self._facts, project, self._label, lag).pages(known)

    def get(self, keys: Sequence[str]) -> Iterator[tuple[str, Found]]:
        """Issues by key, fifty a request, and what was said on them.

        Source: a filter by `id` takes identifiers (brekkylab/backlot#111); one that an issue
        had before it moved is looked for by itself, where `issue(id:)` may know it.
        """
        for start in range(0, len(keys), _BATCH):
            some = keys[start : start + _BATCH]
            data = self._client.send(
                documents.GET, {"issues": {"id": {"in": list(some)}}}, "reading issues by key"
            )
            self._facts.meet(data)
            issues: dict[str, Mapping[str, Any]] = {}
            for issue in data["issues"]["nodes"]:
                for name in (*issue["previousIdentifiers"], issue["identifier"]):
                    issues[name.upper()] = issue
            for key in some:
                if key.upper() not in issues and (alone := self._by_itself(key)) is not None:
                    issues[key.upper()] = alone
            there = sorted({issue["id"] for issue in issues.values() if not issue["trashed"]})
            said = by_issue(self._facts.shape(), comments_on(self._client, there) if there else ())
            for key in some:
                known = issues.get(key.upper())
                yield key, Hidden(key) if known is None else self._found(key, known, said)

    def find(self, project: str, item: str, within: float) -> Sequence[Ticket]:  # noqa: ARG002
        """Issues of this item: those with its ids, and those that have its link."""
        ids = issue_ids(self._facts.account().workspace, item)
        linked = {"attachments": {"some": {"url": {"endsWith": marker.sign(item)}}}}
        wanted = {"issues": {"or": [{"id": {"in": ids}}, linked]}}
        data = self._client.send(documents.GET, wanted, f"looking for {item}")
        shape = self._facts.shape()
        tickets = [
            shape.ticket(completed(self._client, issue))
            for issue in data["issues"]["nodes"]
            if not issue["trashed"]
        ]
        return [
            found
            for found in tickets
            if isinstance(found, Ticket) and found.identity and found.identity.item == item
        ]

    def find_account(self, project: str, person: str) -> str | None:  # noqa: ARG002
        """The id of the one active member with that e-mail, display name or name."""
        return self._facts.person(person.strip())

    def right(self, ref: TicketRef, account: str) -> Right:
        """By what a member is in the workspace, and in the issue's team if that is closed."""
        return right_of(self._client, self._facts, ref.project, account)

    def normalize(self, wanted: Wanted) -> Wanted:
        """One line of title without blanks around it; labels in syncd's spelling."""
        labels = frozenset(self._spelling.get(name.casefold(), name) for name in wanted.labels)
        assignee = (wanted.assignee or "").strip() or None
        title = " ".join(wanted.title.split())
        return replace(wanted, title=title, labels=labels, assignee=assignee)

    def apply(self, actions: Sequence[TicketAction]) -> Sequence[Result]:
        """Make tickets up to fifty at once, by team, and carry out the other changes together."""
        results: dict[int, Result] = {}
        by_team: dict[str, list[tuple[int, CreateTicket]]] = {}
        others: list[tuple[int, Action]] = []
        for place, action in enumerate(actions):
            if isinstance(action, CreateTicket):
                by_team.setdefault(action.draft.project, []).append((place, action))
            else:
                others.append((place, action))
        for creates in by_team.values():
            made = self._maker.make([action.draft for _, action in creates])
            results |= {place: each for (place, _), each in zip(creates, made, strict=True)}
        done = self._editor.carry_out([action for _, action in others])
        results |= {place: each for (place, _), each in zip(others, done, strict=True)}
        return [results[place] for place in range(len(actions))]

    webhook_setup = (
        "in the settings of the API, a webhook for issues and comments, whose signing secret is"
        " webhook_secret here"
    )

    def refs(self, delivery: Delivery, secrets: Sequence[str]) -> News:  # noqa: ARG002
        """What an event says to look at again."""
        return refs(
            delivery,
            secret=self._secret.get_secret_value(),
            label=self._label,
            label_ids=self._facts.ids_of(self._label),
            me=self._facts.viewer,
        )

    def meet(self) -> None:
        """Find out who syncd is."""
        self._facts.account()

    def check(self, projects: Sequence[str]) -> Sequence[Check]:
        """What `syncd doctor` says: who syncd is here, and what it may do where."""
        return check_teams(self._client, self._facts, self.name, projects, self._labels)

    def _by_itself(self, key: str) -> Mapping[str, Any] | None:
        try:
            data = self._client.send(documents.ONE, {"id": key}, f"reading {key}")
        except AnsweredError as error:
            if error.is_missing:
                return None
            raise
        issue: Mapping[str, Any] = data["issue"]
        return issue

    def _found(
        self, key: str, issue: Mapping[str, Any], said: Mapping[str, Sequence[Comment]]
    ) -> Found:
        if issue["trashed"]:
            return Gone(key)
        ticket = self._facts.shape().ticket(completed(self._client, issue))
        if isinstance(ticket, BrokenTicket):
            return ticket
        ticket = replace(ticket, comments=tuple(said.get(ticket.ref.id, ())))
        return ticket if ticket.ref.key.upper() == key.upper() else Moved(ticket)
