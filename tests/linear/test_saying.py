"""Comments are said once, and the note is one."""

from typing import Any

from syncd.model import NOTE, AddComment, Status, TicketEdit, WriteNote
from syncd.ports import (
    Applied,
)
from syncd.testing.conformance.opened import NOW, Opened
from syncd.testing.exchange import Request
from tests.linear.stage import LinearStage, costs


def edited(it: Opened, key: str, **edit: Any) -> Applied:
    """One edit of a ticket as it is now."""
    return it.carry_out(it.edit(it.again().read(key), TicketEdit(**edit)))


def test_comments_and_notes_go_with_the_rest(it: Opened, stage: LinearStage) -> None:
    """Whatever is said on many issues is one request."""
    made = it.make_several(10)
    stage.clear_log()
    actions = [
        action
        for ticket in made
        for action in (
            AddComment(ticket, "A reminder.", "overdue/1", NOW),
            WriteNote(ticket, "Nobody owns this.", NOW, None),
        )
    ]
    assert all(isinstance(result, Applied) for result in it.tracker.apply(actions))
    assert costs(stage) == (1, 1)
    assert len(stage.simulator.state().comments) == 20


def test_a_comment_is_said_once(it: Opened, stage: LinearStage) -> None:
    """Whoever says it again finds that it was said, and sees all that was said."""
    ticket = it.make()
    it.carry_out(AddComment(ticket, "A reminder.", "overdue/1", NOW))
    stage.human.comment(ticket.ref.key, "Thank you.")
    again = it.again().carry_out(AddComment(ticket, "A reminder.", "overdue/1", NOW))
    assert [said.record for said in again.ticket.comments] == ["overdue/1", None]
    assert len(stage.simulator.state().comments) == 2


def test_a_note_that_was_not_seen_is_edited(it: Opened, stage: LinearStage) -> None:
    """Two syncds that each write the note leave one."""
    ticket = it.make()
    it.carry_out(WriteNote(ticket, "Nobody owns this.", NOW, None))
    it.again().carry_out(WriteNote(ticket, "All is well.", NOW, None))
    (said,) = stage.simulator.state().comments
    assert said.body.startswith("All is well.")


def test_a_note_that_was_deleted_is_made_anew(it: Opened, stage: LinearStage) -> None:
    """Its id is spent, so it gets the next one, and is known by it."""
    ticket = it.make()
    noted = it.carry_out(WriteNote(ticket, "Nobody owns this.", NOW, None)).ticket
    assert noted.note is not None
    stage.simulator.human("li@acme.com").delete_comment(noted.note.id)
    again = it.again().carry_out(WriteNote(noted, "Still nobody.", NOW, None)).ticket
    assert again.note is not None
    assert again.note.id != noted.note.id
    now = it.again().read(ticket.ref.key)
    assert [(said.record, said.text) for said in now.comments] == [(NOTE, "Still nobody.")]


def test_a_reason_is_a_comment(it: Opened, stage: LinearStage) -> None:
    """Why a ticket was dropped can be read on it, once."""
    key = it.make().ref.key
    for _ in range(2):
        edited(it, key, status=Status.DROPPED, reason="It is being replaced.")
        stage.human.reopen(key)
    (said,) = it.again().read(key).comments
    assert said.text == "Reason: It is being replaced."


def test_nobody_is_subscribed_by_a_comment(it: Opened, stage: LinearStage) -> None:
    """syncd's own account does not become a watcher of everything it speaks on."""
    seen: list[Any] = []

    def look(request: Request) -> None:
        seen.append(request.json["variables"]["m0_input"]["doNotSubscribeToIssue"])

    ticket = it.make()
    stage.simulator.before(look, "mutation commentCreate")
    it.carry_out(AddComment(ticket, "A reminder.", "overdue/1", NOW))
    assert seen == [True]
