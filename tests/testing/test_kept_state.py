"""What it costs that a silent edit is told by a comment, where a tracker has no other place."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.stages import stage
from syncd.model import AddComment, Base, State, TicketEdit
from syncd.testing.conformance import Stage
from syncd.testing.conformance.opened import NOW, Opened, settings_of

COMMENT = {
    "github": "/repos/acme/pay/issues/comments/{id}",
    "jira-dc": "/rest/api/2/issue/{ticket}/comment/{id}",
    "asana": "/api/1.0/stories/{id}",
}
VERBS = {"github": "PATCH", "jira-dc": "PUT", "asana": "PUT"}


def _said(it: Opened) -> TicketEdit:
    """An edit without a word that is to be told by a comment of syncd's."""
    ticket = it.again().read(it.make().ref.key)
    state = State(ticket.ref.id, Base(), written=NOW)
    it.again().carry_out(AddComment(ticket, "A reminder.", "due/1", NOW, state=state))
    (comment,) = it.again().read(ticket.ref.key).comments
    labels = frozenset({it.settings.labels.overdue})
    return TicketEdit(add_labels=labels, state=replace(state, pushed=1), state_in=comment.id)


def _edited(it: Opened, edit: TicketEdit) -> Sequence[str]:
    """What an edit of the only ticket asks for, without queries."""
    (key,) = it.stage.keys()
    ticket, again = it.again().read(key), it.again()
    again.stage.clear_log()
    applied = again.carry_out(it.edit(ticket, edit))
    assert edit.add_labels <= applied.ticket.labels
    return [re.sub(r"\?.*", "", line) for line in it.stage.log]


def _bodies(on: Stage, key: str) -> Sequence[str]:
    """The comments on a ticket, as the tracker holds them."""
    comments = on.whole(key)["comments"]
    assert isinstance(comments, list)
    return [str(each) for each in comments]


@pytest.mark.parametrize("name", sorted(COMMENT))
def test_it_takes_two_requests(name: str, tmp_path: Path) -> None:
    """The comment is read again and written, after everything else; without it nothing more."""
    with stage(name) as on:
        it = Opened(on, settings_of(on, tmp_path))
        edit = _said(it)
        (key,) = on.keys()
        alone = _edited(it, replace(edit, state_in=None))
        it.stage.human.unlabel(key, it.settings.labels.overdue)
        ticket = it.again().read(key)
        assert ticket.comments[0].state == replace(edit.state or State(""), pushed=0)
        path = COMMENT[name].format(id=edit.state_in, ticket=ticket.ref.id)
        told = _edited(it, edit)
        assert told[-2:] == [f"GET {path}", f"{VERBS[name]} {path}"]
        assert len(told) == len(alone) + 2
        assert it.again().read(key).comments[0].state == edit.state


@pytest.mark.parametrize("name", sorted(COMMENT))
@pytest.mark.parametrize("fails", ["GET", "write"])
def test_what_fails_then_does_not_undo_the_edit(name: str, fails: str, tmp_path: Path) -> None:
    """The edit is done when its comment cannot be read or written: that is only not told."""
    with stage(name) as on:
        it = Opened(on, settings_of(on, tmp_path))
        edit = _said(it)
        (key,) = on.keys()
        verb = "GET" if fails == "GET" else VERBS[name]
        path = COMMENT[name].format(id=edit.state_in, ticket=it.again().read(key).ref.id)
        on.simulator.faults.add(re.escape(f"{verb} {path}"), "503", 50)  # type: ignore[attr-defined]
        _edited(it, edit)
        on.simulator.faults.clear()  # type: ignore[attr-defined]
        now = it.again().read(key)
        assert edit.add_labels <= now.labels
        assert now.comments[0].state == replace(edit.state or State(""), pushed=0)


@pytest.mark.parametrize(("name", "who"), [("github", "li"), ("jira-dc", "li@acme.com")])
def test_what_others_wrote_into_it_stays(name: str, who: str, tmp_path: Path) -> None:
    """Whoever may edit syncd's comment, and did so meanwhile, keeps every letter."""
    with stage(name) as on:
        it = Opened(on, settings_of(on, tmp_path))
        edit = _said(it)
        (key,) = on.keys()
        (body,) = _bodies(on, key)
        marked = body.replace("A reminder.", "A reminder. (Done, *see* @above.)\n\n\nYours")
        human = on.simulator.human(who)  # type: ignore[attr-defined]
        human.edit_comment(int(edit.state_in or 0), marked)
        _edited(it, edit)
        (after,) = _bodies(on, key)
        assert after != marked
        assert after.rpartition("\n\n")[0] == marked.rpartition("\n\n")[0]
