"""Two syncd that share a store: what one of them does meanwhile, the other one takes in."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from syncd.model import (
    INTENDED,
    DocumentKey,
    Outcome,
    PassOutcome,
    Remembered,
    RememberedItem,
    TicketKey,
    joined,
)
from syncd.passes import World
from syncd.passes.pull import Reading, pull
from tests.github.stage import GitHubStage
from tests.proof.office import Office, made

_KEY = DocumentKey("docs", "outage.md")


class _Meanwhile:
    """Lets another pass happen right after the first reading of this one."""

    def __init__(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        self.office = office
        self.outcome: PassOutcome | None = None
        self._begun = False
        monkeypatch.setattr(import_module("syncd.passes.reconcile"), "pull", self._pull)

    def _pull(self, world: World, **how: Any) -> Reading:
        reading = pull(world, **how)
        if not self._begun:
            self._begun = True
            self.outcome = self.office.passes()
            self.office.stage.simulator.faults.add(".*/issues", "stale", None, acts=10)
        return reading


def test_documents_that_were_read_before_another_linked_them(
    stage: GitHubStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has read before the other made the tickets makes none, though lists lag."""
    office = Office.at(stage, tmp_path)
    meanwhile = _Meanwhile(office, monkeypatch)
    outcome = office.passes()
    assert meanwhile.outcome is not None
    assert made(meanwhile.outcome) == 2
    assert made(outcome) == 0
    assert len(stage.keys()) == 2


def test_an_attempt_of_another_is_not_forgotten(
    stage: GitHubStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ticket whose answer the other one lost is not made again by this one."""
    office = Office.at(stage, tmp_path)
    stage.fault("lose-answer", "create")
    _Meanwhile(office, monkeypatch)
    outcome = office.passes()
    assert {step.outcome for step in outcome.changes} == {Outcome.SKIPPED}
    with office.opened() as world:
        remembered = world.memory.remembered_of(_KEY)
    assert remembered is not None
    assert remembered.items[0].ticket == INTENDED
    assert len(stage.keys()) == 2
    stage.simulator.faults.clear()
    stage.pass_time(60)
    assert office.passes().complete
    assert len(stage.keys()) == 2


_A = RememberedItem("PM-1-01", "A", TicketKey("it", "A-1"), linked=True)
_B = RememberedItem("PM-1-02", "B")
_INTENDED = _B._replace(ticket=INTENDED, intended=5.0)
_MADE = _B._replace(ticket=TicketKey("it", "A-2"))


@pytest.mark.parametrize(
    ("ours", "found", "now", "left"),
    [
        ([_A, _MADE], [_A, _B], [_A, _B], [_A, _MADE]),
        ([_A, _B], [_A, _B], [_A, _INTENDED], [_A, _INTENDED]),
        ([_A], [_A], [_A, _INTENDED], [_A, _INTENDED]),
        ([_A, _MADE], [_A, _B], [_A, _INTENDED], [_A, _MADE]),
        ([_A, _B], [_A, _INTENDED], [_A, _INTENDED], [_A, _B]),
        ([_A, _INTENDED], [_A, _B], [_A, _MADE], [_A, _MADE]),
        (None, [_A], [_A], None),
        (None, [_A], [_A, _INTENDED], [_A, _INTENDED]),
        ([_A, _B], None, None, [_A, _B]),
    ],
)
def test_two_notes_of_one_document(
    ours: list[RememberedItem] | None,
    found: list[RememberedItem] | None,
    now: list[RememberedItem] | None,
    left: list[RememberedItem] | None,
) -> None:
    """What only the other one noted down stays, unless a ticket says better."""
    assert joined(_note(ours), found=_note(found), now=_note(now)) == _note(left)


def _note(items: list[RememberedItem] | None) -> Remembered | None:
    return None if items is None else Remembered("PM-1", tuple(items))
