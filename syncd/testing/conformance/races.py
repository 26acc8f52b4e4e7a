"""Races on this machine, where nothing is in the way of settling them: the first one wins."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from syncd.model import AddComment, TicketEdit, WriteNote
from syncd.ports import Applied, StaleError
from syncd.testing.conformance.opened import NOW, Opened
from syncd.testing.conformance.reading import Fixtures

_LATER = date(2026, 4, 1)


class Races(Fixtures):
    """What happens when somebody else writes at the same time."""

    def local(self, it: Opened) -> None:
        """Skip where an API is in between, since hardly any can compare and swap."""
        if it.tracker.capabilities.is_remote:
            pytest.skip("it is not on this machine: no write can be made to depend on a revision")

    def test_a_human_was_faster(self, it: Opened) -> None:
        """No write passes what somebody changed since it was decided."""
        self.local(it)
        ticket = it.again().read(it.make().ref.key)
        it.stage.human.label(ticket.ref.key, "ours")
        before = it.stage.whole(ticket.ref.key)
        for action in (
            it.edit(ticket, TicketEdit(due=_LATER)),
            AddComment(ticket, "A reminder.", "overdue/2026-03-10", NOW),
            WriteNote(ticket, "Nobody owns this.", NOW),
        ):
            with pytest.raises(StaleError):
                it.again().carry_out(action)
            assert it.stage.whole(ticket.ref.key) == before

    def test_many_make_one_ticket(self, it: Opened) -> None:
        """Several syncd that make the ticket of one item at the same moment make one."""
        self.local(it)
        if not it.tracker.capabilities.creates_once:
            pytest.skip("the capabilities do not promise it")
        crowd = [it.again() for _ in range(8)]
        start = Barrier(len(crowd))
        for number in range(1, 6):

            def make(ours: Opened, number: int = number) -> Applied:
                start.wait()
                return ours.carry_out(it.drafted(number))

            with ThreadPoolExecutor(len(crowd)) as threads:
                made = list(threads.map(make, crowd))
            assert len({applied.ticket.ref for applied in made}) == 1
            assert [applied.existed for applied in made].count(False) == 1
            assert len(it.stage.keys()) == number

    def test_a_comment_is_said_once(self, it: Opened) -> None:
        """A comment that is there already is not said again, whoever said it meanwhile."""
        self.local(it)
        ticket = it.again().read(it.make().ref.key)
        reminder = AddComment(ticket, "A reminder.", "overdue/2026-03-10", NOW)
        it.again().carry_out(reminder)
        before = it.stage.whole(ticket.ref.key)
        again = it.again().carry_out(reminder).ticket
        assert [comment.record for comment in again.comments] == ["overdue/2026-03-10"]
        assert it.stage.whole(ticket.ref.key) == before
