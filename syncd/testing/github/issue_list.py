"""The list of a repository's issues.

Source: `issues/list-for-repo` of the official description: pull requests are in it, `state` is
open unless told otherwise, `labels` must all be there, newest first. `since` is "updated after",
and taken to include that second. The list is not promised to show the latest writes: once it was
seen to be eight minutes behind (judell/bram#254), another time 15 to 30 s
(mattpocock/sandcastle#598); `list_lag` of the world makes it so, and is 0 if nobody sets it. For
cursors see `paging`. Ties in the order are broken by number, which is not confirmed.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from syncd.testing.exchange import Answer, Request
from syncd.testing.github.access import repository
from syncd.testing.github.errors import invalid
from syncd.testing.github.issue_json import issue_json
from syncd.testing.github.paging import Backwards, Key, cursored
from syncd.testing.github.records import Issue
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

Test = Callable[[Issue], bool]

_SORTED: dict[str, Callable[[Issue], Any]] = {
    "created": lambda issue: issue.created_at,
    "updated": lambda issue: issue.updated_at,
    "comments": lambda issue: issue.comments,
}


@routes.on("GET", "/repos/{owner}/{repo}/issues")
def list_issues(world: GitHubWorld, request: Request) -> Answer:
    """One page of issues and pull requests."""
    repo = repository(world, request)
    seen = world.as_of(world.now() - world.list_lag) if world.list_lag else world
    query = request.query
    sort = query.get("sort", "created")
    if sort not in _SORTED:
        raise invalid("Issue", "sort", "invalid", value=sort)
    ascending = query.get("direction", "desc") == "asc"
    names = ("state", "labels", "since", "creator", "assignee", "milestone", "mentioned")
    asked = (repo.id, sort, ascending, *(query.get(name) for name in names))

    def found() -> Sequence[Issue]:
        ordered = seen.computed(("order", repo.id, sort), lambda: _ordered(seen, repo.id, sort))
        tests = list(_tests(seen, repo.id, request))
        kept = [issue for issue in ordered if all(test(issue) for test in tests)]
        return kept if ascending else kept[::-1]

    value = _SORTED[sort]

    def key(issue: Issue) -> Key:
        if ascending:
            return (value(issue), issue.number)
        return (Backwards(value(issue)), Backwards(issue.number))

    issues = seen.computed(("issues", *asked), found)
    return cursored(seen, request, issues, key, lambda issue: issue_json(seen, issue))


def since_of(request: Request, resource: str) -> str | None:
    """The time in `since`, as times are stored.

    Raises:
        RefusedError: it is none (422 is not confirmed).
    """
    text = request.query.get("since")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise invalid(resource, "since", "invalid", value=text) from error
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _ordered(world: GitHubWorld, repo: int, sort: str) -> list[Issue]:
    value = _SORTED[sort]
    return sorted(world.issues_of(repo), key=lambda issue: (value(issue), issue.number))


def _tests(world: GitHubWorld, repo: int, request: Request) -> Sequence[Test]:
    query, tests = request.query, list[Test]()
    state = query.get("state", "open")
    if state not in {"open", "closed", "all"}:
        raise invalid("Issue", "state", "invalid", value=state)
    if state != "all":
        tests.append(lambda issue: issue.state == state)
    if (since := since_of(request, "Issue")) is not None:
        tests.append(lambda issue: issue.updated_at >= since)
    if names := [name for name in query.get("labels", "").split(",") if name.strip()]:
        tests.append(_labelled(world, repo, names))
    if creator := query.get("creator"):
        author = world.logins.get(creator.lower())
        tests.append(lambda issue: issue.user == author)
    if assignee := query.get("assignee"):
        tests.append(_assigned(world, assignee))
    if milestone := query.get("milestone"):
        tests.append(_in_milestone(milestone))
    if mentioned := query.get("mentioned"):
        tests.append(lambda issue: f"@{mentioned}".lower() in (issue.body or "").lower())
    return tests


def _labelled(world: GitHubWorld, repo: int, names: Sequence[str]) -> Test:
    labels = [world.label_named(repo, name.strip()) for name in names]
    wanted = {label.id for label in labels if label is not None}
    if None in labels:
        return lambda _: False
    return lambda issue: wanted.issubset(issue.labels)


def _assigned(world: GitHubWorld, wanted: str) -> Test:
    if wanted == "none":
        return lambda issue: not issue.assignees
    if wanted == "*":
        return lambda issue: bool(issue.assignees)
    user = world.logins.get(wanted.lower())
    return lambda issue: user in issue.assignees


def _in_milestone(wanted: str) -> Test:
    if wanted == "none":
        return lambda issue: issue.milestone is None
    if wanted == "*":
        return lambda issue: issue.milestone is not None
    return lambda issue: str(issue.milestone) == wanted
