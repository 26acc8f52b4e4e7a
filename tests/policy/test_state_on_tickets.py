"""Where only what syncd says can hold the state of a ticket: what goes where, and when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from syncd.model import NOTE, AddComment, Comment, EditTicket, Plan, State, WriteNote
from tests.policy.nudge_cases import FAR, NOW, OWNER, Case, check_in, day
from tests.policy.test_nudges import company_of

SILENT = Case("nothing to say", heard=1)
ASKED = Case("a reminder is due", heard=7)
NOTED = Comment(NOW, "syncd", "All is well.", "the note", NOTE)


def planned(
    case: Case, *, keeps_none: bool = True, edited: bool = True, comments: Sequence[Comment] = ()
) -> Plan:
    """What is planned for a ticket of which one label is to go, if anything is `edited`."""
    company = company_of(case)
    ticket = company.tickets["PAY-1"]
    labels = ticket.labels | ({"syncd/overdue"} if edited else set())
    ticket = replace(ticket, labels=labels, comments=(*ticket.comments, *comments))
    company.tickets["PAY-1"] = ticket
    if keeps_none:
        company.terms = replace(company.terms, keeps_no_state=frozenset({"files"}))
    ((_, plan),) = company.decide()
    return plan


def edits(plan: Plan) -> list[EditTicket]:
    """The edits of tickets in a plan."""
    return [each.action for each in plan.changes if isinstance(each.action, EditTicket)]


def spoken(plan: Plan) -> list[AddComment]:
    """The comments in a plan."""
    return [each.action for each in plan.changes if isinstance(each.action, AddComment)]


def test_a_reminder_carries_the_state() -> None:
    """It says when syncd wrote, and is what memory holds as well, so that both tell the same."""
    plan = planned(ASKED)
    (said,) = spoken(plan)
    assert said.state is not None
    assert said.state.written == NOW
    assert said.state.base.owner == OWNER
    assert dict(plan.states) == {"pm-01": said.state}


def test_where_tickets_hold_it_a_reminder_carries_nothing() -> None:
    """A tracker with a place of its own for the state gets it there."""
    (said,) = spoken(planned(ASKED, keeps_none=False))
    (edit,) = edits(planned(SILENT, keeps_none=False, comments=[NOTED]))
    assert (said.state, edit.edit.state_in) == (None, None)


def test_a_silent_act_is_told_by_the_next_reminder() -> None:
    """When somebody did something last goes along with what hides the time of it."""
    company = company_of(ASKED)
    at = NOW - (NOW - company.tickets["PAY-1"].comments[0].at) * 2
    ticket = replace(company.tickets["PAY-1"], comments=(), updated=at)
    company.tickets["PAY-1"] = ticket
    company.terms = replace(
        company.terms, keeps_no_state=frozenset({"files"}), keeps_no_times=frozenset()
    )
    ((_, plan),) = company.decide()
    (said,) = spoken(plan)
    assert said.state is not None
    assert said.state.progress == at


@pytest.mark.parametrize(
    ("case", "state_in"),
    [
        (SILENT, None),
        (replace(SILENT, said={check_in(3): 3, check_in(2): 2}), check_in(2)),
        (ASKED, None),
        (replace(ASKED, said={check_in(9): 9}), None),
    ],
)
def test_a_silent_edit_is_told_by_what_was_said(case: Case, state_in: str | None) -> None:
    """By the newest comment, unless what is said now tells it, or nothing ever was."""
    (edit,) = edits(planned(case))
    assert edit.edit.state_in == state_in
    assert edit.edit.state is not None
    assert edit.edit.state.written == NOW


def test_a_silent_edit_is_told_by_the_note() -> None:
    """Where there is one, unless it is rewritten anyway."""
    case = replace(SILENT, said={check_in(1): 0.5})
    before = planned(case, comments=[NOTED])
    (rewritten,) = [each.action for each in before.changes if isinstance(each.action, WriteNote)]
    assert [each.edit.state_in for each in edits(before)] == [None]
    noted = replace(NOTED, text=rewritten.text, state=rewritten.state, at=NOW - timedelta(days=9))
    after = planned(case, comments=[noted])
    assert [each.edit.state_in for each in edits(after)] == ["the note"]
    assert not any(isinstance(each.action, WriteNote) for each in after.changes)


def test_what_people_do_costs_nothing() -> None:
    """A pass that only sees something leaves what it said as it is: memory knows."""
    case = replace(SILENT, said={check_in(3): 3})
    assert edits(planned(case, edited=False)) == []
    company = company_of(case)
    ticket = replace(company.tickets["PAY-1"], assignee="lee@acme.com", due=day(FAR + 9))
    company.tickets["PAY-1"] = ticket
    company.terms = replace(company.terms, keeps_no_state=frozenset({"files"}))
    ((_, plan),) = company.decide()
    ((_, state),) = plan.states
    assert isinstance(state, State)
    assert state.base.owner == "lee@acme.com"
    assert edits(plan) == []
