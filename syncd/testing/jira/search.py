"""Searching: by token on Cloud, by offset on Data Center.

Source, Cloud: `searchAndReconsileIssuesUsingJqlPost` of the official description: ids alone by
default, a bounded query, at most 7 fields to sort by and 5 properties, no total; a page may be
shorter than asked, and only a missing token ends the list. The index is behind by "a few seconds
to minutes", but for up to 50 ids in `reconcileIssues`
(developer.atlassian.com/cloud/jira/platform/search-and-reconcile): `world.search_lag`, none
unless it is set. The old `/search` is gone: 410 (CHANGE-2046, smaramwbc/statewave#233). A token
lives 7 days (the same description). Not confirmed: that it stands for what the first page found,
so that what changes meanwhile neither shifts nor doubles; so it is here.
Source, Data Center: its OpenAPI document 10.3.24; no `properties` can be asked for there, the
answer says which `maxResults` counted, and pages shift when issues change between them.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from syncd.testing.exchange import Answer, RefusedError, Request
from syncd.testing.jira.access import Asker, asking, can_see
from syncd.testing.jira.errors import body_of, refused
from syncd.testing.jira.issue_json import issue_json, listed
from syncd.testing.jira.jql import Query, parsed
from syncd.testing.jira.jql_terms import Terms, number_of
from syncd.testing.jira.records import Issue
from syncd.testing.jira.requests import body_json
from syncd.testing.jira.world import JiraWorld
from syncd.testing.routes import Routes

cloud: Routes[JiraWorld] = Routes()
data_center: Routes[JiraWorld] = Routes()

MOST_RECONCILED = 50
MOST_PROPERTIES = 5
MOST_SORTED_BY = 7
_UNBOUNDED = (
    "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
)
_REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full"
    " migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)


@cloud.on("POST", "/search/jql")
def search_by_post(world: JiraWorld, request: Request) -> dict[str, Any]:
    """One page of what a query finds."""
    return _page_by_token(world, asking(request), body_json(request))


@cloud.on("GET", "/search/jql")
def search_by_get(world: JiraWorld, request: Request) -> dict[str, Any]:
    """The same, everything in the query string."""
    asked: dict[str, Any] = dict(request.query)
    for name in ("fields", "properties", "reconcileIssues"):
        if name in request.queries:
            asked[name] = listed(request.queries[name])
    return _page_by_token(world, asking(request), asked)


@cloud.on("POST", "/search/approximate-count")
def count(world: JiraWorld, request: Request) -> dict[str, int]:
    """About how many issues a query finds."""
    query = _bounded(str(body_json(request).get("jql", "")))
    return {"count": len(_found(world, asking(request), query))}


@cloud.on("GET", "/search")
@cloud.on("POST", "/search")
def removed(world: JiraWorld, request: Request) -> Answer:  # noqa: ARG001
    """What this used to be is gone."""
    return Answer(410, body_of(_REMOVED))


@data_center.on("POST", "/search")
def search_at_offset(world: JiraWorld, request: Request) -> dict[str, Any]:
    """One page of what a query finds."""
    return _page_at_offset(world, asking(request), body_json(request))


@data_center.on("GET", "/search")
def search_at_offset_by_get(world: JiraWorld, request: Request) -> dict[str, Any]:
    """The same, everything in the query string."""
    asked: dict[str, Any] = dict(request.query)
    if "fields" in request.queries:
        asked["fields"] = listed(request.queries["fields"])
    return _page_at_offset(world, asking(request), asked)


def _page_by_token(world: JiraWorld, asker: Asker, asked: dict[str, Any]) -> dict[str, Any]:
    jql = str(asked.get("jql") or "")
    query = _bounded(jql)
    properties = listed(asked.get("properties"))
    reconciled = [int(each) for each in asked.get("reconcileIssues") or ()]
    if len(properties) > MOST_PROPERTIES:
        raise refused(400, f"At most {MOST_PROPERTIES} properties can be asked for.")
    if len(reconciled) > MOST_RECONCILED:
        raise refused(400, f"At most {MOST_RECONCILED} issues can be reconciled.")
    size = min(int(asked.get("maxResults") or 50), world.most_per_page)
    index = world.as_of(world.now() - world.search_lag) if world.search_lag else world
    fresh = set(reconciled) if index is not world else set()
    token = asked.get("nextPageToken")
    if token:
        ids, start = _recalled(world, str(token), jql)
    else:
        ids, start = [issue.id for issue in _found(world, asker, query, index, fresh)], 0
    fields = listed(asked.get("fields")) or ["id"]
    shown = []
    for number in ids[start : start + size]:
        source = world if number in fresh else index
        issue = source.issues.get(number)
        if issue is not None and can_see(source, asker.user, issue):
            most = source.comments_in_search
            only = None if fields == ["*all"] else [name for name in fields if name != "id"]
            made = issue_json(source, asker, issue, only, properties, most_comments=most)
            shown.append(made)
    answer: dict[str, Any] = {"issues": shown, "isLast": start + size >= len(ids)}
    if not answer["isLast"]:
        answer["nextPageToken"] = _token(world, token, jql, ids, start + size)
    return answer


def _page_at_offset(world: JiraWorld, asker: Asker, asked: dict[str, Any]) -> dict[str, Any]:
    query = parsed(str(asked.get("jql") or ""))
    start = max(0, int(asked.get("startAt") or 0))
    size = min(int(asked.get("maxResults") or 50), world.most_per_page)
    strict = str(asked.get("validateQuery", True)).casefold() != "false"
    key = (str(asked.get("jql")), asker.user.account_id, strict, int(world.now().timestamp()))
    found = world.computed(key, lambda: _found(world, asker, query, strict=strict))
    fields = listed(asked.get("fields")) or ["*navigable"]
    shown = [
        issue_json(world, asker, issue, fields, most_comments=world.comments_in_issue)
        for issue in found[start : start + size]
    ]
    page = {"startAt": start, "maxResults": size, "total": len(found)}
    return {"expand": "schema,names", **page, "issues": shown}


def _bounded(jql: str) -> Query:
    query = parsed(jql)
    if query.where is None:
        raise refused(400, _UNBOUNDED)
    if len(query.order) > MOST_SORTED_BY:
        raise refused(400, f"At most {MOST_SORTED_BY} fields can be sorted by.")
    return query


def _found(
    world: JiraWorld,
    asker: Asker,
    query: Query,
    index: JiraWorld | None = None,
    fresh: set[int] | frozenset[int] = frozenset(),
    *,
    strict: bool = True,
) -> list[Issue]:
    """What a query finds in an index that is behind, but for the ids that are `fresh`."""
    index = index or world
    matches = Terms(world, asker, strict=strict).test(query.where) if query.where else None
    candidates = [issue for issue in index.issues.values() if issue.id not in fresh]
    candidates += [world.issues[number] for number in fresh if number in world.issues]
    found = [
        issue
        for issue in candidates
        if (matches is None or matches(issue)) and can_see(world, asker.user, issue)
    ]
    for field, upwards in reversed(query.order or (("created", False),)):
        found.sort(key=_key_of(field), reverse=not upwards)
    return found


def _key_of(field: str) -> Callable[[Issue], Any]:
    if field not in _KEYS:
        message = f"Field '{field}' does not exist or you do not have permission to view it."
        raise refused(400, f"Not able to sort using field '{field}'. {message}")
    return _KEYS[field]


_KEYS: Mapping[str, Callable[[Issue], Any]] = {
    "key": number_of,
    "issuekey": number_of,
    "id": lambda issue: issue.id,
    "created": lambda issue: issue.created,
    "updated": lambda issue: issue.updated,
    "due": lambda issue: issue.due or "9999",
    "duedate": lambda issue: issue.due or "9999",
    "priority": lambda issue: issue.priority or "9",
    "summary": lambda issue: issue.summary,
    "status": lambda issue: issue.status,
}


def _token(world: JiraWorld, token: Any, jql: str, ids: list[int], place: int) -> str:
    name = str(token).partition(".")[0] if token else secrets.token_urlsafe(12).replace(".", "_")
    world.snapshots[name] = (jql, ids)
    while len(world.snapshots) > 100:
        world.snapshots.pop(next(iter(world.snapshots)))
    return f"{name}.{place}"


def _recalled(world: JiraWorld, token: str, jql: str) -> tuple[list[int], int]:
    name, _, place = token.partition(".")
    known = world.snapshots.get(name)
    if known is None or not place.isdecimal() or known[0] != jql:
        raise RefusedError(400, body_of("The provided next page token is invalid or expired."))
    return known[1], int(place)
