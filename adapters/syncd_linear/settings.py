"""The table of the configuration that this adapter reads."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

LINEAR = "https://api.linear.app/graphql"

FIELDS = ("estimate", "milestone", "project", "status", "template")
"""What `fields` can give to every new issue, by name."""


class TrackerSettings(BaseModel):
    """`[trackers.NAME]` with `adapter = "linear"`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["linear"] = Field(default="linear", description="Linear, by its GraphQL API.")
    url: str = Field(default=LINEAR, description="The API; another one only to try things out.")
    token: SecretStr = Field(
        default=SecretStr(""),
        description="A personal API key (lin_api_...), or the access token of an OAuth app.",
    )
    workspace: str = Field(
        default="",
        description="What follows linear.app/ in your links. Only needed with two workspaces.",
    )
    webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="The signing secret that Linear shows for the webhook."
    )
    fields: Mapping[str, str | int] = Field(
        default={},
        description="What every new issue gets, by name: project, milestone, status, template,"
        " estimate.",
    )
    lag: float = Field(
        default=0.0,
        ge=0,
        description="Seconds for which a new issue may be missing from lists; Linear names none.",
    )

    @field_validator("url")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            message = f'{value!r} is no URL such as "{LINEAR}"'
            raise ValueError(message)
        return value

    @field_validator("token")
    @classmethod
    def _says_who(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().strip():
            raise ValueError("no token: set token or token_file")
        return value

    @field_validator("fields")
    @classmethod
    def _are_fields(cls, value: Mapping[str, str | int]) -> Mapping[str, str | int]:
        for name in value:
            if name.casefold() not in FIELDS:
                message = f"{name!r} cannot be given to an issue: there is {', '.join(FIELDS)}"
                raise ValueError(message)
        return {name.casefold(): given for name, given in value.items()}

    @property
    def authorization(self) -> str:
        """The header: an API key stands alone, an OAuth token after `Bearer`.

        Source: linear.app/developers/graphql, "Authentication". Linear answers a key after
        `Bearer` with 400.
        """
        token = self.token.get_secret_value().strip()
        return token if token.startswith("lin_api_") else f"Bearer {token}"

    @property
    def host(self) -> str:
        """Where pages are that links lead to, beside linear.app."""
        return urlsplit(self.url).netloc
