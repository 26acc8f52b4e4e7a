"""The port `Tracker` over the issues of one Jira; the id of a ticket is the issue's."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from syncd.model import (
    AddComment,
    CreateTicket,
    EditTicket,
    Link,
    Ticket,
    TicketAction,
    TicketEdit,
    TicketRef,
    Wanted,
    WriteNote,
)
from syncd.ports import (
    Applied,
    Capabilities,
    Check,
    Found,
    Known,
    Opening,
    PortError,
    Result,
    Right,
    TicketPage,
)
from syncd.ports.webhook import Delivery, News
from syncd_jira.check import check_projects
from syncd_jira.client import Client
from syncd_jira.comment import Speaker
from syncd_jira.create import Maker
from syncd_jira.edit import Editor
from syncd_jira.lacking import Lacking
from syncd_jira.metadata import Metadata
from syncd_jira.people import find_account, right_of
from syncd_jira.reading import Reader
from syncd_jira.search import Search, Written
from syncd_jira.settings import TrackerSettings
from syncd_jira.shape import Shape
from syncd_jira.speech import Speech
from syncd_jira.webhook import refs

_KEY = re.compile(r"(?P<project>[A-Z][A-Z0-9_]+)-[1-9]\d*", re.IGNORECASE)
_PAGE = re.compile(
    rf"(?:/browse/|/issues/|[?&]selectedIssue=)(?P<key>{_KEY.pattern})(?=[/?&#]|$)", re.IGNORECASE
)


class JiraTracker:
    """Tickets as issues of projects, which are called by their keys."""

    def __init__(self, opening: Opening, settings: TrackerSettings) -> None:
        """Nothing is asked of Jira before it is needed."""
        self.name = opening.name
        self.capabilities = Capabilities(
            records_times=True,
            keeps_state=settings.is_cloud,
            finds_people=True,
            lag=settings.lag,
        )
        self._label = opening.label
        speech = Speech(settings.is_cloud)
        self._settings = settings
        self._shape = shape = Shape(opening.name, settings, opening.labels, speech)
        self._client = client = Client(opening.name, settings, opening.gate)
        self._metadata = Metadata(client, settings, speech)
        lacking, written = Lacking(), Written(client, settings.lag)
        search = Search(client, shape, written)
        self._reader = Reader(client, shape, search, opening.label, settings.lag)
        self._speaker = Speaker(client, shape, written)
        self._maker = Maker(client, shape, self._metadata, lacking, written)
        self._editor = Editor(client, shape, self._reader, self._speaker, lacking, written)
        self._hosts = {_place(settings.html_url), _place(settings.url)}
        self._scanned: set[str] = set()

    def recognize(self, link: Link) -> str | None:
        """The key of an issue that a link names: by its address, or as a key of a project here.

        A bare `PAY-12` may as well be another tracker's; so only projects count that were
        scanned.
        """
        target = (link.text if link.target is None else link.target).strip()
        if "://" in target:
            host, path = _place(target), target.partition("://")[2]
            found = _PAGE.search(path) if _is_below(host, self._hosts) else None
            return found["key"].upper() if found else None
        key = _KEY.fullmatch(target)
        return target.upper() if key and key["project"].upper() in self._scanned else None

    def scan(self, project: str, known: Known) -> Iterator[TicketPage]:
        """Yield the issues of a project that carry syncd's label, or what changed of them."""
        self._scanned.add(project.upper())
        return self._reader.scan(project, known)

    def get(self, keys: Sequence[str]) -> Iterator[tuple[str, Found]]:
        """Issues by key, with everything that was said on them; 100 at once on Cloud."""
        return self._reader.get(keys)

    def find(self, project: str, item: str, within: float) -> Sequence[Ticket]:
        """Issues whose marker names this item, of those made in the last seconds."""
        return self._reader.find(project, item, within)

    def find_account(self, project: str, person: str) -> str | None:
        """The account whose address, name or id is exactly that, if there is one."""
        return find_account(self._client, self._shape.speech, project, person)

    def right(self, ref: TicketRef, account: str) -> Right:
        """Whoever can own the issue may command it: more Jira tells only administrators."""
        return right_of(self._client, self._shape.speech, ref, account)

    def normalize(self, wanted: Wanted) -> Wanted:
        """One line of title, cut where Jira would refuse it; labels in syncd's spelling."""
        return self._shape.normalize(wanted)

    def apply(self, actions: Sequence[TicketAction]) -> Sequence[Result]:
        """Make tickets many at once, edit them one by one, and say what is to be said."""
        results: dict[int, Result] = {}
        creates = {n: a.draft for n, a in enumerate(actions) if isinstance(a, CreateTicket)}
        made = self._maker.create(list(creates.values()))
        results |= dict(zip(creates, made, strict=True))
        edits = {n: a for n, a in enumerate(actions) if isinstance(a, EditTicket)}
        results |= dict(zip(edits, self._editor.edit(list(edits.values())), strict=True))
        for n, action in enumerate(actions):
            if isinstance(action, AddComment | WriteNote):
                results[n] = self._say(action)
        return [results[n] for n in range(len(actions))]

    def _say(self, action: AddComment | WriteNote) -> Applied | PortError:
        try:
            if isinstance(action, AddComment):
                return self._speaker.comment(action)
            if action.state is not None and self._keeps_it_elsewhere(action):
                remember = TicketEdit(state=action.state)
                before = action.before
                edit = EditTicket(action.ref, remember, before.revision, before)
                (kept,) = self._editor.edit([edit])
                if isinstance(kept, PortError):
                    return kept
                action = replace(action, before=kept.ticket)
            return self._speaker.note(action)
        except PortError as error:
            return error

    def _keeps_it_elsewhere(self, action: WriteNote) -> bool:
        """Whether the state of a note is another one than the marker has, where that has it."""
        return self.capabilities.keeps_state and action.state != action.before.state

    webhook_setup = (
        "in the settings of the system, a webhook with the secret, and the events of issues and"
        " comments: created, updated, deleted"
    )

    def refs(self, delivery: Delivery, secrets: Sequence[str]) -> News:  # noqa: ARG002
        """What an event says to look at again."""
        secret = self._settings.webhook_secret.get_secret_value()
        return refs(delivery, secret=secret, label=self._label, me=self._client.known)

    def meet(self) -> None:
        """Find out who syncd is."""
        self._client.me()

    def check(self, projects: Sequence[str]) -> Sequence[Check]:
        """What `syncd doctor` says: who syncd is here, what it may do, what projects demand."""
        return check_projects(self._client, self._shape, self._metadata, projects)


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc.casefold()}{parts.path.rstrip('/')}"


def _is_below(place: str, known: set[str]) -> bool:
    return any(place == each or place.startswith(f"{each}/") for each in known)
