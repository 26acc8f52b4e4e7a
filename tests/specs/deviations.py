"""Where a tracker does other than its description says: every exception, in one table.

A row needs a reason and a source; what has none is a problem, not an exception.
"""

from tests.specs import jira_fields
from tests.specs.deviation import (
    AlsoAnswers,
    AlsoAt,
    AlsoSends,
    Amended,
    Deviation,
    Replaced,
    Widened,
)

_FAULTS = (500, 502, 503, 504)
_FAIL = "servers and the gateways before them fail everywhere"
_RFC = "RFC 9110, section 15.6"
_OWN = "the description itself, example of"

_GITHUB = "github-rest"
_GITHUB_ERROR = "#/components/schemas/basic-error"
_GITHUB_DOCS = "docs.github.com/en/rest"
_GITHUB_HABITS = f"{_GITHUB_DOCS}/using-the-rest-api/best-practices-for-using-the-rest-api"

_HOOKS = "github-webhooks"
_HOOKED_USER = {"user_view_type": {"type": "string"}}

_JIRA = "jira-cloud-v3"
_JIRA_ERROR = "#/components/schemas/ErrorCollection"
_JIRA_SCHEMAS = "/components/schemas"
_JIRA_DOCS = "developer.atlassian.com/cloud/jira/platform"
_ADF = f"{_JIRA_DOCS}/apis/document/structure/"

_ASANA = "asana"
_ASANA_ERROR = "#/components/schemas/ErrorResponse"
_ASANA_PATHS = "developers.asana.com/docs/inputoutput-options: fields are given as paths"

_SLACK = "slack-web"
_SLACK_DOCS = "docs.slack.dev"
_SLACK_PAGE = {"response_metadata": {"$ref": "#/definitions/objs_response_metadata"}}

TABLE: tuple[Deviation, ...] = (
    AlsoAnswers(
        _GITHUB,
        (304,),
        "any GET that carries a validator may be answered so",
        f"{_GITHUB_HABITS}, on conditional requests",
        operations="GET .*",
    ),
    AlsoAnswers(
        _GITHUB,
        (301, 302, 307),
        "any request may be redirected, as all are to a renamed or transferred repository",
        f"{_GITHUB_HABITS}, on redirects",
        body=_GITHUB_ERROR,
    ),
    AlsoAnswers(
        _GITHUB,
        (401, 403, 404, 429),
        "a bad token, missing rights, and both rate limits meet any operation",
        f"{_GITHUB_DOCS}/using-the-rest-api/troubleshooting-the-rest-api and"
        f" {_GITHUB_DOCS}/using-the-rest-api/rate-limits-for-the-rest-api",
        body=_GITHUB_ERROR,
    ),
    AlsoAnswers(_GITHUB, _FAULTS, _FAIL, _RFC),
    AlsoSends(
        _GITHUB,
        "application/vnd.github.raw+json",
        "a file is sent as it is to whoever accepts this type",
        "the description itself, text of GET /repos/{owner}/{repo}/contents/{path}",
        operations=r"GET /repos/\{owner\}/\{repo\}/(contents|git/blobs)/.*",
    ),
    AlsoAt(
        _GITHUB,
        "/repos/{owner}/{repo}/contents/",
        like="/repos/{owner}/{repo}/contents/{path}",
        reason="without a path the root of the repository is listed",
        source="the description itself, text of GET /repos/{owner}/{repo}/contents/{path}",
    ),
    AlsoAt(
        _GITHUB,
        "/repos/{owner}/{repo}/contents",
        like="/repos/{owner}/{repo}/contents/{path}",
        reason="without a path the root of the repository is listed",
        source="the description itself, text of GET /repos/{owner}/{repo}/contents/{path}",
    ),
    Widened(
        _GITHUB,
        "/components/schemas/validation-error/properties",
        {"status": {"type": "string"}},
        "all errors say their status, as basic-error does",
        "github.com/r-lib/gh/issues/229, an answer of 2026-01",
    ),
    Widened(
        _GITHUB,
        "/components/schemas/validation-error-simple/properties",
        {"status": {"type": "string"}},
        "all errors say their status, as basic-error does",
        "github.com/r-lib/gh/issues/229, an answer of 2026-01",
    ),
    Widened(
        _HOOKS,
        "/components/schemas/*/properties/issue/properties/assignee/properties",
        _HOOKED_USER,
        "people have it in all deliveries; with some actions the description forgot it",
        "the description itself: webhook-issues-deleted, and sender everywhere",
    ),
    Widened(
        _HOOKS,
        "/components/schemas/*/properties/issue/properties/assignees/items/properties",
        _HOOKED_USER,
        "people have it in all deliveries; with some actions the description forgot it",
        "the description itself: webhook-issues-deleted, and sender everywhere",
    ),
    AlsoAnswers(
        _JIRA,
        (400, 401, 403, 404, 409, 413, 422),
        "most operations declare these without a body; those that declare one name this schema",
        "the description itself, POST /rest/api/3/issue: 400, 401, 403 and 422",
        body=_JIRA_ERROR,
    ),
    AlsoAnswers(_JIRA, (429,), "rate limits meet any operation", f"{_JIRA_DOCS}/rate-limiting"),
    AlsoAnswers(_JIRA, _FAULTS, _FAIL, _RFC),
    Amended(
        _JIRA,
        f"{_JIRA_SCHEMAS}/Document",
        jira_fields.DOCUMENT,
        "texts are documents, whose form the description does not give",
        _ADF,
    ),
    Amended(
        _JIRA,
        f"{_JIRA_SCHEMAS}/Node",
        jira_fields.NODE,
        "texts are documents, whose form the description does not give",
        _ADF,
    ),
    Amended(
        _JIRA,
        f"{_JIRA_SCHEMAS}/Comment/properties/body",
        {"$ref": "#/components/schemas/Document"},
        "the description says so in words alone",
        "the description itself, Comment.body",
    ),
    Amended(
        _JIRA,
        f"{_JIRA_SCHEMAS}/IssueBean/properties/fields",
        jira_fields.READ,
        "the description leaves all fields free; these have a schema of its own elsewhere",
        f"{_OWN} GET /rest/api/3/issue/{{issueIdOrKey}}, and the schema Fields",
    ),
    Amended(
        _JIRA,
        f"{_JIRA_SCHEMAS}/IssueUpdateDetails/properties/fields",
        jira_fields.WRITTEN,
        "the description leaves all fields free; people are named by account alone",
        f"{_OWN} POST /rest/api/3/issue; {_JIRA_DOCS}/"
        "deprecation-notice-user-privacy-api-migration-guide/",
    ),
    Amended(
        _JIRA,
        f"{_JIRA_SCHEMAS}/SearchAndReconcileResults/properties/nextPageToken/nullable",
        value=True,
        reason="the last page may say null as well as nothing",
        source="the description itself, text of nextPageToken",
    ),
    Amended(
        _JIRA,
        f"{_JIRA_SCHEMAS}/ChangeDetails/properties/from/nullable",
        value=True,
        reason="a field that was empty had no value",
        source=f"{_OWN} GET /rest/api/3/issue/{{issueIdOrKey}}/changelog",
    ),
    Amended(
        _JIRA,
        f"{_JIRA_SCHEMAS}/ChangeDetails/properties/to/nullable",
        value=True,
        reason="a field that became empty has no value",
        source=f"{_OWN} GET /rest/api/3/issue/{{issueIdOrKey}}/changelog",
    ),
    Amended(
        _JIRA,
        f"{_JIRA_SCHEMAS}/ChangeDetails/properties/fromString/nullable",
        value=True,
        reason="a field that was empty had no text",
        source="as `from`, of which it is the text",
    ),
    Amended(
        _JIRA,
        f"{_JIRA_SCHEMAS}/ChangeDetails/properties/toString/nullable",
        value=True,
        reason="a field that became empty has no text",
        source="as `to`, of which it is the text",
    ),
    Amended(
        _JIRA,
        f"{_JIRA_SCHEMAS}/Changelog/properties/created",
        {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "integer"}]},
        "the bulk form gives the time as a number",
        f"{_OWN} POST /rest/api/3/changelog/bulkfetch",
    ),
    Widened(
        _JIRA,
        f"{_JIRA_SCHEMAS}/BulkIssueResults/properties",
        {"expand": {"type": "string"}},
        "the answer names what can be expanded",
        f"{_OWN} POST /rest/api/3/issue/bulkfetch",
    ),
    Widened(
        _JIRA,
        f"{_JIRA_SCHEMAS}/ServerInformation/properties",
        {"defaultLocale": {"type": "object"}},
        "the site's language is told",
        f"{_OWN} GET /rest/api/3/serverInfo",
    ),
    Amended(
        _JIRA,
        f"{_JIRA_SCHEMAS}/JsonNode",
        {},
        "a property holds any JSON; the schema describes a Java class",
        f"{_OWN} POST /rest/api/3/issue/properties/multi",
    ),
    Amended(
        _JIRA,
        "/paths/~1rest~1api~13~1issue~1{issueIdOrKey}~1remotelink/get/responses/200"
        "/content/application~1json/schema",
        {
            "anyOf": [
                {"type": "array", "items": {"$ref": "#/components/schemas/RemoteIssueLink"}},
                {"$ref": "#/components/schemas/RemoteIssueLink"},
            ]
        },
        "without a globalId all links are listed",
        f"{_OWN} this operation, and its text",
    ),
    AlsoAnswers(
        _ASANA,
        (402, 429),
        "paid features and rate limits are declared as components, and at few operations",
        "the description itself, responses PaymentRequired and TooManyRequests",
        body=_ASANA_ERROR,
    ),
    AlsoAnswers(_ASANA, _FAULTS, _FAIL, _RFC),
    Replaced(
        _ASANA,
        "/paths/*/get/responses/200/content/application~1json/schema/properties/data/items/$ref",
        pattern="Compact$",
        by="Response",
        reason="a list has whatever fields opt_fields names, not the compact ones alone",
        source="the description itself, text and values of opt_fields",
    ),
    Widened(
        _ASANA,
        "/components/schemas/UserCompact/properties",
        {"email": {"type": "string", "format": "email"}},
        "opt_fields takes a path into any object, such as to a user's address",
        _ASANA_PATHS,
    ),
    Widened(
        _ASANA,
        "/paths/*/*/parameters/*/schema/items/enum",
        ("assignee.email", "completed_by.email", "created_by.email", "followers.email"),
        "opt_fields takes a path into any object, such as to a user's address",
        _ASANA_PATHS,
    ),
    AlsoAnswers(
        _SLACK,
        (429,),
        "a rate limit is an HTTP status, with Retry-After",
        f"{_SLACK_DOCS}/apis/web-api/rate-limits",
    ),
    AlsoAnswers(_SLACK, _FAULTS, _FAIL, _RFC),
    Widened(
        _SLACK,
        "/paths/*/*/responses/default/schema/properties/error/enum",
        (
            "access_denied",
            "accesslimited",
            "fatal_error",
            "internal_error",
            "invalid_arguments",
            "missing_scope",
            "not_allowed_token_type",
            "ratelimited",
            "request_timeout",
            "service_unavailable",
            "team_access_not_granted",
            "token_expired",
            "token_revoked",
        ),
        "any method may fail so; the description is of 2021",
        f"{_SLACK_DOCS}/reference/methods/chat.postMessage, errors (the same end of every list)",
    ),
    Widened(
        _SLACK,
        "/paths/*/*/responses/default/schema/properties",
        {
            "needed": {"type": "string"},
            "provided": {"type": "string"},
            "warning": {"type": "string"},
            "response_metadata": {
                "type": "object",
                "properties": {
                    "messages": {"type": "array", "items": {"type": "string"}},
                    "warnings": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
        "missing_scope says which scopes, and some errors say more",
        f"{_SLACK_DOCS}/apis/web-api/, on evaluating responses; {_OWN} views.open",
    ),
    Widened(
        _SLACK,
        "/paths/~1conversations.history/get/responses/200/schema/properties",
        _SLACK_PAGE,
        "a page tells where the next begins",
        f"{_OWN} conversations.history",
    ),
    Amended(
        _SLACK,
        "/paths/~1conversations.history/get/responses/200/schema/required",
        ["ok", "messages", "has_more", "pin_count"],
        "channel actions are not always there",
        f"{_OWN} conversations.history",
    ),
    Widened(
        _SLACK,
        "/paths/~1conversations.replies/get/responses/200/schema/properties",
        _SLACK_PAGE,
        "a page tells where the next begins",
        f"{_OWN} conversations.replies",
    ),
    Widened(
        _SLACK,
        "/definitions/objs_conversation/x-items-any-of/*/properties",
        {"locale": {"type": "string"}},
        "a channel may say its language",
        f"{_OWN} conversations.info",
    ),
    Amended(
        _SLACK,
        "/definitions/objs_user_profile/required",
        ["avatar_hash", "display_name", "display_name_normalized", "real_name"],
        "a profile has no more than its owner filled in",
        f"{_OWN} users.info, users.list and users.lookupByEmail",
    ),
    Amended(
        _SLACK,
        "/definitions/objs_message/properties/attachments/items",
        {"type": "object"},
        "an attachment has more fields than are listed",
        f"{_OWN} chat.postMessage",
    ),
    Amended(
        _SLACK,
        "/paths/~1chat.update/post/responses/200/schema/properties/message",
        {
            "anyOf": [
                {"$ref": "#/definitions/objs_message"},
                {
                    "type": "object",
                    "properties": {"text": {"type": "string"}, "user": {"type": "string"}},
                    "required": ["text"],
                },
            ]
        },
        "it is a message as any other, or its text and author alone",
        f"{_OWN} chat.update",
    ),
)
