"""What people did to an issue, as its events tell: asked only where nothing else remembers it.

Source: GitHub REST description, `issues/list-events`, oldest first: `event`, `actor` and
`created_at`. Whoever is mentioned or subscribed is the `actor` of an event as well, without
having done anything. An edit of the text makes no event.
"""

from datetime import datetime, timedelta

from syncd.model import Ticket
from syncd_github.client import Client
from syncd_github.speakers import Speakers

_ACTS = frozenset(
    {"assigned", "unassigned", "labeled", "unlabeled", "closed", "reopened", "renamed"}
    | {"milestoned", "demilestoned", "locked", "unlocked", "pinned", "unpinned", "transferred"}
)
_AT_ONCE = timedelta(seconds=5)


def last_act(client: Client, speakers: Speakers, ticket: Ticket) -> datetime | None:
    """When somebody else than syncd did something to an issue last; None if nobody ever did.

    A change that no event and no comment explains is an edit of the text, and taken for somebody's.
    """
    project, _, number = ticket.ref.key.partition("#")
    theirs: datetime | None = None
    times = [said.at for said in ticket.comments]
    for answer in client.pages(f"/repos/{project}/issues/{number}/events", {"per_page": 100}):
        for event in answer.data:
            if event.get("event") not in _ACTS:
                continue
            times.append(datetime.fromisoformat(str(event["created_at"])))
            if not speakers.is_me(str((event.get("actor") or {}).get("login"))):
                theirs = times[-1]
    updated = ticket.updated
    explained = updated is None or any(abs(updated - at) <= _AT_ONCE for at in times)
    return theirs if explained else updated
