"""Slack."""

from tests.specs.deviation import AlsoAnswers, Amended, Deviation, Widened
from tests.specs.deviations.everywhere import FAIL, FAULTS, OWN, RFC

_SLACK = "slack-web"
_DOCS = "docs.slack.dev"
_PAGE = {"response_metadata": {"$ref": "#/definitions/objs_response_metadata"}}

ROWS: tuple[Deviation, ...] = (
    AlsoAnswers(
        _SLACK,
        (429,),
        "a rate limit is an HTTP status, with Retry-After",
        f"{_DOCS}/apis/web-api/rate-limits",
    ),
    AlsoAnswers(_SLACK, FAULTS, FAIL, RFC),
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
        f"{_DOCS}/reference/methods/chat.postMessage, errors (the same end of every list)",
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
        f"{_DOCS}/apis/web-api/, on evaluating responses; {OWN} views.open",
    ),
    Widened(
        _SLACK,
        "/paths/~1conversations.history/get/responses/200/schema/properties",
        _PAGE,
        "a page tells where the next begins",
        f"{OWN} conversations.history",
    ),
    Amended(
        _SLACK,
        "/paths/~1conversations.history/get/responses/200/schema/required",
        ["ok", "messages", "has_more", "pin_count"],
        "channel actions are not always there",
        f"{OWN} conversations.history",
    ),
    Widened(
        _SLACK,
        "/paths/~1conversations.replies/get/responses/200/schema/properties",
        _PAGE,
        "a page tells where the next begins",
        f"{OWN} conversations.replies",
    ),
    Widened(
        _SLACK,
        "/definitions/objs_conversation/x-items-any-of/*/properties",
        {"locale": {"type": "string"}},
        "a channel may say its language",
        f"{OWN} conversations.info",
    ),
    Amended(
        _SLACK,
        "/definitions/objs_user_profile/required",
        ["avatar_hash", "display_name", "display_name_normalized", "real_name"],
        "a profile has no more than its owner filled in",
        f"{OWN} users.info, users.list and users.lookupByEmail",
    ),
    Amended(
        _SLACK,
        "/definitions/objs_message/properties/attachments/items",
        {"type": "object"},
        "an attachment has more fields than are listed",
        f"{OWN} chat.postMessage",
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
        f"{OWN} chat.update",
    ),
    Amended(
        _SLACK,
        "/definitions/blocks/items",
        {"type": "object"},
        "the fields of a block are not listed, only its type",
        f"{_DOCS}/reference/block-kit/blocks",
    ),
    Widened(
        _SLACK,
        "/paths/~1chat.postMessage/post/parameters",
        [{"in": "formData", "name": "metadata", "type": "object"}],
        "a message can carry metadata; the description is of 2021",
        f"{_DOCS}/messaging/message-metadata",
    ),
    Widened(
        _SLACK,
        "/definitions/objs_message/properties",
        {"metadata": {"type": "object"}},
        "and gives them back",
        f"{_DOCS}/messaging/message-metadata",
    ),
    Widened(
        _SLACK,
        "/paths/~1conversations.history/get/parameters",
        [{"in": "query", "name": "include_all_metadata", "type": "boolean"}],
        "metadata are left out unless asked for",
        f"{_DOCS}/reference/methods/conversations.history",
    ),
    Amended(
        _SLACK,
        "/paths/~1conversations.history/get/responses/200/schema/properties/messages/minItems",
        0,
        "a conversation in which nothing was said since has no messages",
        f"{_DOCS}/reference/methods/conversations.history, on oldest and latest",
    ),
)
