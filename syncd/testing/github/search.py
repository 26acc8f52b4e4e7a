"""Searching issues, by an index that lags behind.

Source: `search/issues-and-pull-requests` of the official description; 1,000 results at most, and
beyond them 422 (docs.github.com, search). All words have to be there, each as a whole
(`authenticati` finds nothing where `authentication` finds 607), a word that is joined by `_` or `-`
also counts in parts, a qualifier with an unknown value finds nothing (measured on cli/cli,
2026-08-21: pome-sh/digital-twins @ 9913100, packages/twin-github/FIDELITY.md). The lag was seen to
be seconds (Tracer-Cloud/opensre#5269) to 12 minutes (guettli/agentloop#204): `search_lag`.
Simplified: results are newest first unless sorted, `score` is 1, no ranking, no boolean words.
"""

import re
import shlex
from collections.abc import Callable
from datetime import UTC, datetime

from syncd.testing.exchange import Answer, Request
from syncd.testing.github.access import asking, role_in
from syncd.testing.github.errors import invalid, missing, refused
from syncd.testing.github.issue_json import embedded_issue
from syncd.testing.github.paging import links, page_number, size_of
from syncd.testing.github.records import Issue, reaches
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

MOST = 1_000
_WORD = re.compile(r"[\w-]+")
_RANGE = re.compile(r"(>=|<=|>|<)?(\S+)")
_SORTS = {"created": "created_at", "updated": "updated_at", "comments": "comments"}

Test = Callable[[Issue], bool]


@routes.on("GET", "/search/issues")
def search_issues(world: GitHubWorld, request: Request) -> Answer:
    """Issues and pull requests that match `q`."""
    query = request.query.get("q")
    if not query:
        raise missing("q") if query is None else invalid("Search", "q", "missing")
    size, page = size_of(world, request), page_number(request)
    if (page - 1) * size >= MOST:
        raise refused(422, "Only the first 1000 search results are available")
    index = world.as_of(world.now() - world.search_lag)
    tests = [_test(index, word) for word in _words(query)]
    found = [
        issue
        for issue in index.issues.values()
        if not issue.deleted
        and not issue.hidden
        and all(test(issue) for test in tests)
        and _readable(index, request, issue)
    ]
    by = _SORTS.get(request.query.get("sort", ""), "created_at")
    backwards = request.query.get("order", "desc") != "asc"
    found.sort(key=lambda issue: (getattr(issue, by), issue.number), reverse=backwards)
    shown = found[:MOST][(page - 1) * size : page * size]
    body = {
        "total_count": len(found),
        "incomplete_results": False,
        "search_type": "lexical",
        "items": [{**embedded_issue(index, issue), "score": 1.0} for issue in shown],
    }
    last = -(-min(len(found), MOST) // size)
    return Answer(200, body, links(world, request, page, last))


def _words(query: str) -> list[str]:
    try:
        return shlex.split(query)
    except ValueError:
        return query.split()


def _readable(world: GitHubWorld, request: Request, issue: Issue) -> bool:
    return reaches(role_in(world, world.repos[issue.repo], asking(request)), "read")


def _test(world: GitHubWorld, word: str) -> Test:
    """What one word of a query asks for."""
    negative = word.startswith("-") and ":" in word
    name, colon, value = word.removeprefix("-").partition(":")
    maker = _QUALIFIERS.get(name.lower()) if colon else None
    if maker is None:
        return _containing(word)
    test = maker(world, value)
    return (lambda issue: not test(issue)) if negative else test


def _containing(text: str) -> Test:
    wanted = [word.lower() for word in _WORD.findall(text)]
    return lambda issue: set(wanted) <= _tokens(f"{issue.title}\n{issue.body or ''}")


def _tokens(text: str) -> set[str]:
    whole = [word.lower() for word in _WORD.findall(text)]
    return {part for word in whole for part in (word, *re.split(r"[-_]", word))}


def _in_repo(world: GitHubWorld, value: str) -> Test:
    known = world.names.get(value.lower())
    return lambda issue: issue.repo == known


def _of_owner(world: GitHubWorld, value: str) -> Test:
    owner = world.logins.get(value.lower())
    return lambda issue: world.repos[issue.repo].owner == owner


def _being(_: GitHubWorld, value: str) -> Test:
    tests: dict[str, Test] = {
        "issue": lambda issue: not issue.pull,
        "pr": lambda issue: issue.pull,
        "pull-request": lambda issue: issue.pull,
        "open": lambda issue: issue.state == "open",
        "closed": lambda issue: issue.state == "closed",
        "locked": lambda issue: issue.locked,
        "unlocked": lambda issue: not issue.locked,
    }
    return tests.get(value.lower(), lambda _: False)


def _labelled(world: GitHubWorld, value: str) -> Test:
    wanted = {name.lower() for name in value.split(",")}
    return lambda issue: any(world.labels[label].name.lower() in wanted for label in issue.labels)


def _by(world: GitHubWorld, value: str) -> Test:
    user = world.logins.get(value.lower())
    return lambda issue: issue.user == user


def _assigned(world: GitHubWorld, value: str) -> Test:
    user = world.logins.get(value.lower())
    return lambda issue: user in issue.assignees


def _lacking(_: GitHubWorld, value: str) -> Test:
    tests: dict[str, Test] = {
        "label": lambda issue: not issue.labels,
        "assignee": lambda issue: not issue.assignees,
        "milestone": lambda issue: issue.milestone is None,
    }
    return tests.get(value.lower(), lambda _: False)


def _anywhere(_: GitHubWorld, __: str) -> Test:
    """`in:body` and the like: title and body are always searched both."""
    return lambda _: True


def _when(field: str) -> Callable[[GitHubWorld, str], Test]:
    def between(_: GitHubWorld, value: str) -> Test:
        start, dots, end = value.partition("..")
        if dots:
            first, last = _moment(start), _moment(end, end=True)
            return lambda issue: first <= getattr(issue, field) <= last
        found = _RANGE.fullmatch(value)
        sign, text = (found[1] or "", found[2]) if found else ("", value)
        first, last = _moment(text), _moment(text, end=True)
        tests: dict[str, Test] = {
            ">=": lambda issue: getattr(issue, field) >= first,
            ">": lambda issue: getattr(issue, field) > last,
            "<=": lambda issue: getattr(issue, field) <= last,
            "<": lambda issue: getattr(issue, field) < first,
            "": lambda issue: first <= getattr(issue, field) <= last,
        }
        return tests[sign]

    return between


def _moment(text: str, *, end: bool = False) -> str:
    if text == "*":
        return "9999" if end else ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid("Search", "q", "invalid", value=text) from error
    if len(text) == len("2026-03-01"):
        return f"{text}T23:59:59Z" if end else f"{text}T00:00:00Z"
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


_QUALIFIERS: dict[str, Callable[[GitHubWorld, str], Test]] = {
    "repo": _in_repo,
    "user": _of_owner,
    "org": _of_owner,
    "is": _being,
    "type": _being,
    "state": _being,
    "label": _labelled,
    "author": _by,
    "assignee": _assigned,
    "no": _lacking,
    "in": _anywhere,
    "created": _when("created_at"),
    "updated": _when("updated_at"),
}
