"""An owner whom a tracker did not take: that he is missing is nobody's change."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.model import State
from syncd.testing.linear import issue_acts
from tests.commands.company import Company
from tests.commands.voices import VOICES, Voices

TITLES = ["The first one", "The second one"]


@pytest.fixture(params=["jira", "jira-dc", "linear"])
def voices(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Voices]:
    """Trackers where nobody can be assigned, whatever is asked for.

    Jira says so and Linear is silent; Data Center is the one that keeps no state.
    """
    with VOICES[request.param]() as voices:
        stage = voices.stage
        if request.param.startswith("jira"):
            admin = stage.simulator.human("admin@acme.com")
            for account in stage.accounts.values():
                admin.deny(account, "ASSIGNABLE_USER", project=stage.project)
        else:
            monkeypatch.setattr(issue_acts, "_assignee", lambda *_: None)
        yield voices


@pytest.fixture
def company(voices: Voices, tmp_path: Path) -> Company:
    """Two items with owners, whose tickets are made without."""
    made = Company(voices, tmp_path)
    made.write(TITLES)
    made.one_pass()
    assert all(ticket.assignee is None for ticket in made.tickets().values())
    return made


def states(company: Company) -> list[State]:
    """What is known of the tickets, on them or in memory."""
    known = [ticket.state for ticket in company.tickets().values()]
    return [state for state in known if state]


def test_nobody_took_him_away(company: Company) -> None:
    """Passes that follow have nothing to do, and nobody is said to have done anything."""
    for _ in range(3):
        assert company.one_pass().changes == ()
    assert {state.progress for state in states(company)} <= {None}
    assert company.row(TITLES[0])["Owner"] == "jane.doe@acme.com"


def test_without_a_store(company: Company) -> None:
    """It is tried once more, and then again nothing is done, and nobody did anything."""
    company.one_pass()
    company.forget()
    company.one_pass()
    for _ in range(2):
        assert company.one_pass().changes == ()
    assert {state.progress for state in states(company)} <= {None}


def test_what_people_do_there_is_still_seen(company: Company, voices: Voices) -> None:
    """Whoever closes a ticket without owner has moved it on."""
    company.one_pass()
    key = company.key(TITLES[0])
    voices.stage.human.close(key)
    company.one_pass()
    assert company.row(TITLES[0])["Status"] == "done"
    assert company.one_pass().changes == ()
    state = company.tickets()[key].state
    assert state is None or state.progress is not None
