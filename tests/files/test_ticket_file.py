"""The text of a file ticket: read leniently where certain, refused with the way out where not."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import Base, Comment, Identity, Priority, State, Status, Ticket, TicketRef
from syncd.ports import BrokenTicket
from syncd.yamltext import dump
from syncd_files import marker, ticket_file
from tests.files.making import MARKER, TICKET, drafted, fetched, put_ticket, ticket, tracker

REF = TicketRef("files", "PAY", "PAY-12", "PAY-12", "tickets/PAY/PAY-12.md")


def parsed(text: str | bytes) -> Ticket | BrokenTicket:
    content = text.encode() if isinstance(text, str) else text
    return ticket_file.parsed(REF, "tickets/PAY/PAY-12.md", content)


def test_everything_on_a_ticket_is_read() -> None:
    """Each field of the format comes out, times in UTC, the marker as identity and state."""
    found = ticket(parsed(TICKET))
    assert found.ref == REF
    assert (found.title, found.status) == ("Add breaker", Status.OPEN)
    assert (found.assignee, found.due) == ("jane@acme.com", date(2026, 3, 1))
    assert found.labels == {"post-mortem", "priority/P0", "ours"}
    assert found.created == datetime(2026, 2, 15, 10, tzinfo=UTC)
    assert found.updated == datetime(2026, 2, 20, 10, tzinfo=UTC)
    assert found.closed is None
    assert found.back_link == "pm/payments.md"
    assert found.identity == Identity("PM-2026-0051-01", "PM-2026-0051", "pm/payments.md")
    base = Base("Add breaker", "jane@acme.com", date(2026, 3, 1), Priority.P0, Status.OPEN)
    assert found.state == State("PAY-12", base)
    assert found.comments == (
        Comment(datetime(2026, 2, 20, 10, tzinfo=UTC), "jane@acme.com",
                "started, waiting\nfor the new library",
                id="2026-02-20T10:00:00Z jane@acme.com", account="jane@acme.com"),
        Comment(datetime(2026, 2, 21, tzinfo=UTC), "Li Wei", "fine",
                id="2026-02-21T00:00:00Z Li Wei", account="Li Wei"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "encode", [lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text]
)
def test_line_endings_and_marks_do_not_matter(encode: object) -> None:
    """CRLF and a byte order mark change the revision of a ticket and nothing else."""
    assert callable(encode)
    found, plain = ticket(parsed(encode(TICKET))), ticket(parsed(TICKET))
    assert found.revision != plain.revision
    assert (found.title, found.labels, found.state) == (plain.title, plain.labels, plain.state)
    assert found.comments == plain.comments


@pytest.mark.parametrize(
    ("line", "status"),
    [("In Progress", Status.IN_PROGRESS), ("in-progress", Status.IN_PROGRESS),
     ("DONE", Status.DONE), ("'dropped '", Status.DROPPED)],
)  # fmt: skip
def test_a_status_is_read_however_it_is_spelled(line: str, status: Status) -> None:
    """Case, blanks and hyphens in a status do not matter."""
    assert ticket(parsed(f"---\ntitle: x\nstatus: {line}\n---\n")).status is status


@pytest.mark.parametrize(
    "labels", ["a, b", "[a, b]", "\n- a\n- b", "[a, , b]".replace(", ,", ", ~,")]
)
def test_labels_are_read_however_they_are_listed(labels: str) -> None:
    """A list in any style, or words between commas."""
    assert ticket(parsed(f"---\ntitle: x\nstatus: open\nlabels: {labels}\n---\n")).labels == {
        "a",
        "b",
    }


def test_a_bare_ticket_is_enough() -> None:
    """Title and status make a ticket; a time without a zone is UTC; a reason is read."""
    text = "---\ntitle: x\nstatus: dropped\ncreated: 2026-02-15 10:00\nreason: too late\n---"
    found = ticket(parsed(text))
    assert found.created == datetime(2026, 2, 15, 10, tzinfo=UTC)
    assert found.closing_reason == "too late"
    assert (found.assignee, found.identity, found.state, found.comments) == (None, None, None, ())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("status: open ", "status: opne ", ":4: status: 'opne' is not known; did you mean open?"),
        (
            "status: open ",
            "status: closed ",
            ":4: status: 'closed' is not known; did you mean done?",
        ),
        (
            "status: open ",
            "status: qqq ",
            ":4: status: 'qqq' is not known; write one of open, in_prog",
        ),
        ("status: open ", "state: open ", ":2: no status; write status: and one of open"),
        ("title: Add breaker ", "title: ", ":3: no title"),
        (
            "due: 2026-03-01\nteam",
            "due: March\nteam",
            ":6: due: 'March' is not a date; write it as 2026",
        ),
        ("due: 2026-03-01\nteam", "due: 2026-02-30\nteam", ":6: due: '2026-02-30' is not a date"),
        ("created: 2026-02-15T10:00:00Z", "created: soon", ":9: created: 'soon' is not a time"),
        (
            "assignee: jane@acme.com",
            "assignee: @jane",
            ":5: broken YAML: a value that starts with @ needs",
        ),
        ("assignee: jane@acme.com", "assignee: [a, b]", ":5: assignee: holds more than one value"),
        ("key: PAY-12\n", "key: PAY-12\nkey: x\n", ":3: broken YAML: the key 'key' is here twice"),
        ("labels: [post", "labels: {a: b}\nx: [post", ":8: labels: is not a list"),
        ("syncd: {", "syncd: no\nx: {", ":12: the marker is not a mapping"),
        (", v: 1}", ", v: 2}", ":12: the marker has version '2'; this syncd knows 1"),
        ("priority: P0,", "priority: P7,", ":12: the marker holds what cannot be understood: 'P7'"),
        ("item: PM-2026-0051-01, ", "", ":12: the marker needs item, post_mortem, url"),
        ("---\nkey", "key", ":1: no front matter; begin the file with ---"),
        ("Free text", "\udcff", ":14: the bytes are not UTF-8"),
    ],
)
def test_what_is_broken_is_named_with_the_way_out(old: str, new: str, message: str) -> None:
    """File, line, what was found and what to write instead."""
    assert old in TICKET
    found = parsed(TICKET.replace(old, new, 1).encode("utf-8", "surrogateescape"))
    assert isinstance(found, BrokenTicket)
    assert f"tickets/PAY/PAY-12.md{message}" in found.message


@pytest.mark.parametrize(
    "written",
    [
        MARKER,
        MARKER.replace("PM-2026-0051-01", '"PM-2026-0051-01"').replace(
            "pm/payments.md", "'pm/payments.md'"
        ),
        MARKER.replace("summary: Add breaker", 'summary: "a {x}, item: no, post_mortem: no"'),
        MARKER.replace(", item:", ",\n  item:"),
        "\n  v: 1\n  item: PM-2026-0051-01\n  post_mortem: PM-2026-0051\n  url: pm/payments.md",
    ],
)
def test_a_broken_ticket_holds_its_claim(written: str) -> None:
    """The identity is made out of the marker's line even where the rest is no YAML."""
    text = TICKET.replace(MARKER, written).replace("assignee: ", "assignee: @")
    found = parsed(text)
    assert isinstance(found, BrokenTicket)
    assert found.identity == Identity("PM-2026-0051-01", "PM-2026-0051", "pm/payments.md")


def test_the_file_name_is_the_id(tmp_path: Path) -> None:
    """A copy made by hand is the ticket that its name says, and its state names the original."""
    put_ticket(tmp_path, key="PAY-13")
    found = ticket(fetched(tracker(tmp_path), "PAY-13"))
    assert found.ref.id == "PAY-13"
    assert found.state is not None
    assert found.state.ticket == "PAY-12"


@given(
    st.text(min_size=1).map(lambda text: " ".join(text.split())).filter(bool),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.frozensets(st.text(st.characters(exclude_categories=["Cs"]), min_size=1)),
)
def test_what_is_drafted_is_read_back(title: str, body: str, labels: frozenset[str]) -> None:
    """Any title, body and labels make a file that reads back as what was wanted."""
    draft = drafted("PM-1-01", body=body).draft
    wanted = type(draft.wanted)(title, "@jane", date(2026, 3, 1), labels)
    changed = drafted("PM-1-01", body=body, wanted=wanted).draft
    found = ticket(parsed(ticket_file.drafted(changed, "PAY-12")))
    assert (found.title, found.assignee, found.due) == (title, "@jane", date(2026, 3, 1))
    assert found.labels == labels
    assert found.identity == changed.identity
    assert found.state == State("PAY-12", changed.base, written=changed.created)


@given(st.binary(max_size=60), st.integers(0, 400))
def test_any_bytes_are_a_ticket_or_broken(noise: bytes, at: int) -> None:
    """No bytes in a file make anything but a ticket or a broken one that says its file."""
    content = TICKET.encode()
    found = parsed(content[:at] + noise + content[at + len(noise) :])
    assert isinstance(found, Ticket) or found.message.startswith("tickets/PAY/PAY-12.md:")


def test_a_marker_written_again_is_no_change() -> None:
    """Writing what was read gives the same mapping, and keeps keys that are not known."""
    found = ticket(parsed(TICKET.replace("v: 1}", "v: 1, snooze: x}")))
    data = marker.written({"snooze": "x"}, found.identity, found.state)
    text = TICKET.replace(MARKER, dump(data))
    assert ticket(parsed(text)).state == found.state
    assert text == TICKET.replace("ticket:", "snooze: x, ticket:")
