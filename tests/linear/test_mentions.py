"""Whom syncd's texts reach in Linear, and who may tell it what to do."""

import pytest

from syncd.model import AddComment, Mention
from syncd.ports import Applied, Right
from syncd.testing.conformance.opened import NOW, Opened
from syncd_linear.mentions import silenced, spoken
from tests.linear.stage import PROJECT, LinearStage, costs

PROFILE = "https://linear.app/acme/profiles/"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"{PROFILE}jane: overdue.", "@jane: overdue."),
        (f"[@jane]({PROFILE}jane), [Jane]({PROFILE}jane)", "@jane, @jane"),
        (f"Ask {PROFILE}Jane%20Doe.", "Ask @Jane Doe."),
        ("https://linear.app/acme/issue/PAY-1", "https://linear.app/acme/issue/PAY-1"),
        ("[x](https://x.test/profiles/jane)", "[x](https://x.test/profiles/jane)"),
    ],
)
def test_how_a_mention_reads(body: str, text: str) -> None:
    """In whatever form it comes back, people read who is meant."""
    assert spoken(body) == text


@pytest.mark.parametrize(
    "text", [f"{PROFILE}jane", f"[Jane]({PROFILE}jane)", "/ACME/profiles/x", "@jane", "no more"]
)
def test_addresses_of_people_that_are_not_meant(text: str) -> None:
    """Only the address of a profile is touched, and reads as it was."""
    silent = silenced(text, "acme")
    assert (silent == text) == ("profiles" not in text)
    assert spoken(silent) == text


def test_many_are_mentioned_in_two_requests(it: Opened, stage: LinearStage) -> None:
    """The profiles of all who are mentioned are asked for at once, and only once."""
    made = it.make_several(3)
    (jane, omar) = stage.accounts.values()
    both = (Mention("Jane", jane), Mention("Omar", omar))
    actions = [AddComment(each, "Jane, Omar: overdue.", "due/1", NOW, both) for each in made]
    stage.clear_log()
    assert all(isinstance(result, Applied) for result in it.tracker.apply(actions))
    assert costs(stage) == (2, 1)
    assert all(set(stage.mentioned(each.ref.key)) == {jane, omar} for each in made)
    more = [AddComment(each, "Omar: still.", "due/2", NOW, both) for each in made]
    stage.clear_log()
    it.tracker.apply(more)
    assert costs(stage) == (1, 1)


def test_somebody_who_is_gone(it: Opened, stage: LinearStage) -> None:
    """Whoever left is not mentioned; the words stay."""
    ticket = it.make()
    gone = stage.simulator.user("gone@acme.com", active=False)
    mentions = (Mention("Gone", gone.id), Mention("X", "no id"))
    it.carry_out(AddComment(ticket, "Gone and X: overdue.", "due/1", NOW, mentions))
    assert it.read(ticket.ref.key).comments[0].text == "Gone and X: overdue."


@pytest.mark.parametrize(
    ("more", "right"),
    [
        ({}, Right.WRITE),
        ({"active": False}, Right.READ),
        ({"guest": True}, Right.READ),
        ({"app": True}, Right.READ),
    ],
)
def test_what_a_member_is(
    it: Opened, stage: LinearStage, more: dict[str, bool], right: Right
) -> None:
    """Active people of the workspace may command; guests, apps and those who left may not."""
    somebody = stage.simulator.user("somebody@acme.com", **more)
    assert it.tracker.right(it.make().ref, somebody.id) is right


def test_a_closed_team(it: Opened, stage: LinearStage) -> None:
    """In a private team its own members may command, and others of the workspace may not."""
    ref = it.make().ref
    jane, omar = stage.accounts.values()
    syncd = stage.simulator.world.tokens[stage.environ["SYNCD_TRACKERS__IT__TOKEN"]]
    stage.simulator.team(PROJECT, members=frozenset({jane, syncd}))
    assert it.tracker.right(ref, jane) is Right.WRITE
    assert it.tracker.right(ref, omar) is Right.READ
    assert it.tracker.right(ref, syncd) is Right.OWN
