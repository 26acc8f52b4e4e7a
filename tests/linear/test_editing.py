"""Edits cost little, overwrite nobody's work, and each has its own result."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from syncd.model import Priority, State, Status, TicketEdit, WriteNote
from syncd.ports import (
    Applied,
    GoneError,
    PortError,
    StaleError,
)
from syncd.testing.conformance.opened import NOW, URL, Opened
from tests.linear.stage import LinearStage, costs

LATER = date(2026, 4, 1)


def titles(stage: LinearStage) -> list[str]:
    """The titles of all issues, the first made first."""
    return [ticket.title for ticket in stage.simulator.state().tickets]


def edited(it: Opened, key: str, **edit: Any) -> Applied:
    """One edit of a ticket as it is now."""
    return it.carry_out(it.edit(it.again().read(key), TicketEdit(**edit)))


def test_many_edits_are_two_requests(it: Opened, stage: LinearStage) -> None:
    """What would be overwritten is read again at once, and everything is written at once."""
    it.make_several(25)
    found = it.again().scanned()[0]
    stage.clear_log()
    edits = [it.edit(ticket, TicketEdit(due=LATER)) for ticket in found.values()]
    results = it.tracker.apply(edits)
    assert all(isinstance(result, Applied) for result in results)
    assert costs(stage) == (2, 1)
    assert {ticket.due for ticket in stage.simulator.state().tickets} == {"2026-04-01"}


def test_labels_alone_need_no_second_look(it: Opened, stage: LinearStage) -> None:
    """What overwrites nobody's work is one request."""
    ticket = it.again().read(it.make().ref.key)
    label = it.settings.labels.overdue
    it.carry_out(it.edit(ticket, TicketEdit(add_labels=frozenset({label}))))
    stage.clear_log()
    it.carry_out(it.edit(ticket, TicketEdit(remove_labels=frozenset({label}))))
    assert costs(stage) == (1, 1)


def test_one_edit_that_is_refused_stops_no_other(it: Opened, stage: LinearStage) -> None:
    """Linear stops at the first mutation that fails; the others are asked for again."""
    made = it.make_several(4)
    found = it.again().scanned()[0]
    edits = [
        it.edit(found[ticket.ref.key], TicketEdit(title=f"Title {n}"))
        for n, ticket in enumerate(made)
    ]
    edits[1] = replace(edits[1], edit=replace(edits[1].edit, title=""))
    results = it.tracker.apply(edits)
    assert [isinstance(result, Applied) for result in results] == [True, False, True, True]
    assert sorted(titles(stage)) == sorted(
        ["Title 0", made[1].title, "Title 2", "Title 3"],
    )


@pytest.mark.parametrize(
    ("act", "edit"),
    [
        (lambda human, key: human.edit(key, title="A human's"), {"title": "Ours"}),
        (lambda human, key: human.edit(key, due="2026-05-05"), {"due": LATER}),
        (lambda human, key: human.close(key), {"status": Status.DROPPED}),
        (lambda human, key: human.assign(key, "li@acme.com"), {"assignee": "omar@acme.com"}),
    ],
)
def test_what_a_human_did_meanwhile_stays(
    it: Opened, stage: LinearStage, act: Any, edit: dict[str, Any]
) -> None:
    """An edit of a part that somebody changed since it was read is not made."""
    ticket = it.again().read(it.make().ref.key)
    act(stage.simulator.human("li@acme.com"), ticket.ref.key)
    before = stage.whole(ticket.ref.key)
    (result,) = it.again().tracker.apply([it.edit(ticket, TicketEdit(**edit))])
    assert isinstance(result, StaleError)
    assert stage.whole(ticket.ref.key) == before


def test_other_changes_meanwhile_do_no_harm(it: Opened, stage: LinearStage) -> None:
    """A human's text and labels are none of an edit's business, and stay."""
    ticket = it.again().read(it.make().ref.key)
    stage.human.write(ticket.ref.key, "Meanwhile.")
    stage.human.label(ticket.ref.key, "ours")
    text = stage.whole(ticket.ref.key)["text"]
    applied = it.again().carry_out(it.edit(ticket, TicketEdit(due=LATER)))
    assert "ours" in applied.ticket.labels
    assert stage.whole(ticket.ref.key)["text"] == text


@pytest.mark.parametrize("act", ["delete", "purge"])
@pytest.mark.parametrize(
    "edit", [{"due": LATER}, {"add_labels": frozenset({"syncd/overdue"})}], ids=["due", "label"]
)
def test_an_issue_that_is_gone(
    it: Opened, stage: LinearStage, act: str, edit: dict[str, Any]
) -> None:
    """A change of a deleted issue says that it is gone, so that it is looked for."""
    ticket = it.again().read(it.make().ref.key)
    getattr(stage.simulator.human("li@acme.com"), act)(ticket.ref.key)
    (result,) = it.again().tracker.apply([it.edit(ticket, TicketEdit(**edit))])
    assert isinstance(result, GoneError)


def test_an_issue_that_moved(it: Opened, stage: LinearStage) -> None:
    """A change of an issue that is in another team now is not made by the wrong team's ids."""
    ticket = it.again().read(it.make().ref.key)
    there = stage.human.move(ticket.ref.key, "OPS")
    (result,) = it.again().tracker.apply([it.edit(ticket, TicketEdit(due=LATER))])
    assert isinstance(result, GoneError)
    assert there in str(result)


def test_a_back_link_that_moves(it: Opened, stage: LinearStage) -> None:
    """The link is replaced, the description follows, and nothing else of it changes."""
    key = it.make().ref.key
    stage.human.write(key, f"See {URL} for more.")
    moved = "https://git.test/acme/post-mortems/2026/outage.md"
    applied = edited(it, key, back_link=moved)
    whole = stage.whole(key)
    assert applied.ticket.back_link == moved
    assert whole["links"] == [f"{moved}#syncd=PM-2026-0051-01"]
    assert str(whole["text"]).startswith(f"See {URL} for more.")
    assert f"({moved}#syncd=PM-2026-0051-01)" in str(whole["text"])
    now = it.again().read(key)
    assert (now.back_link, now.state) == (moved, applied.ticket.state)


@pytest.mark.parametrize("note", [False, True])
def test_a_back_link_that_a_human_wrote(it: Opened, stage: LinearStage, note: bool) -> None:
    """It stays as it is, and what syncd remembers goes on living in it."""
    made = it.make()
    theirs = "https://wiki.test/outage"
    human = stage.simulator.human("li@acme.com")
    human.change_link(made.ref.key, f"{URL}#syncd=PM-2026-0051-01", theirs)
    ticket = it.again().read(made.ref.key)
    assert (ticket.back_link, ticket.state) == (theirs, made.state)
    state = State(ticket.ref.id, replace(it.drafted().draft.base, due=LATER), written=NOW)
    edit = it.edit(ticket, TicketEdit(state=state))
    applied = it.carry_out(WriteNote(ticket, "Note.", NOW, state) if note else edit)
    assert (applied.ticket.back_link, applied.ticket.state) == (theirs, state)
    assert stage.whole(made.ref.key)["links"] == [theirs]


def test_a_clone_that_is_adopted(it: Opened, stage: LinearStage) -> None:
    """The copied link makes way for the clone's own; the original keeps its own."""
    made = it.make()
    copy = stage.human.clone(made.ref.key)
    draft = it.drafted(2).draft
    state = State(it.again().read(copy).ref.id, draft.base, written=NOW)
    applied = edited(it, copy, identity=draft.identity, state=state)
    assert applied.ticket.identity == replace(draft.identity, base=None)
    assert stage.whole(copy)["links"] == [f"{URL}#syncd=PM-2026-0051-02"]
    assert stage.whole(made.ref.key)["links"] == [f"{URL}#syncd=PM-2026-0051-01"]
    assert it.again().read(made.ref.key).identity == made.identity


def test_a_priority_is_linear_s_own_and_a_label(it: Opened, stage: LinearStage) -> None:
    """Both say the same after syncd set it; taking the label away takes the field along."""
    key = it.make().ref.key
    assert stage.whole(key)["priority"] == "High"
    edited(it, key, priority=Priority.P3, remove_labels=frozenset({"priority/P1"}))
    assert stage.whole(key)["priority"] == "Low"
    assert "priority/P3" in str(stage.whole(key)["labels"])
    edited(it, key, remove_labels=frozenset({"priority/P3"}))
    assert stage.whole(key)["priority"] is None


def test_a_label_that_cannot_be_made_is_dropped(it: Opened, stage: LinearStage) -> None:
    """The rest of the edit is made, and the label is named."""
    ticket = it.again().read(it.make().ref.key)
    stage.simulator.world.label_rights = set()
    label = it.settings.labels.overdue
    edit = TicketEdit(due=LATER, add_labels=frozenset({label}))
    applied = it.again().carry_out(it.edit(ticket, edit))
    assert (applied.dropped, applied.ticket.due) == ([label], LATER)


def test_an_edit_whose_answer_is_lost(it: Opened, stage: LinearStage) -> None:
    """It is sent again, and says the same."""
    ticket = it.again().read(it.make().ref.key)
    stage.simulator.faults.add("mutation issueUpdate", "lose-answer")
    state = State(ticket.ref.id, replace(it.drafted().draft.base, due=LATER), written=NOW)
    applied = it.carry_out(it.edit(ticket, TicketEdit(due=LATER, state=state)))
    assert (applied.ticket.due, applied.ticket.state) == (LATER, state)


def test_a_token_that_may_only_read(it: Opened, stage: LinearStage) -> None:
    """Writes are denied in Linear's words, with the way out; nothing shows the token."""
    it.make()
    token = stage.environ["SYNCD_TRACKERS__IT__TOKEN"]
    stage.simulator.read_only_tokens.add(token)
    (result,) = it.again().tracker.apply([it.drafted(2)])
    assert isinstance(result, PortError)
    assert "Forbidden" in str(result)
    assert "syncd doctor" in str(result)
    assert token not in f"{result!r}"
