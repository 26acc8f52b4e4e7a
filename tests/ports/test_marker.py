"""What of a marker is kept where there is little room."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from syncd.model import Handled, State
from syncd.model.handled import KEPT, LONGEST_ANSWER, kept
from syncd.ports.marker import state_fields, state_of

STATE = State("T-1", written=datetime(2026, 3, 2, 9, tzinfo=UTC), pushed=2)


def test_the_newest_commands_are_kept() -> None:
    """Of too many the oldest go, long answers are cut, and writing again changes nothing."""
    many = tuple(Handled(str(n), "x" * (n * 100)) for n in range(KEPT + 10))
    found = kept(many)
    assert [each.comment for each in found] == [str(n) for n in range(10, KEPT + 10)]
    assert all(len(each.answer) == LONGEST_ANSWER for each in found)
    assert all(each.answer.endswith("x…") for each in found)
    assert kept(found) == found


def test_other_letters_take_more_room() -> None:
    """However the JSON of it is written, and packed, it stays far below what trackers take."""
    many = tuple(Handled(f"{n:036}", "й" * 500) for n in range(KEPT))
    found = kept(many)
    assert len(found) == KEPT
    assert len(json.dumps(state_fields(State("T-1", handled=found)))) < 10_000
    assert kept(found) == found


@pytest.mark.parametrize(
    ("broken", "left"),
    [
        ("gone", ()),
        (None, ()),
        (7, ()),
        ({"1": "done"}, ()),
        ([["1", "done"], ["2"], 3, "4x", ["5", 6], ["7", "no", "more"], ["8", ""]], ("1", "8")),
    ],
)
def test_a_broken_part_breaks_nothing_else(broken: Any, left: tuple[str, ...]) -> None:
    """What a human made of the handled commands costs those alone, not the rest of the state."""
    found = state_of({**state_fields(STATE), "handled": broken})
    assert found is not None
    assert (found.ticket, found.pushed, found.written) == ("T-1", 2, STATE.written)
    assert tuple(each.comment for each in found.handled) == left
