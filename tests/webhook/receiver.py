"""A service of somebody's that takes syncd's messages, as a stage for the conformance suite."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from syncd.testing import Answer, Clock, Options, RefusedError, Request, Routes, Simulator, World
from syncd.testing.conformance import Delivered
from syncd.testing.conformance.delivered import Failure
from tests.tokens import token

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECRET = token("webhook")
_POST = "POST /hooks/syncd"


class Inbox(World):
    """The messages by their ids, each with how often it came."""

    def __init__(self, clock: Clock) -> None:
        """Nothing has come."""
        super().__init__(clock)
        self.messages = self.table()
        self.times = self.table()


routes: Routes[Inbox] = Routes()


@routes.on("POST", "/hooks/syncd")
def take(world: Inbox, request: Request) -> Answer:
    """Take a message whose signature is right; one that is known already changes nothing."""
    key, at = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    signed = f"{key}.{at}.".encode() + request.body
    mine = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    if request.headers["webhook-signature"] != f"v1,{mine}":
        raise RefusedError(401)
    if abs(world.now().timestamp() - int(at)) > 300:
        raise RefusedError(400, {"message": "stale"})
    assert request.headers["idempotency-key"] == key
    body = request.json
    if str(body.get("person", "")).startswith("nobody@"):
        raise RefusedError(422, {"message": "who is that?"})
    world.messages.setdefault(key, body)
    world.times[key] = world.times.get(key, 0) + 1
    return Answer(202)


class Receiver(Simulator[Inbox]):
    """An address that knows a message by its id, as the standard asks for."""

    name = "receiver"
    parts = (routes,)

    def __init__(self, options: Options) -> None:
        """Nothing has come yet."""
        super().__init__(Inbox(Clock(options.now)), options)


class WebhookStage:
    """The receiver as a place where people are told."""

    stranger = "nobody@elsewhere.com"
    channel = "reliability"

    def __init__(self, receiver: Receiver) -> None:
        """`receiver` is running already."""
        self.receiver = receiver
        self.table = f'adapter = "webhook"\nurl = "{receiver.url}/hooks/syncd"'
        self.environ: Mapping[str, str] = {"SYNCD_NOTIFY__IT__SECRET": SECRET}

    def delivered(self) -> Sequence[Delivered]:
        """Each message once: a receiver acts on what it does not know yet."""
        return [
            Delivered(to=[body.get("person") or body["channel"]], views=["\n".join(_values(body))])
            for body in self.receiver.world.messages.values()
        ] + self._again()

    def fault(self, what: Failure, times: int = 1, retry_after: int | None = None) -> None:
        """A fault of the one request that there is."""
        if times == 0:
            self.receiver.faults.clear()
            return
        self.receiver.faults.add(_POST, what, times, retry_after=retry_after)

    def tries(self) -> int:
        """How often something was sent."""
        return len(self.receiver.log)

    def now(self) -> float:
        """The receiver's time."""
        return self.receiver.clock.now().timestamp()

    def pass_time(self, seconds: float) -> None:
        """Move it on."""
        self.receiver.clock.advance(seconds=seconds)

    def _again(self) -> list[Delivered]:
        """What came again after it had been answered: somebody forgot that it was sent."""
        answered = self.receiver.requests
        lost = sum(entry.fault == "lose-answer" for entry in answered)
        more = sum(self.receiver.world.times.values()) - len(self.receiver.world.times) - lost
        bodies = list(self.receiver.world.messages.values())
        return [Delivered(to=[bodies[0]["person"]], views=[])] * more if more > 0 else []


def _values(body: Any) -> Iterator[str]:
    if isinstance(body, dict):
        for value in body.values():
            yield from _values(value)
    elif isinstance(body, list):
        for value in body:
            yield from _values(value)
    elif body is not None:
        yield str(body)


def shown(body: Any) -> str:
    """A body as a test can compare it."""
    return json.dumps(body, indent=1, sort_keys=True)


@contextmanager
def webhook() -> Iterator[WebhookStage]:
    """A receiver."""
    with Receiver(Options(now=START)) as receiver:
        yield WebhookStage(receiver)
