"""Faults: every failure has its verdict, and none makes a second ticket or loses one."""

import pytest

from syncd.model import AddComment, TicketEdit
from syncd.ports import (
    AgainError,
    Applied,
    Known,
    LimitedError,
    PortError,
    TicketPage,
    UnsureError,
)
from syncd.testing.conformance.opened import NOW, Opened
from syncd.testing.conformance.reading import Fixtures

_ALWAYS = 50


class Faults(Fixtures):
    """What happens when the tracker, or the way to it, fails."""

    def remote(self, it: Opened) -> None:
        """Skip what has to do with a network."""
        if not it.tracker.capabilities.is_remote:
            pytest.skip("it is on this machine: no request can fail")

    def test_a_lost_answer(self, it: Opened) -> None:
        """After a ticket's answer was lost, its marker is found, and there is one ticket."""
        self.remote(it)
        it.stage.fault("lose-answer", "create")
        (result,) = it.tracker.apply([it.drafted()])
        if isinstance(result, Applied):  # made once, whatever was asked: it could be asked again
            assert it.tracker.capabilities.creates_once
        else:
            assert isinstance(result, UnsureError)
        it.stage.pass_time(120)
        found = it.again().tracker.find(it.stage.project, "PM-2026-0051-01", within=600)
        assert len(found) == 1
        assert len(it.stage.keys()) == 1

    def test_a_lost_answer_to_a_comment(self, it: Opened) -> None:
        """After a comment's answer was lost, its record shows whether it was said."""
        self.remote(it)
        ticket = it.again().read(it.make().ref.key)
        it.stage.fault("lose-answer", "write")
        it.tracker.apply([AddComment(ticket, "A reminder.", "overdue/1", NOW)])
        said = it.again().read(ticket.ref.key).comments
        assert [comment.record for comment in said] == ["overdue/1"]

    def test_a_create_is_sent_once(self, it: Opened) -> None:
        """Whatever goes wrong with a create, it is not simply sent again."""
        self.remote(it)
        for fault in ("503", "drop"):
            it.stage.fault(fault, "create", times=_ALWAYS)
            it.stage.clear_log()
            (result,) = it.tracker.apply([it.drafted()])
            assert isinstance(result, UnsureError | AgainError)
            if not it.tracker.capabilities.creates_once:
                assert len(it.stage.writes) <= 1
            it.stage.fault(fault, "create", times=0)

    def test_a_hiccup_while_reading(self, it: Opened) -> None:
        """A read that fails once is repeated, and complete."""
        self.remote(it)
        made = it.make_several(3)
        for fault in ("503", "drop", "lose-answer"):
            it.stage.fault(fault, "read")
            found, page = it.again().scanned()
            assert (len(found), page.last) == (len(made), True)

    def test_a_tracker_that_is_down(self, it: Opened) -> None:
        """A scan that breaks off has no last page, and says so by a verdict."""
        self.remote(it)
        it.make()
        it.stage.fault("503", "read", times=_ALWAYS)
        ours, page = it.again(), TicketPage()
        with pytest.raises(AgainError, match="it"):
            for page in ours.tracker.scan(it.stage.project, Known()):  # noqa: B007
                pass
        assert not page.last
        assert 1 < ours.gate.requests < 10

    def test_a_limit_is_obeyed(self, it: Opened) -> None:
        """A short limit is waited for, as long as the tracker says; nothing is lost."""
        self.remote(it)
        it.make()
        it.stage.fault("429", "read", retry_after=2)
        ours = it.again()
        found, _ = ours.scanned()
        assert len(found) == 1
        assert sum(ours.slept) == pytest.approx(2, abs=0.5)

    def test_a_long_limit_is_not_waited_for(self, it: Opened) -> None:
        """A long limit lets the account rest: no further request, and the others go on."""
        self.remote(it)
        it.stage.fault("429", "read", retry_after=600)
        ours = it.again()
        with pytest.raises(LimitedError) as limited:
            ours.scanned()
        assert limited.value.retry_after == pytest.approx(600, abs=5)
        it.stage.clear_log()
        with pytest.raises(LimitedError):
            ours.scanned()
        assert it.stage.log == []

    def test_the_tracker_s_own_limit(self, it: Opened) -> None:
        """However a tracker says that it had too much, that is a limit, and nothing was made."""
        self.remote(it)
        it.stage.fault("limit", "create", times=_ALWAYS, retry_after=600)
        (result,) = it.tracker.apply([it.drafted()])
        assert isinstance(result, LimitedError)
        assert it.stage.keys() == []

    def test_a_write_that_failed_for_now(self, it: Opened) -> None:
        """An edit whose answer was lost can be repeated, and ends as it was meant."""
        self.remote(it)
        ticket = it.again().read(it.make().ref.key)
        label = it.settings.labels.overdue
        it.stage.fault("lose-answer", "write")
        it.again().carry_out(it.edit(ticket, TicketEdit(add_labels=frozenset({label}))))
        assert label in it.again().read(ticket.ref.key).labels

    def test_errors_keep_secrets(self, it: Opened) -> None:
        """No error tells a credential."""
        self.remote(it)
        it.stage.fault("503", "read", times=_ALWAYS)
        with pytest.raises(PortError) as failed:
            it.again().scanned()
        secrets = [value for name, value in it.stage.environ.items() if "TOKEN" in name]
        assert secrets
        assert not any(secret in f"{failed.value!r} {failed.value}" for secret in secrets)
