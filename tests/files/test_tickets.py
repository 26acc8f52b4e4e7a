"""Tickets in a folder: found, recognised, made and edited."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from syncd.model import EditTicket, Link, State, TicketEdit, Wanted
from syncd.ports import BrokenTicket, Gone, Hidden, Known, PortError, RejectedError, StaleError
from syncd_files import disk
from tests.files.making import (
    MARKER,
    TICKET,
    carried,
    drafted,
    edit,
    fetched,
    names,
    put,
    put_ticket,
    ticket,
    tickets,
    tracker,
)


def test_a_scan_reads_the_tickets_of_a_project(tmp_path: Path) -> None:
    """Files named by the project's keys are its tickets, by number; known ones are unchanged."""
    for key in ("PAY-12", "PAY-2", "PAY-100", "PAY-01", "PAY-x", "OPS-1", ".PAY-3"):
        put_ticket(tmp_path, key=key)
    put(tmp_path, "tickets/PAY/README.md")
    (page,) = tracker(tmp_path).scan("PAY", Known())
    assert [found.ref.key for found in page.tickets] == ["PAY-2", "PAY-12", "PAY-100"]
    assert page.tickets[0].ref.url == "tickets/PAY/PAY-2.md"
    assert page.last
    known = {"PAY-2": page.tickets[0].revision, "PAY-12": "other"}
    (again,) = tracker(tmp_path).scan("PAY", Known(None, known))
    assert again.unchanged == ("PAY-2",)
    assert [found.ref.key for found in again.tickets] == ["PAY-12", "PAY-100"]


def test_pages_stream(tmp_path: Path) -> None:
    """Many tickets come in pages, and only the last one proves absence."""
    for number in range(disk.PAGE + 1):
        put_ticket(tmp_path, "", key=f"PAY-{number + 1}")
    pages = list(tracker(tmp_path).scan("PAY", Known()))
    assert [(len(page.broken), page.last) for page in pages] == [(disk.PAGE, False), (1, True)]


@pytest.mark.parametrize("made", [(), ("tickets",), ("tickets", "tickets/OPS")])
def test_what_is_not_there_is_empty(tmp_path: Path, made: tuple[str, ...]) -> None:
    """A missing folder is an empty project, completely read."""
    for folder in made:
        (tmp_path / folder).mkdir()
    (page,) = tracker(tmp_path).scan("PAY", Known())
    assert (page.tickets, page.broken, page.last) == ((), (), True)
    assert tracker(tmp_path).find("PAY", "PM-1-01", within=60) == []


@pytest.mark.parametrize("project", ["", "..", ".git", "a/b", "/etc", "a b", "a\0b"])
def test_project_names_stay_in_the_folder(tmp_path: Path, project: str) -> None:
    """A project is the name of one folder; anything else is refused before it is opened."""
    with pytest.raises(PortError, match="no name of a project"):
        list(tracker(tmp_path).scan(project, Known()))
    with pytest.raises(PortError, match="no name of a project"):
        carried(tracker(tmp_path), drafted("PM-1-01", project=project))


def test_what_cannot_be_read_is_broken(tmp_path: Path) -> None:
    """A link, a pipe or a huge file in a ticket's place is broken, and holds nothing up."""
    put(tmp_path, "elsewhere.md", TICKET)
    put_ticket(tmp_path)
    (tmp_path / "tickets/PAY/PAY-1.md").symlink_to("../../elsewhere.md")
    os.mkfifo(tmp_path / "tickets/PAY/PAY-2.md")
    with put_ticket(tmp_path, key="PAY-3").open("ab") as file:
        file.truncate(disk.MAX_BYTES + 1)
    (page,) = tracker(tmp_path).scan("PAY", Known())
    assert [found.ref.key for found in page.tickets] == ["PAY-12"]
    assert [found.message.partition(";")[0] for found in page.broken] == [
        "tickets/PAY/PAY-1.md: a symbolic link",
        "tickets/PAY/PAY-2.md: not a regular file",
        "tickets/PAY/PAY-3.md: 5.0 MB, more than 5",
    ]


def test_a_linked_project_is_not_followed(tmp_path: Path) -> None:
    """A project folder that is a symbolic link is not read."""
    put(tmp_path, "elsewhere/PAY-1.md", TICKET)
    (tmp_path / "tickets").mkdir()
    (tmp_path / "tickets/PAY").symlink_to("../elsewhere")
    with pytest.raises(PortError, match="not followed"):
        list(tracker(tmp_path).scan("PAY", Known()))


@pytest.mark.parametrize(
    ("text", "target", "key"),
    [
        ("x", "../tickets/PAY/PAY-12.md", "PAY-12"),
        ("x", "/anywhere/PAY/PAY-1.md#top", "PAY-1"),
        ("x", "notes/notes-12.md", None),
        ("x", "https://acme.org/t/NEW/NEW-3.md", "NEW-3"),
        ("tickets/PAY/PAY-4.md", None, "PAY-4"),
        ("https://acme.org/t/PAY/PAY-3.md", None, "PAY-3"),
        ("PAY-7", None, "PAY-7"),
        (" PAY-7 ", None, "PAY-7"),
        ("PAY-7", "PAY-8", "PAY-8"),
        ("PAY-EU-7", None, "PAY-EU-7"),
        ("NEW-7", None, None),
        ("PAY-07", None, None),
        ("PAY-7 and more", None, None),
        ("PAY-7", "https://jira.acme.org/browse/PAY-7", None),
        ("PAY-7", "https://github.com/x/PAY/PAY-7.md", None),
        ("PAY-7", "./notes.md", "PAY-7"),
        ("x", "../tickets/PAY/OPS-12.md", None),
        ("../x-1", None, None),
        ("", None, None),
    ],
)
def test_links_are_recognised(
    tmp_path: Path, text: str, target: str | None, key: str | None
) -> None:
    """A path or our own URL names a ticket, a bare key does where there is such a project."""
    (tmp_path / "tickets/PAY").mkdir(parents=True)
    (tmp_path / "tickets/PAY-EU").mkdir()
    ours = tracker(tmp_path, url_base="https://acme.org/t/")
    assert ours.recognize(Link(text, target)) == key


def test_one_ticket_by_its_key(tmp_path: Path) -> None:
    """A ticket, a broken one, a deleted one; hidden while the whole folder is away."""
    ours = tracker(tmp_path, url_base="https://acme.org/t/")
    assert fetched(ours, "PAY-12") == Hidden("PAY-12")
    put_ticket(tmp_path)
    put_ticket(tmp_path, "nothing", key="PAY-13")
    assert ticket(fetched(ours, "PAY-12")).ref.url == "https://acme.org/t/PAY/PAY-12.md"
    assert isinstance(fetched(ours, "PAY-13"), BrokenTicket)
    assert fetched(ours, "PAY-14") == Gone("PAY-14")
    assert fetched(ours, "OPS-1") == Gone("OPS-1")
    assert fetched(ours, "../PAY-1") == Gone("../PAY-1")


def test_tickets_are_found_by_their_marker(tmp_path: Path) -> None:
    """Every ticket of the project whose marker names the item, copies too."""
    put_ticket(tmp_path)
    put_ticket(tmp_path, key="PAY-13")
    put_ticket(tmp_path, TICKET.replace("0051-01,", "0051-02,"), key="PAY-14")
    found = tracker(tmp_path).find("PAY", "PM-2026-0051-01", within=60)
    assert [one.ref.key for one in found] == ["PAY-12", "PAY-13"]


def test_a_wish_comes_back_as_it_is_stored(tmp_path: Path) -> None:
    """What is normalised, stored and read is what normalising gave."""
    ours = tracker(tmp_path)
    wanted = ours.normalize(Wanted(" a\n  b ", " jane ", None, frozenset({"x y"})))
    assert (wanted.title, wanted.assignee) == ("a b", "jane")
    made = carried(ours, drafted("PM-1-01", wanted=wanted)).ticket
    assert Wanted(made.title, made.assignee, made.due, made.labels) == wanted


def test_a_new_ticket_is_a_file_that_people_can_read(tmp_path: Path) -> None:
    """The keys of the format in order, the marker on one line with sorted keys."""
    applied = carried(tracker(tmp_path), drafted("PM-2026-0051-01"))
    assert not applied.existed
    assert tickets(tmp_path) == [applied.ticket]
    assert (tmp_path / "tickets/PAY/PAY-1.md").read_text() == (
        "---\nkey: PAY-1\ntitle: Add breaker\nstatus: open\nassignee: jane@acme.com\n"
        "due: 2026-03-01\nlabels: [a, b]\ncreated: 2026-02-15T10:00:00Z\n"
        "updated: 2026-02-15T10:00:00Z\npost_mortem: pm/payments.md\n"
        "syncd: {base: {due_date: 2026-03-01, owner: jane@acme.com, state: open, "
        "summary: Add breaker}, item: PM-2026-0051-01, post_mortem: PM-2026-0051, ticket: PAY-1, "
        "url: pm/payments.md, v: 1, written: 2026-02-15T10:00:00.000250Z}\n---\nWhat, and why.\n"
    )


def test_numbers_go_up(tmp_path: Path) -> None:
    """The next number is one above the highest ever seen, whatever kind of file has it."""
    put_ticket(tmp_path, key="PAY-7")
    (tmp_path / "tickets/PAY/PAY-9.md").symlink_to("nowhere")
    ours = tracker(tmp_path)
    assert carried(ours, drafted("PM-1-01")).ticket.ref.key == "PAY-10"
    (tmp_path / "tickets/PAY/PAY-10.md").unlink()
    assert carried(ours, drafted("PM-1-02")).ticket.ref.key == "PAY-11"


def test_an_item_gets_one_ticket(tmp_path: Path) -> None:
    """A second create gives the first ticket, also where another process or a hand made it."""
    ours, theirs = tracker(tmp_path), tracker(tmp_path)
    first = carried(ours, drafted("PM-1-01")).ticket
    assert carried(ours, drafted("PM-1-01")).existed
    assert carried(theirs, drafted("PM-1-01")).ticket == first
    second = carried(theirs, drafted("PM-1-02")).ticket
    applied = carried(ours, drafted("PM-1-02"))
    assert (applied.ticket, applied.existed) == (second, True)
    put_ticket(tmp_path, TICKET.replace(MARKER, "\n  item: PM-1-03\n  post_mortem: PM-1\n  url: x"))
    assert carried(ours, drafted("PM-1-03")).ticket.ref.key == "PAY-12"
    assert len(tickets(tmp_path)) == 3


@pytest.mark.parametrize("item", ['a "b", c-01', "it's: {x}-01", "é\\-01", "2026-01", "#1"])
def test_items_with_odd_names_get_one_ticket(tmp_path: Path, item: str) -> None:
    """However an item's id has to be quoted, its ticket is known again."""
    first = carried(tracker(tmp_path), drafted(item)).ticket
    again = carried(tracker(tmp_path), drafted(item))
    assert (again.existed, again.ticket) == (True, first)


def test_a_copy_is_not_the_ticket_of_its_item(tmp_path: Path) -> None:
    """Where only a copy of a deleted ticket is left, a new ticket is made."""
    put_ticket(tmp_path, key="PAY-13")
    assert carried(tracker(tmp_path), drafted("PM-2026-0051-01")).ticket.ref.key == "PAY-14"


def test_a_broken_ticket_keeps_its_item(tmp_path: Path) -> None:
    """No second ticket is made while the first cannot be read: it is named instead."""
    put_ticket(tmp_path, TICKET.replace("status: open ", "status: opne "))
    with pytest.raises(RejectedError, match=r"PAY-12\.md:4: status: 'opne'"):
        carried(tracker(tmp_path), drafted("PM-2026-0051-01"))
    assert names(tmp_path) == ["tickets/PAY/PAY-12.md"]


def test_an_edit_changes_only_what_it_names(tmp_path: Path) -> None:
    """Values change in place; comments, order, quoting, line ends and text stay."""
    before = TICKET.replace("\n", "\r\n")
    file = put_ticket(tmp_path, before)
    found = ticket(fetched(tracker(tmp_path), "PAY-12"))
    assert found.state is not None
    applied = carried(
        tracker(tmp_path),
        edit(
            found,
            title="Add: breaker",
            assignee="@li",
            due=date(2026, 4, 1),
            back_link="pm/b.md",
            add_labels=frozenset({"new", "ours"}),
            remove_labels=frozenset({"post-mortem", "absent"}),
            identity=replace(found.identity, url="pm/b.md"),  # type: ignore[type-var]
            state=replace(found.state, progress=datetime(2026, 2, 20, 10, tzinfo=UTC)),
            updated=datetime(2026, 2, 21, 10, 0, 0, 5, tzinfo=UTC),
            closed=datetime(2026, 2, 28, 16, tzinfo=UTC),
        ),
    )
    marker = MARKER.replace("pm/payments.md", "pm/b.md").replace(
        "0051, ticket", "0051, progress: 2026-02-20T10:00:00Z, ticket"
    )
    expected = (
        before.replace("title: Add breaker  ", 'title: "Add: breaker"  ', 1)
        .replace("assignee: jane@acme.com", 'assignee: "@li"')
        .replace("due: 2026-03-01\r\nteam", "due: 2026-04-01\r\nteam")
        .replace("[post-mortem, ", "[")
        .replace("ours]", "ours, new]")
        .replace("2026-02-20T11:00:00+01:00", "2026-02-21T10:00:00Z")
        .replace("post_mortem: pm/payments.md", "post_mortem: pm/b.md")
        .replace(MARKER, f"{marker}\r\nclosed: 2026-02-28T16:00:00Z")
    )
    assert file.read_bytes().decode() == expected
    assert applied.ticket == ticket(fetched(tracker(tmp_path), "PAY-12"))
    assert names(tmp_path) == ["tickets/PAY/PAY-12.md"]


def test_an_edit_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    """What the ticket says already is not written again, and the file stays the same file."""
    file = put_ticket(tmp_path)
    inode = file.stat().st_ino
    found = ticket(fetched(tracker(tmp_path), "PAY-12"))
    action = edit(
        found,
        title=found.title,
        due=found.due,
        updated=found.updated,
        add_labels=frozenset({"ours"}),
        state=found.state,
        identity=found.identity,
    )
    assert carried(tracker(tmp_path), action).ticket == found
    assert file.stat().st_ino == inode


def test_a_hand_made_ticket_is_adopted(tmp_path: Path) -> None:
    """A ticket without a marker gets one, and is then the ticket of its item."""
    put_ticket(tmp_path, "---\ntitle: x\nstatus: open\n---\ntext")
    ours = tracker(tmp_path)
    assert carried(ours, drafted("PM-1-01")).ticket.ref.key == "PAY-13"
    found = ticket(fetched(ours, "PAY-12"))
    draft = drafted("PM-1-02").draft
    action = edit(found, identity=draft.identity, state=State("PAY-12", draft.base))
    adopted = carried(tracker(tmp_path), action).ticket
    assert (adopted.identity, adopted.state) == (draft.identity, State("PAY-12", draft.base))
    assert carried(ours, drafted("PM-1-02")).ticket == adopted


def test_a_lost_race_is_stale(tmp_path: Path) -> None:
    """A ticket that changed, or went, since the edit was decided is left as it is."""
    file = put_ticket(tmp_path)
    found = ticket(fetched(tracker(tmp_path), "PAY-12"))
    theirs = TICKET.replace("open ", "done ")
    file.write_text(theirs)
    with pytest.raises(StaleError, match=r"PAY-12\.md: somebody changed it"):
        carried(tracker(tmp_path), edit(found, assignee="li"))
    assert file.read_text() == theirs
    file.unlink()
    with pytest.raises(StaleError, match="gone"):
        carried(tracker(tmp_path), edit(found, assignee="li"))


def test_a_broken_or_linked_ticket_is_not_edited(tmp_path: Path) -> None:
    """What cannot be edited with certainty is refused with its file and line."""
    file = put_ticket(tmp_path)
    found = ticket(fetched(tracker(tmp_path), "PAY-12"))
    broken = TICKET.replace("status: open ", "status: x ").encode()
    file.write_bytes(broken)
    action = EditTicket(found.ref, TicketEdit(assignee="li"), disk.revision_of(broken))
    with pytest.raises(RejectedError, match=r"PAY-12\.md:4: status"):
        carried(tracker(tmp_path), action)
    file.write_text(TICKET)
    (tmp_path / "other.md").hardlink_to(file)
    with pytest.raises(RejectedError, match=r"PAY-12\.md: a symbolic or hard link"):
        carried(tracker(tmp_path), edit(found, assignee="li"))
    assert file.read_text() == TICKET


def test_doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor says what is not there yet, what is broken, and what cannot be written."""
    ours = tracker(tmp_path)
    assert [check.ok for check in ours.check(["PAY"])] == [True, True]
    put_ticket(tmp_path)
    put_ticket(tmp_path, "nothing", key="PAY-13")
    found = ours.check(["PAY", "a/b"])
    assert [check.ok for check in found] == [False, True, False]
    assert "PAY-13.md:1: no front matter" in found[0].message
    assert found[1].message.startswith("1 ticket in")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "cannot be written" in ours.check(["PAY"])[1].message
