"""Document and ticket are changed to different values, and the pass that sees it is cut off."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from syncd.model import CreateTicket, TicketAction
from syncd.ports import Result
from syncd_github.tracker import GitHubTracker
from tests.github.stage import PROJECT, GitHubStage
from tests.proof.office import Office

_KEY = f"{PROJECT}#1"
_TICKETS, _DOCUMENTS = date(2026, 5, 7), "2026-05-02"


class _Killed(BaseException):
    """Nobody catches this."""


@pytest.fixture
def office(stage: GitHubStage, tmp_path: Path) -> Office:
    """A company in which a due date is another one on the ticket and in the document."""
    office = Office.at(stage, tmp_path)
    office.passes()
    stage.human.due(_KEY, _TICKETS)
    office.redate("Add a circuit breaker", _DOCUMENTS)
    stage.pass_time(60)
    return office


def _die_over(kind: type[TicketAction], monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the next pass end when it sets out to do that; gives what ends this."""
    real = GitHubTracker.apply

    def apply(self: GitHubTracker, actions: Sequence[TicketAction]) -> Sequence[Result]:
        if any(isinstance(action, kind) for action in actions):
            raise _Killed
        return real(self, actions)

    monkeypatch.setattr(GitHubTracker, "apply", apply)
    return monkeypatch.undo


def test_the_ticket_wins_after_a_kill(
    office: Office, stage: GitHubStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pass that is killed over a new ticket has not agreed with any other one yet."""
    office.add_row("Write the runbook")
    revive = _die_over(CreateTicket, monkeypatch)
    with pytest.raises(_Killed):
        office.passes()
    revive()
    stage.pass_time(60)
    office.passes()
    assert f"**Due:** {_TICKETS}" in str(stage.whole(_KEY)["text"])
    assert str(_TICKETS) in office.file.read_text("utf-8")
