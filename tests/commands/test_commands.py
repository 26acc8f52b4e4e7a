"""Commands on every tracker: done once, answered once, and shown in ticket and document."""

import re
from collections.abc import Iterator

import pytest

from syncd.model import Status
from tests.commands.cases import CASES, Case
from tests.commands.company import Told, told
from tests.commands.voices import VOICES


@pytest.fixture(scope="module", params=VOICES)
def story(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    """All cases of one tracker, told by one company."""
    folder = tmp_path_factory.mktemp(request.param)
    with told(request.param, folder, CASES) as story:
        yield story


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest, story: Told) -> Case:
    """One case, if there are people like that."""
    case: Case = request.param
    if case.name in story.skipped:
        pytest.skip("whoever can comment here can do everything")
    return case


def test_the_document_says_so(story: Told, case: Case) -> None:
    """Owner, due date, priority and status of the row are what was said, whoever asks."""
    row = story.rows[case.name]
    shown = (row["Owner"], row["Due"], row["Priority"], row["Status"] or "open")
    assert shown == (case.owner, case.due, case.priority, case.status)


def test_the_ticket_says_so(story: Told, case: Case) -> None:
    """The ticket has the same, and what was accepted or doubled is closed undone."""
    ticket = story.tickets[case.name]
    assert str(ticket.due) == case.due
    assert f"priority/{case.priority}" in ticket.labels
    assert len([label for label in ticket.labels if label.startswith("priority/")]) == 1
    status = Status(case.status.partition(":")[0])
    assert ticket.status is (status if status in story.statuses else Status.DONE)
    assert (ticket.account or ticket.assignee) == story.accounts[case.owner]


def test_the_answer_stands_in_the_note(story: Told, case: Case) -> None:
    """Each command has its one answer, in the order in which they were given; quotes have none."""
    ticket = story.tickets[case.name]
    notes = [each for each in ticket.comments if each.record == "note"]
    if not case.answers:
        assert notes == []
        return
    (note,) = notes
    assert answers(note.text) == list(case.answers)
    assert ("accept-risk [until" in note.text) is case.usage


def test_a_snooze_is_remembered(story: Told, case: Case) -> None:
    """Until when nobody is asked is kept where it survives the store: on the ticket."""
    ticket = story.tickets[case.name]
    state = ticket.state or (ticket.note.state if ticket.note else None)
    snoozed = state.snoozed if state else None
    assert str(snoozed or "") == case.snoozed


def test_nothing_is_done_twice(story: Told) -> None:
    """A further pass has nothing to do, with its memory and without, and changes nothing."""
    assert story.quiet == [0, 0, 0]
    assert story.same


def answers(note: str) -> list[str]:
    """The answers in a note, without the names of those who get them."""
    found = re.search(r"Answers:\n((?:- .*\n?)+)", note)
    lines = found[1].splitlines() if found else []
    parts = [part for line in lines for part in re.split(r"(?<=[.?]) (?=\S+@\S+: |\S+: )", line)]
    return [re.sub(r"^(?:- )?[^:`]+: ", "", part) for part in parts]
