"""What people write behind the link that syncd put at the end of an item."""

import datetime as dt

import pytest

from syncd.markdown import edit, read
from syncd.model import Cell, CellEdit, Document, PostMortem, Priority, Status

LINK = "[PAY-1](../tickets/PAY/PAY-1.md)"


def document(line: str, heading: str = "# Outage") -> bytes:
    """A document with one item."""
    return f"{heading}\n\nDate: 2026-03-01\n\n## Action items\n\n{line}\n".encode()


def reading(content: bytes, path: str = "a.md") -> PostMortem:
    """The post-mortem in these bytes."""
    return read(Document("docs", path, content, "1", "url", "pm"))


@pytest.mark.parametrize(
    ("line", "title", "status"),
    [
        (f"- Write it ({LINK}) done", "Write it", Status.DONE),
        (f"- Write it ({LINK}) - done", "Write it", Status.DONE),
        (f"- Write it ({LINK}) ✅", "Write it", Status.DONE),
        (f"1. Write it ({LINK}, done) @omar", "Write it", Status.DONE),
        (f"- Write it ({LINK}, in progress) as planned", "Write it as planned", Status.IN_PROGRESS),
        (f"- [ ] Write it ({LINK}) and test it", "Write it and test it", Status.OPEN),
        (f"| Action |\n|---|\n| Write it ({LINK}, done) soon |", "Write it soon", Status.DONE),
    ],
)
def test_behind_the_link(line: str, title: str, status: Status) -> None:
    """The title never holds the link, a status word behind it counts, other words stay."""
    content = document(line)
    (item,) = reading(content).items
    assert (item.title, item.status) == (title, status)
    assert [(link.text, link.declared) for link in item.links] == [("PAY-1", True)]
    for wanted in Status:
        text = wanted.value.replace("_", " ")
        edited = edit(content, [CellEdit(0, Cell.STATUS, text)])
        (after,) = reading(edited).items
        assert (after.title, after.status or Status.OPEN) == (title, wanted)
        assert after.links == item.links
        assert edit(edited, [CellEdit(0, Cell.STATUS, text)]) == edited


def test_markers_beside_the_link() -> None:
    """Priority, owner and due date beside the link are read, before it and behind it."""
    (item,) = reading(document(f"- Write it (P2) ({LINK})")).items
    assert (item.title, item.priority) == ("Write it", Priority.P2)
    (item,) = reading(document(f"- Write it ({LINK}) (due 2026-03-09)")).items
    assert (item.title, item.due) == ("Write it", dt.date(2026, 3, 9))
    (item,) = reading(document(f"- Write it ({LINK}) @omar")).items
    assert (item.title, item.owner) == ("Write it", "@omar")


def test_an_owner_behind_the_link_can_be_changed() -> None:
    """Editing the owner behind the link leaves the link alone."""
    content = document(f"- Write it ({LINK}, done) @omar")
    edited = edit(content, [CellEdit(0, Cell.OWNER, "@ana")])
    assert edited == content.replace(b"@omar", b"@ana")


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# PM-2026-0057: Checkout timeouts", "Checkout timeouts"),
        ("# [PM-2026-0057] Checkout timeouts", "Checkout timeouts"),
        ("# PM-2026-0057 - Checkout timeouts", "Checkout timeouts"),
        ("# PM-2026-0057", "PM-2026-0057"),
        ("# Checkout after PM-2026-0057", "Checkout after PM-2026-0057"),
    ],
)
def test_a_title_without_its_id(heading: str, title: str) -> None:
    """An id at the beginning of the heading is the id, and not part of the title."""
    post_mortem = reading(document("- Write it", heading))
    assert (post_mortem.id, post_mortem.title) == ("PM-2026-0057", title)


def test_a_report_in_use_is_no_template() -> None:
    """A document about templates, with a date and a ticket, is not a form to be filled in."""
    content = document(f"- Write it ({LINK})", "# Incident report template")
    assert len(reading(content, "incident-template.md").items) == 1
    blank = b"# Incident report template\n\n## Action items\n\n- Write it\n"
    assert reading(blank, "incident-template.md").items == ()
