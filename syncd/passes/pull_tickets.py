"""Pull the tickets of one project: all of them, or what changed since the last time.

Everything is read at first, every `syncd.full_scan`, and when asked; only then absence is
concluded, and only after the tracker was asked once more for each ticket that it did not
show. A reading of everything that a limit stops goes on there the next time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from syncd.memory import ReadProject, Scan
from syncd.model import Comment, Ticket
from syncd.passes.world import World
from syncd.ports import BrokenTicket, Found, Known, Moved, PortError, TicketPage


@dataclass(frozen=True, slots=True)
class ReadTickets:
    """What was found in one project, by ticket id.

    `moved` are tickets that are elsewhere now, by the key that they had here. `ended` says
    that the scan came to its end, `everything` that it was one of everything.
    """

    project: str
    tickets: Mapping[str, Ticket]
    moved: Mapping[str, Ticket]
    broken: Iterable[BrokenTicket]
    ended: bool
    everything: bool
    error: str | None


def pull_tickets(
    world: World,
    tracker: str,
    project: str,
    *,
    full: bool,
    keep: bool,
    progress: Callable[[int, int, str], None],
) -> ReadTickets:
    """Read one project, and let memory learn from it where it may `keep` that."""
    fingerprint = world.tracker_fingerprints[tracker]
    was = world.memory.project(tracker, project, fingerprint)
    known = _known(world, was, full=full)
    gathered = _Gathered(dict(was.tickets), known, () if full else was.scan.seen)
    error = None
    try:
        for page in world.trackers[tracker].scan(project, known):
            gathered.add(page)
            progress(len(gathered.found), len(was.tickets), f"reading {tracker} {project}")
    except PortError as stopped:
        error = str(stopped)
    everything = gathered.ended and known.cursor is None
    if everything and world.trackers[tracker].capabilities.is_remote:
        try:
            gathered.confirm(world.trackers[tracker].get)
        except PortError as stopped:
            error, everything = str(stopped), False
    gone = gathered.was.keys() - gathered.found.keys() if everything else set()
    scan = gathered.scan(was.scan, world, everything=everything)
    if keep and (gathered.changed or gone or scan != was.scan):
        changed = [gathered.found[name] for name in gathered.changed if name in gathered.found]
        world.memory.save_tickets(tracker, project, fingerprint, changed, gone, scan)
        for ticket in gathered.moved.values():
            world.memory.save_tickets(tracker, ticket.ref.project, fingerprint, [ticket])
    return ReadTickets(
        project,
        gathered.found if everything else gathered.was | gathered.found,
        gathered.moved,
        gathered.broken,
        gathered.ended and error is None,
        everything,
        error,
    )


def known_tickets(world: World, tracker: str, project: str) -> ReadTickets | None:
    """One project as memory holds it; None where that is not enough to go by."""
    if not world.trackers[tracker].capabilities.is_remote:
        return None
    was = world.memory.project(tracker, project, world.tracker_fingerprints[tracker])
    if was.scan.whole is None:
        return None
    return ReadTickets(project, was.tickets, {}, (), ended=True, everything=False, error=None)


def _known(world: World, was: ReadProject, *, full: bool) -> Known:
    revisions = {} if full else {name: ticket.revision for name, ticket in was.tickets.items()}
    since = was.scan.whole
    is_due = since is None or not since <= world.now < since + world.settings.full_scan
    if full or is_due or was.scan.cursor is None:
        return Known(None, revisions, None if full else was.scan.resume)
    return Known(was.scan.cursor, revisions)


class _Gathered:
    """What the pages of one scan have shown so far; `was` is what memory held before."""

    def __init__(self, was: dict[str, Ticket], known: Known, seen: Iterable[str]) -> None:
        self.was = was
        self.found: dict[str, Ticket] = {}
        self.changed: set[str] = set()
        self.broken: list[BrokenTicket] = []
        self.moved: dict[str, Ticket] = {}
        self.ended = False
        self._known = known
        self._cursor: str | None = None
        self._resume = known.resume
        if known.resume is not None:
            self.found = {name: was[name] for name in seen if name in was}

    def add(self, page: TicketPage) -> None:
        for name in page.unchanged:
            self.found[name] = self.was[name]
        for shown in page.tickets:
            ticket = shown
            before = self.found.get(ticket.ref.id) or self.was.get(ticket.ref.id)
            if page.partial and before is not None:
                ticket = replace(ticket, comments=before.comments)
            self._learn(ticket)
        for name, said in page.said.items():
            if (known := self.found.get(name) or self.was.get(name)) is not None:
                self._learn(replace(known, comments=_merged(known.comments, said)))
        self.broken += page.broken
        self._cursor, self._resume, self.ended = page.cursor, page.resume, page.last

    def _learn(self, ticket: Ticket) -> None:
        self.found[ticket.ref.id] = ticket
        if ticket != self.was.get(ticket.ref.id):
            self.changed.add(ticket.ref.id)

    def confirm(self, get: Callable[[Sequence[str]], Iterable[tuple[str, Found]]]) -> None:
        """Ask for those that a scan of everything did not show, before they count as gone."""
        broken = {ticket.ref.id for ticket in self.broken}
        missing = [
            ticket.ref.key
            for name, ticket in self.was.items()
            if name not in self.found and name not in broken
        ]
        for key, found in get(sorted(missing)) if missing else ():
            if isinstance(found, Ticket):
                self._learn(found)
            elif isinstance(found, Moved):
                self.moved[key] = found.ticket
            elif isinstance(found, BrokenTicket):
                self.broken.append(found)

    def scan(self, was: Scan, world: World, *, everything: bool) -> Scan:
        """How far the reading has come now."""
        if everything:
            return Scan(self._cursor, world.now) if self._cursor else Scan()
        if self._known.cursor is not None:
            return replace(was, cursor=self._cursor) if self.ended and self._cursor else was
        if self._resume is not None:
            return Scan(was.cursor, was.whole, self._resume, sorted(self.found))
        return was


def _merged(known: Iterable[Comment], said: Iterable[Comment]) -> tuple[Comment, ...]:
    """All comments, the edited ones as they are now, in the order in which they were made."""
    by_id = {comment.id: comment for comment in known} | {comment.id: comment for comment in said}
    return tuple(sorted(by_id.values(), key=lambda comment: (comment.at, comment.id)))
