"""The table of the configuration that this adapter reads."""

from collections.abc import Mapping
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from syncd.model import Priority

_CLOUD_HOSTS = (".atlassian.net", ".jira-dev.com", "api.atlassian.com")


class TrackerSettings(BaseModel):
    """`[trackers.NAME]` with `adapter = "jira"`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["jira"] = Field(default="jira", description="Jira, by its REST API.")
    url: str = Field(
        description='The site, such as "https://acme.atlassian.net"; for a token with scopes'
        ' "https://api.atlassian.com/ex/jira/CLOUD-ID".'
    )
    email: str | None = Field(
        default=None, description="Cloud: whose API token it is. Not set on Data Center."
    )
    token: SecretStr = Field(
        description="Cloud: an API token. Data Center: a personal access token."
    )
    deployment: Literal["auto", "cloud", "data-center"] = Field(
        default="auto",
        description="Which Jira it is. auto: Cloud with an `email` or on Atlassian's hosts.",
    )
    site: str = Field(default="", description="Where people see tickets, if that is not `url`.")
    issue_type: str = Field(default="Task", description="What a ticket is made as.")
    fields: Mapping[str, Any] = Field(
        default={},
        description="What your project demands of a new ticket, by name or id of the field."
        ' Such as {"Components" = ["core"], "Epic Link" = "PAY-1"}.',
    )
    priorities: Mapping[Priority, str] = Field(
        default={
            Priority.P0: "Highest",
            Priority.P1: "High",
            Priority.P2: "Medium",
            Priority.P3: "Low",
        },
        description="What Jira calls the priorities; {} leaves its field alone.",
    )
    dropped: tuple[str, ...] = Field(
        default=(
            "Won't Do",
            "Won't Fix",
            "Duplicate",
            "Cannot Reproduce",
            "Declined",
            "Rejected",
            "Cancelled",
            "Canceled",
            "Obsolete",
        ),
        description="Resolutions, or names of closed statuses, of what was not done.",
    )
    lag: float = Field(
        default=60.0,
        ge=0,
        description="Seconds for which a new issue may be missing from searches. After an answer"
        " was lost, nothing is made again before that.",
    )
    webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="The secret of the site's webhook."
    )

    @field_validator("url", "site")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.netloc):
            message = f'{value!r} is no URL such as "https://acme.atlassian.net"'
            raise ValueError(message)
        return value.rstrip("/")

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if not self.url:
            raise ValueError('no url: set it to your site, such as "https://acme.atlassian.net"')
        if not self.token.get_secret_value():
            raise ValueError("no token: set token or token_file")
        if self.is_cloud and not self.email:
            raise ValueError("no email: Jira Cloud wants to know whose API token it is")
        return self

    @property
    def is_cloud(self) -> bool:
        """Whether it is Jira Cloud, as far as the configuration tells."""
        if self.deployment != "auto":
            return self.deployment == "cloud"
        host = urlsplit(self.url).hostname or ""
        return bool(self.email) or host.endswith(_CLOUD_HOSTS)

    @property
    def html_url(self) -> str:
        """What links to tickets start with."""
        return self.site or self.url
