"""What the tests let other processes do; importable, so that they can be started fresh."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from syncd.model import EditTicket, TicketEdit
from syncd.ports import StaleError
from syncd_files import disk
from tests.files.making import carried, drafted, fetched, source, ticket, tracker


def create_all(root: Path, items: list[str]) -> None:
    """Make a ticket for each item."""
    ours = tracker(root)
    for item in items:
        carried(ours, drafted(item))


def add_labels(root: Path, labels: list[str]) -> None:
    """Add each label in an edit of its own, reading again when somebody else was first."""
    ours = tracker(root)
    for label in labels:
        while not _added(root, label):
            ours = tracker(root)
    assert ticket(fetched(ours, "PAY-12"))


def _added(root: Path, label: str) -> bool:
    ours = tracker(root)
    found = ticket(fetched(ours, "PAY-12"))
    edit = TicketEdit(add_labels=frozenset({label}))
    try:
        carried(ours, EditTicket(found.ref, edit, found.revision))
    except StaleError:
        return False
    return True


def die_at(root: Path, call: str, act: str, *, unnamed: bool = True) -> None:
    """Create, edit or write a document, and be gone the moment that `os.<call>` is reached."""

    def die(*_: Any, **__: Any) -> None:
        os._exit(9)

    if not unnamed:
        disk._UNNAMED = 0
    if call == "unlink":  # not the one that tidies up before: the one after the link

        def link(*args: Any, link: Callable[..., None] = os.link, **named: Any) -> None:
            link(*args, **named)
            setattr(os, call, die)

        setattr(os, "link", link)  # noqa: B010  its own type is narrower
    else:
        setattr(os, call, die)
    if act == "create":
        carried(tracker(root), drafted("PM-1-01"))
    elif act == "edit":
        found = ticket(fetched(tracker(root), "PAY-12"))
        edit = TicketEdit(assignee="li")
        carried(tracker(root), EditTicket(found.ref, edit, found.revision))
    else:
        document = source(root).read("a.md")
        assert document is not None
        source(root).write("a.md", b"new", document.revision)
