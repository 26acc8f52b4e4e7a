"""Writing to Jira: what it costs, what it leaves alone, and what a project does not have."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from syncd.model import AddComment, Priority, Status, TicketEdit
from syncd.ports import (
    Applied,
    GoneError,
    RejectedError,
    StaleError,
    UnsureError,
)
from syncd.testing.conformance.opened import DUE, NOW, URL, Opened
from syncd.testing.jira import FIELDS, custom
from tests.jira.conftest import Open
from tests.jira.stage import BOT, PROJECT, JiraStage

LATER = date(2026, 4, 1)


def lines(stage: JiraStage) -> list[str]:
    """The requests so far, without the version of the API and the query."""
    return [line.partition("?")[0].replace("/rest/api/3", "").replace("/rest/api/2", "")
            for line in stage.log]  # fmt: skip


def fresh(stage: JiraStage, *, fields: Sequence[object] = FIELDS, without: set[str] | None = None,
          workflow: str = "simplified") -> None:  # fmt: skip
    """Make the project anew, with other screens or another workflow."""
    left_out = without or set()
    shown = tuple(field for field in fields if getattr(field, "id") not in left_out)  # noqa: B009
    with stage.simulator.changing() as world:
        number = world.project_keys[PROJECT]
        project = world.projects[number]
        world.projects[number] = replace(project, fields=shown, workflow=workflow)  # type: ignore[arg-type]


def test_one_ticket_is_two_requests(either: JiraStage, opened: Open) -> None:
    """The create has everything in it, and the link is the other."""
    it = opened(either)
    ticket = it.make()
    assert lines(either) == ["POST /issue", f"POST /issue/{ticket.ref.id}/remotelink"]
    (made,) = either.simulator.state().tickets
    assert (made.due, made.priority) == ("2026-03-09", "High")
    assert made.assignees == ["jane.doe@acme.com"]
    assert made.labels == ["category/prevent", "post-mortem", "priority/P1"]
    (link,) = made.native["remote_links"]
    assert (link["globalId"], link["object"]["url"]) == ("syncd:PM-2026-0051-01", URL)
    assert made.body.startswith("What a human reads.")


def test_many_are_made_at_once(either: JiraStage, opened: Open) -> None:
    """50 in a request, and a link for each."""
    it = opened(either)
    assert len(it.make_several(120)) == 120
    asked = lines(either)
    assert asked.count("POST /issue/bulk") == 3
    assert len(asked) == 3 + 120


def test_the_marker_is_in_the_create(stage: JiraStage, opened: Open) -> None:
    """Without its link and everything after it, a ticket can be known again."""
    it = opened(stage)
    stage.fault("lose-answer", "create")
    (result,) = it.tracker.apply([it.drafted()])
    assert isinstance(result, UnsureError)
    assert lines(stage) == ["POST /issue"]
    (made,) = stage.simulator.state().tickets
    marker = made.markers["syncd"]
    assert (marker["item"], marker["post_mortem"], marker["v"]) == (
        "PM-2026-0051-01",
        "PM-2026-0051",
        1,
    )
    assert marker["native"] == "High"


def test_one_bad_ticket_among_many(either: JiraStage, opened: Open) -> None:
    """It fails alone, in Jira's words, and the others are made."""
    it = opened(either)
    good, bad = it.drafted(1), it.drafted(2)
    wanted = replace(bad.draft.wanted, title="")
    bad = replace(bad, draft=replace(bad.draft, wanted=wanted))
    first, second, third = it.tracker.apply([good, bad, it.drafted(3)])
    assert isinstance(first, Applied)
    assert isinstance(second, RejectedError)
    assert "You must specify a summary" in str(second)
    assert isinstance(third, Applied)
    assert third.ticket.identity is not None
    assert third.ticket.identity.item == "PM-2026-0051-03"
    shown = it.again().read(third.ticket.ref.key)
    assert shown.identity is not None
    assert shown.identity.item == "PM-2026-0051-03"


@pytest.mark.parametrize("count", [1, 3])
def test_a_project_without_fields(either: JiraStage, opened: Open, count: int) -> None:
    """Due date and priority are left out where there are none, told, and not tried again."""
    fresh(either, without={"duedate", "priority"})
    it = opened(either)
    results = it.tracker.apply([it.drafted(n + 1) for n in range(count)])
    for result in results:
        assert isinstance(result, Applied)
        assert result.dropped == ["due", "priority"]
        assert result.ticket.due is None
    assert len(either.simulator.state().tickets) == count
    either.clear_log()
    again = it.carry_out(it.drafted(9))
    assert again.dropped == ["due", "priority"]
    assert lines(either)[0] == "POST /issue"
    assert len(lines(either)) == 2
    if either.simulator.cloud:
        assert "native" not in either.simulator.state().tickets[-1].markers["syncd"]


def test_somebody_who_cannot_be_assigned(either: JiraStage, opened: Open) -> None:
    """The ticket is made without an owner, and that is told; others can still own theirs."""
    it = opened(either)
    jane, omar = either.accounts.values()
    either.simulator.human("admin@acme.com").deny(jane, "ASSIGNABLE_USER", project=PROJECT)
    applied = it.carry_out(it.drafted())
    assert (applied.dropped, applied.ticket.account) == (["assignee"], None)
    draft = it.drafted(2).draft
    other = replace(draft, wanted=replace(draft.wanted, assignee=omar))
    assert it.carry_out(replace(it.drafted(2), draft=other)).ticket.account == omar


def test_fields_that_a_project_demands(either: JiraStage, opened: Open) -> None:
    """Named in the configuration by name or id, they take the form that Jira wants; asked once."""
    team = custom("Team", "option", 10_050, required=True, allowed=("Core", "Web"))
    points = custom("Points", "number", 10_051)
    tags = custom("Tags", "array", 10_052, allowed=("a", "b"))
    fresh(either, fields=(*FIELDS, team, points, tags))
    with either.simulator.changing() as world:
        number = world.project_keys[PROJECT]
        world.projects[number] = replace(world.projects[number], security_levels=("Internal",))
    epic = either.human.create("An epic")
    fields = (
        f'fields = {{ Components = ["core"], "Epic Link" = "{epic}", team = "Core",'
        ' customfield_10051 = 3, Tags = ["a", "b"],'
        f' "Security Level" = "Internal", Parent = "{epic}" }}'
    )
    it = opened(either, fields)
    it.make_several(2)
    it.make(3)
    made = either.simulator.state().tickets[-1].native
    assert made["components"] == ["core"]
    assert made["fields"] == {
        "customfield_10014": epic,
        "customfield_10050": {"value": "Core"},
        "customfield_10051": 3,
        "customfield_10052": [{"value": "a"}, {"value": "b"}],
        "security": {"name": "Internal"},
        "parent": {"id": made["fields"]["parent"]["id"], "key": epic},
    }
    assert sum("createmeta" in line for line in lines(either)) == 2


def test_a_field_that_is_not_there(stage: JiraStage, opened: Open) -> None:
    """The change fails with the nearest right name, and nothing is made."""
    it = opened(stage, 'fields = { Component = ["core"] }')
    (result,) = it.tracker.apply([it.drafted()])
    assert isinstance(result, RejectedError)
    assert "did you mean 'Components'?" in str(result)
    assert stage.keys() == []


def test_an_issue_type_that_is_not_there(stage: JiraStage, opened: Open) -> None:
    """Jira's own words come through."""
    it = opened(stage, 'issue_type = "Action"')
    (result,) = it.tracker.apply([it.drafted()])
    assert isinstance(result, RejectedError)
    assert "issuetype: Specify an issue type" in str(result)


def test_several_edits_are_one_request(stage: JiraStage, opened: Open) -> None:
    """Labels, state and marker go in one quiet PUT; values of people's are looked at before."""
    it = opened(stage)
    ticket = it.again().read(it.make().ref.key)
    stage.clear_log()
    labels = frozenset({it.settings.labels.overdue})
    it.again().carry_out(it.edit(ticket, TicketEdit(add_labels=labels)))
    assert [line.partition("?")[0] for line in stage.log] == [
        f"PUT /rest/api/3/issue/{ticket.ref.id}"
    ]
    assert stage.log[0].endswith("?notifyUsers=false")
    stage.clear_log()
    edit = TicketEdit(title="Other", due=LATER, assignee=list(stage.accounts.values())[1])
    it.again().carry_out(it.edit(ticket, edit))
    assert lines(stage) == ["POST /issue/bulkfetch", f"PUT /issue/{ticket.ref.id}"]


def test_many_edits_are_looked_at_together(stage: JiraStage, opened: Open) -> None:
    """One look for ten tickets, just before they are edited, then one request each."""
    it = opened(stage)
    it.make_several(30)
    tickets = list(it.again().scanned()[0].values())
    stage.clear_log()
    edits = [it.edit(ticket, TicketEdit(due=LATER)) for ticket in tickets]
    assert all(isinstance(result, Applied) for result in it.again().tracker.apply(edits))
    assert len(stage.log) == 3 + 30


@pytest.mark.parametrize(
    ("act", "edit"),
    [
        ("due", TicketEdit(due=LATER)),
        ("retitle", TicketEdit(title="syncd's")),
        ("close", TicketEdit(status=Status.DROPPED)),
    ],
)
def test_what_people_set_meanwhile_stays(
    either: JiraStage, opened: Open, act: str, edit: TicketEdit
) -> None:
    """A value that somebody changed since it was read is not overwritten."""
    it = opened(either)
    ticket = it.again().read(it.make().ref.key)
    arguments = {"due": (date(2026, 5, 1),), "retitle": ("theirs",), "close": ()}[act]
    getattr(either.human, act)(ticket.ref.key, *arguments)
    before = either.whole(ticket.ref.key)
    with pytest.raises(StaleError, match="meanwhile"):
        it.again().carry_out(it.edit(ticket, edit))
    assert either.whole(ticket.ref.key) == before


def test_an_owner_set_meanwhile_stays(either: JiraStage, opened: Open) -> None:
    """The same for the owner; a comment or a label meanwhile does no harm."""
    it = opened(either)
    ticket = it.again().read(it.make().ref.key)
    _, other = either.accounts.values()
    either.human.assign(ticket.ref.key, "li@acme.com")
    with pytest.raises(StaleError, match="owner"):
        it.again().carry_out(it.edit(ticket, TicketEdit(assignee=other)))
    now = it.again().read(ticket.ref.key)
    either.human.comment(ticket.ref.key, "Hm.")
    either.human.label(ticket.ref.key, "theirs")
    it.again().carry_out(it.edit(now, TicketEdit(assignee=other)))
    shown = it.again().read(ticket.ref.key)
    assert (shown.account, "theirs" in shown.labels) == (other, True)


def test_a_ticket_that_is_gone(either: JiraStage, opened: Open) -> None:
    """It is looked for again, whether the edit has to look at it before or not."""
    it = opened(either)
    ticket = it.again().read(it.make().ref.key)
    either.human.delete(ticket.ref.key)
    for edit in (TicketEdit(due=LATER), TicketEdit(add_labels=frozenset({"x"}))):
        with pytest.raises(GoneError):
            it.again().carry_out(it.edit(ticket, edit))
    with pytest.raises(GoneError):
        it.again().carry_out(AddComment(ticket, "x", "overdue/1", NOW))


@pytest.mark.parametrize("refuses", [True, False])
def test_without_the_right_to_be_quiet(either: JiraStage, opened: Open, refuses: bool) -> None:
    """Where Jira insists on telling people, the edit is made all the same, and found out once."""
    it = opened(either)
    tickets = it.make_several(3)
    either.simulator.world.refuses_quiet_edits = refuses
    admin = either.simulator.human("admin@acme.com")
    admin.deny(BOT, "ADMINISTER")
    admin.deny(BOT, "ADMINISTER_PROJECTS", project=PROJECT)
    found = [it.again().read(ticket.ref.key) for ticket in tickets]
    either.clear_log()
    edits = [it.edit(ticket, TicketEdit(add_labels=frozenset({"x"}))) for ticket in found]
    assert all(isinstance(result, Applied) for result in it.again().tracker.apply(edits))
    assert len(either.log) == 3 + refuses


def test_a_link_that_could_not_be_made(stage: JiraStage, opened: Open) -> None:
    """The ticket counts as made, and every later reading knows that its link is missing."""
    stage.simulator.human("admin@acme.com").deny(BOT, "LINK_ISSUES", project=PROJECT)
    it = opened(stage)
    made = it.make()
    assert made.back_link is None
    shown = it.again().read(made.ref.key)
    assert shown.back_link is None
    stage.simulator.human("admin@acme.com").allow(BOT, project=PROJECT)
    it.again().carry_out(it.edit(shown, TicketEdit(back_link=URL)))
    assert it.again().read(made.ref.key).back_link == URL
    assert stage.simulator.state().tickets[0].links == [URL]


def test_a_link_that_is_only_a_path(stage: JiraStage, opened: Open) -> None:
    """What is no address cannot be a remote link; the marker knows it, and nothing fails."""
    it = opened(stage)
    draft = it.drafted().draft
    identity = replace(draft.identity, url="post-mortems/outage.md")
    made = it.carry_out(replace(it.drafted(), draft=replace(draft, identity=identity))).ticket
    assert lines(stage) == ["POST /issue"]
    assert it.again().read(made.ref.key).back_link == "post-mortems/outage.md"


def test_a_link_is_replaced_not_doubled(either: JiraStage, opened: Open) -> None:
    """Another address for the same item is the same link."""
    it = opened(either)
    ticket = it.again().read(it.make().ref.key)
    it.again().carry_out(it.edit(ticket, TicketEdit(back_link=f"{URL}?moved")))
    assert either.simulator.state().tickets[0].links == [f"{URL}?moved"]


def test_a_native_priority_that_a_human_changed(stage: JiraStage, opened: Open) -> None:
    """It reads as its label, gets it with the next change of labels, and is not overwritten."""
    it = opened(stage)
    key = it.make().ref.key
    stage.simulator.human("li@acme.com").edit(key, priority="Highest")
    ticket = it.again().read(key)
    ours, theirs = (f"{it.settings.labels.priority}{each}" for each in ("P1", "P0"))
    assert {ours, theirs} <= ticket.labels
    edit = TicketEdit(remove_labels=frozenset({ours}), priority=Priority.P0)
    it.again().carry_out(it.edit(ticket, edit))
    (made,) = stage.simulator.state().tickets
    assert made.priority == "Highest"
    assert theirs in made.labels
    assert ours not in made.labels
    assert it.again().read(key).labels >= {theirs}
    assert ours not in it.again().read(key).labels


@pytest.mark.parametrize("lines_", ["priorities = {}", 'priorities = { P1 = "Urgent" }'])
def test_other_priorities(stage: JiraStage, opened: Open, lines_: str) -> None:
    """Jira's field is left alone where that is configured; an unknown name is left out."""
    it = opened(stage, lines_)
    applied = it.carry_out(it.drafted())
    assert stage.simulator.state().tickets[0].priority == "Medium"
    assert applied.dropped == ([] if lines_.endswith("{}") else ["priority"])


@pytest.mark.parametrize(
    ("workflow", "status", "shown", "resolution"),
    [
        ("classic", Status.DROPPED, "Closed", "Won't Do"),
        ("classic", Status.DONE, "Closed", "Done"),
        ("simplified", Status.DROPPED, "Done", "Done"),
        ("team-managed", Status.DROPPED, "Won't Do", None),
        ("team-managed", Status.DONE, "Done", None),
    ],
)
def test_closing_by_what_the_workflow_has(
    either: JiraStage,
    opened: Open,
    workflow: str,
    status: Status,
    shown: str,
    resolution: str | None,
) -> None:
    """By transition, with the resolution that its screen asks for, and with the reason said."""
    fresh(either, workflow=workflow)
    it = opened(either)
    ticket = it.again().read(it.make().ref.key)
    applied = it.again().carry_out(it.edit(ticket, TicketEdit(status=status, reason="Because.")))
    (made,) = either.simulator.state().tickets
    names = {"Closed", "Resolved"} if shown == "Closed" else {shown}
    assert made.status in names
    assert made.native["resolution"] == resolution
    now = it.again().read(ticket.ref.key)
    assert (now.status, now.closing_reason) == (status, "Because.")
    assert applied.ticket.status is status
    assert sum(said.body.startswith("Because.") for said in either.simulator.state().comments) == 1


def test_a_way_that_is_not_there(either: JiraStage, opened: Open) -> None:
    """Without a transition nothing happens, and the message says which there are."""
    it = opened(either)
    ticket = it.again().read(it.make().ref.key)
    either.simulator.human("admin@acme.com").deny(BOT, "TRANSITION_ISSUES", project=PROJECT)
    with pytest.raises(RejectedError, match="only nothing"):
        it.again().carry_out(it.edit(ticket, TicketEdit(status=Status.DONE)))


def test_work_that_has_begun(either: JiraStage, opened: Open) -> None:
    """A ticket for an item in progress is brought there."""
    it = opened(either)
    draft = replace(it.drafted().draft, status=Status.IN_PROGRESS)
    ticket = it.carry_out(replace(it.drafted(), draft=draft)).ticket
    assert ticket.status is Status.IN_PROGRESS
    assert it.again().read(ticket.ref.key).status is Status.IN_PROGRESS


def test_a_deleted_note_is_written_anew(either: JiraStage, opened: Open) -> None:
    """Whoever deletes it gets it back when there is something to say."""
    from syncd.model import WriteNote

    it = opened(either)
    ticket = it.again().read(it.make().ref.key)
    first = it.again().carry_out(WriteNote(ticket, "One.", NOW)).ticket
    assert first.note is not None
    either.simulator.human("li@acme.com").delete_comment(int(first.note.id))
    it.again().carry_out(WriteNote(first, "Two.", NOW))
    assert [said.text for said in it.again().read(ticket.ref.key).comments] == ["Two."]


def test_labels_with_blanks(stage: JiraStage, opened: Open, tmp_path: object) -> None:
    """They are written with underscores, and read as they are configured."""
    it = opened(stage)
    settings = replace(it.settings, labels=replace(it.settings.labels, post_mortem="post mortem"))
    mine = Opened(stage, settings)
    draft = mine.drafted().draft
    assert "post mortem" in draft.wanted.labels
    assert draft.wanted.due == DUE
    made = mine.make()
    assert "post_mortem" in stage.simulator.state().tickets[0].labels
    assert "post mortem" in made.labels
