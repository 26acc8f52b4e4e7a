"""What Asana's webhooks say to look at again.

Source: developers.asana.com, "Webhooks": a webhook that is made sends `X-Hook-Secret`, wants to
hear it back, and signs with it from then on: `X-Hook-Signature` is the hexadecimal HMAC-SHA256
of the body. Events have gids and types alone, no time that counts and no id; now and then there
are none, as a sign of life.
"""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from syncd.ports.webhook import (
    Delivery,
    ForgedError,
    MalformedError,
    News,
    Touched,
    dicts_at,
    is_signed,
    payload_of,
    text_at,
)

_LONGEST = 512  # characters of a secret that are kept


def refs(delivery: Delivery, secrets: Sequence[str], *, key: str, me: str | None) -> News:
    """The tasks that events are about, or the handshake that comes before all events.

    With a `key` only addresses that end in `?key=` and that key can shake hands: without one
    anybody who knows the address can. `me` is syncd's gid.
    """
    offered = delivery.headers.get("x-hook-secret")
    if offered is not None:
        if not hmac.compare_digest(delivery.query.get("key", "").encode(), key.encode()) and key:
            raise ForgedError("the address that Asana was given has to end in ?key=WEBHOOK_SECRET")
        if not offered or len(offered) > _LONGEST or not offered.isascii():
            raise MalformedError("X-Hook-Secret is no secret")
        return News(handshake=offered)
    signature = delivery.headers.get("x-hook-signature")
    found = [is_signed(secret, delivery.body, signature) for secret in secrets]
    if not any(found):
        raise ForgedError(
            "the signature is missing or wrong: if syncd's store was lost, make the webhook again"
        )
    events = dicts_at(payload_of(delivery), "events")
    touched = dict.fromkeys(each for event in events for each in _touched(event, me))
    return News(touched=list(touched))


def _touched(event: Mapping[str, Any], me: str | None) -> Iterator[Touched]:
    if me is not None and text_at(event, "user", "gid") == me:
        return
    marked = text_at(event, "change", "field") == "tags"
    for place in ("resource", "parent"):
        if text_at(event, place, "resource_type") == "task":
            yield Touched(text_at(event, place, "gid"), marked)
