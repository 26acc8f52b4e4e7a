"""Two action items whose tickets are on a simulated GitHub, and passes in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from syncd.config import Settings
from syncd.model import ChangeKind, PassOutcome
from syncd.passes import World, open_world, reconcile
from syncd.ports import RealTime
from syncd.testing.conformance.opened import settings_of
from tests.github.stage import GitHubStage

_DOCUMENT = """---
id: PM-2026-0051
title: Payment outage
date: 2026-03-01
severity: SEV-2
services: [payments-api]
---
# Payment outage

## Action items

| Action | Category | Impact | Effort | Owner | Ticket | Status | Due |
| --- | --- | --- | --- | --- | --- | --- | --- |
| Add a circuit breaker | prevent | 2 | 2 | | {link} | | |
| Alert on the error rate | detect | 2 | 2 | | | | |
"""


@dataclass(frozen=True)
class Office:
    """Where passes are made, all on one store."""

    stage: GitHubStage
    settings: Settings
    file: Path

    @classmethod
    def at(cls, stage: GitHubStage, folder: Path, link: str = "") -> "Office":
        """A document of two items; the first one may link a ticket."""
        settings = settings_of(stage, folder)
        file = folder / "post-mortems" / "outage.md"
        file.write_text(_DOCUMENT.format(link=link), "utf-8")
        return cls(stage, replace(settings, store=f"sqlite:///{folder / 'syncd.db'}"), file)

    @contextmanager
    def opened(self) -> Iterator[World]:
        """The world of one pass; waits are not slept through."""
        now = datetime.fromtimestamp(self.stage.now(), UTC)
        real_time = RealTime(self.stage.now, self.stage.pass_time)
        with open_world(self.settings, now=now, real_time=real_time) as world:
            yield world

    def passes(self) -> PassOutcome:
        """One pass."""
        with self.opened() as world:
            return reconcile(world)

    @property
    def links(self) -> list[str]:
        """The ticket cells of the document."""
        lines = self.file.read_text("utf-8").splitlines()
        return [line.split("|")[6].strip() for line in lines if line.startswith("| A")][1:]


def made(outcome: PassOutcome) -> int:
    """How many tickets a pass made, or planned to."""
    return sum(step.change.kind is ChangeKind.CREATE_TICKET for step in outcome.changes)
