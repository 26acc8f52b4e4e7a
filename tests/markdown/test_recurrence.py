"""The line that says of which earlier post-mortems a document is a recurrence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.markdown import edit, read
from syncd.model import CellEdit, RecurrenceEdit, quoted_id
from tests.markdown.round_trip import document
from tests.markdown.strategies import documents, edited

IDS = st.lists(
    st.sampled_from(["PM-2026-0044", "2026-payments", "v1.2-outage", "payments", "it, and more"]),
    min_size=1,
    max_size=3,
    unique=True,
).map(tuple)
HEAD = "# Outage\n\n## Action items\n\n"
TABLE = "| Action | Owner |\n|-|-|\n| Add it | @jane |\n"
LINE = "Recurrence of PM-1: PM-1-02 was still open."
NOTE = RecurrenceEdit(("PM-1",), LINE)


def note(ids: tuple[str, ...], rest: str = ": all of it was still open.") -> RecurrenceEdit:
    """The edit that writes a line with these ids."""
    *others, last = ids
    quoted = [quoted_id(each) or "" for each in (*others, last)]
    told = f"{', '.join(quoted[:-1])} and {quoted[-1]}" if others else quoted[0]
    return RecurrenceEdit(ids, f"Recurrence of {told}{rest}")


def written(text: str, change: RecurrenceEdit = NOTE) -> str:
    """A document after the edit."""
    return edit(text.encode(), [change]).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (TABLE, f"{TABLE}\n{LINE}\n"),
        (TABLE.rstrip("\n"), f"{TABLE}\n{LINE}"),
        (f"{TABLE}\n## Timeline\n", f"{TABLE}\n{LINE}\n\n## Timeline\n"),
        (f"{TABLE}---\n", f"{TABLE}\n{LINE}\n\n---\n"),
        (f"{TABLE}<!-- never\n", f"{TABLE}\n{LINE}\n\n<!-- never\n"),
        ("- Add it\n  in two lines\n\n\n# Two\n",
         f"- Add it\n  in two lines\n\n{LINE}\n\n\n# Two\n"),
        ("> - Add it\n\nMore\n", f"> - Add it\n\n{LINE}\n\nMore\n"),
        ("### 1) Add it\n\nAbout it.\n\n## Two\n",
         f"### 1) Add it\n\nAbout it.\n\n{LINE}\n\n## Two\n"),
        ("```yaml\naction_item:\n  title: Add it\n```\nMore\n",
         f"```yaml\naction_item:\n  title: Add it\n```\n\n{LINE}\n\nMore\n"),
    ],
)  # fmt: skip
def test_it_stands_below_the_last_item(before: str, after: str) -> None:
    """The line is a paragraph of its own, and no byte but it and blank lines around is new."""
    assert written(HEAD + before) == HEAD + after
    windows = (HEAD + before).replace("\n", "\r\n")
    assert written(windows) == (HEAD + after).replace("\n", "\r\n")


@pytest.mark.parametrize(
    "text",
    [
        "---\naction_items:\n- title: Add it\n---\n# Outage\n",
        f"{HEAD}```yaml\naction_item:\n  title: Add it\n",
        "# Outage\n\nNothing to do.\n",
    ],
)
def test_where_there_is_no_place(text: str) -> None:
    """Without an item in the body, or below a fence without end, no line is written."""
    assert not read(document(text)).takes_recurrence
    with pytest.raises(LookupError):
        written(text)


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        (LINE, ("PM-1",)),
        ("**Recurrence of [PM-1](a.md)**", ("PM-1",)),
        ("Recurrence of PM-1, PM-2 and INC-3.", ("PM-1", "PM-2", "INC-3")),
        ("Recurrence of `the outage, and more`: see there", ("the outage, and more",)),
        ("Recurrence of [`payments`](payments.md).", ("payments",)),
        ("Recurrence of this is unlikely.", ()),
        ("Recurrence of failures", ()),
        ("A Recurrence of PM-1.", ()),
    ],
)
def test_it_is_known_again(line: str, ids: tuple[str, ...]) -> None:
    """Whoever wrote it, and wherever it stands, a line with ids is known; a sentence is none."""
    for text in (f"{line}\n\n{HEAD}{TABLE}", f"{HEAD}{TABLE}\n{line}\n\n## More\n"):
        post_mortem = read(document(text))
        assert post_mortem.recurrence == ids
        assert post_mortem.takes_recurrence
        assert len(post_mortem.items) == 1
        assert not post_mortem.problems


def test_in_a_list_or_quote_it_is_somebody_elses() -> None:
    """What somebody quotes is not taken for the line, and not written over."""
    assert read(document(f"- {LINE}\n\n> {LINE}\n\n{HEAD}{TABLE}")).recurrence == ()


def test_it_is_rewritten_where_it_stands() -> None:
    """Other ids replace the line in its place; the same ids leave it as somebody words it."""
    moved = f"Recurrence of PM-1, sadly\nmore of it\n\n{HEAD}{TABLE}"
    assert read(document(moved)).recurrence == ()
    moved = moved.replace(", sadly", ": sadly")
    assert written(moved) == moved
    both = note(("PM-1", "PM-2"), ".")
    assert written(moved, both) == moved.replace(
        "Recurrence of PM-1: sadly", "Recurrence of PM-1 and PM-2."
    )


@given(documents(), IDS, IDS)
def test_nothing_else_changes(
    content: bytes, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    """Whatever the document, the line is added once, read back, and replaced by another."""
    before = read(document(content))
    assert before.takes_recurrence is bool(before.items)
    if not before.items:
        return
    once = edit(content, [note(first)])
    after = read(document(once))
    assert after.recurrence == first
    assert (after.items, after.problems) == (before.items, before.problems)
    assert edit(once, [note(first)]) == once
    line = note(first).text.encode()
    end = b"\r\n" if b"\r\n" in content else b"\n"
    added = (end + end + line, end + end + line + end)
    assert content in {once.replace(each, b"", 1) for each in added}
    again = edit(once, [note(second)])
    assert read(document(again)).recurrence in {second, first}
    assert (set(first) == set(second)) is (again == once)
    assert again.replace(note(second).text.encode(), line) == once


@given(edited(), IDS)
def test_with_other_edits(drawn: tuple[bytes, list[CellEdit]], ids: tuple[str, ...]) -> None:
    """At once with the cells of items, or after them, gives the same document."""
    content, edits = drawn
    if read(document(content)).takes_recurrence:
        at_once = edit(content, [note(ids), *edits])
        assert at_once == edit(edit(content, edits), [note(ids)])


@given(st.text(min_size=1, max_size=20))
def test_any_id_is_read_back(text: str) -> None:
    """An id is read back exactly as it is, or it is one that is never written."""
    if quoted_id(text) is not None:
        content = edit((HEAD + TABLE).encode(), [note((text, "PM-1"))])
        assert read(document(content)).recurrence == (text, "PM-1")
    else:
        assert not text.isprintable() or "`" in text or text != text.strip()
