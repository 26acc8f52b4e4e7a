"""Everything that a pass works on, opened: sources, trackers, notifiers, memory, terms."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from syncd import __version__
from syncd.config import ConfiguredSource, ConfiguredTracker, Settings
from syncd.memory import Memory, is_there
from syncd.model import DocumentKey, Remembered, Wanted
from syncd.policy.facts import Terms
from syncd.policy.rules import Levels
from syncd.ports import Capabilities, Gate, Notifier, PostMortemSource, RealTime, Tracker


class UnknownTargetError(Exception):
    """`--only` or `show` names something that is not there; says what is."""


@dataclass(frozen=True, slots=True)
class World:
    """What a pass can see and touch.

    `gates` count and pace the requests of each source and tracker, by name: those of one name
    are one account, which every process on the same store shares. `real_time` is for what
    trackers measure, such as limits and lags; all else goes by `now`. The fingerprints tell
    under which settings a source or tracker is read; what memory holds from other settings
    counts for nothing.
    """

    settings: Settings
    now: datetime
    real_time: RealTime
    sources: Mapping[str, PostMortemSource]
    trackers: Mapping[str, Tracker]
    memory: Memory
    terms: Terms
    levels: Levels
    gates: Mapping[str, Gate]
    source_fingerprints: Mapping[str, str]
    tracker_fingerprints: Mapping[str, str]
    notifiers: Mapping[str, Notifier] = field(default_factory=dict)

    def at(self, now: datetime) -> "World":
        """The same at another time, for whoever makes one pass after another."""
        return replace(self, now=now, terms=replace(self.terms, now=now))

    def projects(self, tracker: str, remembered: Mapping[DocumentKey, Remembered]) -> Sequence[str]:
        """The projects that some team uses, and those to which linked tickets have moved."""
        used: set[str] = set()
        for team in self.settings.organization.teams.values():
            if team.tracker == tracker:
                used |= {team.project, team.confidential_project or team.project}
        if self.trackers[tracker].capabilities.is_remote:
            for document in remembered.values():
                for item in document.items:
                    if item.ticket and item.ticket.tracker == tracker and item.project:
                        used.add(item.project)
        return sorted(used)


@contextmanager
def open_world(
    settings: Settings,
    *,
    now: datetime,
    rehearsal: bool = False,
    real_time: RealTime | None = None,
) -> Iterator[World]:
    """Open what a configuration names; for a `rehearsal` no store is made if there is none.

    Raises:
        StoreError: the store cannot be used.
        PortError: a source, tracker or notifier cannot even be opened.
    """
    real_time = real_time or RealTime()
    gates = {
        name: Gate(name, real_time=real_time) for name in [*settings.sources, *settings.trackers]
    }
    sources = {
        name: source.open(gates[name], settings.labels) for name, source in settings.sources.items()
    }
    trackers = {
        name: tracker.open(gates[name], settings.labels)
        for name, tracker in settings.trackers.items()
    }
    notifiers = {}
    for name, notifier in settings.notifiers.items():
        account = f"notify.{name}" if name in gates else name
        gates[account] = Gate(account, real_time=real_time)
        notifiers[name] = notifier.open(gates[account], settings.labels)
    memory = Memory("sqlite://" if rehearsal and not is_there(settings.store) else settings.store)
    for gate in gates.values():
        gate.share(memory.gates)
    try:
        yield World(
            settings=settings,
            now=now,
            real_time=real_time,
            gates=gates,
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
            notifiers=notifiers,
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

    able = {name: tracker.capabilities for name, tracker in trackers.items()}
    return Terms(
        now=now,
        organization=settings.organization,
        policy=settings.policy,
        labels=settings.labels,
        normalize=normalize,
        read_only=frozenset(name for name, source in sources.items() if not source.writable),
        keeps_no_times=_those(able, lambda each: not each.records_times),
        keeps_no_state=_those(able, lambda each: not each.keeps_state),
        statuses={name: each.statuses for name, each in able.items()},
        finds_people=_those(able, lambda each: each.finds_people),
    )


def _those(
    able: Mapping[str, Capabilities], holds: Callable[[Capabilities], bool]
) -> frozenset[str]:
    return frozenset(name for name, each in able.items() if holds(each))


def _fingerprint(settings: Settings, place: ConfiguredSource | ConfiguredTracker) -> str:
    """A short digest of everything that decides how a source or tracker is read."""
    read_by = (__version__, settings.headings, place.adapter, place.opening, place.settings)
    return hashlib.sha256(repr(read_by).encode()).hexdigest()[:16]
