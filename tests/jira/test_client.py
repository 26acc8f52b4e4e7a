"""One request: limits are seen coming, waits grow, and nothing is sent twice that must not be."""

import pytest

from syncd.model import AddComment, TicketEdit
from syncd.ports import (
    AgainError,
    DeniedError,
    Gate,
    Known,
    LimitedError,
    RealTime,
    UnsureError,
)
from syncd.testing.conformance.opened import NOW, Opened
from syncd.testing.exchange import Answer
from tests.jira.conftest import Open
from tests.jira.stage import JiraStage


def waits(it: Opened) -> list[float]:
    """The waits that were any."""
    return [slept for slept in it.slept if slept]


def test_a_limit_is_seen_coming(either: JiraStage, opened: Open) -> None:
    """With none left the account rests before Jira has to say no."""
    it = opened(either)
    it.make()
    either.simulator.limits.per_second = 2
    started = either.now()
    gate = Gate("it", real_time=RealTime(either.now, either.pass_time))
    tracker = it.settings.trackers["it"].open(gate, it.settings.labels)
    for _ in range(6):
        assert list(tracker.scan(either.project, Known()))[-1].last
    assert {entry.status for entry in either.simulator.requests} <= {200, 201}
    assert either.now() - started >= 2


def test_waits_grow_where_a_limit_does_not_say(either: JiraStage, opened: Open) -> None:
    """Two seconds, then four; a longer wait is the next pass's."""
    it = opened(either)
    either.simulator.faults.add("POST /search(/jql)?", "429", 99)
    with pytest.raises(LimitedError) as limited:
        it.scanned()
    assert limited.value.retry_after == pytest.approx(8)
    assert waits(it) == pytest.approx([2, 4], abs=0.5)
    either.simulator.faults.clear()
    either.pass_time(60)
    it.scanned()
    either.simulator.faults.add("POST /search(/jql)?", "429", 1)
    del it.slept[:]
    it.scanned()
    assert waits(it) == pytest.approx([2], abs=0.5)


def test_the_limit_of_one_issue(stage: JiraStage, opened: Open) -> None:
    """It is waited out, and the account goes on."""
    it = opened(stage)
    ticket = it.again().read(it.make().ref.key)
    stage.simulator.faults.add(r"PUT /issue/\d+", "429-issue", 2)
    ours = it.again()
    ours.carry_out(it.edit(ticket, TicketEdit(add_labels=frozenset({"x"}))))
    assert "x" in stage.simulator.state().tickets[0].labels
    assert all(slept < 3 for slept in ours.slept)


def test_no_connection(stage: JiraStage, opened: Open) -> None:
    """Where nobody listens nothing was sent: even a create may be tried again."""
    it = opened(stage)
    stage.simulator.close()
    (result,) = it.again().tracker.apply([it.drafted()])
    assert type(result) is AgainError
    assert "no connection; check url, network and proxy" in str(result)


@pytest.mark.parametrize("fault", ["503", "late-503", "lose-answer", "drop"])
def test_a_create_is_never_repeated(either: JiraStage, opened: Open, fault: str) -> None:
    """Whatever the answer is, the library does not try again, and neither does syncd."""
    it = opened(either)
    either.simulator.faults.add("POST /issue", fault, 99)
    (result,) = it.tracker.apply([it.drafted()])
    assert isinstance(result, UnsureError)
    assert len(either.log) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(200, "<html>Log in</html>"), r"leads to a page, not to Jira's API"),
        (Answer(302, "", {"Location": "https://x.test"}), r"url leads on to https://x\.test"),
    ],
)
def test_an_address_that_is_no_jira(
    stage: JiraStage, opened: Open, monkeypatch: pytest.MonkeyPatch, answer: Answer, words: str
) -> None:
    """A page in the place of the API, or a way to another address, is told as such."""
    it = opened(stage)
    monkeypatch.setattr(stage.simulator, "_carry_out", lambda *_: answer)
    with pytest.raises(DeniedError, match=words):
        list(it.tracker.scan(stage.project, Known()))
    assert len(stage.log) == 1


def test_who_syncd_is_costs_nothing(either: JiraStage, opened: Open) -> None:
    """Every answer tells the account, so that its comments are known without asking."""
    it = opened(either)
    ticket = it.again().read(it.make().ref.key)
    it.again().carry_out(AddComment(ticket, "x", "overdue/1", NOW))
    either.clear_log()
    assert [said.record for said in it.again().read(ticket.ref.key).comments] == ["overdue/1"]
    assert len(either.log) == 1


def test_where_a_proxy_takes_the_account_away(
    either: JiraStage, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is asked for, once."""
    it = opened(either)
    ticket = it.again().read(it.make().ref.key)
    for n in range(3):
        ticket = it.again().carry_out(AddComment(ticket, "x", f"overdue/{n}", NOW)).ticket
    monkeypatch.setattr(either.simulator, "decorate", lambda *passed: passed[-1])
    either.clear_log()
    said = it.again().read(ticket.ref.key).comments
    assert [comment.record for comment in said] == ["overdue/0", "overdue/1", "overdue/2"]
    assert sum("/myself" in line for line in either.log) == 1
