"""Whole passes in which a project has its own tags, people and custom fields."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.asana.company import AsanaCompany, company
from tests.asana.stage import PROJECT

ROW = "Add a circuit breaker | prevent | 4 | 2 | jane.doe@acme.com | | | "


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AsanaCompany]:
    """A company in which syncd may write."""
    with company(tmp_path, monkeypatch) as ours:
        yield ours


def test_labels_that_people_change(acme: AsanaCompany) -> None:
    """A priority that a human tags wins, although tags do not move the time of change."""
    acme.document(ROW)
    acme.passes()
    key = acme.tickets[0].key
    human = acme.asana.human("jane.doe@acme.com")
    human.unlabel(key, "priority/P0")
    human.label(key, "Priority/P2")
    run = acme.passes()
    assert run.findings("priority-drift")
    assert set(acme.tickets[0].labels) == {"post-mortem", "Priority/P2", "category/prevent"}
    assert acme.asked[:1] == ["GET /tasks"]
    assert "POST /batch" not in acme.asked  # nobody said anything
    assert acme.passes().changes == []


def test_tags_may_not_be_made(acme: AsanaCompany) -> None:
    """Where syncd may make no tags, the ticket is made without, and that is said."""
    acme.asana.world.may_tag = False
    acme.asana.world.add_tag("POST-MORTEM")
    acme.document(ROW)
    run = acme.passes()
    assert "not taken: category/prevent, priority/P0" in str(run.changes[0]["error"])
    assert list(acme.tickets[0].labels) == ["POST-MORTEM"]
    assert acme.passes().changes == []


def test_owners(acme: AsanaCompany) -> None:
    """By address or exact name; whoever has no account is told of, and nobody is guessed."""
    acme.document(
        ROW.replace("jane.doe@acme.com", "Omar Haddad"),
        ROW.replace("jane.doe@acme.com", "Somebody Else").replace("circuit", "second"),
        ROW.replace("jane.doe@acme.com", "nobody@acme.com").replace("circuit", "third"),
    )
    run = acme.passes()
    owners = [list(ticket.assignees) for ticket in acme.tickets]
    assert owners[0] == ["omar@acme.com"]
    assert owners[2] == []
    assert [finding["item"] for finding in run.findings("unknown-owner")] == [
        "PM-2026-0051-02",
        "PM-2026-0051-03",
    ]


def test_an_assignee_that_is_refused(acme: AsanaCompany) -> None:
    """A ticket is made all the same, without an owner, when Asana will not have that one."""
    acme.document(ROW)
    acme.passes()
    acme.document(ROW, ROW.replace("circuit", "second"))
    with acme.asana.changing() as world:
        jane = world.user("jane.doe@acme.com", world.bot)
        assert jane
        world.users[jane.gid] = replace(jane, workspaces=(world.add_workspace("Other").gid,))
    run = acme.passes()
    made = next(change for change in run.changes if change["kind"] == "create-ticket")
    assert "not taken: assignee" in str(made["error"])
    assert list(acme.tickets[1].assignees) == []


def test_custom_fields(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the project demands is set by names; locked fields are left out, and that is said."""
    table = (
        'fields = {Kind = "action item", Teams = ["A", "B"], Points = 3, Note = "hm", Locked = "x"}'
        '\npriority_field = "Urgency"'
    )
    with company(tmp_path, monkeypatch, table) as acme:
        world = acme.asana.world
        world.add_field(PROJECT, "Kind", "enum", ["Bug", "Action item"])
        world.add_field(PROJECT, "Teams", "multi_enum", ["A", "B", "C"])
        world.add_field(PROJECT, "Points", "number")
        world.add_field(PROJECT, "Note", "text")
        world.add_field(PROJECT, "Locked", "text", locked=True)
        urgency = world.add_field(PROJECT, "Urgency", "enum", ["P0", "P1", "P2", "P3"])
        acme.document(ROW)
        run = acme.passes()
        assert "not taken: Locked" in str(run.changes[0]["error"])
        fields = acme.tickets[0].native["custom_fields"]
        assert fields["Urgency"] == urgency.options[0].gid
        assert (fields["Points"], fields["Note"], len(fields["Teams"])) == (3, "hm", 2)
        assert "Locked" not in fields
        acme.document(ROW.replace("| 4 | 2", "| 2 | 4"))
        acme.passes()
        assert acme.passes().changes == []


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('fields = {Kindd = "Bug"}', "has no custom field 'Kindd': there is Kind"),
        ('fields = {Kind = "Task"}', "custom field 'Kind' has no option 'Task': there is Bug"),
        ('in_progress_section = "Doing"', ""),
    ],
)
def test_fields_that_are_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, words: str
) -> None:
    """The message says what there is; nothing is made that lacks what is demanded."""
    with company(tmp_path, monkeypatch, table) as acme:
        acme.asana.world.add_field(PROJECT, "Kind", "enum", ["Bug"])
        acme.document(ROW)
        run = acme.passes()
        assert words in str(run.changes[0]["error"])
        assert bool(acme.tickets) is not bool(words)
