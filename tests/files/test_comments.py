"""What syncd says in a ticket's file: every byte that is not its own stays."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import NOTE, AddComment, Comment, Handled, State, Status, Ticket, WriteNote
from syncd.ports import StaleError
from syncd_files import comments
from tests.files.making import MARKER, TICKET, carried, edit, fetched, put_ticket, ticket, tracker

AT = datetime(2026, 3, 10, 9, 0, 0, 5, tzinfo=UTC)
LIST = TICKET[TICKET.index("## Comments") :]
REMINDER = """\
- 2026-03-10T09:00:00Z syncd: @jane: overdue since 2026-03-01.

  Reply `/syncd help` for the ways out.
  <!-- syncd overdue/2026-03-10 -->"""
TEXT = "@jane: overdue since 2026-03-01.\n\nReply `/syncd help` for the ways out."


def read(root: Path) -> Ticket:
    return ticket(fetched(tracker(root), "PAY-12"))


def remind(root: Path, before: Ticket | None = None, text: str = TEXT) -> Ticket:
    action = AddComment(before or read(root), text, "overdue/2026-03-10", AT)
    return carried(tracker(root), action).ticket


def note(root: Path, text: str, at: datetime = AT, state: State | None = None) -> Ticket:
    return carried(tracker(root), WriteNote(read(root), text, at, state)).ticket


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LIST, f"{LIST}{REMINDER}\n"),
        (LIST.rstrip("\n"), f"{LIST}{REMINDER}"),
        (f"{LIST}\n\n# Notes\n\nMore.", f"{LIST}{REMINDER}\n\n\n# Notes\n\nMore."),
        ("Text.\n\n## comments \n", f"Text.\n\n## comments \n{REMINDER}\n"),
        ("Text.", f"Text.\n\n## Comments\n{REMINDER}\n"),
        ("Text.\n", f"Text.\n\n## Comments\n{REMINDER}\n"),
        ("Text.\n\n\n", f"Text.\n\n\n## Comments\n{REMINDER}\n"),
        ("Text.\n\n  ", f"Text.\n\n  \n## Comments\n{REMINDER}\n"),
        ("", f"## Comments\n{REMINDER}\n"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_comment_is_one_splice(tmp_path: Path, before: str, after: str, newline: str) -> None:
    """It goes to the end of the list, made where there is none, in the file's line ends."""
    front = TICKET[: TICKET.index("Free text")]
    file = put_ticket(tmp_path, f"{front}{before}".replace("\n", newline))
    said = remind(tmp_path).comments
    assert file.read_bytes().decode() == f"{front}{after}".replace("\n", newline)
    assert said[-1] == Comment(
        AT.replace(microsecond=0),
        "syncd",
        TEXT,
        id="syncd overdue/2026-03-10",
        record="overdue/2026-03-10",
        account="syncd",
    )
    assert read(tmp_path).comments == said


def test_a_comment_has_an_id_of_its_own() -> None:
    """Two of one author and time can be told apart, and whatever is added below renames none."""
    entry = "- 2026-02-20T10:00:00Z li: {}\n"
    body = "## Comments\n" + entry.format("one") + entry.format("two")
    first = comments.read(body)
    assert len({said.id for said in first}) == 2
    more = comments.read(body + entry.format("three") + entry.replace("li", "jo").format("x"))
    assert [said.id for said in more[:2]] == [said.id for said in first]
    assert len({said.id for said in more}) == 4
    assert [said.account for said in more] == ["li", "li", "li", "jo"]


def test_the_note_keeps_its_id(tmp_path: Path) -> None:
    """Rewritten, at another time, it is the same comment."""
    put_ticket(tmp_path)
    first, second = note(tmp_path, "One."), note(tmp_path, "Two.", AT.replace(hour=11))
    assert first.note is not None
    assert second.note is not None
    assert first.note.id == second.note.id


def test_front_matter_without_a_line_end(tmp_path: Path) -> None:
    """A file that ends in the dashes of its front matter can be commented on."""
    file = put_ticket(tmp_path, "---\ntitle: x\nstatus: open\n---")
    remind(tmp_path)
    assert file.read_text() == f"---\ntitle: x\nstatus: open\n---\n## Comments\n{REMINDER}\n"


def test_a_comment_is_said_once(tmp_path: Path) -> None:
    """Where its record is already, nothing is written, whatever has happened to the file since."""
    before = put_ticket(tmp_path), read(tmp_path)
    file, first = before[0], remind(tmp_path)
    file.write_text(file.read_text().replace("Free text", "Other text"))
    theirs, inode = file.read_text(), file.stat().st_ino
    again = remind(tmp_path, before[1], "In other words.")
    assert again.comments == first.comments
    assert (file.read_text(), file.stat().st_ino) == (theirs, inode)


def test_a_lost_race_is_stale(tmp_path: Path) -> None:
    """Nothing is said into a file that changed, or went, since that was decided."""
    file = put_ticket(tmp_path)
    found = read(tmp_path)
    theirs = TICKET.replace("Free text", "Other text")
    file.write_text(theirs)
    for action in (AddComment(found, "x", "overdue/1", AT), WriteNote(found, "x", AT)):
        with pytest.raises(StaleError, match=r"PAY-12\.md: somebody changed it"):
            carried(tracker(tmp_path), action)
    assert file.read_text() == theirs
    file.unlink()
    with pytest.raises(StaleError, match="gone"):
        remind(tmp_path, found)


def test_the_note_is_rewritten_in_its_place(tmp_path: Path) -> None:
    """There is one note; what stands above and below it stays, a human's answer in it too."""
    file = put_ticket(tmp_path)
    note(tmp_path, "Nobody owns this.\n\n- name one person")
    remind(tmp_path)
    answer = "  <!-- syncd note -->\n  I do, from Monday on.\n"
    file.write_text(file.read_text().replace("  <!-- syncd note -->\n", answer))
    said = note(tmp_path, "All is well.", AT.replace(hour=10)).comments
    assert file.read_text() == (
        f"{TICKET}- 2026-03-10T10:00:00Z syncd: All is well.\n{answer}{REMINDER}\n"
    )
    assert [(each.record, each.text) for each in said[2:]] == [
        (NOTE, "All is well."),
        ("overdue/2026-03-10", TEXT),
    ]


def test_a_note_that_says_the_same_is_not_written(tmp_path: Path) -> None:
    """Later, the same note in another hand's indentation is no change."""
    file = put_ticket(tmp_path)
    note(tmp_path, "One.\n\n- two")
    file.write_text(file.read_text().replace("  - two\n  <!--", "    - two\n    <!--"))
    inode = file.stat().st_ino
    note(tmp_path, "One.\r\n \r\n- two\n", AT.replace(hour=10))
    assert file.stat().st_ino == inode


def test_a_state_goes_along_with_the_note(tmp_path: Path) -> None:
    """The marker has it, and nothing else of the front matter moves."""
    file = put_ticket(tmp_path)
    before = read(tmp_path).state
    assert before is not None
    state = replace(before, written=AT)
    assert note(tmp_path, "x", state=state).state == state
    marker = MARKER.replace("v: 1}", "v: 1, written: 2026-03-10T09:00:00.000005Z}")
    assert file.read_text().startswith(TICKET.replace(MARKER, marker))


def test_a_state_knows_what_was_handled(tmp_path: Path) -> None:
    """Commands that were dealt with are read back; what a human broke of them costs no more."""
    file = put_ticket(tmp_path)
    before = read(tmp_path).state
    assert before is not None
    handled = (Handled("2026-03-10T09:00:00Z li", 'put off: "later, {soon}"'), Handled("2", ""))
    state = replace(before, handled=handled)
    assert note(tmp_path, "x", state=state).state == state
    file.write_text(file.read_text().replace('["2", ""]', "2"))
    assert read(tmp_path).state == replace(state, handled=handled[:1])


@pytest.mark.parametrize("author", ["li@acme.com", "Syncd", "syncd-bot", "not syncd"])
def test_only_syncd_speaks_for_syncd(tmp_path: Path, author: str) -> None:
    """A record in anybody else's comment is part of what that person says."""
    put_ticket(tmp_path, TICKET + REMINDER.replace(" syncd:", f" {author}:") + "\n")
    said = read(tmp_path).comments[-1]
    assert (said.author, said.record) == (author, None)
    assert said.text == f"{TEXT}\n<!-- syncd overdue/2026-03-10 -->"
    assert [each.record for each in remind(tmp_path).comments[-2:]] == [None, "overdue/2026-03-10"]


def test_what_an_entry_says_is_read_whole(tmp_path: Path) -> None:
    """Paragraphs and nested lists of an entry are kept, however far it is indented."""
    entry = (
        "- 2026-02-20T10:00:00Z li: one\n\n\ttwo\n\t- three\n\n\t  four\n\nnot this\n  nor this\n"
    )
    put_ticket(tmp_path, f"---\ntitle: x\nstatus: open\n---\n## Comments\n{entry}")
    (said,) = read(tmp_path).comments
    assert said.text == "one\n\ntwo\n- three\n\n  four"


@pytest.mark.parametrize("record", ["a b", "é/1", "x-->", "--", "<!-- syncd note -->", "50%/2f"])
def test_any_name_can_be_a_record(record: str) -> None:
    """A record reads as it was given, and nothing in it ends the comment that hides it."""
    said = Comment(AT.replace(microsecond=0), "syncd", "x", record=record)
    text = comments.added("", said, "\n")
    assert comments.read(text) == (replace(said, id=f"syncd {record}", account="syncd"),)
    assert text.count("-->") == 1


def test_a_status_is_set_with_its_reason(tmp_path: Path) -> None:
    """On a human's word a ticket is closed, and the reason stands beside it; nothing else moves."""
    file = put_ticket(tmp_path)
    action = edit(
        read(tmp_path), status=Status.DROPPED, reason="Accepted risk: it is replaced in May."
    )
    found = carried(tracker(tmp_path), action).ticket
    assert (found.status, found.closing_reason) == (
        Status.DROPPED,
        "Accepted risk: it is replaced in May.",
    )
    assert file.read_text() == TICKET.replace("status: open ", "status: dropped ", 1).replace(
        MARKER, f'{MARKER}\nreason: "Accepted risk: it is replaced in May."'
    )
    same = edit(found, status=Status.DROPPED, due=date(2026, 3, 1))
    assert carried(tracker(tmp_path), same).ticket == found


def test_a_status_in_other_letters_is_the_same(tmp_path: Path) -> None:
    """What the ticket says already is not spelled anew."""
    file = put_ticket(tmp_path, TICKET.replace("status: open ", "status: In progress "))
    before = file.read_text()
    carried(tracker(tmp_path), edit(read(tmp_path), status=Status.IN_PROGRESS))
    assert file.read_text() == before


LINES = st.sampled_from(
    ["", " ", "Text.", "## Comments", "## comments ", "# Notes", "### Deeper", "  indented", "\tx",
     "- 2026-02-20T10:00:00Z li: hello", "- 2026-02-20T10:00:00Z syncd: hm", "- li: what?", "```",
     "  <!-- syncd note -->", "<!-- syncd note -->", "<!--", "odd\x0bends\u2028of\x85lines\r"]
)  # fmt: skip
BODIES = st.builds(
    lambda lines, newline, end: newline.join(lines) + end,
    st.lists(LINES, max_size=12),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n", "\r\n"]),
)
WORDS = st.lists(
    LINES | st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=5
).map("\n".join)
COMMENTS = st.builds(
    Comment,
    at=st.just(AT.replace(microsecond=0)),
    author=st.just("syncd"),
    text=WORDS,
    record=st.sampled_from(["overdue/2026-03-10", NOTE]),
)


@given(BODIES, COMMENTS, st.sampled_from(["\n", "\r\n"]))
def test_any_comment_fits_into_any_text(body: str, comment: Comment, newline: str) -> None:
    """Whatever the text and the comment, all others read as before, and no byte of them moves."""
    after = comments.added(body, comment, newline)
    *others, said = comments.read(after)
    assert others == list(comments.read(body))
    assert (said.at, said.author, said.record) == (comment.at, "syncd", comment.record)
    assert said.text.split() == comment.text.split()
    assert _is_an_insertion(body, after)


@given(BODIES, COMMENTS, COMMENTS)
def test_any_note_is_rewritten_in_any_text(body: str, first: Comment, second: Comment) -> None:
    """However often it is written, there is one note, the last; writing it twice is no change."""
    had = [each for each in comments.read(body) if each.record == NOTE]
    once = comments.noted(body, replace(first, record=NOTE), "\n")
    twice = comments.noted(once, replace(second, record=NOTE), "\n")
    notes = [each for each in comments.read(twice) if each.record == NOTE]
    assert len(notes) == max(1, len(had))
    assert notes[0].text.split() == second.text.split()
    assert comments.noted(twice, replace(second, record=NOTE), "\n") == twice
    if not had:
        assert _is_an_insertion(body, twice)


def _is_an_insertion(before: str, after: str) -> bool:
    """Whether `after` is `before` with something put in at one place."""
    return _shared(before, after) + _shared(before[::-1], after[::-1]) >= len(before)


def _shared(left: str, right: str) -> int:
    """How many characters two texts have in common from the start."""
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False))
    )
