"""Reading a project's tickets: the list of its tasks, and what was said on those that changed.

A project has other tasks too: what counts carries syncd's label, or is known already. Asana lists
tasks in the order in which people keep them, so one that is moved while the pages are read can be
missed; whoever concludes absence asks for it by its gid first.

Sources: Asana's OpenAPI description, `getTasks`: `modified_since` counts changes of properties and
of associations, and "adding stories"; an `offset` is one that was handed out, and expires.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from syncd.model import Ticket
from syncd.ports import BrokenTicket, Known, RejectedError, TicketPage
from syncd_asana.client import Client, Page
from syncd_asana.hearing import Hearing
from syncd_asana.places import Places
from syncd_asana.records import Task
from syncd_asana.shape import Revision, Shape, heard, project_gid

_CLOCKS = timedelta(seconds=60)  # servers' clocks differ; what is read twice is known by revision


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading tickets takes; lists are behind by up to `lag` seconds."""

    client: Client
    shape: Shape
    hearing: Hearing
    places: Places
    label: str
    lag: float

    @property
    def overlap(self) -> timedelta:
        """How far back a scan looks beyond the one before."""
        return timedelta(seconds=self.lag) + _CLOCKS

    def tasks(self, project: str, since: datetime) -> Iterator[Task]:
        """The tasks of a project that changed since then."""
        for page in self._list(project, _written(since), None):
            yield from page.data

    def pages(self, project: str, known: Known) -> Iterator[TicketPage]:
        """The tickets of a project, or what changed of them; the last page has the cursor."""
        since = json.loads(known.cursor)["since"] if known.cursor else None
        resume = json.loads(known.resume) if known.resume else {}
        began, here = resume.get("began"), resume.get("offset")
        for page in self._from(project, since, here):
            began = began or _written(self.client.server_time() - self.overlap)
            found = self._sorted(page.data, project, known)
            if found.silent:
                again = None if since else json.dumps({"began": began, "offset": here})
                yield TicketPage(tuple(found.silent), partial=True, resume=again)
            here = page.offset
            onwards = None if since or here is None else {"began": began, "offset": here}
            yield TicketPage(
                self._heard(found.changed),
                tuple(found.unchanged),
                tuple(found.broken),
                resume=json.dumps(onwards) if onwards else None,
                cursor=json.dumps({"since": began}) if here is None else None,
                last=here is None,
            )

    def _from(
        self, project: str, since: str | None, offset: str | None
    ) -> Iterator[Page[list[Task]]]:
        """The list from an offset on, or from its beginning if that has expired."""
        pages = self._list(project, since, offset)
        try:
            first = next(pages)
        except RejectedError:
            if offset is None:
                raise
            pages = self._list(project, since, None)
            first = next(pages)
        yield first
        yield from pages

    def _list(
        self, project: str, since: str | None, offset: str | None
    ) -> Iterator[Page[list[Task]]]:
        query: dict[str, str | int] = {"project": project_gid(project)}
        if since is not None:
            query["modified_since"] = since
        if offset is not None:
            query["offset"] = offset
        query["opt_fields"] = self.shape.fields
        return self.client.pages("/tasks", list[Task], query)

    def _sorted(self, tasks: list[Task], project: str, known: Known) -> "_Sorted":
        found = _Sorted()
        for task in tasks:
            self.places.learn(task)
            was = Revision.read(known.revisions.get(task.gid))
            if was is None and not self.shape.has_label(task, self.label):
                continue
            ticket = self.shape.ticket(task, project)
            now = self.shape.revision(task)
            if isinstance(ticket, BrokenTicket):
                found.broken.append(ticket)
            elif was is None or was.heard != now.modified:
                found.changed.append(ticket)
            elif was == now._replace(heard=now.modified):
                found.unchanged.append(task.gid)
            else:
                found.silent.append(heard(ticket, ()))
        return found

    def _heard(self, tickets: list[Ticket]) -> tuple[Ticket, ...]:
        comments = self.hearing.comments([ticket.ref.id for ticket in tickets])
        return tuple(heard(ticket, comments[ticket.ref.id]) for ticket in tickets)


@dataclass(slots=True)
class _Sorted:
    """The tickets among some tasks: `changed` ones may have new comments, `silent` ones have none.

    A tag that came or went need not move `modified_at`.
    """

    changed: list[Ticket] = field(default_factory=list)
    silent: list[Ticket] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    broken: list[BrokenTicket] = field(default_factory=list)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
