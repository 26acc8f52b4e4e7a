"""Who may tell syncd what to do with an issue."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from syncd.ports import AgainError, DeniedError, Right
from syncd.testing.conformance.opened import Opened, settings_of
from syncd_github.rights import _may_write
from tests.github.stage import PROJECT, GitHubStage, github
from tests.specs import assert_truthful


@pytest.fixture(name="stage")
def _stage() -> Iterator[GitHubStage]:
    with github() as stage:
        stage.simulator.record = True
        yield stage
        assert_truthful("github", stage.simulator.exchanges)


@pytest.fixture(name="it")
def _it(stage: GitHubStage, tmp_path: Path) -> Opened:
    return Opened(stage, settings_of(stage, tmp_path))


@pytest.mark.parametrize(
    ("role", "right"),
    [
        ("admin", Right.WRITE),
        ("maintain", Right.WRITE),
        ("write", Right.WRITE),
        ("triage", Right.WRITE),
        ("read", Right.READ),
        ("none", Right.READ),
    ],
)
def test_by_role(it: Opened, stage: GitHubStage, role: Any, right: Right) -> None:
    """Whoever may label, assign and close issues may have syncd do it."""
    stage.simulator.repository(PROJECT, roles={"somebody": role})
    assert it.tracker.right(it.make().ref, "somebody") is right


def test_syncd_itself(it: Opened, stage: GitHubStage) -> None:
    """syncd knows its own login in any case of letters, and asks for it once."""
    ticket = it.make()
    stage.clear_log()
    assert it.tracker.right(ticket.ref, "SYNCD-bot") is Right.OWN
    assert it.tracker.right(ticket.ref, "syncd-bot") is Right.OWN
    assert stage.log == ["GET /user"]


@pytest.mark.parametrize(
    ("told", "may"),
    [
        ({"permission": "read", "role_name": "issue keeper"}, False),
        (
            {
                "permission": "read",
                "role_name": "issue keeper",
                "user": {"permissions": {"pull": True, "triage": True, "push": False}},
            },
            True,
        ),
        ({"permission": "read", "role_name": "read", "user": None}, False),
    ],
)
def test_a_role_that_an_organization_made(told: dict[str, Any], may: bool) -> None:
    """It counts by what it may do, not by its name."""
    assert _may_write(told) is may


def test_it_cannot_be_asked(it: Opened, stage: GitHubStage) -> None:
    """Where GitHub does not answer, nothing is concluded."""
    ticket = it.make()
    asked = "GET /repos/.*/permission"
    stage.simulator.faults.add(asked, "503", 10)
    with pytest.raises(AgainError):
        it.tracker.right(ticket.ref, "janedoe")
    stage.simulator.faults.clear()
    stage.simulator.repository(PROJECT, roles={"syncd-bot": "triage"})
    with pytest.raises(DeniedError, match="push access"):
        it.tracker.right(ticket.ref, "janedoe")
