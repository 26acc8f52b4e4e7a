"""Small worlds of files for the tests of this folder, importable from other processes too."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from syncd.model import (
    Base,
    CreateTicket,
    Draft,
    EditTicket,
    Identity,
    Status,
    Ticket,
    TicketAction,
    TicketEdit,
    Wanted,
)
from syncd.ports import Applied, Found, Known, Opening, Tracker
from syncd_files.settings import SourceSettings, TrackerSettings
from syncd_files.source import FileSource
from syncd_files.tickets import FileTracker

MARKER = (
    "{base: {due_date: 2026-03-01, owner: jane@acme.com, priority: P0, state: open, "
    "summary: Add breaker}, item: PM-2026-0051-01, post_mortem: PM-2026-0051, ticket: PAY-12, "
    "url: pm/payments.md, v: 1}"
)

TICKET = f"""\
---
key: PAY-12
title: Add breaker        # short, please
status: open            # open | in_progress | done | dropped
assignee: jane@acme.com
due: 2026-03-01
team-budget: 12.50
labels: [post-mortem, "priority/P0", ours]
created: 2026-02-15T10:00:00Z
updated: 2026-02-20T11:00:00+01:00
post_mortem: pm/payments.md
syncd: {MARKER}
---
Free text with a trailing blank.\x20

## Comments
- 2026-02-20T10:00:00Z jane@acme.com: started, waiting
  for the new library
- 2026-02-21 Li Wei: fine
not a comment
- neither: this
"""


def source(root: Path, **settings: Any) -> FileSource:
    """The source `docs` over the folder `pm`."""
    return FileSource(Opening("docs", root), SourceSettings(path=Path("pm"), **settings))


def tracker(root: Path, **settings: Any) -> FileTracker:
    """The tracker `files` over the folder `tickets`."""
    return FileTracker(Opening("files", root), TrackerSettings(path=Path("tickets"), **settings))


def put(root: Path, path: str, content: str | bytes = "text\n") -> Path:
    """Write a file and the folders above it."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def put_ticket(root: Path, content: str | bytes = TICKET, key: str = "PAY-12") -> Path:
    """Write the file of a ticket of the project PAY."""
    return put(root, f"tickets/PAY/{key}.md", content)


def drafted(item: str, **changes: Any) -> CreateTicket:
    """A new ticket of the project PAY for an action item."""
    values: dict[str, Any] = {
        "tracker": "files",
        "project": "PAY",
        "wanted": Wanted("Add breaker", "jane@acme.com", date(2026, 3, 1), frozenset({"b", "a"})),
        "body": "What, and why.\n",
        "identity": Identity(item, "PM-2026-0051", "pm/payments.md"),
        "base": Base("Add breaker", "jane@acme.com", date(2026, 3, 1), None, Status.OPEN),
        "created": datetime(2026, 2, 15, 10, 0, 0, 250, tzinfo=UTC),
    }
    return CreateTicket(Draft(**values | changes))


def ticket(found: object) -> Ticket:
    """The ticket, where there has to be one."""
    assert isinstance(found, Ticket), found
    return found


def tickets(root: Path, project: str = "PAY") -> list[Ticket]:
    """All tickets of a project, as somebody else reads them."""
    return [ticket for page in tracker(root).scan(project, Known()) for ticket in page.tickets]


def names(root: Path) -> list[str]:
    """All files below a folder, hidden ones too."""
    return sorted(
        file.relative_to(root).as_posix() for file in root.rglob("*") if not file.is_dir()
    )


def carried(ours: Tracker, action: TicketAction) -> Applied:
    """What became of one change; its error is raised."""
    (result,) = ours.apply([action])
    if isinstance(result, Applied):
        return result
    raise result


def edit(found: Ticket, **changes: Any) -> EditTicket:
    """An edit of a ticket as it was read."""
    return EditTicket(found.ref, TicketEdit(**changes), found.revision)


def fetched(ours: Tracker, key: str) -> Found:
    """One ticket by its key."""
    ((_, found),) = ours.get([key])
    return found
