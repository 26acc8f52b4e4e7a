"""Who changed what, and when.

Source: `getChangeLogs` (the oldest first, 100 a page) and `getBulkChangelogs` (up to 1,000 issues
and 10 fields) of the official description. Comments and properties are not in it.
"""

from typing import Any

from syncd.testing.exchange import Request
from syncd.testing.jira.access import asking, can_see, issue_of
from syncd.testing.jira.errors import invalid
from syncd.testing.jira.people import user_json
from syncd.testing.jira.records import Change, Issue
from syncd.testing.jira.requests import body_json, number
from syncd.testing.jira.world import JiraWorld
from syncd.testing.routes import Routes

routes: Routes[JiraWorld] = Routes()

MOST_ISSUES = 1_000
MOST_FIELDS = 10


@routes.on("GET", "/issue/{issue}/changelog")
def get_changelog(world: JiraWorld, request: Request) -> dict[str, Any]:
    """A page of what happened to one issue."""
    issue = issue_of(world, request)
    everything = world.histories.get(issue.id, ())
    start, size = number(request, "startAt", 0), number(request, "maxResults", 100)
    shown = [_shown(world, request, each) for each in everything[start : start + size]]
    page = {"startAt": start, "maxResults": size, "total": len(everything)}
    return {**page, "isLast": start + size >= len(everything), "values": shown}


@routes.on("POST", "/changelog/bulkfetch")
def get_changelogs(world: JiraWorld, request: Request) -> dict[str, Any]:
    """What happened to many issues; everything on one page."""
    body = body_json(request)
    names, fields = body.get("issueIdsOrKeys") or [], body.get("fieldIds") or []
    if not 0 < len(names) <= MOST_ISSUES or len(fields) > MOST_FIELDS:
        raise invalid(f"Between 1 and {MOST_ISSUES} issues and at most {MOST_FIELDS} fields.")
    found = []
    for name in names:
        issue = world.issue_named(str(name))
        if issue is None or not can_see(world, asking(request).user, issue):
            continue
        changes = [
            _shown(world, request, each)
            for each in world.histories.get(issue.id, ())
            if not fields or any(item["fieldId"] in fields for item in each.items)
        ]
        found.append({"issueId": str(issue.id), "changeHistories": changes})
    return {"issueChangeLogs": found}


def newest_changes(world: JiraWorld, request: Request, issue: Issue) -> dict[str, Any]:
    """The changelog inside an issue: the newest first, at most 100."""
    everything = world.histories.get(issue.id, ())
    shown = [_shown(world, request, each) for each in reversed(everything[-100:])]
    page = {"startAt": 0, "maxResults": len(shown), "total": len(everything)}
    return {**page, "histories": shown}


def _shown(world: JiraWorld, request: Request, change: Change) -> dict[str, Any]:
    return {
        "id": str(change.id),
        "author": user_json(world, asking(request), change.author),
        "created": world.shown(change.created),
        "items": list(change.items),
    }
