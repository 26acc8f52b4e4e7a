"""Pull: bring into memory what changed in sources and trackers. I/O, and no decisions.

What could not be read is kept as it was known, and said: nothing is concluded from it. Places
that answer over a network are read side by side, so that a slow one holds up none.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from syncd.memory import ReadDocument
from syncd.model import (
    DocumentKey,
    PostMortem,
    Problem,
    Remembered,
    SourceError,
    Ticket,
    TicketKey,
)
from syncd.passes.parse import parse
from syncd.passes.pull_tickets import ReadTickets, known_tickets, pull_tickets
from syncd.passes.world import World
from syncd.policy.observed import Unreadable
from syncd.ports import BrokenTicket, PortError

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look. Of every other place on a network it counts what memory holds.

    `projects` are pairs of a tracker and one of its projects.
    """

    sources: frozenset[str] = frozenset()
    projects: frozenset[tuple[str, str]] = frozenset()


@dataclass(slots=True)
class Reading:
    """What a pull found.

    `moved` has where tickets are now that were found elsewhere than they had been.
    `resting` are documents known from before that could not be read this time; nothing is
    done about them. `unread` names the (tracker, project) pairs that were not read whole,
    `whole` those of which everything was read.
    """

    post_mortems: dict[DocumentKey, PostMortem] = field(default_factory=dict)
    problems: dict[DocumentKey, Problem] = field(default_factory=dict)
    tickets: dict[TicketKey, Ticket] = field(default_factory=dict)
    moved: dict[TicketKey, TicketKey] = field(default_factory=dict)
    broken: dict[TicketKey, Unreadable] = field(default_factory=dict)
    resting: set[DocumentKey] = field(default_factory=set)
    unread: set[tuple[str, str]] = field(default_factory=set)
    whole: set[tuple[str, str]] = field(default_factory=set)
    errors: list[SourceError] = field(default_factory=list)
    documents_read: dict[str, int] = field(default_factory=dict)
    tickets_read: dict[str, int] = field(default_factory=dict)
    complete: bool = True
    remembered: Mapping[DocumentKey, Remembered] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _ReadSource:
    """What was found in one source; `rested` was known before, and is not known now."""

    found: dict[str, ReadDocument]
    rested: dict[str, ReadDocument]
    problems: dict[str, Problem]
    whole: bool
    error: str | None


def pull(
    world: World,
    *,
    full: bool,
    keep: bool,
    progress: Progress,
    places: Places | None = None,
    only: Collection[str] = (),
) -> Reading:
    """Read every source, and every project that a team uses or a linked ticket is in.

    `full` reads everything again; `keep` lets memory learn from it. With `places` only those
    are asked, and what is on this machine or was never read; of sources on this machine, the
    documents of `only` these post-mortems are read.
    """
    reading = Reading(remembered=world.memory.remembered())
    sources = [
        partial(_pull_source, world, name, full=full, keep=keep, progress=progress)
        if places is None or name in places.sources
        else partial(_look_at, world, name, reading.remembered, only, keep=keep, progress=progress)
        for name in world.sources
    ]
    trackers = [
        partial(
            _pull_tracker,
            world,
            name,
            places,
            reading.remembered,
            full=full,
            keep=keep,
            progress=progress,
        )
        for name in world.trackers
    ]
    remote = [name for name, tracker in world.trackers.items() if tracker.capabilities.is_remote]
    if remote:
        with ThreadPoolExecutor(len(sources) + len(trackers), "pull") as pool:
            read_sources = list(pool.map(lambda read: read(), sources))
            read_trackers = list(pool.map(lambda read: read(), trackers))
    else:
        read_sources = [read() for read in sources]
        read_trackers = [read() for read in trackers]
    for name, source in zip(world.sources, read_sources, strict=True):
        _add_source(reading, name, source)
    for name, projects in zip(world.trackers, read_trackers, strict=True):
        for project in projects:
            _add_project(reading, name, project)
    return reading


def _pull_tracker(
    world: World,
    name: str,
    places: Places | None,
    remembered: Mapping[DocumentKey, Remembered],
    *,
    full: bool,
    keep: bool,
    progress: Progress,
) -> list[ReadTickets]:
    """The projects of a tracker, one after the other: they share its account."""
    return [
        (places and (name, project) not in places.projects and known_tickets(world, name, project))
        or pull_tickets(world, name, project, full=full, keep=keep, progress=progress)
        for project in world.projects(name, remembered)
    ]


def _look_at(
    world: World,
    name: str,
    remembered: Mapping[DocumentKey, Remembered],
    only: Collection[str],
    *,
    keep: bool,
    progress: Progress,
) -> _ReadSource:
    """A source as memory holds it; if it is on this machine, these documents as they are now.

    Where that does not tell, because one of them is not known or not there, it is read whole.
    """
    fingerprint = world.source_fingerprints[name]
    known = dict(world.memory.documents(name, fingerprint))
    changed: dict[str, ReadDocument] | None = {}
    if world.settings.sources[name].kind.folder is not None:
        changed = _changed(world, name, known, remembered, only)
    if not known or changed is None:
        return _pull_source(world, name, full=False, keep=keep, progress=progress)
    if keep and changed:
        world.memory.save_documents(name, fingerprint, changed)
    return _ReadSource({**known, **changed}, {}, {}, whole=True, error=None)


def _changed(
    world: World,
    name: str,
    known: Mapping[str, ReadDocument],
    remembered: Mapping[DocumentKey, Remembered],
    only: Collection[str],
) -> dict[str, ReadDocument] | None:
    """Those documents of these post-mortems that are not what they were; None: not all found."""
    if not set(only) <= {was.id for was in remembered.values()}:
        return None
    changed = {}
    for key in (key for key, was in remembered.items() if key.source == name and was.id in only):
        try:
            document = world.sources[name].read(key.path)
        except PortError:
            return None
        if document is None or key.path not in known:
            return None
        if document.revision != known[key.path].revision:
            changed[key.path] = parse(document, world.settings.headings)
    return changed


def _pull_source(
    world: World, name: str, *, full: bool, keep: bool, progress: Progress
) -> _ReadSource:
    fingerprint = world.source_fingerprints[name]
    known = {} if full else dict(world.memory.documents(name, fingerprint))
    found: dict[str, ReadDocument] = {}
    changed: dict[str, ReadDocument] = {}
    problems: dict[str, Problem] = {}
    whole, broke_off = False, None
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
                problem = Problem("unreadable-post-mortem", 1, lost.message, lost.hint)
                problems[lost.path] = problem
            whole = page.last
    except PortError as error:
        broke_off = str(error)
    else:
        if not whole:
            broke_off = "a part could not be read, see the findings"
    gone = known.keys() - found.keys() - problems.keys()
    if keep and (changed or (whole and gone)):
        world.memory.save_documents(name, fingerprint, changed, gone if whole else ())
    rested = problems.keys() & known.keys() if whole else known.keys() - found.keys()
    return _ReadSource(found, {path: known[path] for path in rested}, problems, whole, broke_off)


def _add_source(reading: Reading, name: str, source: _ReadSource) -> None:
    if source.error is not None:
        reading.errors.append(SourceError(name, source.error))
    reading.documents_read[name] = len(source.found)
    reading.problems.update((DocumentKey(name, path), p) for path, p in source.problems.items())
    for path, was in (source.found | source.rested).items():
        key = DocumentKey(name, path)
        if was.post_mortem is not None:
            reading.post_mortems[key] = was.post_mortem
            if path in source.rested:
                reading.resting.add(key)
        elif was.problem is not None and path not in source.rested:
            reading.problems[key] = was.problem
    reading.complete &= source.whole


def _add_project(reading: Reading, tracker: str, read: ReadTickets) -> None:
    if read.error is not None:
        reading.errors.append(SourceError(tracker, read.error))
    if not read.ended:
        reading.unread.add((tracker, read.project))
    if read.everything:
        reading.whole.add((tracker, read.project))
    add_broken(reading, read.broken)
    reading.tickets_read[tracker] = reading.tickets_read.get(tracker, 0) + len(read.tickets)
    reading.tickets.update(
        (TicketKey(tracker, ticket.ref.key), ticket) for ticket in read.tickets.values()
    )
    for key, ticket in read.moved.items():
        now = TicketKey(tracker, ticket.ref.key)
        reading.moved[TicketKey(tracker, key)] = now
        reading.tickets.setdefault(now, ticket)


def add_broken(reading: Reading, broken: Iterable[BrokenTicket]) -> None:
    """Note tickets that are there but cannot be understood."""
    for ticket in broken:
        key = TicketKey(ticket.ref.tracker, ticket.ref.key)
        reading.broken[key] = Unreadable(ticket.ref, ticket.identity)
        reading.tickets.pop(key, None)
        reading.errors.append(SourceError(ticket.ref.tracker, ticket.message))
