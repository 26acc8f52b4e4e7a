"""Clocks that differ: what syncd writes is its own, whatever time it is where it is written."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syncd.model import PassOutcome
from syncd.passes import open_world, reconcile
from syncd.ports import RealTime
from tests.commands.company import Company
from tests.commands.voices import VOICES, Voices

DAY = timedelta(days=1).total_seconds()


@pytest.fixture(params=VOICES)
def voices(request: pytest.FixtureRequest) -> Iterator[Voices]:
    """Every tracker."""
    with VOICES[request.param]() as voices:
        yield voices


@pytest.mark.parametrize("minutes", [-10, 0, 10])
def test_flagging_a_zombie_does_not_wake_it(voices: Voices, tmp_path: Path, minutes: int) -> None:
    """Ten minutes before or behind, the edit that flags it is no progress, without a comment."""
    company = Company(voices, tmp_path)
    company.write(["The first one"])
    company.settings = replace(
        company.settings, policy=replace(company.settings.policy, reminders=False)
    )
    one_pass(company, minutes)
    voices.stage.pass_time(100 * DAY)
    flagged = one_pass(company, minutes)
    assert any("syncd/zombie" in str(step.change.differences) for step in flagged.changes)
    for _ in range(2):
        voices.stage.pass_time(DAY)
        later = one_pass(company, minutes)
        assert later.changes == ()
        assert "zombie" in {finding.rule for finding in later.findings}


def one_pass(company: Company, minutes: int) -> PassOutcome:
    """A pass by a clock that is so many minutes ahead of the tracker's."""
    stage = company.voices.stage

    def now() -> float:
        return float(stage.now() + 60 * minutes)

    at = datetime.fromtimestamp(now(), UTC)
    with open_world(company.settings, now=at, real_time=RealTime(now, stage.pass_time)) as world:
        return reconcile(world)
