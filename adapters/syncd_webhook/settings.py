"""The table of the configuration that this adapter reads."""

import base64
import binascii
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

_PREFIX = "whsec_"


class NotifierSettings(BaseModel):
    """`[notify.NAME]` with `adapter = "webhook"`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["webhook"] = Field(default="webhook", description="A POST of signed JSON.")
    url: str = Field(description="The address that takes the messages.")
    secret: SecretStr = Field(
        default=SecretStr(""),
        description="What messages are signed with: any text, or whsec_ and base64.",
    )
    digests: bool = Field(default=True, description="Whether people's daily digests go there.")
    review_channel: str = Field(
        default="", description="The channel that the weekly review names. Not set: it is not sent."
    )

    @field_validator("url")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            message = f'{value!r} is no URL such as "https://hooks.example.com/syncd"'
            raise ValueError(message)
        if parts.username or parts.password:
            raise ValueError("a password in the address is not kept secret: sign with secret")
        return value

    @field_validator("secret")
    @classmethod
    def _is_a_key(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().strip():
            raise ValueError("no secret: set secret or secret_file")
        try:
            _key(value)
        except (binascii.Error, ValueError):
            raise ValueError("what follows whsec_ is not base64") from None
        return value

    @property
    def key(self) -> bytes:
        """The bytes that sign.

        Source: standard-webhooks/standard-webhooks, spec, "Signature scheme": a symmetric secret
        is base64 with the prefix `whsec_`.
        """
        return _key(self.secret)


def _key(secret: SecretStr) -> bytes:
    text = secret.get_secret_value().strip()
    if text.startswith(_PREFIX):
        return base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    return text.encode()
