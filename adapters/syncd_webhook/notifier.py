"""The port: signed JSON to one address.

Whoever takes it knows a message by its id, so one that may have arrived is sent again: that is
what the id is for, and nothing here is ever unsure.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import httpx

from syncd.model import Digest, Post
from syncd.ports import (
    AgainError,
    Check,
    DeniedError,
    LimitedError,
    NotifierCapabilities,
    Opening,
    PortError,
    RejectedError,
)
from syncd.ports.attempt import attempt
from syncd_webhook.message import Message, headers, of_digest, of_post
from syncd_webhook.settings import NotifierSettings

_TIMEOUT = 30.0  # seconds
_MINUTE = 60.0


class WebhookNotifier:
    """One address."""

    capabilities = NotifierCapabilities(reads_back=False, knows_doubles=True)

    def __init__(self, opening: Opening, settings: NotifierSettings) -> None:
        """Nothing is sent before it is asked for."""
        self.name = opening.name
        self.sends_digests = settings.digests
        self.review_channel = settings.review_channel
        self._settings = settings
        self._gate = opening.gate

    def sent(self, person: str, day: date) -> bool:  # noqa: ARG002
        """False: an address cannot be asked what it has had."""
        return False

    def send(self, digest: Digest) -> None:
        """Send a digest."""
        self._send(of_digest(digest), f"the digest of {digest.person}")

    def post(self, post: Post) -> None:
        """Send something for a channel."""
        self._send(of_post(post), f"the post for {post.channel}")

    def check(self) -> Sequence[Check]:
        """What can be said without sending anything."""
        subject = f"notify.{self.name}"
        url = httpx.URL(self._settings.url)
        checks = [
            Check(
                subject,
                ok=True,
                message=f"signed JSON to {url.host}; it is not tried out, since that would send",
                hint="what was sent cannot be read back: when the store is lost, a digest of that"
                " day may arrive twice, with the same webhook-id",
            )
        ]
        if url.scheme == "http" and url.host not in {"127.0.0.1", "::1", "localhost"}:
            message = "messages go to it unencrypted, and anybody on the way can read them"
            checks.append(Check(subject, ok=False, message=message, hint="use https in url"))
        return checks

    def _send(self, message: Message, what: str) -> None:
        def once() -> None:
            now = self._gate.real_time.now()
            try:
                answer = httpx.post(
                    self._settings.url,
                    content=message.body,
                    headers={
                        "User-Agent": "syncd",
                        **headers(message, self._settings.key, now),
                    },
                    timeout=_TIMEOUT,
                )
            except httpx.HTTPError as error:
                told = f"{self.name}: {what}: no answer ({type(error).__name__}); check url"
                raise AgainError(told) from error
            if (problem := _verdict(answer, f"{self.name}: {what}")) is not None:
                raise problem

        attempt(self._gate, once, write=True)


def _verdict(answer: httpx.Response, what: str) -> PortError | None:
    status = answer.status_code
    told = f"{what}: answered {status}"
    if answer.is_success:
        return None
    if status == 429:
        return LimitedError(f"{told}; syncd waits as it was asked to", _wait(answer.headers))
    if status in {401, 403}:
        return DeniedError(f"{told}; the secret there and here must be the same")
    if status == 408 or status >= 500:
        return AgainError(told)
    if answer.is_redirect:
        return DeniedError(f"{told}, which is not followed; set url to where it leads")
    return RejectedError(f"{told}; it does not take this message")


def _wait(answered: Mapping[str, str]) -> float:
    after = answered.get("retry-after", "")
    return float(after) if after.isdecimal() else _MINUTE
