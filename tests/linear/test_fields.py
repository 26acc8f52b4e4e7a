"""What every new issue gets by the configuration."""

from pathlib import Path

import pytest

from syncd.ports import (
    RejectedError,
)
from syncd.testing.conformance.opened import Opened, settings_of
from tests.linear.stage import LinearStage, costs


def fielded(stage: LinearStage, folder: Path, fields: str) -> Opened:
    """The adapter with `fields` in its table."""
    stage.table += f"\n[trackers.it.fields]\n{fields}"
    return Opened(stage, settings_of(stage, folder))


def test_fields_by_name(stage: LinearStage, tmp_path: Path) -> None:
    """What the configuration gives to every issue is found by name, and asked for once."""
    sim = stage.simulator
    project = sim.project("Reliability", ["PAY"], ["Q2", "Q3"])
    template = sim.template("Follow-up", "PAY")
    it = fielded(
        stage,
        tmp_path,
        'project = "reliability"\nmilestone = "Q3"\nstatus = "Todo"\nestimate = 3\n'
        'template = "follow-up"\n',
    )
    it.make(1)
    stage.clear_log()
    it.make(2)
    assert costs(stage) == (1, 1)
    for made in sim.world.issues.values():
        assert made.project == project.id
        assert sim.world.milestones[made.project_milestone or ""].name == "Q3"
        assert sim.world.states[made.state].name == "Todo"
        assert (made.estimate, made.last_applied_template) == (3, template.id)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ('project = "Nothing"', "no project 'Nothing'"),
        ('status = "Somewhere"', "no status 'Somewhere'"),
        ('template = "Of others"', "no template 'Of others'"),
        ('project = "Reliability"\nmilestone = "Q9"', "no milestone 'Q9'"),
    ],
)
def test_fields_that_are_not_there(
    stage: LinearStage, tmp_path: Path, fields: str, words: str
) -> None:
    """Nothing is made with half of what was asked for; what lacks is named."""
    stage.simulator.project("Reliability", ["PAY"], ["Q2"])
    stage.simulator.template("Of others", "OPS")
    (result,) = fielded(stage, tmp_path, fields).tracker.apply(
        [Opened(stage, settings_of(stage, tmp_path)).drafted()]
    )
    assert isinstance(result, RejectedError)
    assert words in str(result)
    assert stage.keys() == []
