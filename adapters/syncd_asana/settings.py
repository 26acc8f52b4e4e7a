"""The table of the configuration that this adapter reads."""

from collections.abc import Mapping
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

ASANA_COM = "https://app.asana.com/api/1.0"

FieldValue = str | int | float | tuple[str, ...]
"""A custom field's value as people write it: an option's name, a number, several options."""


class TrackerSettings(BaseModel):
    """`[trackers.NAME]` with `adapter = "asana"`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["asana"] = Field(default="asana", description="Asana, by its REST API.")
    url: str = Field(default=ASANA_COM, description="The API; another one is a simulator.")
    token: SecretStr = Field(
        description="A personal access token, best of an account of syncd's own; or the token of"
        " a service account.",
    )
    webhook_secret: SecretStr = Field(
        default=SecretStr(""),
        description="What the address of webhooks has to end with, as ?key=SECRET. Not set: who"
        " knows the address can ask syncd to look at tasks again.",
    )
    fields: Mapping[str, FieldValue] = Field(
        default_factory=dict,
        description="Custom fields that a new ticket gets, by name. Options are named too.",
    )
    priority_field: str = Field(
        default="",
        description="A custom field with the options P0 to P3, kept like the priority's label.",
    )
    in_progress_section: str = Field(
        default="", description="The section, such as Doing, in which open tickets are in progress."
    )
    dropped_section: str = Field(
        default="",
        description="The section, such as Won't do, in which completed tickets are dropped.",
    )
    dropped_field: Mapping[str, str] = Field(
        default_factory=dict,
        description="A custom field and its option that say the same of completed tickets.",
    )
    lag: float = Field(
        default=0.0,
        ge=0,
        description="Seconds for which a new ticket may be missing from lists. After an answer was"
        " lost, nothing is made again before that. Asana's lists are not behind.",
    )

    @field_validator("url")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            message = f'{value!r} is no URL such as "{ASANA_COM}"'
            raise ValueError(message)
        return value.rstrip("/")

    @field_validator("dropped_field")
    @classmethod
    def _is_one(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        if len(value) > 1:
            raise ValueError('name one field and its option: {"Resolution" = "Won\'t do"}')
        return value

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if not self.token.get_secret_value():
            raise ValueError("no token: set token or token_file")
        return self

    @property
    def pages(self) -> str:
        """What links to pages for people start with, as opposed to the API."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"
