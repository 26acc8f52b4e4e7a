"""Requests as Slack signs and sends them."""

import hmac
import itertools
import json
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.service.house import House
from tests.tokens import token

SECRET = token("signing")
OMAR = "U0OMAR"
_TRIGGERS = itertools.count()
FORM = "application/x-www-form-urlencoded"


def signature(body: bytes, stamp: str, secret: str = SECRET) -> str:
    """What stands in X-Slack-Signature."""
    signed = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, sha256).hexdigest()


def headers(body: bytes, at: float, kind: str = FORM, secret: str = SECRET) -> dict[str, str]:
    """The headers of a genuine request of that time."""
    stamp = str(int(at))
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(body, stamp, secret),
    }


def form(text: str, user: str = OMAR, **changed: str) -> bytes:
    """The body of a slash command."""
    fields = {
        "token": "deprecated",
        "team_id": "T0001",
        "channel_id": "C2147483705",
        "user_id": user,
        "user_name": "omar",
        "command": "/syncd",
        "text": text,
        "response_url": "https://hooks.slack.example/commands/1234/5678",
        "trigger_id": f"13345224609.738474920.{next(_TRIGGERS)}",  # each time another
    }
    return urlencode({**fields, **changed}).encode()


def post(house: House, body: bytes, head: dict[str, str]) -> httpx.Response:
    """Send it."""
    return house.web.post("/webhooks/slack", body, head)


def now(house: House) -> float:
    """The real time of the service."""
    return house.world.real_time.now()


def say(house: House, text: str, user: str = OMAR) -> dict[str, Any]:
    """The answer to `/syncd TEXT`."""
    body = form(text, user)
    answer = post(house, body, headers(body, now(house)))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def event(house: House, **payload: Any) -> httpx.Response:
    """Send an event of the Events API."""
    body = json.dumps(payload).encode()
    return post(house, body, headers(body, now(house), "application/json"))
