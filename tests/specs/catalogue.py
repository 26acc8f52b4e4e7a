"""The descriptions by name; each is read once in a process, when a test first asks for it."""

import json
import re
from functools import cache
from typing import TYPE_CHECKING

from tests.specs.folder import text_of

if TYPE_CHECKING:
    from tests.specs.graphql_api import GraphqlApi
    from tests.specs.rest_api import RestApi
    from tests.specs.webhook_payloads import WebhookPayloads

_JIRA_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)")


def jira_time(text: str) -> bool:
    """Whether Jira would write a time so: its zones have no colon.

    Source: the examples of the description, such as `2021-01-17T12:34:00.000+0000`.
    """
    return _JIRA_TIME.fullmatch(text) is not None


@cache
def description(name: str) -> "RestApi":
    """`github-rest`, `jira-cloud-v3`, `asana` or `slack-web`; skips the test if it is absent."""
    from tests.specs import openapi3, swagger2
    from tests.specs.leniency import amend
    from tests.specs.rest_api import RestApi
    from tests.specs.slack_api import SlackApi

    slack = name == "slack-web"
    document = json.loads(text_of(f"{name}.{'openapi2' if slack else 'openapi'}.json"))
    amend(document, name)
    if slack:
        found = swagger2.operations(document)
        return SlackApi(name, document, found, base=document["basePath"])
    return RestApi(
        name,
        document,
        openapi3.operations(document),
        base=openapi3.base_of(document),
        formats={"date-time": jira_time} if name == "jira-cloud-v3" else None,
    )


@cache
def webhooks() -> "WebhookPayloads":
    """The payloads that GitHub delivers; skips the test if the description is absent."""
    from tests.specs.leniency import amend
    from tests.specs.webhook_payloads import WebhookPayloads

    document = json.loads(text_of("github-webhooks.openapi.json"))
    amend(document, "github-webhooks")
    return WebhookPayloads(document)


@cache
def linear_schema() -> "GraphqlApi":
    """Linear's API; skips the test if the schema is absent."""
    from tests.specs.graphql_api import GraphqlApi

    return GraphqlApi("linear", text_of("linear.schema.graphql"), path="/graphql")


@cache
def github_graphql() -> "GraphqlApi":
    """GitHub's second API; skips the test if the schema is absent."""
    from tests.specs.graphql_api import GraphqlApi

    return GraphqlApi(
        "github-graphql", text_of("github-graphql.schema.graphql.gz"), path="/graphql"
    )
