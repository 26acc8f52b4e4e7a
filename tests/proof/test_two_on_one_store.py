"""Two syncd that share a store: what one of them does meanwhile, the other one takes in."""

from importlib import import_module
from pathlib import Path

import pytest

from syncd.model import PassOutcome
from syncd.passes import World
from syncd.passes.pull import Progress, Reading, pull
from tests.github.stage import GitHubStage
from tests.proof.office import Office, made


class _Meanwhile:
    """Lets another pass happen right after the first reading of this one."""

    def __init__(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        self.office = office
        self.outcome: PassOutcome | None = None
        self._begun = False
        monkeypatch.setattr(import_module("syncd.passes.reconcile"), "pull", self._pull)

    def _pull(self, world: World, *, full: bool, keep: bool, progress: Progress) -> Reading:
        reading = pull(world, full=full, keep=keep, progress=progress)
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
