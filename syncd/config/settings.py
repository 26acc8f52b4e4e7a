"""What a configuration comes to."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import BaseModel

from syncd.config.tables import ServiceTable
from syncd.model import Level, Organization
from syncd.policy.settings import Labels, Policy
from syncd.ports import (
    Gate,
    Notifier,
    NotifierKind,
    Opening,
    PostMortemSource,
    SourceKind,
    Tracker,
    TrackerKind,
)


@dataclass(frozen=True, slots=True)
class ConfiguredSource:
    """A `[sources.NAME]` table, validated by the adapter that it names."""

    adapter: str
    kind: SourceKind
    settings: BaseModel
    opening: Opening

    def open(self, gate: Gate, labels: Labels) -> PostMortemSource:
        """The source, ready to be read."""
        return self.kind.open(_told(self.opening, gate, labels), self.settings)


@dataclass(frozen=True, slots=True)
class ConfiguredTracker:
    """A `[trackers.NAME]` table, validated by the adapter that it names."""

    adapter: str
    kind: TrackerKind
    settings: BaseModel
    opening: Opening

    def open(self, gate: Gate, labels: Labels) -> Tracker:
        """The tracker, ready to be read and written."""
        return self.kind.open(_told(self.opening, gate, labels), self.settings)


@dataclass(frozen=True, slots=True)
class ConfiguredNotifier:
    """A `[notify.NAME]` table, validated by the adapter that it names."""

    adapter: str
    kind: NotifierKind
    settings: BaseModel
    opening: Opening

    def open(self, gate: Gate, labels: Labels) -> Notifier:
        """The notifier, ready to send."""
        return self.kind.open(_told(self.opening, gate, labels), self.settings)


def _told(opening: Opening, gate: Gate, labels: Labels) -> Opening:
    return replace(opening, gate=gate, label=labels.post_mortem, labels=labels.all())


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole configuration, checked; relative paths in it start at `root`.

    `store` is an SQLAlchemy URL, absolute where it names a file; it may hold a password.
    `levels` has what `[rules]` says for everybody, `team_levels` what it says for one team.
    """

    path: Path
    root: Path
    store: str = field(repr=False)
    poll: dt.timedelta
    full_scan: dt.timedelta
    organization: Organization
    policy: Policy
    labels: Labels
    levels: Mapping[str, Level]
    team_levels: Mapping[str, Mapping[str, Level]]
    headings: tuple[str, ...]
    sources: Mapping[str, ConfiguredSource]
    trackers: Mapping[str, ConfiguredTracker]
    notifiers: Mapping[str, ConfiguredNotifier]
    service: ServiceTable

    @property
    def keeps_store(self) -> bool:
        """Whether the store outlives the process: `":memory:"` does not."""
        return self.store != "sqlite://"
