"""The proof can fail: whatever is wrong in the end of a case, its judge sees it."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.faults.company import Company
from benchmarks.faults.judge import Report, Verdict, judge
from benchmarks.faults.people import Mark, People
from benchmarks.faults.reminders import TEXT
from syncd.config import load
from syncd.passes import open_world, reconcile
from syncd.policy.rules import known_names
from tests.github.stage import GitHubStage

_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class _Court:
    """A case in which all went well, until somebody does harm."""

    def __init__(self, stage: GitHubStage, folder: Path) -> None:
        chance = random.Random(7)
        self.stage = stage
        self.company = Company(folder, stage, chance)
        self.people = People(stage, self.company, "priority/", chance)
        self._settings = load(self.company.config(0), environ=stage.environ, rules=known_names())
        self.passes()

    def passes(self) -> None:
        """A pass in which nothing goes wrong."""
        with open_world(self._settings, now=_NOW) as world:
            assert reconcile(world).complete

    def judged(self, *, apart: bool = False, said: str = "") -> Verdict:
        """The verdict, where a finding of the last pass said something."""
        report: Report = {"findings": [{"rule": "conflicting-edit", "message": said}]}
        with open_world(self._settings, now=_NOW) as world:
            tracker = world.trackers["it"]
            people, company = self.people, self.company
            return judge(self.stage, tracker, company, people, [report], apart=apart, label=None)


@pytest.fixture
def court(stage: GitHubStage, tmp_path: Path) -> _Court:
    """A case to be judged."""
    return _Court(stage, tmp_path)


def test_nothing_is_wrong(court: _Court) -> None:
    """A company that nobody harmed is in order, whatever people did there."""
    for _ in range(20):
        court.people.act()
    court.passes()
    assert court.people.marks
    assert court.judged().problems == []


def test_a_second_ticket(court: _Court) -> None:
    """A ticket with the marker of another is one too many; of two apart it is to be reported."""
    key = court.stage.simulator.state().tickets[-1].key
    copy = court.stage.human.clone(key)
    verdict = court.judged()
    assert verdict.doubled == 1
    assert {key, copy} <= set(verdict.problems[0].replace(",", "").split())
    untold = court.judged(apart=True)
    assert (untold.twins, untold.doubled, len(untold.problems)) == (1, 0, 1)


def test_a_third_ticket(court: _Court) -> None:
    """Two syncd apart make two tickets of one item at most."""
    key = court.stage.simulator.state().tickets[-1].key
    court.stage.human.clone(key)
    court.stage.human.clone(key)
    assert court.judged(apart=True).doubled == 1


def test_links_to_the_wrong_tickets(court: _Court) -> None:
    """Two items whose links changed places are both wrong."""
    first, second, *_ = [row for row in court.company.rows() if row.ticket]
    for file in court.company.folder.rglob("*.md"):
        text = file.read_text("utf-8").replace(f"[{first.ticket}]", "[x]")
        text = text.replace(f"[{second.ticket}]", f"[{first.ticket}]")
        file.write_text(text.replace("[x]", f"[{second.ticket}]"), "utf-8")
    assert len(court.judged().problems) == 2


def test_a_ticket_without_marker(court: _Court) -> None:
    """A ticket that syncd could not know again is wrong."""
    court.stage.human.create("Add something")
    assert len(court.judged().problems) == 1


def test_a_comment_that_was_said_twice(court: _Court) -> None:
    """A reminder that somebody reads twice is one too many."""
    key = court.stage.simulator.state().tickets[-1].key
    court.stage.human.comment(key, TEXT)
    assert court.judged().doubled == 0
    court.stage.human.comment(key, TEXT)
    assert court.judged().doubled == 1


@pytest.mark.parametrize(
    "act", ["comment", "write", "label", "priority", "close", "drop", "due", "retitle", "assign"]
)
def test_what_a_human_did_is_gone(court: _Court, act: str) -> None:
    """Whatever a human does is seen where it is done, and missed where it is undone."""
    before = court.stage.simulator.state()
    ticket = next(t for t in before.tickets if t.labels and not t.assignees)
    court.people._to_ticket(act, ticket)
    (mark,) = court.people.marks
    assert mark.stands(court.stage.simulator.state())
    assert not mark.stands(before)


def test_what_is_lost_counts_unless_it_is_quoted(court: _Court) -> None:
    """What a human wrote is lost when it is neither on the ticket nor in a finding."""
    ticket = court.stage.simulator.state().tickets[0]
    court.people._marks[ticket.id, "text", ""] = Mark(ticket.id, "text", "Words that are gone.")
    assert court.judged().lost == 1
    assert court.judged(said="It said: Words that are gone. The document counts.").lost == 0


def test_a_line_of_a_document_is_lost(court: _Court) -> None:
    """What a human wrote into a document is to stay there."""
    court.company.add_note("A note.")
    file, _ = court.company.notes[0]
    file.write_text(file.read_text("utf-8").replace("A note.", ""), "utf-8")
    assert court.judged().lost == 1
