"""Issues and links as Linear gives them, without asking it."""

from datetime import UTC, date, datetime
from typing import Any

from syncd.model import Base, Identity, Priority, State, Status
from syncd_linear import ids, marker

URL = "https://git.test/pm/one.md"
IDENTITY = Identity("PM-1-01", "PM-1", URL)
WRITTEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
STATE = State(
    ids.issue_id("W", "PM-1-01"),
    Base("Add --> a <b> `c`", "jane", date(2026, 3, 9), Priority.P1, Status.OPEN, URL),
    written=WRITTEN,
)


def issue(**more: Any) -> dict[str, Any]:
    """An issue as the fragment `Ticket` has it."""
    return {
        "id": ids.issue_id("W", "PM-1-01"),
        "identifier": "PAY-7",
        "previousIdentifiers": [],
        "title": "Add a circuit breaker",
        "url": "https://linear.app/acme/issue/PAY-7/add-a-circuit-breaker",
        "description": None,
        "priority": 0,
        "dueDate": None,
        "createdAt": "2026-03-02T09:00:00.000Z",
        "updatedAt": "2026-03-02T09:00:00.000Z",
        "completedAt": None,
        "canceledAt": None,
        "archivedAt": None,
        "trashed": None,
        "labelIds": [],
        "state": {"id": "s", "type": "unstarted"},
        "team": {"id": "t", "key": "PAY"},
        "assignee": None,
        "labels": {"nodes": []},
        "attachments": {"nodes": []},
        **more,
    }


def link(identity: Identity = IDENTITY, state: State | None = STATE, **more: Any) -> dict[str, Any]:
    """A link with the marker."""
    url = more.pop("back_link", identity.url)
    return {
        "id": "a",
        "url": marker.address(url, identity.item),
        "metadata": marker.metadata(identity, state, url),
        "updatedAt": "2026-03-02T09:00:00.000Z",
        **more,
    }
