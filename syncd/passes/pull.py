"""Pull: bring into memory what changed in sources and trackers. I/O, and no decisions.

What could not be read is kept as it was known, and said: nothing is concluded from it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from syncd.memory import ReadDocument
from syncd.model import (
    DocumentKey,
    PostMortem,
    Problem,
    SourceError,
    Ticket,
    TicketKey,
)
from syncd.passes.parse import parse
from syncd.passes.world import World
from syncd.policy.observed import Unreadable
from syncd.ports import BrokenTicket, Known, PortError

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Reading:
    """What a pull found.

    `resting` are documents known from before that could not be read this time; nothing is
    done about them. `unread` names the (tracker, project) pairs that were not read whole.
    """

    post_mortems: dict[DocumentKey, PostMortem] = field(default_factory=dict)
    problems: dict[DocumentKey, Problem] = field(default_factory=dict)
    tickets: dict[TicketKey, Ticket] = field(default_factory=dict)
    broken: dict[TicketKey, Unreadable] = field(default_factory=dict)
    resting: set[DocumentKey] = field(default_factory=set)
    unread: set[tuple[str, str]] = field(default_factory=set)
    errors: list[SourceError] = field(default_factory=list)
    documents_read: dict[str, int] = field(default_factory=dict)
    tickets_read: dict[str, int] = field(default_factory=dict)
    complete: bool = True


def pull(world: World, *, full: bool, keep: bool, progress: Progress) -> Reading:
    """Read every source and every project that a team uses.

    `full` reads everything again; `keep` lets memory learn from it.
    """
    reading = Reading()
    for name in world.sources:
        _pull_source(world, name, reading, full=full, keep=keep, progress=progress)
    for name, projects in world.projects().items():
        for project in projects:
            _pull_project(world, name, project, reading, full=full, keep=keep, progress=progress)
    return reading


def _pull_source(
    world: World, name: str, reading: Reading, *, full: bool, keep: bool, progress: Progress
) -> None:
    fingerprint = world.source_fingerprints[name]
    known = {} if full else dict(world.memory.documents(name, fingerprint))
    found: dict[str, ReadDocument] = {}
    changed: dict[str, ReadDocument] = {}
    seen: set[str] = set()
    whole = False
    try:
        for page in world.sources[name].scan({path: was.revision for path, was in known.items()}):
            for path in page.unchanged:
                found[path] = known[path]
            for document in page.documents:
                found[document.path] = changed[document.path] = parse(
                    document, world.settings.headings
                )
                progress(len(found), len(known), f"reading {name}")
            for lost in page.unreadable:
                seen.add(lost.path)
                problem = Problem("unreadable-post-mortem", 1, lost.message, lost.hint)
                reading.problems[DocumentKey(name, lost.path)] = problem
            whole = page.last
    except PortError as error:
        reading.errors.append(SourceError(name, str(error)))
    else:
        if not whole:
            reading.errors.append(SourceError(name, "a part could not be read, see the findings"))
    reading.documents_read[name] = len(found)
    gone = known.keys() - found.keys() - seen
    if keep and (changed or (whole and gone)):
        world.memory.save_documents(name, fingerprint, changed, gone if whole else ())
    rested = {
        path: known[path]
        for path in (seen & known.keys() if whole else known.keys() - found.keys())
    }
    for path, was in (found | rested).items():
        key = DocumentKey(name, path)
        if was.post_mortem is not None:
            reading.post_mortems[key] = was.post_mortem
            if path in rested:
                reading.resting.add(key)
        elif was.problem is not None and path not in rested:
            reading.problems[key] = was.problem
    reading.complete &= whole


def _pull_project(
    world: World,
    tracker: str,
    project: str,
    reading: Reading,
    *,
    full: bool,
    keep: bool,
    progress: Progress,
) -> None:
    fingerprint = world.tracker_fingerprints[tracker]
    was = world.memory.project(tracker, project, fingerprint)
    known = {} if full else dict(was.tickets)
    found: dict[str, Ticket] = {}
    changed: list[Ticket] = []
    cursor, whole = None, False
    revisions = {name: ticket.revision for name, ticket in known.items()}
    try:
        scan = world.trackers[tracker].scan(project, Known(None if full else was.cursor, revisions))
        for page in scan:
            for name in page.unchanged:
                found[name] = known[name]
            for ticket in page.tickets:
                found[ticket.ref.id] = ticket
                changed.append(ticket)
                progress(len(found), len(known), f"reading {tracker} {project}")
            add_broken(reading, page.broken)
            cursor, whole = page.cursor, page.last
    except PortError as error:
        reading.errors.append(SourceError(tracker, str(error)))
    if not whole:
        reading.unread.add((tracker, project))
        found = known | found
    reading.tickets_read[tracker] = reading.tickets_read.get(tracker, 0) + len(found)
    gone = known.keys() - found.keys()
    if keep and (changed or (whole and gone)):
        world.memory.save_tickets(
            tracker, project, fingerprint, changed, gone if whole else (), cursor
        )
    reading.tickets.update(
        (TicketKey(tracker, ticket.ref.key), ticket) for ticket in found.values()
    )


def add_broken(reading: Reading, broken: Iterable[BrokenTicket]) -> None:
    """Note tickets that are there but cannot be understood."""
    for ticket in broken:
        key = TicketKey(ticket.ref.tracker, ticket.ref.key)
        reading.broken[key] = Unreadable(ticket.ref, ticket.identity)
        reading.tickets.pop(key, None)
        reading.errors.append(SourceError(ticket.ref.tracker, ticket.message))
