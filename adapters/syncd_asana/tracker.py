"""The port `Tracker` over the tasks of projects; id and key of a ticket are the task's gid."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from syncd.model import (
    AddComment,
    CreateTicket,
    EditTicket,
    Link,
    Ticket,
    TicketAction,
    TicketRef,
    Wanted,
    WriteNote,
)
from syncd.ports import (
    Applied,
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
    one_by_one,
)
from syncd.ports.webhook import Delivery, News
from syncd_asana.check import Doctor
from syncd_asana.client import Action, Client
from syncd_asana.hearing import Hearing
from syncd_asana.places import Places
from syncd_asana.records import Task
from syncd_asana.rights import right_of
from syncd_asana.scan import Reading
from syncd_asana.settings import TrackerSettings
from syncd_asana.shape import Shape, heard, project_gid
from syncd_asana.verdicts import ForbiddenError, MissingError
from syncd_asana.webhook import refs
from syncd_asana.wishes import Wishes
from syncd_asana.write import Writer


class AsanaTracker:
    """Tickets as tasks; a project is called by its gid, or by its address."""

    def __init__(self, opening: Opening, settings: TrackerSettings) -> None:
        """Nothing is asked of Asana before it is needed."""
        self.name = opening.name
        self._shape = Shape(
            opening.name, {name.casefold(): name for name in opening.labels}, settings
        )
        self.capabilities = Capabilities(
            records_times=True,
            keeps_state=False,
            statuses=self._shape.statuses,
            finds_people=True,
            lag=settings.lag,
        )
        self._client = Client(opening.name, settings, opening.gate)
        self._places = Places(self._client)
        hearing, wishes = Hearing(self._client), Wishes(self._places, settings)
        self._hearing = hearing
        self._reading = Reading(
            self._client, self._shape, hearing, self._places, opening.label, settings.lag
        )
        self._writer = Writer(self._client, self._shape, self._places, hearing, wishes)
        self._doctor = Doctor(self._client, self._places, settings, sorted(opening.labels))
        self._called: dict[str, str] = {}
        self._key = settings.webhook_secret
        host = re.escape(settings.pages)
        self._page = re.compile(
            rf"{host}/(?:0/(?:[a-z]+/)?\d+/(?P<old>\d+)(?:/f)?"
            r"|1/\d+/(?:[\w-]+/)*task/(?P<new>\d+)(?:/comment/\d+)?)/?(?:[?#].*)?",
            re.IGNORECASE,
        )

    def recognize(self, link: Link) -> str | None:
        """The gid of a task that a link names by its address, in the older or the newer form.

        Source: `TaskResponse.permalink_url` has the newer one; Asana redirects the older.
        """
        target = (link.text if link.target is None else link.target).strip()
        found = self._page.fullmatch(target)
        return (found["old"] or found["new"]) if found else None

    def scan(self, project: str, known: Known) -> Iterator[TicketPage]:
        """Yield the tasks of a project that carry syncd's label, or what changed of them."""
        self._called[project_gid(project)] = project
        return self._reading.pages(project, known)

    def get(self, keys: Sequence[str]) -> Iterator[tuple[str, Found]]:
        """Tasks by their gids, ten in a request, with what was said on them.

        Source: Asana's OpenAPI description, `getTask`: 404 if it is not there (any more), 403
        if it is not for this account.
        """
        valid = [key for key in keys if key.isdecimal()]
        yield from ((key, Gone(key)) for key in keys if not key.isdecimal())
        actions = [Action("GET", f"/tasks/{key}", fields=self._shape.fields) for key in valid]
        found: dict[str, Found] = {}
        for key, outcome in zip(valid, self._client.batch(actions), strict=True):
            try:
                found[key] = self._placed(outcome.page(Task).data)
            except MissingError:
                found[key] = Gone(key)
            except ForbiddenError:
                found[key] = Hidden(key)
        tickets = [key for key, each in found.items() if isinstance(each, Ticket | Moved)]
        comments = self._hearing.comments(tickets)
        for key, each in found.items():
            if isinstance(each, Ticket):
                yield key, heard(each, comments[key])
            elif isinstance(each, Moved):
                yield key, Moved(heard(each.ticket, comments[key]))
            else:
                yield key, each

    def _placed(self, task: Task) -> Ticket | Moved | BrokenTicket:
        """A task in a project that is read, if it is in one; else it has moved out of them."""
        self._places.learn(task)
        projects = task.projects
        read = next((self._called[gid] for gid in projects if gid in self._called), None)
        elsewhere = projects[0] if projects else ""
        ticket = self._shape.ticket(task, elsewhere if read is None else read)
        has_moved = read is None and bool(self._called)
        return Moved(ticket) if has_moved and isinstance(ticket, Ticket) else ticket

    def find(self, project: str, item: str, within: float) -> Sequence[Ticket]:
        """The tasks whose marker names an action item, from the list, which is never behind.

        Source: `searchTasksForWorkspace` says so, and sends whoever has to read what was just
        written to the list of tasks.
        """
        since = self._client.server_time() - timedelta(seconds=within)
        found = [self._shape.ticket(task, project) for task in self._reading.tasks(project, since)]
        return [
            ticket
            for ticket in found
            if isinstance(ticket, Ticket) and ticket.identity and ticket.identity.item == item
        ]

    def find_account(self, project: str, person: str) -> str | None:
        """The gid of a member of the project's workspace, by e-mail address or exact name."""
        workspace = self._places.workspace(project_gid(project))
        return self._places.account(workspace, person)

    def right(self, ref: TicketRef, account: str) -> Right:
        """By what an account may do in the task's project; its own task is everybody's to edit."""
        return right_of(self._client, ref, account)

    def normalize(self, wanted: Wanted) -> Wanted:
        """The same wish as Asana gives it back: names in one line, tags in syncd's spelling."""
        return replace(
            wanted,
            title=" ".join(wanted.title.split()),
            labels=self._shape.spelled(wanted.labels),
            assignee=(wanted.assignee or "").strip() or None,
        )

    def apply(self, actions: Sequence[TicketAction]) -> Sequence[Result]:
        """Carry out changes one by one: a batch would leave ten creates unsure at once."""
        return one_by_one(actions, self._apply)

    def _apply(self, action: TicketAction) -> Applied:
        match action:
            case CreateTicket(draft):
                return self._writer.create(draft)
            case EditTicket():
                return self._writer.edit(action)
            case AddComment():
                return self._writer.comment(action)
            case WriteNote():
                return self._writer.note(action)

    webhook_setup = (
        "POST /webhooks of Asana's API for each project, with this address and ?key= and"
        " webhook_secret behind it"
    )

    def refs(self, delivery: Delivery, secrets: Sequence[str]) -> News:
        """What an event says to look at again."""
        key = self._key.get_secret_value()
        return refs(delivery, secrets, key=key, me=self._client.known)

    def meet(self) -> None:
        """Find out who syncd is."""
        self._client.me()

    def check(self, projects: Sequence[str]) -> Sequence[Check]:
        """What `syncd doctor` says: who syncd is here, and what each project has."""
        return self._doctor.check(projects)
