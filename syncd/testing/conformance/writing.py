"""Writing: what was asked for is there afterwards, and everything else is as it was."""

from dataclasses import replace
from datetime import date

import pytest

from syncd.model import NOTE, AddComment, State, Status, TicketEdit, WriteNote
from syncd.ports import Applied, Known, StaleError
from syncd.testing.conformance.opened import DUE, NOW, URL, Opened
from syncd.testing.conformance.reading import Fixtures

_LATER = date(2026, 4, 1)


class Writing(Fixtures):
    """How a tracker is written to."""

    def test_what_a_ticket_costs(self, it: Opened) -> None:
        """A ticket with everything on it takes as few requests as its tracker allows."""
        it.make(1)  # what a tracker is asked only once, such as the ids of labels
        it.stage.clear_log()
        it.make(2)
        if it.tracker.capabilities.is_remote:
            assert len(it.stage.log) <= it.stage.creates

    def test_a_wish_reads_back_as_it_was_normalized(self, it: Opened) -> None:
        """Whatever the wish, the ticket says what `normalize` foretold, and doing it twice too."""
        for n, title in enumerate(["  Two   blanks ", "x" * 400, "Ünïcödé | pipes <b>&amp;"], 1):
            wish = it.drafted(n, title)
            wanted = it.tracker.normalize(wish.draft.wanted)
            assert it.tracker.normalize(wanted) == wanted
            ticket = it.read(it.carry_out(wish).ticket.ref.key)
            assert ticket.title == wanted.title
            assert wanted.labels <= ticket.labels

    def test_other_people_s_things_stay(self, it: Opened) -> None:
        """Editing everything that syncd edits leaves every other label and all other text."""
        key = it.make().ref.key
        human = it.stage.human
        human.label(key, "ours")
        human.write(key, "A paragraph by a human.\n\n| a | b |\n| - | - |\n| ünï | 1 |")
        human.comment(key, "A comment by a human.")
        before, ticket = it.stage.whole(key), it.again().read(key)
        labels = it.settings.labels
        edit = TicketEdit(
            title="A new title",
            due=_LATER,
            back_link=f"{URL}?moved",
            add_labels=frozenset({labels.overdue}),
            remove_labels=frozenset({f"{labels.priority}P1"}),
        )
        applied = it.again().carry_out(it.edit(ticket, edit))
        after, now = it.stage.whole(key), it.again().read(key)
        assert (now.title, now.due, now.back_link) == ("A new title", _LATER, f"{URL}?moved")
        assert now.labels == (ticket.labels | edit.add_labels) - edit.remove_labels
        assert now.identity is not None
        assert [said.text for said in now.comments] == [said.text for said in ticket.comments]
        assert (applied.ticket.title, applied.ticket.due) == (now.title, now.due)
        assert applied.ticket.labels == now.labels
        assert _untouched(after, key) == _untouched(before, key)
        assert "A paragraph by a human.\n\n| a | b |\n| - | - |\n| ünï | 1 |" in str(
            after["text"]
        ).replace("\r\n", "\n")

    def test_an_edit_that_changes_nothing(self, it: Opened) -> None:
        """Asking for what is there already leaves the ticket as it is."""
        ticket = it.again().read(it.make().ref.key)
        before = it.stage.whole(ticket.ref.key)
        edit = TicketEdit(due=ticket.due, add_labels=ticket.labels, state=ticket.state)
        it.again().carry_out(it.edit(ticket, edit))
        assert _untouched(it.stage.whole(ticket.ref.key), "") == _untouched(before, "")

    def test_a_stale_edit_of_text(self, it: Opened) -> None:
        """A text that a human edited since it was read is left alone."""
        ticket = it.again().read(it.make().ref.key)
        it.stage.pass_time(5)
        it.stage.human.write(ticket.ref.key, "Meanwhile, a human wrote this.")
        before = it.stage.whole(ticket.ref.key)
        try:
            it.again().carry_out(it.edit(ticket, TicketEdit(due=_LATER, back_link=f"{URL}?x")))
        except StaleError:
            assert it.stage.whole(ticket.ref.key) == before
        else:  # where neither of them is part of the text, there is nothing to be overwritten
            after = it.stage.whole(ticket.ref.key)
            assert "Meanwhile, a human wrote this." in str(after["text"])

    def test_another_owner(self, it: Opened) -> None:
        """The owner that is wished for is the owner afterwards, and the only one of syncd's."""
        ticket = it.again().read(it.make().ref.key)
        _, other = list(it.stage.accounts.items())[1]
        account = it.tracker.normalize(replace(it.drafted().draft.wanted, assignee=other)).assignee
        applied = it.again().carry_out(it.edit(ticket, TicketEdit(assignee=other)))
        now = it.again().read(ticket.ref.key)
        assert (now.account or now.assignee) == account
        assert not applied.dropped

    def test_a_ticket_made_by_hand_is_adopted(self, it: Opened) -> None:
        """Adoption adds marker, labels and back-link, and leaves what the human wrote."""
        key = it.stage.human.create("Made by hand", "Text of a human.\n\nMore of it.", ["ours"])
        ticket = it.again().get(key)
        draft = it.drafted(7).draft
        edit = TicketEdit(
            due=DUE,
            back_link=URL,
            identity=draft.identity,
            add_labels=draft.wanted.labels,
            state=State(getattr(ticket, "ref").id, draft.base, written=NOW),  # noqa: B009
        )
        it.carry_out(it.edit(ticket, edit))  # type: ignore[arg-type]
        now, whole = it.again().read(key), it.stage.whole(key)
        assert now.identity is not None
        assert now.identity.item == "PM-2026-0051-07"
        assert (now.title, now.due, now.back_link) == ("Made by hand", DUE, URL)
        assert draft.wanted.labels | {"ours"} == now.labels
        text = str(whole["text"]).replace("\r\n", "\n")
        assert text.startswith("Text of a human.\n\nMore of it.")

    def test_made_twice(self, it: Opened) -> None:
        """A ticket whose making is repeated is found by its marker, and there is one."""
        made = it.make()
        if it.tracker.capabilities.creates_once:
            again = it.again().carry_out(it.drafted())
            assert isinstance(again, Applied)
            assert again.existed
            assert again.ticket.ref == made.ref
        found = it.again().tracker.find(it.stage.project, "PM-2026-0051-01", within=600)
        assert [ticket.ref for ticket in found] == [made.ref]
        assert it.again().tracker.find(it.stage.project, "PM-2026-0051-02", within=600) == []
        assert len(it.stage.keys()) == 1

    def test_a_comment_is_its_own_record(self, it: Opened) -> None:
        """A comment of syncd's reads as it was written, and is known again by its record."""
        ticket = it.again().read(it.make().ref.key)
        text = "@somebody: overdue since 2026-03-09.\n\nReply `/syncd help` for the ways out."
        applied = it.again().carry_out(AddComment(ticket, text, "overdue/2026-03-10", NOW))
        it.stage.human.comment(ticket.ref.key, "Thank you.")
        said = it.again().read(ticket.ref.key).comments
        assert [comment.record for comment in said] == ["overdue/2026-03-10", None]
        assert said[0].text.strip() == text
        assert [comment.record for comment in applied.ticket.comments] == ["overdue/2026-03-10"]

    def test_there_is_one_note(self, it: Opened) -> None:
        """syncd's note is made once, then edited in place; its state can be read again."""
        ticket = it.again().read(it.make().ref.key)
        state = State(ticket.ref.id, it.drafted().draft.base, written=NOW)
        first = it.again().carry_out(WriteNote(ticket, "Nobody owns this.", NOW, state)).ticket
        second = it.again().carry_out(WriteNote(first, "All is well.", NOW, state)).ticket
        now = it.again().read(ticket.ref.key)
        assert [(said.record, said.text.strip()) for said in now.comments] == [
            (NOTE, "All is well.")
        ]
        assert second.note is not None
        if not it.tracker.capabilities.keeps_state:
            assert now.note is not None
            assert now.note.state == state

    def test_a_quoted_record_is_no_record(self, it: Opened) -> None:
        """What a human copies from syncd's comment does not count as said by syncd."""
        ticket = it.again().read(it.make().ref.key)
        it.again().carry_out(AddComment(ticket, "A reminder.", "overdue/2026-03-10", NOW))
        comments = it.stage.whole(ticket.ref.key)["comments"]
        assert isinstance(comments, list)
        it.stage.human.comment(ticket.ref.key, str(comments[0]))
        said = it.again().read(ticket.ref.key).comments
        assert [comment.record for comment in said] == ["overdue/2026-03-10", None]

    def test_closing_on_a_human_s_word(self, it: Opened) -> None:
        """A ticket is dropped, or done, when a human said so; a reason does no harm."""
        able = it.tracker.capabilities.statuses
        for n, status in enumerate((Status.DONE, Status.DROPPED), 1):
            if status not in able:
                continue
            ticket = it.again().read(it.make(n).ref.key)
            edit = TicketEdit(status=status, reason="Accepted risk: it is being replaced.")
            it.again().carry_out(it.edit(ticket, edit))
            assert it.again().read(ticket.ref.key).status is status

    def test_the_statuses_that_can_be_told_apart(self, it: Opened) -> None:
        """What people do to a ticket's status reads as the capabilities say."""
        human, able = it.stage.human, it.tracker.capabilities.statuses
        key = it.make().ref.key
        for act, status in (
            ("start", Status.IN_PROGRESS),
            ("close", Status.DONE),
            ("reopen", Status.OPEN),
            ("drop", Status.DROPPED),
        ):
            if act in it.stage.cannot:
                continue
            getattr(human, act)(key)
            shown = it.again().read(key).status
            if status in able:
                assert shown is status or (act == "reopen" and shown.is_open)
            else:
                assert shown.is_open is status.is_open

    def test_several_changes_at_once(self, it: Opened) -> None:
        """One change that fails never stops the next, and each has its own result."""
        first, second = it.make_several(2)
        known = it.again().scanned()[0]
        ours = [known[first.ref.key], known[second.ref.key]]
        if "delete" in it.stage.cannot:
            pytest.skip(it.stage.cannot["delete"])
        it.stage.human.delete(first.ref.key)
        edits = [it.edit(ticket, TicketEdit(due=_LATER)) for ticket in ours]
        results = it.again().tracker.apply(edits)
        assert [isinstance(result, Applied) for result in results] == [False, True]
        assert it.again().read(second.ref.key).due == _LATER

    def test_a_clone_can_be_told_or_is_another_s(self, it: Opened) -> None:
        """A copy of a ticket shows the marker it copied, if any, and never changes the original."""
        made = it.make()
        if "clone" in it.stage.cannot:
            pytest.skip(it.stage.cannot["clone"])
        copy = it.stage.human.clone(made.ref.key)
        found, _ = it.again().scanned(Known())
        assert found[made.ref.key].identity is not None
        clone = found.get(copy)
        if clone is not None and clone.state is not None:
            assert clone.state.ticket == made.ref.id


def _untouched(whole: dict[str, object] | object, _key: str) -> object:
    """What syncd has no business with: everything but its own fields and what follows them."""
    kept = dict(whole) if isinstance(whole, dict) else {}
    for ours in ("text", "title", "due", "labels", "updated", "markers", "links", "priority"):
        kept.pop(ours, None)
    return kept
