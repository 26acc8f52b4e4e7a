"""The id that a new post-mortem is proposed."""

from collections.abc import Sequence

import pytest

from syncd.policy.next_id import next_id

CASES: Sequence[tuple[str, Sequence[str | None], str | None]] = [
    ("the first of all", [], "PM-2026-0001"),
    ("after the highest of the year", ["PM-2026-0051", "PM-2026-0007"], "PM-2026-0052"),
    ("a year of its own", ["PM-2025-0051", "PM-2027-0003"], "PM-2026-0001"),
    ("in the way that others are written", ["INC2026-09"], "INC2026-10"),
    ("as many digits as others have", ["PM-2026-9", "PM-2026-008"], "PM-2026-010"),
    ("more digits when they run out", ["PM-2026-99"], "PM-2026-100"),
    ("as most are called", ["RCA-2026-7", "PM-2026-1", "PM-2026-2"], "PM-2026-3"),
    ("half of them numbered is enough", ["PM-2026-0001", None], "PM-2026-0002"),
    ("documents without ids stay so", ["PM-2026-0001", None, None], None),
    ("numbers that somebody else gives", ["INC-481", "INC-502"], None),
    ("no number hidden in another id", ["x-PM-2026-0001-draft"], None),
]


@pytest.mark.parametrize(("name", "known", "expected"), CASES, ids=[case[0] for case in CASES])
def test_the_next_id(name: str, known: Sequence[str | None], expected: str | None) -> None:
    """It goes on where the documents of that year end, or is none where they have no numbers."""
    assert next_id(known, 2026) == expected


def test_the_order_does_not_matter() -> None:
    """However the documents are read, the answer is the same."""
    known = ["A-2026-1", "B-2026-5", None, "A-2026-3", "B-2026-2"]
    assert {next_id(known, 2026), next_id(known[::-1], 2026)} == {"A-2026-4"}
