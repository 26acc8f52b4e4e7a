"""Document and ticket are changed to different values, and the pass that sees it is cut off."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from syncd.model import CreateTicket, EditTicket, PassOutcome, TicketAction
from syncd.ports import Result
from syncd.testing.exchange import Request
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


def _told(outcome: PassOutcome) -> list[str]:
    return [each.message for each in outcome.findings if each.rule == "conflicting-edit"]


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


def test_what_was_set_aside_is_told_after_a_kill(
    office: Office, stage: GitHubStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next pass tells what the document said, and the one after it no more."""
    stage.human.unlabel(_KEY, "category/prevent")
    revive = _die_over(EditTicket, monkeypatch)
    with pytest.raises(_Killed):
        office.passes()
    revive()
    assert _DOCUMENTS not in office.file.read_text("utf-8")
    (told,) = _told(office.passes())
    assert _DOCUMENTS in told
    assert _told(office.passes()) == []


def test_what_was_set_aside_is_told_when_a_pass_begins_again(
    office: Office, stage: GitHubStage
) -> None:
    """A pass that has to read again because of another ticket still tells it, once."""
    other = f"{PROJECT}#2"
    office.redate("Alert on the error rate", "2026-05-03")

    def write_meanwhile(_: Request) -> None:
        end()
        stage.human.write(other, "Somebody's words.")

    end = stage.simulator.before(write_meanwhile, f"GET /repos/{other.replace('#', '/issues/')}")
    outcome = office.passes()
    assert outcome.complete
    assert "Somebody's words." in str(stage.whole(other)["text"])
    (told,) = _told(outcome)
    assert _DOCUMENTS in told
    assert _told(office.passes()) == []
