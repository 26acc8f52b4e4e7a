"""A part of the proof that no fault makes a second ticket or loses what a human wrote."""

import pytest

from benchmarks.faults.__main__ import run
from benchmarks.faults.stages import STAGES


@pytest.mark.parametrize("tracker", STAGES)
def test_no_fault_doubles_or_loses_anything(tracker: str) -> None:
    """Once faults have ended, two passes leave one ticket an item, and all that people did."""
    tally = run(tracker, cases=20, seed=1)
    assert tally.failed == []
    assert (tally.doubled, tally.lost) == (0, 0)
    assert tally.killed > 0
    assert sum(hit > 0 for hit in tally.hits.values()) > 8
