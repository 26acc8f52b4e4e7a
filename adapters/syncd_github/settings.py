"""The tables of the configuration that this adapter reads."""

from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

GITHUB_COM = "https://api.github.com"


class AccountSettings(BaseModel):
    """Where the API is, and who syncd is there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["github"] = Field(default="github", description="GitHub, by its REST API.")
    url: str = Field(
        default=GITHUB_COM,
        description='The API: GitHub.com, or "https://HOST/api/v3" of an Enterprise server.',
    )
    token: SecretStr = Field(
        default=SecretStr(""), description="A personal access token; or name a GitHub App."
    )
    app_id: int | None = Field(default=None, description="The id of a GitHub App.")
    installation_id: int | None = Field(
        default=None, description="The id of the App's installation in your organisation."
    )
    private_key: SecretStr = Field(
        default=SecretStr(""), description="The App's private key (PEM); mostly from a file."
    )
    write_spacing: float | None = Field(
        default=None,
        ge=0,
        description="Seconds between two writes. Not set: 1 on GitHub.com, which asks for that;"
        " 0 elsewhere.",
    )

    @field_validator("url")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            message = f'{value!r} is no URL such as "{GITHUB_COM}"'
            raise ValueError(message)
        return value.rstrip("/")

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        app = (self.app_id, self.installation_id, self.private_key.get_secret_value() or None)
        if any(app) and not all(app):
            raise ValueError("a GitHub App needs app_id, installation_id and private_key_file")
        if not any(app) and not self.token.get_secret_value():
            raise ValueError(
                "no token: set token, token_file, or app_id, installation_id and private_key_file"
            )
        if any(app) and self.token.get_secret_value():
            raise ValueError("both a token and a GitHub App: keep one of the two")
        return self

    @property
    def html_url(self) -> str:
        """What links to pages start with, as opposed to the API."""
        if self.url == GITHUB_COM:
            return "https://github.com"
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def spacing(self) -> float:
        """The seconds between two writes that are in force.

        Source: docs.github.com, "Best practices for using the REST API": at least one second
        between requests that write. Enterprise servers have limits switched off by default.
        """
        if self.write_spacing is not None:
            return self.write_spacing
        return 1.0 if self.url == GITHUB_COM else 0.0


class TrackerSettings(AccountSettings):
    """`[trackers.NAME]` with `adapter = "github"`."""

    webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="The secret of the repository's or the App's webhook."
    )
    lag: float = Field(
        default=5.0,
        ge=0,
        description="Seconds for which a new issue may be missing from lists. After an answer"
        " was lost, nothing is made again before that.",
    )
