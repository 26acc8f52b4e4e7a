"""Tickets are made at most once, in few requests, whatever goes wrong."""

from dataclasses import replace

import pytest

from syncd.ports import (
    AgainError,
    Applied,
    LimitedError,
    RejectedError,
)
from syncd.testing.conformance.opened import Opened
from tests.linear.stage import LinearStage, costs


def test_fifty_tickets_are_one_request(it: Opened, stage: LinearStage) -> None:
    """Issues and their markers are made together, fifty at a time."""
    it.make(1)
    stage.clear_log()
    results = it.tracker.apply([it.drafted(n) for n in range(2, 122)])
    assert all(isinstance(result, Applied) for result in results)
    assert costs(stage) == (3, 3)
    assert all(ticket.markers for ticket in stage.simulator.state().tickets)
    assert len(stage.keys()) == 121


def test_labels_are_made_once(it: Opened, stage: LinearStage) -> None:
    """What is missing is made for the whole workspace in one request, and never asked again."""
    it.make(1)
    labels = stage.simulator.world.labels.values()
    assert {label.name for label in labels} == {"post-mortem", "priority/P1", "category/prevent"}
    assert {label.team for label in labels} == {None}
    stage.clear_log()
    it.make(2)
    assert costs(stage) == (1, 1)


def test_labels_of_the_team_where_the_workspace_may_not(it: Opened, stage: LinearStage) -> None:
    """Without the right to make labels for all, they are made for the team."""
    stage.simulator.world.label_rights = {"team"}
    made = it.make(1)
    assert {"post-mortem", "priority/P1"} <= made.labels
    assert None not in {label.team for label in stage.simulator.world.labels.values()}


def test_without_the_label_there_is_no_ticket(it: Opened, stage: LinearStage) -> None:
    """An issue that no scan would show is not made; it is said what to do."""
    stage.simulator.world.label_rights = set()
    (result,) = it.tracker.apply([it.drafted()])
    assert isinstance(result, RejectedError)
    assert "manage labels" in str(result)
    assert stage.keys() == []


def test_a_label_that_is_a_group_is_dropped(it: Opened, stage: LinearStage) -> None:
    """A group cannot be put on an issue: the rest is made, and the label is said to lack."""
    with stage.simulator.changing() as world:
        world.add_label("category/prevent", is_group=True)
    applied = it.carry_out(it.drafted())
    assert applied.dropped == ["category/prevent"]
    assert "post-mortem" in applied.ticket.labels


def test_a_label_in_another_spelling_is_used(it: Opened, stage: LinearStage) -> None:
    """Linear does not tell cases of labels apart, and syncd shows its own spelling."""
    with stage.simulator.changing() as world:
        world.add_label("Post-Mortem")
    made = it.make()
    assert "post-mortem" in made.labels
    assert "Post-Mortem" in stage.simulator.state().tickets[0].labels


@pytest.mark.parametrize("fault", ["lose-answer", "drop", "503", "late-503"])
def test_a_create_that_went_wrong_once(it: Opened, stage: LinearStage, fault: str) -> None:
    """It is asked again at once, since an id is taken only once: there is one ticket."""
    it.make(1)
    stage.simulator.faults.add("mutation issueBatchCreate", fault)
    result = it.carry_out(it.drafted(2))
    assert result.ticket.identity is not None
    assert result.existed is (fault in {"lose-answer", "late-503"})
    assert len(stage.keys()) == 2


def test_a_marker_that_is_missing_is_put_on(it: Opened, stage: LinearStage) -> None:
    """syncd that was stopped between issue and link leaves a ticket that the next pass heals."""
    made = it.make()
    human = stage.simulator.human("li@acme.com")
    human.detach(made.ref.key, stage.whole(made.ref.key)["links"][0])  # type: ignore[index]
    left = it.again().read(made.ref.key)
    assert left.identity == made.identity
    assert left.state is None
    again = it.again().carry_out(it.drafted())
    assert (again.existed, again.ticket.ref) == (True, made.ref)
    assert again.ticket.state is not None
    assert len(stage.keys()) == 1


def test_a_batch_of_which_some_are_there(it: Opened, stage: LinearStage) -> None:
    """Another syncd made half of them: those are found, the others are made, none twice."""
    other = it.again()
    other.tracker.apply([other.drafted(n) for n in (2, 4)])
    results = it.tracker.apply([it.drafted(n) for n in range(1, 5)])
    assert [isinstance(r, Applied) and r.existed for r in results] == [False, True, False, True]
    assert len(stage.keys()) == 4


def test_one_wish_that_is_refused_stops_no_other(it: Opened, stage: LinearStage) -> None:
    """A batch is one transaction in Linear, and yet each ticket has its own result."""
    it.make(1)
    wishes = [it.drafted(n) for n in (2, 3, 4)]
    wanted = wishes[1].draft.wanted
    nobody = "00000000-0000-4000-8000-000000000000"
    bad = replace(wishes[1].draft, wanted=replace(wanted, assignee=nobody))
    results = it.tracker.apply([wishes[0], replace(wishes[1], draft=bad), wishes[2]])
    assert [isinstance(result, Applied) for result in results] == [True, False, True]
    assert isinstance(results[1], RejectedError)
    assert len(stage.keys()) == 3


def test_a_deleted_ticket_can_be_made_anew(it: Opened, stage: LinearStage) -> None:
    """Its id is spent, so the item's next one is taken, by every syncd alike."""
    first = it.make()
    stage.human.delete(first.ref.key)
    second = it.again().carry_out(it.drafted())
    assert not second.existed
    assert second.ticket.ref.id != first.ref.id
    third = it.again().carry_out(it.drafted())
    assert (third.existed, third.ticket.ref) == (True, second.ticket.ref)
    assert len(stage.keys()) == 1


@pytest.mark.parametrize("act", ["purge", "delete"])
def test_an_id_is_never_asked_for_in_vain(it: Opened, stage: LinearStage, act: str) -> None:
    """After so many tickets of one item were deleted, a human has to look."""
    human = stage.simulator.human("li@acme.com")
    for _ in range(4):
        getattr(human, act)(it.again().make().ref.key)
    (result,) = it.again().tracker.apply([it.drafted()])
    assert isinstance(result, RejectedError)
    assert "deleted 4 times" in str(result)


def test_a_limit_makes_nothing(it: Opened, stage: LinearStage) -> None:
    """RATELIMITED under HTTP 400 or 200 lets the account rest, for a minute if nothing is said."""
    it.make(1)
    stage.simulator.faults.add("mutation .*", "ratelimited", times=None)
    (result,) = it.again().tracker.apply([it.drafted(2)])
    assert isinstance(result, LimitedError)
    assert result.retry_after == 60
    assert len(stage.keys()) == 1


def test_an_error_of_linear_s_own(it: Opened, stage: LinearStage) -> None:
    """An internal error that comes with HTTP 200 is tried again, not taken for a refusal."""
    stage.simulator.faults.add("mutation issueBatchCreate", "internal-error")
    assert isinstance(it.tracker.apply([it.drafted()])[0], Applied)
    stage.simulator.faults.add("mutation issueBatchCreate", "internal-error", times=None)
    assert isinstance(it.tracker.apply([it.drafted(2)])[0], AgainError)
