"""GitHub: REST and webhooks."""

from tests.specs.deviation import (
    AlsoAnswers,
    AlsoAt,
    AlsoNamed,
    AlsoSends,
    Amended,
    Deviation,
    Widened,
)
from tests.specs.deviations.everywhere import FAIL, FAULTS, RFC

_REST = "github-rest"
_HOOKS = "github-webhooks"
_ERROR = "#/components/schemas/basic-error"
_DOCS = "docs.github.com/en/rest"
_HABITS = f"{_DOCS}/using-the-rest-api/best-practices-for-using-the-rest-api"
_ROOT = "the description itself, text of GET /repos/{owner}/{repo}/contents/{path}"
_ISSUE_LABELS = "/paths/~1repos~1{owner}~1{repo}~1issues~1{issue_number}~1labels"
_CHOICE = "requestBody/content/application~1json/schema/oneOf"
_LIST = {"type": "array", "items": {"type": "string"}}
_LABEL_URL = (
    "the URLs that GitHub gives labels, such as"
    " api.github.com/repos/kubernetes/kubernetes/labels/kind/bug"
)
_USER = {"user_view_type": {"type": "string"}}

_RULES = {
    "parameters": [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in ("owner", "repo", "branch")
    ],
    "responses": {
        "200": {
            "description": "Response",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["type"],
                            "properties": {
                                "type": {"type": "string"},
                                "ruleset_source_type": {"enum": ["Repository", "Organization"]},
                                "ruleset_source": {"type": "string"},
                                "ruleset_id": {"type": "integer"},
                            },
                        },
                    }
                }
            },
        }
    },
}

ROWS: tuple[Deviation, ...] = (
    Amended(
        _REST,
        "/paths/~1repos~1{owner}~1{repo}~1rules~1branches~1{branch}",
        {"get": _RULES},
        "the rules that a branch is under are not in this reduced copy of the description",
        f"{_DOCS}/repos/rules, get rules for a branch",
    ),
    AlsoAnswers(
        _REST,
        (304,),
        "any GET that carries a validator may be answered so",
        f"{_HABITS}, on conditional requests",
        operations="GET .*",
    ),
    AlsoAnswers(
        _REST,
        (301, 302, 307),
        "any request may be redirected, as all are to a renamed or transferred repository",
        f"{_HABITS}, on redirects",
        body=_ERROR,
    ),
    AlsoAnswers(
        _REST,
        (401, 403, 404, 429),
        "a bad token, missing rights, and both rate limits meet any operation",
        f"{_DOCS}/using-the-rest-api/troubleshooting-the-rest-api and"
        f" {_DOCS}/using-the-rest-api/rate-limits-for-the-rest-api",
        body=_ERROR,
    ),
    AlsoAnswers(_REST, FAULTS, FAIL, RFC),
    AlsoSends(
        _REST,
        "application/vnd.github.raw+json",
        "a file is sent as it is to whoever accepts this type",
        _ROOT,
        operations=r"GET /repos/\{owner\}/\{repo\}/(contents|git/blobs)/.*",
    ),
    AlsoAt(
        _REST,
        "/repos/{owner}/{repo}/contents/",
        like="/repos/{owner}/{repo}/contents/{path}",
        reason="without a path the root of the repository is listed",
        source=_ROOT,
    ),
    AlsoAt(
        _REST,
        "/repos/{owner}/{repo}/contents",
        like="/repos/{owner}/{repo}/contents/{path}",
        reason="without a path the root of the repository is listed",
        source=_ROOT,
    ),
    AlsoNamed(
        _REST,
        "^/repositories/[0-9]+/",
        "/repos/by/id/",
        "a transferred or renamed repository redirects to its path by id, which is the same",
        f"{_HABITS}, on redirects",
    ),
    Widened(
        _REST,
        "/paths/~1repos~1{owner}~1{repo}~1issues/get/parameters",
        [
            {"name": name, "in": "query", "schema": {"type": "string"}}
            for name in ("after", "before")
        ],
        "long lists of issues go on by a cursor, which their Link header holds",
        "github.com/google/go-github/issues/3565",
    ),
    Amended(
        _REST,
        "/paths/~1app~1installations/get/responses/200/content/application~1json/schema/items"
        "/properties/account",
        {
            "anyOf": [
                {"$ref": "#/components/schemas/simple-user"},
                {"$ref": "#/components/schemas/enterprise"},
            ],
            "nullable": True,
        },
        "an account is a user or an enterprise; here the description says both at once",
        "the description itself: the account of GET /app/installations/{installation_id}",
    ),
    Widened(
        _REST,
        "/components/schemas/validation-error/properties",
        {"status": {"type": "string"}},
        "all errors say their status, as basic-error does",
        "github.com/r-lib/gh/issues/229, an answer of 2026-01",
    ),
    Widened(
        _REST,
        "/components/schemas/validation-error-simple/properties",
        {"status": {"type": "string"}},
        "all errors say their status, as basic-error does",
        "github.com/r-lib/gh/issues/229, an answer of 2026-01",
    ),
    Amended(
        _REST,
        "/paths/~1repos~1{owner}~1{repo}~1labels~1{name}/*/parameters/2/x-multi-segment",
        value=True,
        reason="the name of a label may have slashes in a path, escaped or not",
        source=_LABEL_URL,
    ),
    Amended(
        _REST,
        f"{_ISSUE_LABELS}~1{{name}}/delete/parameters/3/x-multi-segment",
        value=True,
        reason="the name of a label may have slashes in a path, escaped or not",
        source=_LABEL_URL,
    ),
    Widened(
        _REST,
        f"{_ISSUE_LABELS}/post/{_CHOICE}",
        [_LIST],
        "a plain list of names is taken as well, and is what PyGithub sends",
        "the description itself, text of labels in this body",
    ),
    Widened(
        _REST,
        f"{_ISSUE_LABELS}/put/{_CHOICE}",
        [_LIST],
        "a plain list of names is taken as well, and is what PyGithub sends",
        "the description itself, text of labels in this body",
    ),
    Amended(
        _REST,
        f"{_ISSUE_LABELS}/put/{_CHOICE}/0/properties/labels/minItems",
        0,
        "an empty list takes all labels away",
        "the description itself, text of labels in this body",
    ),
    Widened(
        _HOOKS,
        "/components/schemas/*/properties/issue/properties/assignee/properties",
        _USER,
        "people have it in all deliveries; with some actions the description forgot it",
        "the description itself: webhook-issues-deleted, and sender everywhere",
    ),
    Widened(
        _HOOKS,
        "/components/schemas/*/properties/issue/properties/assignees/items/properties",
        _USER,
        "people have it in all deliveries; with some actions the description forgot it",
        "the description itself: webhook-issues-deleted, and sender everywhere",
    ),
    Widened(
        _HOOKS,
        "/components/schemas/*/properties/issue/properties/performed_via_github_app/properties",
        {"client_id": {"type": "string"}},
        "an app has it in every answer; in deliveries the description forgot it",
        "the description github-rest, schema integration",
    ),
)
