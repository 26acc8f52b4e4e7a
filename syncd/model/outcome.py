"""What a pass did, whole: every report is made from this and from nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from syncd.model.digest import Telling
from syncd.model.measured import Measured
from syncd.model.plan import ActionItem, Change, Finding
from syncd.model.vocabulary import Severity


class Outcome(StrEnum):
    """How far a change came."""

    PLANNED = "planned"
    APPLIED = "applied"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class ChangeOutcome:
    """A change and what became of it; `ticket` is the key that a created ticket got."""

    change: Change | Telling
    outcome: Outcome
    error: str | None = None
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class SourceError:
    """A source or tracker that could not be read or written, in whole or in part."""

    source: str
    message: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What a report says about a post-mortem above its items."""

    id: str
    title: str
    file: str
    severity: Severity | None
    date: date | None


@dataclass(frozen=True, slots=True)
class PassOutcome:
    """One pass of `syncd reconcile`.

    `complete` is False as soon as anything was not read, failed or was skipped.
    `documents` and `tickets` count what was read, by the name of the source or tracker;
    `older` and `undated` count the post-mortems that `policy.since` leaves alone; `measured`
    has those too, whatever the pass was about. `failed` has those of which a change failed,
    with a digest of what they and their tickets were then.
    """

    now: datetime
    dry_run: bool
    post_mortems: tuple[Heading, ...] = ()
    items: tuple[ActionItem, ...] = ()
    changes: tuple[ChangeOutcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    errors: tuple[SourceError, ...] = ()
    requests: Mapping[str, int] = field(default_factory=dict)
    documents: Mapping[str, int] = field(default_factory=dict)
    tickets: Mapping[str, int] = field(default_factory=dict)
    older: int = 0
    undated: int = 0
    measured: Measured = field(default_factory=Measured)
    failed: Mapping[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether everything was read and everything planned was carried out."""
        return not self.errors and not any(
            step.outcome in {Outcome.FAILED, Outcome.SKIPPED} for step in self.changes
        )
