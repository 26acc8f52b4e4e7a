"""The port `Tracker` over the issues of repositories; the id of a ticket is its node id."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

from syncd.model import (
    AddComment,
    CreateTicket,
    EditTicket,
    Link,
    Status,
    Ticket,
    TicketAction,
    TicketRef,
    Wanted,
    WriteNote,
)
from syncd.ports import (
    Applied,
    Capabilities,
    Check,
    Found,
    Gone,
    Hidden,
    Known,
    Moved,
    Opening,
    RejectedError,
    Result,
    Right,
    TicketPage,
    one_by_one,
)
from syncd.ports.webhook import Delivery, News
from syncd_github.check import check_projects
from syncd_github.client import Client
from syncd_github.rights import right_of
from syncd_github.scan import Scan
from syncd_github.settings import TrackerSettings
from syncd_github.shape import Shape, key_of
from syncd_github.speakers import Speakers
from syncd_github.webhook import refs
from syncd_github.write import Writer

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?/[A-Za-z0-9._-]+"
_KEY = re.compile(rf"(?P<project>{_NAME})#(?P<number>[1-9]\d*)")
_LOGIN = re.compile(r"@?(?P<login>[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?)")
_LONGEST_TITLE = 256  # an issue with more is refused


class GitHubTracker:
    """Tickets as issues of repositories, which are the projects: `owner/repo`."""

    def __init__(self, opening: Opening, settings: TrackerSettings) -> None:
        """Nothing is asked of GitHub before it is needed."""
        self.name = opening.name
        self.capabilities = Capabilities(
            records_times=True,
            keeps_state=False,
            statuses=frozenset({Status.OPEN, Status.DONE, Status.DROPPED}),
            finds_people=True,
            lag=settings.lag,
        )
        self._label = opening.label
        self._settings, self._secret = settings, settings.webhook_secret
        self._shape = Shape(opening.name, {name.casefold(): name for name in opening.labels})
        self._client = Client(opening.name, settings, opening.gate)
        self._speakers = Speakers(self._client, settings.app_id)
        self._writer = Writer(self._client, self._shape, self._speakers)
        page = re.escape(settings.html_url)
        self._page = re.compile(
            rf"{page}/(?P<project>{_NAME})/issues/(?P<number>[1-9]\d*)/?(?:[?#].*)?", re.IGNORECASE
        )

    def recognize(self, link: Link) -> str | None:
        """The key of an issue that a link names: by its address, or as `owner/repo#12`.

        A bare `#12` names an issue of whatever repository the reader thinks of: none.
        """
        target = (link.text if link.target is None else link.target).strip()
        found = self._page.fullmatch(target) or _KEY.fullmatch(target)
        return f"{found['project']}#{found['number']}" if found else None

    def scan(self, project: str, known: Known) -> Iterator[TicketPage]:
        """Yield the issues of a repository that carry syncd's label, or what changed of them."""
        _demand_a_name(project)
        lag = self.capabilities.lag
        scan = Scan(self._client, self._shape, self._speakers, project, self._label, lag)
        return scan.pages(known)

    def get(self, keys: Sequence[str]) -> Iterator[tuple[str, Found]]:
        """Issues one by one, as GitHub has no other way; their comments come with a scan.

        Source: GitHub REST description, `issues/get`: 301 if it was transferred, 404 if it
        is gone or out of reach, 410 if it was deleted.
        """
        for key in keys:
            yield key, self._get(key)

    def _get(self, key: str) -> Found:
        named = _KEY.fullmatch(key)
        if named is None:
            return Hidden(key)
        path = f"/repos/{named['project']}/issues/{named['number']}"
        answer = self._client.send("GET", path, expected={301, 404, 410})
        if answer.status == 410:
            return Gone(key)
        if answer.status != 200:
            return Hidden(key)
        issue = answer.data
        if "pull_request" in issue:
            return Hidden(key)
        now = key_of(issue)
        ticket = self._shape.ticket(issue, now.partition("#")[0])
        if now.casefold() == key.casefold():
            ref = replace(ticket.ref, key=key, project=named["project"])
            return replace(ticket, ref=ref)
        self._client.followed()  # PyGithub went on to where it was sent, with another request
        return Moved(ticket)

    def find(self, project: str, item: str, within: float) -> Sequence[Ticket]:
        """Issues whose marker names this item, from the list: search lags behind it.

        The label is not asked for: without the right to label, GitHub drops it.
        """
        start = self._client.server_time() - timedelta(seconds=within)
        query = {
            "state": "all",
            "sort": "created",
            "direction": "desc",
            "since": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        tickets = [
            self._shape.ticket(issue, project)
            for answer in self._client.pages(f"/repos/{project}/issues", query)
            for issue in answer.data
            if "pull_request" not in issue
        ]
        return [found for found in tickets if found.identity and found.identity.item == item]

    def find_account(self, project: str, person: str) -> str | None:  # noqa: ARG002
        """The login that a handle is; GitHub does not say whose an e-mail is."""
        found = _LOGIN.fullmatch(person.strip())
        return found["login"] if found else None

    def right(self, ref: TicketRef, account: str) -> Right:
        """By the role that a login has in the issue's repository."""
        project = ref.key.partition("#")[0]
        return right_of(self._client, self._speakers, project, account)

    def normalize(self, wanted: Wanted) -> Wanted:
        """One line of title, cut where GitHub would refuse it; labels in syncd's spelling."""
        title = " ".join(wanted.title.split())
        if len(title) > _LONGEST_TITLE:
            title = f"{title[: _LONGEST_TITLE - 1]}…"
        labels = self._shape.spelled(wanted.labels)
        assignee = (wanted.assignee or "").strip().removeprefix("@") or None
        return replace(wanted, title=title, labels=labels, assignee=assignee)

    def apply(self, actions: Sequence[TicketAction]) -> Sequence[Result]:
        """Carry out changes one by one: GitHub asks for that, and takes no more at once."""
        return one_by_one(actions, self._apply)

    def _apply(self, action: TicketAction) -> Applied:
        match action:
            case CreateTicket(draft):
                _demand_a_name(draft.project)
                return self._writer.create(draft)
            case EditTicket():
                return self._writer.edit(action)
            case AddComment():
                return self._writer.comment(action)
            case WriteNote():
                return self._writer.note(action)

    webhook_setup = (
        "in the settings of the repository or organisation, a webhook with content type"
        " application/json, the secret, and the events Issues, Issue comments and Pushes"
    )

    def refs(self, delivery: Delivery, secrets: Sequence[str]) -> News:  # noqa: ARG002
        """What an event says to look at again; who syncd is must be known from before."""
        secret = self._secret.get_secret_value()
        return refs(delivery, secret=secret, label=self._label, me=self._client.known)

    def meet(self) -> None:
        """Ask who syncd is."""
        self._client.me()

    def check(self, projects: Sequence[str]) -> Sequence[Check]:
        """What `syncd doctor` says: who syncd is here, and what it may do where."""
        return check_projects(self._client, self.name, projects, self._label, self._shape)


def _demand_a_name(project: str) -> None:
    if not re.fullmatch(_NAME, project):
        raise RejectedError(
            f"{quote(project, safe='/')!r} is no repository: write project as owner/repo"
        )
