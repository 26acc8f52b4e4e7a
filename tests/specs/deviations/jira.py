"""Jira Cloud."""

from tests.specs.deviation import AlsoAnswers, Amended, Deviation, Widened
from tests.specs.deviations import jira_fields
from tests.specs.deviations.everywhere import FAIL, FAULTS, OWN, RFC

_JIRA = "jira-cloud-v3"
_ERROR = "#/components/schemas/ErrorCollection"
_SCHEMAS = "/components/schemas"
_DOCS = "developer.atlassian.com/cloud/jira/platform"
_ADF = f"{_DOCS}/apis/document/structure/"

ROWS: tuple[Deviation, ...] = (
    AlsoAnswers(
        _JIRA,
        (400, 401, 403, 404, 409, 413, 422),
        "most operations declare these without a body; those that declare one name this schema",
        "the description itself, POST /rest/api/3/issue: 400, 401, 403 and 422",
        body=_ERROR,
    ),
    AlsoAnswers(_JIRA, (429,), "rate limits meet any operation", f"{_DOCS}/rate-limiting"),
    AlsoAnswers(_JIRA, FAULTS, FAIL, RFC),
    Amended(
        _JIRA,
        f"{_SCHEMAS}/Document",
        jira_fields.DOCUMENT,
        "texts are documents, whose form the description does not give",
        _ADF,
    ),
    Amended(
        _JIRA,
        f"{_SCHEMAS}/Node",
        jira_fields.NODE,
        "texts are documents, whose form the description does not give",
        _ADF,
    ),
    Amended(
        _JIRA,
        f"{_SCHEMAS}/Comment/properties/body",
        {"$ref": "#/components/schemas/Document"},
        "the description says so in words alone",
        "the description itself, Comment.body",
    ),
    Amended(
        _JIRA,
        f"{_SCHEMAS}/IssueBean/properties/fields",
        jira_fields.READ,
        "the description leaves all fields free; these have a schema of its own elsewhere",
        f"{OWN} GET /rest/api/3/issue/{{issueIdOrKey}}, and the schema Fields",
    ),
    Amended(
        _JIRA,
        f"{_SCHEMAS}/IssueUpdateDetails/properties/fields",
        jira_fields.WRITTEN,
        "the description leaves all fields free; people are named by account alone",
        f"{OWN} POST /rest/api/3/issue; {_DOCS}/"
        "deprecation-notice-user-privacy-api-migration-guide/",
    ),
    Amended(
        _JIRA,
        f"{_SCHEMAS}/SearchAndReconcileResults/properties/nextPageToken/nullable",
        value=True,
        reason="the last page may say null as well as nothing",
        source="the description itself, text of nextPageToken",
    ),
    Amended(
        _JIRA,
        f"{_SCHEMAS}/ChangeDetails/properties/from/nullable",
        value=True,
        reason="a field that was empty had no value",
        source=f"{OWN} GET /rest/api/3/issue/{{issueIdOrKey}}/changelog",
    ),
    Amended(
        _JIRA,
        f"{_SCHEMAS}/ChangeDetails/properties/to/nullable",
        value=True,
        reason="a field that became empty has no value",
        source=f"{OWN} GET /rest/api/3/issue/{{issueIdOrKey}}/changelog",
    ),
    Amended(
        _JIRA,
        f"{_SCHEMAS}/ChangeDetails/properties/fromString/nullable",
        value=True,
        reason="a field that was empty had no text",
        source="as `from`, of which it is the text",
    ),
    Amended(
        _JIRA,
        f"{_SCHEMAS}/ChangeDetails/properties/toString/nullable",
        value=True,
        reason="a field that became empty has no text",
        source="as `to`, of which it is the text",
    ),
    Amended(
        _JIRA,
        f"{_SCHEMAS}/Changelog/properties/created",
        {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "integer"}]},
        "the bulk form gives the time as a number",
        f"{OWN} POST /rest/api/3/changelog/bulkfetch",
    ),
    Widened(
        _JIRA,
        f"{_SCHEMAS}/BulkIssueResults/properties",
        {"expand": {"type": "string"}},
        "the answer names what can be expanded",
        f"{OWN} POST /rest/api/3/issue/bulkfetch",
    ),
    Widened(
        _JIRA,
        f"{_SCHEMAS}/ServerInformation/properties",
        {"defaultLocale": {"type": "object"}},
        "the site's language is told",
        f"{OWN} GET /rest/api/3/serverInfo",
    ),
    Amended(
        _JIRA,
        f"{_SCHEMAS}/JsonNode",
        {},
        "a property holds any JSON; the schema describes a Java class",
        f"{OWN} POST /rest/api/3/issue/properties/multi",
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
        f"{OWN} this operation, and its text",
    ),
)
