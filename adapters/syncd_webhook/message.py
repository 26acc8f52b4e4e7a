"""What is sent, and how it is signed; pure.

Source: standard-webhooks/standard-webhooks, `spec/standard-webhooks.md`: headers `webhook-id`
(the same each time a message is sent again), `webhook-timestamp` in seconds since 1970, and
`webhook-signature`, `v1,` and base64 of the HMAC-SHA256 of `id.timestamp.body`.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from syncd.model import Digest, DigestLine, Post

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Message:
    """A body, and the id by which a receiver knows one that it has had already."""

    id: str
    body: bytes


def of_digest(digest: Digest) -> Message:
    """The message of one person and day; its id is that of these two, whatever is said."""
    content = {
        "version": VERSION,
        "type": "digest",
        "person": digest.person,
        "day": digest.day.isoformat(),
        "lines": [_line(line) for line in digest.lines],
    }
    return Message(_id("digest", digest.person.casefold(), digest.day.isoformat()), _json(content))


def of_post(post: Post) -> Message:
    """The message of something for a channel; `text` is Markdown."""
    content = {
        "version": VERSION,
        "type": "post",
        "channel": post.channel,
        "title": post.title,
        "text": post.text,
    }
    return Message(_id("post", post.channel, post.title, post.text), _json(content))


def headers(message: Message, key: bytes, now: float) -> Mapping[str, str]:
    """What goes with it; `now` is in seconds since 1970."""
    at = str(int(now))
    signed = b".".join((message.id.encode(), at.encode(), message.body))
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "Idempotency-Key": message.id,
        "webhook-id": message.id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{signature}",
    }


def _line(line: DigestLine) -> dict[str, Any]:
    return {
        "kind": str(line.kind),
        "item": line.item,
        "title": line.title,
        "post_mortem": line.post_mortem,
        "ticket": line.ticket,
        "url": line.url,
        "priority": line.priority.value if line.priority else None,
        "due": line.due.isoformat() if line.due else None,
        "text": line.text,
    }


def _id(*parts: str) -> str:
    return f"msg_{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]}"


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
