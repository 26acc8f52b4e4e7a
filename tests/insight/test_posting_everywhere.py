"""The review as a comment, in every tracker."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.company import Company, Place
from benchmarks.stages import STAGES, stage
from syncd.config import load
from syncd.passes import open_world, post_review, reconcile
from syncd.policy.rules import known_names
from syncd.testing.conformance import Stage


def _of(on: Stage) -> Place:
    return Place(on.table, dict(on.environ), on.project, dict(on.accounts))


@pytest.mark.parametrize("name", STAGES)
def test_said_once(name: str, tmp_path: Path) -> None:
    """The whole review arrives on the ticket that was named, once, whatever memory has lost."""
    with stage(name) as on:
        company = Company(tmp_path, {"it": _of(on)}, now=datetime(2026, 3, 2, 9, tzinfo=UTC))
        company.write("it", 1)
        company.reconcile()
        on.pass_time(600)
        key = next(iter(on.keys()))
        environ = {**company.environ, "SYNCD_SERVICE__REVIEW_TICKET": f"it:{key}"}
        settings = load(tmp_path / "syncd.toml", environ=environ, rules=known_names())
        for _ in range(2):
            with open_world(settings, now=company.later(10)) as world:
                reconcile(world)
                posted = post_review(world)
                assert [(each.place, each.error) for each in posted] == [(f"it:{key}", None)]
            on.pass_time(600)
            with open_world(settings, now=company.later(10)) as world:
                reconcile(world)
                fingerprint = world.tracker_fingerprints["it"]
                tickets = world.memory.project("it", on.project, fingerprint).tickets.values()
            comments = [said for ticket in tickets for said in ticket.comments]
            (said,) = [each for each in comments if (each.record or "").startswith("review/")]
            assert "Weekly review, 2026-02-23 to 2026-03-02" in said.text
            assert "Completion rate and the other measures" in said.text
            company.forget()
            on.pass_time(600)
