"""The port of webhooks: what a tracker tells by itself, and only as a reason to look again.

A delivery may be lost, doubled, late or out of order; nothing in it is believed, but for which
ticket it names. Only trackers that can sign what they send have webhooks.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol, runtime_checkable
from urllib.parse import parse_qs

from syncd.ports.errors import PortError


class NoWebhookError(PortError):
    """This tracker has no webhook: it has no secret by which anybody could tell a true one."""


class ForgedError(PortError):
    """The signature is missing, or not that of this body."""


class StaleDeliveryError(PortError):
    """It was signed too long ago: somebody may have kept a copy."""


class MalformedError(PortError):
    """It is genuine, but nothing that could be understood."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook as it came in: names of `headers` in lower case, and the body untouched.

    `at` is when, in seconds since 1970 of real time; `query` is what its address ends with.
    """

    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    at: float
    query: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Touched:
    """A ticket that something happened to, by its id or key.

    `marked` says that it carries syncd's label, as far as that can be seen, or just lost it;
    another one matters only if some document links it.
    """

    ticket: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """What to look at again.

    `id` is what a repeated delivery has in common with the first one. `documents` says that
    files may have changed which are no tickets. A `handshake` is a secret that the tracker
    chose for what it is going to send; it wants to hear it back.
    """

    id: str | None = None
    touched: Sequence[Touched] = ()
    documents: bool = False
    handshake: str | None = field(default=None, repr=False)


@runtime_checkable
class Listener(Protocol):
    """A tracker that can be told of changes; the others are asked again and again.

    `webhook_setup` says what to choose where a webhook is made in the tracker.
    """

    webhook_setup: str

    def refs(self, delivery: Delivery, secrets: Sequence[str]) -> News:
        """What a delivery says to look at again; nothing for what syncd itself did.

        `secrets` are those of earlier handshakes. The signature is checked before anything
        is parsed, and no request is made.

        Raises:
            NoWebhookError, ForgedError, StaleDeliveryError, MalformedError: it does not count.
        """

    def meet(self) -> None:
        """Find out who syncd is here, so that its own doings are known when they come back.

        Raises:
            PortError: it could not be asked.
        """


def demand_signed(delivery: Delivery, secret: str, header: str, *, prefix: str = "") -> None:
    """Check a header that is `prefix` and the hexadecimal HMAC-SHA256 of the body.

    Raises:
        NoWebhookError: there is no secret to check it by.
        ForgedError: it is another, or none.
    """
    if not secret:
        raise NoWebhookError("webhook_secret is not set")
    given = delivery.headers.get(header, "")
    signature = given.removeprefix(prefix) if given.startswith(prefix) else None
    if not is_signed(secret, delivery.body, signature):
        raise ForgedError("the signature is missing or wrong: compare webhook_secret on both sides")


def is_signed(secret: str, body: bytes, signature: str | None) -> bool:
    """Whether a signature is the hexadecimal HMAC-SHA256 of the body, told in constant time."""
    wanted = hmac.new(secret.encode(), body, sha256).hexdigest()
    given = (signature or "").strip().lower()
    return hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace"))


def payload_of(delivery: Delivery) -> Mapping[str, Any]:
    """The JSON object in a body, which may also be the `payload` of a form.

    Raises:
        MalformedError: there is none.
    """
    body = delivery.body
    try:
        if delivery.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            body = parse_qs(body.decode("ascii"), max_num_fields=8)["payload"][0].encode()
        found = json.loads(body)
    except (ValueError, KeyError, RecursionError) as error:
        raise MalformedError("the body is no JSON") from error
    if not isinstance(found, dict):
        raise MalformedError("the body is no JSON object")
    return found


def at(payload: object, *path: str) -> Any:
    """What stands in a payload at that place; None where there is nothing."""
    for name in path:
        payload = payload.get(name) if isinstance(payload, dict) else None
    return payload


def text_at(payload: object, *path: str) -> str:
    """The text or number at that place as text; empty where there is none."""
    found = at(payload, *path)
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def dicts_at(payload: object, *path: str) -> Sequence[Mapping[str, Any]]:
    """The objects in the list at that place; empty where there is none."""
    found = at(payload, *path)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
