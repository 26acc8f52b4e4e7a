"""What Slack sends when somebody types the slash command.

Source: docs.slack.dev, "Verifying requests from Slack": `X-Slack-Signature` is `v0=` and the
hexadecimal HMAC-SHA256 of `v0:`, `X-Slack-Request-Timestamp`, `:` and the raw body, and what was
sent more than five minutes ago may be a copy. "Implementing slash commands": a form with `command`,
`text` and `user_id`; `ssl_check=1` only looks whether somebody is there. "url_verification": JSON
whose `challenge` is to come back. slack_sdk's `signature` does the first, by a clock of its own.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs

from syncd.ports.command import Asked, Challenge
from syncd.ports.webhook import (
    Delivery,
    ForgedError,
    MalformedError,
    NoWebhookError,
    StaleDeliveryError,
    is_signed,
    payload_of,
    text_at,
)

_VERSION = "v0"
_WINDOW = 300.0  # seconds
_MOST_FIELDS = 100  # of a form; Slack sends some fifteen
_TIME = re.compile(r"[0-9]{1,12}")  # seconds since 1970
_ACCOUNT = re.compile(r"[A-Za-z0-9]{1,32}")
_CHALLENGE = re.compile(r"[!-~]{1,500}")


def asked(delivery: Delivery, *, secret: str, people: Mapping[str, str]) -> Asked | Challenge:
    """What a request asks; `people` are the e-mails of accounts, in lower case.

    Raises:
        NoWebhookError, ForgedError, StaleDeliveryError, MalformedError: it does not count.
    """
    if not secret:
        raise NoWebhookError("signing_secret is not set")
    _demand_genuine(delivery, secret)
    if delivery.headers.get("content-type", "").startswith("application/json"):
        return _event(delivery)
    form = _form(delivery.body)
    if form.get("ssl_check") == "1":
        return Challenge()
    account = form.get("user_id", "")
    if not form.get("command") or not _ACCOUNT.fullmatch(account):
        raise MalformedError("the form has no command, or nobody who gave it")
    return Asked(
        id=delivery.headers["x-slack-signature"].strip().lower(),
        account=account,
        person=people.get(account.casefold()),
        text=_as_typed(form.get("text", "")),
    )


def _demand_genuine(delivery: Delivery, secret: str) -> None:
    """Check signature and time, in constant time the former."""
    stamp = delivery.headers.get("x-slack-request-timestamp", "")
    version, _, signature = delivery.headers.get("x-slack-signature", "").strip().partition("=")
    signed = f"{_VERSION}:{stamp}:".encode("utf-8", "replace") + delivery.body
    if not is_signed(secret, signed, signature) or version != _VERSION:
        raise ForgedError(
            "the signature is missing or wrong: compare signing_secret with the Signing Secret"
            " under the app's Basic Information"
        )
    if not _TIME.fullmatch(stamp) or abs(delivery.at - int(stamp)) > _WINDOW:
        raise StaleDeliveryError(
            "it was signed more than five minutes ago, or the clocks differ: set this machine's"
        )


def _event(delivery: Delivery) -> Challenge:
    """What the Events API asks when its address is set; syncd wants no event."""
    payload = payload_of(delivery)
    if payload.get("type") != "url_verification":
        return Challenge()
    challenge = text_at(payload, "challenge")
    if not _CHALLENGE.fullmatch(challenge):
        raise MalformedError("challenge is missing, or no line of plain text")
    return Challenge(challenge)


def _as_typed(text: str) -> str:
    """On one line; Slack writes `&`, `<` and `>` of a text as entities."""
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return " ".join(text.split())


def _form(body: bytes) -> Mapping[str, str]:
    try:
        found = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise MalformedError("the body is no form") from error
    return {name: values[0] for name, values in found.items()}
