"""Talking: who said what, whom it reaches, and who may tell syncd what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from syncd.model import (
    AddComment,
    Base,
    Comment,
    CreateTicket,
    Handled,
    Mention,
    State,
    Status,
    Ticket,
    TicketEdit,
    WriteNote,
)
from syncd.model.handled import KEPT, LONGEST_ANSWER
from syncd.ports import Right
from syncd.testing.conformance.opened import NOW, URL, Opened
from syncd.testing.conformance.reading import Fixtures
from syncd.testing.conformance.stage import Stage

_HANDLED = (Handled("4711", "put off: „später“ <b>&amp;</b> | `x` -->"), Handled("4712", ""))


class Talking(Fixtures):
    """What is said on a ticket."""

    def test_comments_have_ids_that_stay(self, it: Opened) -> None:
        """Each comment has an id of its own, which nothing that is said or edited later changes."""
        ticket = it.again().read(it.make().ref.key)
        key = ticket.ref.key
        it.stage.human.comment(key, "The same.")
        it.stage.human.comment(key, "The same.")
        ticket = it.again().read(key)
        ticket = it.again().carry_out(AddComment(ticket, "A reminder.", "due/1", NOW)).ticket
        ticket = it.again().carry_out(WriteNote(ticket, "Nobody owns this.", NOW)).ticket
        first = _ids(it.again().read(key).comments)
        assert len(set(first)) == 4
        assert "" not in first
        assert set(_ids(ticket.comments)) <= set(first)
        ticket = it.again().read(key)
        it.again().carry_out(WriteNote(ticket, "All is well.", NOW))
        it.stage.pass_time(60)
        it.stage.human.comment(key, "The same.")
        now = _ids(it.again().read(key).comments)
        assert [each for each in now if each in first] == first
        assert len(set(now)) == 5

    def test_who_said_it(self, it: Opened) -> None:
        """The account of a comment is the one by which its author can be found and assigned."""
        key = it.make().ref.key
        for person, account in it.stage.accounts.items():
            it.stage.speak(key, account, f"I am {person}.")
        said = it.again().read(key).comments
        owner = next(iter(it.stage.accounts))
        assigned = it.again().read(key)
        assert said[0].account == (assigned.account or assigned.assignee)
        for comment, (person, account) in zip(said, it.stage.accounts.items(), strict=True):
            assert comment.account == account
            if it.tracker.capabilities.finds_people:
                assert it.tracker.find_account(it.stage.project, person) in {account, None}
        assert owner in said[0].text

    def test_a_mention_tells_the_person(self, it: Opened) -> None:
        """Whoever is mentioned is told, nobody else is, and the comment is known by its record."""
        ticket = it.again().read(it.make().ref.key)
        (person, account), (other, their) = list(it.stage.accounts.items())[:2]
        text = f"@{person}: overdue.\n\nNot for @{other}, @{their} or x{person}: <b>a & b</b>"
        mentions = (Mention(person, account),)
        action = AddComment(ticket, text, "overdue/1", NOW, mentions)
        applied = it.again().carry_out(action).ticket
        assert it.stage.mentioned(ticket.ref.key) in ([account], None)
        (said,) = it.again().read(ticket.ref.key).comments
        assert said.record == "overdue/1"
        assert said.text.endswith(text[len(person) + 1 :])
        assert [each.text for each in applied.comments] == [said.text]
        if it.stage.mentioned(ticket.ref.key) is None:
            assert said.text == text

    def test_nothing_else_is_a_mention(self, it: Opened) -> None:
        """What looks like a mention, in title, text, comment, note or reason, tells nobody."""
        loud = "; ".join([*_loud(it), *(f"@{each}" for each in it.stage.accounts.values())])
        drafted = it.drafted(2, f"Ask {loud[:100]}")
        draft = replace(drafted.draft, body=f"As {loud} said.\n\n{loud}")
        ticket = it.again().read(it.carry_out(CreateTicket(draft)).ticket.ref.key)
        key = ticket.ref.key
        it.again().carry_out(WriteNote(ticket, f"Note: {loud} `x`\n\n- one\n- [~two]", NOW))
        ticket = it.again().read(key)
        assert ticket.note is not None
        assert ticket.note.text.strip() == f"Note: {loud} `x`\n\n- one\n- [~two]"
        it.again().carry_out(AddComment(ticket, f"_@x_ {loud}", "due/1", NOW))
        ticket = it.again().read(key)
        edit = TicketEdit(status=Status.DONE, reason=f"Done, says {loud}")
        it.again().carry_out(it.edit(ticket, edit))
        assert it.again().read(key).status is Status.DONE
        assert not it.stage.mentioned(key)

    def test_who_may_command(self, it: Opened) -> None:
        """Whoever may edit a ticket is told from whoever may not, and from syncd, in two requests.

        It is known of syncd by the account that its comments have.
        """
        ticket = it.again().read(it.make().ref.key)
        note = it.again().carry_out(WriteNote(ticket, "All is well.", NOW)).ticket.note
        assert note is not None
        asked = dict.fromkeys(it.stage.accounts.values(), Right.WRITE)
        asked |= {note.account: Right.OWN}
        if it.stage.outsider is not None:
            asked |= {it.stage.outsider: Right.READ}
        for account, right in asked.items():
            again = it.again()
            it.stage.clear_log()
            assert again.tracker.right(ticket.ref, account) is right, account
            assert len(it.stage.log) <= 2

    def test_who_is_not_there_may_not_command(self, it: Opened) -> None:
        """Of an account that nobody has, or that is gone, nothing can be told but that it reads."""
        ticket = it.make()
        if it.tracker.capabilities.finds_people:
            assert it.tracker.right(ticket.ref, "") is Right.READ
            assert it.tracker.right(ticket.ref, "no-such-person") is Right.READ

    def test_what_was_handled_is_remembered(self, it: Opened) -> None:
        """Commands that were dealt with are read back, with an edit or with the note."""
        ticket = it.again().read(it.make().ref.key)
        state = State(ticket.ref.id, Base(), written=NOW, handled=_HANDLED)
        if it.tracker.capabilities.keeps_state:
            it.again().carry_out(it.edit(ticket, TicketEdit(state=state)))
            assert _kept(it, ticket) == _HANDLED
            ticket = it.again().read(ticket.ref.key)
        more = (*_HANDLED, Handled("4713", "done"))
        state = replace(state, handled=more)
        it.again().carry_out(WriteNote(ticket, "All is well.", NOW, state))
        assert _kept(it, ticket) == more

    def test_not_too_much_is_remembered(self, it: Opened) -> None:
        """Of many commands with long answers the newest are kept, in the room that there is."""
        ticket = it.again().read(it.make().ref.key)
        handled = tuple(Handled(f"{n:036}", f"{n}: " + "é" * 500) for n in range(KEPT + 5))
        state = State(ticket.ref.id, it.drafted().draft.base, written=NOW, handled=handled)
        it.again().carry_out(WriteNote(ticket, "All is well.", NOW, state))
        kept = _kept(it, ticket)
        assert [each.comment for each in kept] == [each.comment for each in handled[-KEPT:]]
        assert all(len(each.answer) <= LONGEST_ANSWER for each in kept)
        assert all(each.answer.startswith(f"{int(each.comment)}: é") for each in kept)
        ticket, before = it.again().read(ticket.ref.key), it.stage.whole(ticket.ref.key)
        state = replace(state, handled=kept)
        it.again().carry_out(WriteNote(ticket, "All is well.", NOW, state))
        after = it.stage.whole(ticket.ref.key)
        assert after["comments"] == before["comments"]

    def test_what_is_said_keeps_the_state(self, it: Opened) -> None:
        """Where only comments can hold a state they do, and an edit without a word renews it.

        Nobody is told, and people see no difference: words, mentions and links stay.
        """
        ticket = it.again().read(it.make().ref.key)
        key, (person, account) = ticket.ref.key, next(iter(it.stage.accounts.items()))
        text = f"@{person}: see **this**, `a & b` and {URL}.\n\nNot for @nobody at all."
        first = State(ticket.ref.id, it.drafted().draft.base, progress=NOW, written=NOW)
        mentions = (Mention(person, account),)
        it.again().carry_out(AddComment(ticket, text, "due/1", NOW, mentions, first))
        before, told, ticket = it.stage.whole(key), it.stage.mentioned(key), it.again().read(key)
        keeps_state = it.tracker.capabilities.keeps_state
        assert ticket.comments[0].state == (None if keeps_state else first)
        second = replace(first, pushed=2, written=NOW + timedelta(days=1))
        labels = frozenset({it.settings.labels.overdue})
        edit = TicketEdit(add_labels=labels, state=second, state_in=ticket.comments[0].id)
        applied = it.again().carry_out(it.edit(ticket, edit)).ticket
        now = it.again().read(key)
        assert labels <= now.labels
        assert (now.state if keeps_state else now.comments[0].state) == second
        assert [replace(said, state=None) for said in now.comments] == [
            replace(said, state=None) for said in ticket.comments
        ]
        assert [said.state for said in applied.comments] == [said.state for said in now.comments]
        assert _words(it.stage.whole(key)) == _words(before)
        assert it.stage.mentioned(key) == told

    def test_a_comment_that_is_gone_keeps_nothing(self, it: Opened) -> None:
        """Where somebody deleted the comment that was to hold the state, the edit is made still."""
        ticket = it.again().read(it.make().ref.key)
        labels = frozenset({it.settings.labels.overdue})
        state = State(ticket.ref.id, Base(), written=NOW)
        edit = TicketEdit(add_labels=labels, state=state, state_in="99999999")
        applied = it.again().carry_out(it.edit(ticket, edit))
        assert labels <= applied.ticket.labels
        now = it.again().read(ticket.ref.key)
        assert labels <= now.labels
        assert now.comments == ()


def _words(whole: Mapping[str, object]) -> Sequence[str]:
    """The comments as they are stored, each without the record at its end."""
    comments = whole["comments"]
    assert isinstance(comments, list)
    return [str(each).rpartition("\n\n")[0] for each in comments]


def _ids(comments: Sequence[Comment]) -> list[str]:
    return [each.id for each in comments]


def _kept(it: Opened, ticket: Ticket) -> tuple[Handled, ...]:
    now = it.again().read(ticket.ref.key)
    state = now.state
    if not it.tracker.capabilities.keeps_state:
        state = now.note.state if now.note else None
    assert state is not None
    return state.handled


def _loud(it: Opened) -> Sequence[str]:
    """How this tracker itself writes a mention of somebody, taken from one of syncd's."""
    ticket = it.again().read(it.make(1).ref.key)
    person, account = next(iter(it.stage.accounts.items()))
    action = AddComment(ticket, f"({person})", "loud/1", NOW, (Mention(person, account),))
    it.again().carry_out(action)
    return [each.partition("(")[2].rpartition(")")[0] for each in _written(it.stage, ticket)]


def _written(stage: Stage, ticket: Ticket) -> Sequence[str]:
    comments = stage.whole(ticket.ref.key)["comments"]
    assert isinstance(comments, list)
    return [str(each).split("\n\n")[0] for each in comments]
