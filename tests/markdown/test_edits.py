"""What an edit looks like in each form, to the byte."""

from __future__ import annotations

import pytest

from syncd.markdown import edit
from syncd.model import Cell, CellEdit

TICKET = CellEdit(0, Cell.TICKET, "PAY-1", "../PAY-1.md")
URL = CellEdit(0, Cell.TICKET, "a/b#1", "https://github.com/a/b/issues/1")
HEAD = "## Action items\n\n"


def status(text: str) -> CellEdit:
    """A status for the first item."""
    return CellEdit(0, Cell.STATUS, text)


def owner(text: str) -> CellEdit:
    """An owner for the first item."""
    return CellEdit(0, Cell.OWNER, text)


@pytest.mark.parametrize(
    ("before", "edits", "after"),
    [
        ("- Add it\r\n- Two", [TICKET], "- Add it ([PAY-1](../PAY-1.md))\r\n- Two"),
        ("- Add it  \n", [TICKET, status("done")], "- Add it ([PAY-1](../PAY-1.md), done)  \n"),
        ("- Add it ([PAY-1](../PAY-1.md), done)", [status("open")],
         "- Add it ([PAY-1](../PAY-1.md))"),
        ("- Add it", [status("open")], "- Add it"),
        ("- [ ] Add it", [status("done")], "- [x] Add it"),
        ("- [x] Add it", [status("in_progress")], "- [ ] Add it (in progress)"),
        ("- **DONE**: Add it", [status("open")], "- **DONE**: Add it (open)"),
        ("### 1) Add it ##\n", [TICKET], "### 1) Add it ([PAY-1](../PAY-1.md)) ##\n"),
        ("- Add it @jane\n", [owner("omar")], "- Add it @omar\n"),
        ("- Add it (@jane)\n", [owner("Jane Roe")], "- Add it (Owner: Jane Roe)\n"),
        ("- Add it\n  - Status: open\n", [status("done")], "- Add it\n  - Status: done\n"),
        ("|Action|Ticket|\n|-|-|\n|Add it||\n", [TICKET],
         "|Action|Ticket|\n|-|-|\n|Add it| [PAY-1](../PAY-1.md) |\n"),
        ("| Action | Status  |\n|-|-|\n| Add it | Open    |\n", [status("done")],
         "| Action | Status  |\n|-|-|\n| Add it | Done    |\n"),
        ("| Action | Owner | Ticket |\n|-|-|-|\n| Add it |\n", [TICKET],
         "| Action | Owner | Ticket |\n|-|-|-|\n| Add it |  | [PAY-1](../PAY-1.md) |\n"),
        ("Action | Done?\n-|-\nAdd it | ❌\n", [status("done")],
         "Action | Done?\n-|-\nAdd it | ✅\n"),
        ("| Action | Owner |\n|-|-|\n| Add it | @jane |\n", [owner("a|b\nc")],
         "| Action | Owner |\n|-|-|\n| Add it | a\\|b c |\n"),
        ("```yaml\naction_item:\n  title: Add it\n  status: open  # now\n```\n",
         [TICKET, status("done")],
         ("```yaml\naction_item:\n  title: Add it\n  status: done  # now\n"
         "  tracking_ticket: PAY-1\n```\n")),
        ("```yaml\naction_items:\n- {title: Add it, ticket: PAY-1}\n```\n", [URL],
         "```yaml\naction_items:\n- {title: Add it, ticket: https://github.com/a/b/issues/1}\n```\n"),
    ],
)  # fmt: skip
def test_each_form_is_edited_in_place(before: str, edits: list[CellEdit], after: str) -> None:
    """A cell, a label, a check box or a key is rewritten; else the title gets a trailer."""
    assert edit((HEAD + before).encode(), edits).decode() == HEAD + after


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (CellEdit(1, Cell.STATUS, "done"), LookupError),
        (CellEdit(0, Cell.DUE, "2026-03-01"), LookupError),
        (CellEdit(0, Cell.STATUS, "purple"), ValueError),
    ],
)
def test_an_impossible_edit_is_refused(change: CellEdit, error: type[Exception]) -> None:
    """An item or a cell that is not there, or a word that means nothing, changes no byte."""
    with pytest.raises(error):
        edit((HEAD + "- Add it").encode(), [change])
