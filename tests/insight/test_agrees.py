"""The measures and the findings of a pass speak of the same items."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from syncd.config import load
from syncd.insight.counting import lived_of
from syncd.passes import open_world, overview, reconcile
from syncd.policy.rules import known_names
from tests.insight.history import HISTORY, write


@pytest.mark.parametrize(
    "day", ["2025-12-01", "2026-02-16", "2026-03-02", "2026-03-04", "2026-07-01"]
)
def test_in_trouble(tmp_path: Path, day: str) -> None:
    """An item is overdue, stalled, decayed or a zombie in the measures if a finding says so."""
    write(tmp_path / "acme", HISTORY)
    settings = load(tmp_path / "acme" / "syncd.toml", environ={}, rules=known_names())
    now = datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)
    with open_world(settings, now=now) as world:
        outcome = reconcile(world)
        known, _ = overview(world)
    found = {(finding.rule, finding.item) for finding in outcome.findings}
    for item, _, seen in lived_of(known, now, settings.policy):
        measured = {
            "overdue": seen.overdue is not None,
            "stalled": seen.stalled is not None,
            "decayed": seen.decayed,
            "zombie": seen.zombie,
        }
        for rule, is_so in measured.items():
            assert ((rule, item.id) in found) == is_so, (rule, item.id)
