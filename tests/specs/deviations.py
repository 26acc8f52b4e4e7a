"""Where a tracker is known to do other than its description says: every exception, in one table.

A row needs a reason and a source; what has none is a problem, not an exception.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.specs.pointer import at, steps

_ANY = ".*"


@dataclass(frozen=True, slots=True)
class AlsoAnswers:
    """Operations (a pattern over `GET /path`) also answer these statuses.

    `body` points to the schema of the answer; without one its body is not looked at.
    """

    description: str
    statuses: Iterable[int]
    reason: str
    source: str
    operations: str = _ANY
    body: str = ""


@dataclass(frozen=True, slots=True)
class Amended:
    """The description says something else at this pointer, or nothing; `value` is what holds."""

    description: str
    pointer: str
    value: Any
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class AlsoSends:
    """Operations answer a media type that they do not declare; its body is not looked at."""

    description: str
    media: str
    reason: str
    source: str
    operations: str = _ANY


_FAULTS = (500, 502, 503, 504)
_GITHUB = "github-rest"
_GITHUB_ERROR = "#/components/schemas/basic-error"
_GITHUB_PAGES = "docs.github.com/en/rest"
_JIRA = "jira-cloud-v3"
_JIRA_ERROR = "#/components/schemas/ErrorCollection"
_ASANA = "asana"
_ASANA_ERROR = "#/components/schemas/ErrorResponse"
_SLACK = "slack-web"

TABLE: tuple[AlsoAnswers | Amended | AlsoSends, ...] = (
    AlsoAnswers(
        _GITHUB,
        (304,),
        "any GET that carries a validator may be answered so",
        f"{_GITHUB_PAGES}/using-the-rest-api/best-practices-for-using-the-rest-api,"
        " 'Use conditional requests if appropriate'",
        operations="GET .*",
    ),
    AlsoAnswers(
        _GITHUB,
        (301, 307),
        "a repository that was renamed or transferred redirects whatever is asked of it",
        f"{_GITHUB_PAGES}/using-the-rest-api/best-practices-for-using-the-rest-api,"
        " 'Follow redirects'",
        operations=".* /repos/.*",
        body=_GITHUB_ERROR,
    ),
    AlsoAnswers(
        _GITHUB,
        (401, 403, 404, 429),
        "a bad token, missing rights or scopes, and both rate limits meet any operation",
        f"{_GITHUB_PAGES}/using-the-rest-api/troubleshooting-the-rest-api and"
        f" {_GITHUB_PAGES}/using-the-rest-api/rate-limits-for-the-rest-api",
        body=_GITHUB_ERROR,
    ),
    AlsoAnswers(_GITHUB, _FAULTS, "servers and gateways fail everywhere", "RFC 9110, section 15.6"),
    AlsoAnswers(
        _JIRA,
        (400, 401, 403, 404, 409, 413, 422),
        "most operations declare these without a body; those that declare one name this schema",
        "the description itself: POST /rest/api/3/issue, 400, 401, 403 and 422",
        body=_JIRA_ERROR,
    ),
    AlsoAnswers(
        _JIRA,
        (429,),
        "rate limits meet any operation",
        "developer.atlassian.com/cloud/jira/platform/rate-limiting",
    ),
    AlsoAnswers(_JIRA, _FAULTS, "servers and gateways fail everywhere", "RFC 9110, section 15.6"),
    AlsoAnswers(
        _ASANA,
        (402, 429),
        "paid features and rate limits are declared as components, and at few operations",
        "the description itself: components/responses PaymentRequired and TooManyRequests",
        body=_ASANA_ERROR,
    ),
    AlsoAnswers(_ASANA, _FAULTS, "servers and gateways fail everywhere", "RFC 9110, section 15.6"),
    AlsoAnswers(
        _SLACK,
        (429,),
        "a rate limit is an HTTP status too, with Retry-After",
        "docs.slack.dev/apis/web-api/rate-limits",
    ),
    AlsoAnswers(_SLACK, _FAULTS, "servers and gateways fail everywhere", "RFC 9110, section 15.6"),
)


def amend(document: Any, description: str) -> list[str]:
    """Put the rows `Amended` into a document; returns those that changed nothing, so are stale."""
    stale = []
    for row in TABLE:
        if isinstance(row, Amended) and row.description == description:
            *above, last = steps(row.pointer)
            parent = at(document, "/".join(above))
            if parent.get(last) == row.value:
                stale.append(row.pointer)
            parent[last] = row.value
    return stale


def also_answers(description: str, operation: str, status: int) -> AlsoAnswers | None:
    """The row that lets an operation answer a status, if there is one."""
    return next(
        (
            row
            for row in TABLE
            if isinstance(row, AlsoAnswers)
            and row.description == description
            and status in row.statuses
            and re.fullmatch(row.operations, operation)
        ),
        None,
    )


def also_sends(description: str, operation: str, media: str) -> bool:
    """Whether a row lets an operation answer a media type."""
    return any(
        isinstance(row, AlsoSends)
        and (row.description, row.media) == (description, media)
        and re.fullmatch(row.operations, operation)
        for row in TABLE
    )
