"""What bears on an incident that has just begun, from memory: no tracker is asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from syncd.model import ActionItem, DocumentKey, PostMortem, SourceError
from syncd.passes.documents import read_sources
from syncd.passes.reconcile import reconcile
from syncd.passes.world import World
from syncd.policy.relevance import Bearing, bearing, known_services
from syncd.ports import PostMortemSource


@dataclass(frozen=True, slots=True)
class Related:
    """The open items that bear on an incident, as of when, and the services that are known."""

    as_of: datetime
    found: Sequence[Bearing]
    services: Collection[str]
    errors: Sequence[SourceError] = ()


def related(world: World, *, services: Collection[str] = (), cause: str = "") -> Related:
    """The open action items that bear on an incident, strongest first.

    As the last pass left them; before the first pass, as they are now.
    """
    as_of = world.memory.last_pass()
    items: Sequence[ActionItem]
    errors: Sequence[SourceError] = ()
    if as_of is None:
        outcome = reconcile(world, dry_run=True)
        as_of, items, errors = world.now, outcome.items, outcome.errors
    else:
        items = world.memory.items()
    documents = _documents(world)
    organization = world.settings.organization
    found = bearing(items, documents, organization, services=services, cause=cause)
    return Related(as_of, found, known_services(documents.values(), organization), errors)


def recalled(world: World, *, services: Collection[str] = (), cause: str = "") -> Related | None:
    """The same as the last pass left it, and nothing else is read; None before the first one."""
    as_of = world.memory.last_pass()
    if as_of is None:
        return None
    documents, _ = _remembered(world)
    organization = world.settings.organization
    items = world.memory.items()
    found = bearing(items, documents, organization, services=services, cause=cause)
    return Related(as_of, found, known_services(documents.values(), organization))


def _documents(world: World) -> Mapping[DocumentKey, PostMortem]:
    """The post-mortems that memory holds; those of a source that it does not know are read."""
    known, unknown = _remembered(world)
    headings = world.settings.headings
    return known | read_sources(unknown, headings, lambda _done, _total, _what: None).post_mortems


def _remembered(
    world: World,
) -> tuple[dict[DocumentKey, PostMortem], dict[str, PostMortemSource]]:
    """The post-mortems that memory holds, and the sources of which it holds nothing."""
    known: dict[DocumentKey, PostMortem] = {}
    unknown = {}
    for name, source in world.sources.items():
        read = world.memory.documents(name, world.source_fingerprints[name])
        if not read:
            unknown[name] = source
        for path, document in read.items():
            if document.post_mortem is not None:
                known[DocumentKey(name, path)] = document.post_mortem
    return known, unknown
