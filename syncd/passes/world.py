"""Everything that a pass works on, opened: sources, trackers, memory and the terms."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from syncd import __version__
from syncd.config import ConfiguredSource, ConfiguredTracker, Settings
from syncd.memory import Memory, is_there
from syncd.model import Wanted
from syncd.policy.facts import Terms
from syncd.policy.rules import Levels
from syncd.ports import PostMortemSource, Tracker


class UnknownTargetError(Exception):
    """`--only` or `show` names something that is not there; says what is."""


@dataclass(frozen=True, slots=True)
class World:
    """What a pass can see and touch.

    The fingerprints tell under which settings a source or tracker is read; what memory holds
    from other settings counts for nothing.
    """

    settings: Settings
    now: datetime
    sources: Mapping[str, PostMortemSource]
    trackers: Mapping[str, Tracker]
    memory: Memory
    terms: Terms
    levels: Levels
    source_fingerprints: Mapping[str, str]
    tracker_fingerprints: Mapping[str, str]

    def projects(self) -> Mapping[str, tuple[str, ...]]:
        """The projects of each tracker that some team uses, in order."""
        used: dict[str, set[str]] = {name: set() for name in self.trackers}
        for team in self.settings.organization.teams.values():
            used[team.tracker].add(team.project)
            if team.confidential_project:
                used[team.tracker].add(team.confidential_project)
        return {name: tuple(sorted(projects)) for name, projects in used.items()}


@contextmanager
def open_world(settings: Settings, *, now: datetime, rehearsal: bool = False) -> Iterator[World]:
    """Open what a configuration names; for a `rehearsal` no store is made if there is none.

    Raises:
        StoreError: the store cannot be used.
        PortError: a source or tracker cannot even be opened.
    """
    sources = {name: source.open() for name, source in settings.sources.items()}
    trackers = {name: tracker.open() for name, tracker in settings.trackers.items()}
    memory = Memory("sqlite://" if rehearsal and not is_there(settings.store) else settings.store)
    try:
        yield World(
            settings=settings,
            now=now,
            sources=sources,
            trackers=trackers,
            memory=memory,
            terms=_terms(settings, now, sources, trackers),
            levels=Levels(settings.levels, settings.team_levels),
            source_fingerprints={
                name: _fingerprint(settings, source) for name, source in settings.sources.items()
            },
            tracker_fingerprints={
                name: _fingerprint(settings, tracker) for name, tracker in settings.trackers.items()
            },
        )
    finally:
        memory.close()


def _terms(
    settings: Settings,
    now: datetime,
    sources: Mapping[str, PostMortemSource],
    trackers: Mapping[str, Tracker],
) -> Terms:
    def normalize(tracker: str, wanted: Wanted) -> Wanted:
        return trackers[tracker].normalize(wanted)

    return Terms(
        now=now,
        organization=settings.organization,
        policy=settings.policy,
        labels=settings.labels,
        normalize=normalize,
        read_only=frozenset(name for name, source in sources.items() if not source.writable),
        keeps_no_times=frozenset(
            name for name, tracker in trackers.items() if not tracker.capabilities.records_times
        ),
    )


def _fingerprint(settings: Settings, place: ConfiguredSource | ConfiguredTracker) -> str:
    """A short digest of everything that decides how a source or tracker is read."""
    read_by = (__version__, settings.headings, place.adapter, place.opening, place.settings)
    return hashlib.sha256(repr(read_by).encode()).hexdigest()[:16]
