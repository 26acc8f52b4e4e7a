"""Whose account a name is: exactly one, or nobody."""

import pytest

from syncd.ports import Right
from tests.jira.conftest import Open
from tests.jira.stage import BOT, PROJECT, JiraStage


@pytest.fixture
def crowded(either: JiraStage) -> JiraStage:
    """A site where some names are shared, some addresses hidden, some people gone."""
    sim = either.simulator
    sim.user("ann@acme.com", display_name="Ann Lee")
    sim.user("ann@acme.com.au", display_name="Ann Leeds")
    sim.user("bo1@acme.com", display_name="Bo Chen")
    sim.user("bo2@acme.com", display_name="Bo Chen")
    sim.user("cy@acme.com", display_name="Cy Old", active=False)
    sim.user("di@acme.com", display_name="Di Roe", email_hidden=True)
    return either


@pytest.mark.parametrize(
    ("person", "who"),
    [
        ("ann@acme.com", "ann@acme.com"),
        ("ANN@ACME.COM", "ann@acme.com"),
        ("Ann Lee", "ann@acme.com"),
        ("ann", None),
        ("Bo Chen", None),
        ("cy@acme.com", None),
        ("nobody@acme.com", None),
        ("Di Roe", "di@acme.com"),
        ("  ", None),
    ],
)
def test_exact_matches_alone(
    crowded: JiraStage, opened: Open, person: str, who: str | None
) -> None:
    """Jira answers with whoever's name begins so; that is not enough."""
    if person == "ann" and not crowded.simulator.cloud:
        who = "ann@acme.com"  # that is a name there
    account = opened(crowded).tracker.find_account(PROJECT, person)
    expected = crowded.simulator.user(who) if who else None
    wanted = expected and (expected.account_id if crowded.simulator.cloud else expected.name)
    assert account == wanted


def test_a_hidden_address(stage: JiraStage, opened: Open) -> None:
    """Cloud finds somebody by a hidden address without showing it: that is no proof."""
    stage.simulator.user("di@acme.com", display_name="Di Roe", email_hidden=True)
    assert opened(stage).tracker.find_account(PROJECT, "di@acme.com") is None


def test_by_account_id(stage: JiraStage, opened: Open) -> None:
    """An account id is looked up as one, and has to be assignable."""
    account = next(iter(stage.accounts.values()))
    it = opened(stage)
    assert it.tracker.find_account(PROJECT, account) == account
    stage.simulator.human("admin@acme.com").deny(account, "ASSIGNABLE_USER", project=PROJECT)
    assert it.tracker.find_account(PROJECT, account) is None


def test_without_the_right_to_browse_users(either: JiraStage, opened: Open) -> None:
    """The answer is empty, and nobody is found."""
    either.simulator.human("admin@acme.com").deny("syncd@acme.com", "USER_PICKER")
    assert opened(either).tracker.find_account(PROJECT, "jane.doe@acme.com") is None


def test_who_may_command(either: JiraStage, opened: Open) -> None:
    """Whoever can own an issue may command it: not who is gone, not there, or an outsider."""
    it = opened(either)
    ref = it.make().ref
    jane, omar = either.accounts.values()
    assert it.tracker.right(ref, jane) is Right.WRITE
    either.simulator.user("omar@acme.com", active=False)
    assert it.tracker.right(ref, omar) is Right.READ
    for nobody in ("", "jane", f"{jane}x", "712020:00000000-0000-0000-0000-000000000000"):
        assert it.tracker.right(ref, nobody) is Right.READ
    bot = either.simulator.user(BOT)
    mine = bot.account_id if either.simulator.cloud else bot.name
    assert it.tracker.right(ref, mine.upper()) is Right.OWN


def test_without_the_right_to_browse_people(either: JiraStage, opened: Open) -> None:
    """Where Jira tells syncd nothing of people, nobody but syncd is known to be allowed."""
    it = opened(either)
    ref = it.make().ref
    either.simulator.human("admin@acme.com").deny(BOT, "USER_PICKER")
    assert it.tracker.right(ref, next(iter(either.accounts.values()))) is Right.READ
