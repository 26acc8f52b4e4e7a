"""The table of the configuration that this adapter reads."""

import re
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

_ADDRESS = re.compile(r"[^\s@<>\",;:]+@[^\s@<>\",;:]+")
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


class NotifierSettings(BaseModel):
    """`[notify.NAME]` with `adapter = "mail"`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["mail"] = Field(default="mail", description="Mail, by SMTP.")
    host: str = Field(min_length=1, description="The server that takes mail for others.")
    port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    tls: Literal["starttls", "implicit", "none"] = Field(
        default="starttls",
        description='How it is encrypted: "starttls" (port 587), "implicit" (port 465), or "none",'
        " for a server on this machine.",
    )
    ca_file: str = Field(
        default="", description="Certificates to trust for it, beside those of this machine."
    )
    user: str = Field(default="", description="Who syncd is there. Not set: nobody logs in.")
    password: SecretStr = Field(default=SecretStr(""), description="The password of `user`.")
    sender: str = Field(description="The address that mail comes from.")
    digests: bool = Field(default=True, description="Whether people get their daily digest so.")
    review_channel: str = Field(
        default="", description="The address that gets the weekly review. Not set: nobody."
    )

    @field_validator("sender")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not is_address(value):
            message = f'{value!r} is no address such as "syncd@example.com"'
            raise ValueError(message)
        return value

    @field_validator("review_channel")
    @classmethod
    def _is_an_address_or_empty(cls, value: str) -> str:
        if value and not is_address(value):
            message = f'{value!r} is no address such as "reliability@example.com"'
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _is_encrypted(self) -> Self:
        if self.tls == "none" and self.host not in _LOCAL:
            message = f'tls = "none" is for this machine alone; {self.host} needs "starttls"'
            raise ValueError(message)
        if bool(self.user) != bool(self.password.get_secret_value()):
            raise ValueError("user and password go together: set both, or neither")
        return self

    @property
    def domain(self) -> str:
        """What follows the @ of the sender."""
        return self.sender.rpartition("@")[2]


def is_address(text: str) -> bool:
    """Whether mail can be sent to that: one address, and nothing else in it.

    One beyond ASCII takes a server that knows SMTPUTF8 (RFC 6531), which few do.
    """
    return text.isascii() and _ADDRESS.fullmatch(text) is not None
