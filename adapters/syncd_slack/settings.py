"""The table of the configuration that this adapter reads."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

SLACK = "https://slack.com/api/"


class NotifierSettings(BaseModel):
    """`[notify.NAME]` with `adapter = "slack"`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["slack"] = Field(default="slack", description="Slack, by its Web API.")
    token: SecretStr = Field(
        default=SecretStr(""), description="The bot token of your Slack app (xoxb-...)."
    )
    signing_secret: SecretStr = Field(
        default=SecretStr(""),
        description="The Signing Secret of the app, for the slash command /syncd. Not set: it has"
        " no command.",
    )
    url: str = Field(default=SLACK, description="The API; another one only to try things out.")
    digests: bool = Field(default=True, description="Whether people get their daily digest so.")
    review_channel: str = Field(
        default="",
        description="The channel that gets the weekly review, such as #reliability. Not set: none.",
    )

    @field_validator("url")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            message = f'{value!r} is no URL such as "{SLACK}"'
            raise ValueError(message)
        return value if value.endswith("/") else f"{value}/"

    @field_validator("token")
    @classmethod
    def _says_who(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().strip():
            raise ValueError("no token: set token or token_file")
        return value
