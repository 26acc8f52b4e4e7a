"""Commands on paper: obeyed once, whatever happens between a pass and the next."""

import copy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import Ticket
from syncd.model.handled import KEPT, LONGEST_ANSWER
from tests.policy.company import FORGETFUL, NOW, TERMS, Company, row

COMMANDS = [
    "/syncd take",
    "/syncd due 2026-05-01 waiting",
    "/syncd due 2026-04-15 sooner",
    "/syncd snooze 14d on leave",
    "/syncd priority P1 it came back",
    "/syncd accept-risk costs more",
    "/syncd accept-risk until 2027-01-01 costs more",
    "/syncd duplicate-of pm-02",
    "/syncd duplicate-of nothing",
    "/syncd tkae",
    "/syncd help",
]
SAID = st.lists(st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=3), min_size=1, max_size=4)
FORMS = pytest.mark.parametrize("keeps_state", [True, False], ids=["state", "note"])


def company(*, keeps_state: bool) -> Company:
    """Two items with tickets."""
    made = Company(
        documents={"pm.md": [row(f"a{n}", owner="ben@acme.com", impact=2, effort=2) for n in "12"]},
        terms=TERMS if keeps_state else FORGETFUL,
    )
    made.reconcile()
    return made


def answers(made: Company, key: str = "PAY-1") -> list[str]:
    """What the note answers."""
    note = made.tickets[key].note
    lines = note.text.partition("Answers:\n")[2].partition("\n\n")[0] if note else ""
    return lines.splitlines()


def shown(made: Company, key: str = "PAY-1") -> Ticket:
    """A ticket without what counts writes, and without when somebody moved it on last.

    A state in a note may be lost between a ticket's edit and the note: then that edit, which a
    human commanded, counts as the human's own.
    """
    ticket = made.tickets[key]
    comments = (
        replace(each, at=NOW, state=replace(each.state, progress=None, written=None))
        if each.state
        else each
        for each in ticket.comments
    )
    return replace(ticket, revision="", comments=tuple(comments))


@given(said=SAID, steps=st.integers(0, 8), forget=st.booleans(), keeps_state=st.booleans())
def test_stopped_anywhere(
    said: list[list[str]], steps: int, forget: bool, keeps_state: bool
) -> None:
    """A pass that was stopped after any step is finished by the next, with the same answers."""
    stopped = company(keeps_state=keeps_state)
    for each in said:
        stopped.hear("PAY-1", "\n".join(each))
    straight = copy.deepcopy(stopped)
    straight.reconcile()
    stopped.reconcile(crash_after=steps)
    if forget:
        stopped.remembered.clear()
    stopped.reconcile()
    assert stopped.reconcile() == []
    assert answers(stopped) == answers(straight)
    assert stopped.documents["pm.md"][0].item == straight.documents["pm.md"][0].item
    assert shown(stopped) == shown(straight)


@FORMS
def test_what_is_forgotten_is_not_obeyed_again(keeps_state: bool) -> None:
    """However many commands there were, one pass after the other, each is obeyed once."""
    made = company(keeps_state=keeps_state)
    for n in range(KEPT + 5):
        made.hear("PAY-1", f"/syncd due 2026-05-{n + 1:02} and so on")
        made.reconcile()
        assert str(made.tickets["PAY-1"].due) == f"2026-05-{n + 1:02}"
        assert made.reconcile() == []
    made.remembered.clear()
    assert made.reconcile() == []


@FORMS
@pytest.mark.parametrize("count", [1, 20])
def test_a_long_answer_is_written_once(keeps_state: bool, count: int) -> None:
    """What has no room is cut before it is written, so that it reads back as what was meant."""
    made = company(keeps_state=keeps_state)
    for _ in range(count):
        made.hear("PAY-1", "\n".join(["/syncd due 2026-13-01 ü"] * 30), "Zoë Ångström")
    made.reconcile()
    assert all(len(each) <= LONGEST_ANSWER + len("- ") for each in answers(made))
    assert made.reconcile() == []


def test_whoever_could_not_be_asked_about_waits() -> None:
    """A command whose author may not be known yet stays; others are obeyed, and it is later."""
    made = company(keeps_state=True)
    made.hear("PAY-1", "/syncd due 2026-05-01 waiting", "ben@acme.com")
    made.hear("PAY-1", "/syncd priority P1 it came back")
    known = made.terms
    made.terms = replace(known, rights={k: v for k, v in known.rights.items() if "ben" not in k[1]})
    made.reconcile()
    assert [each.partition(": ")[2] for each in answers(made)] == ["P1 now."]
    assert made.reconcile() == []
    made.terms = known
    made.reconcile()
    assert str(made.tickets["PAY-1"].due) == "2026-05-01"
    assert len(answers(made)) == 2


def test_a_command_never_counts_as_progress_of_syncd() -> None:
    """What a command changed is syncd's edit; that somebody spoke is the progress."""
    made = company(keeps_state=True)
    made.hear("PAY-1", "/syncd due 2026-05-01 waiting")
    made.reconcile()
    state = made.tickets["PAY-1"].state
    assert state
    assert state.progress is None
