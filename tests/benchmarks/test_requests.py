"""What a pass sends, counted by the tracker, is what the design allows and what the pass says."""

from pathlib import Path

import pytest

from benchmarks.requests import Size, cases
from benchmarks.stages import STAGES, stage

SMALL = Size(documents=4, k=8, c=10, created=10, adopted=10, edited=3)


@pytest.mark.parametrize("name", STAGES)
def test_no_pass_sends_more_than_it_may(name: str, tmp_path: Path) -> None:
    """Making, reading, adopting, editing, doing nothing: each tracker keeps to the formulas."""
    with stage(name) as it:
        lived = list(cases(name, it, tmp_path, SMALL))
    assert {case.key for case in lived} >= {"first", "quiet", "changed", "adopt", "deleted"}
    assert [
        (case.name, case.formula, case.counted, case.log) for case in lived if not case.ok
    ] == []


@pytest.mark.parametrize("name", STAGES)
def test_a_quiet_pass_only_looks(name: str, tmp_path: Path) -> None:
    """Where nothing changed, one request a project is all, and the same after an adoption."""
    with stage(name) as it:
        lived = {case.key: case.log for case in cases(name, it, tmp_path, SMALL)}
    assert [len(lived["quiet"]), len(lived["adopted"])] == [1, 1]
