"""What Linear's webhooks say to look at again.

Source: linear.app/developers/webhooks and the SDK's `webhooks/client.ts`: `Linear-Signature` is the
hexadecimal HMAC-SHA256 of the raw body, and `webhookTimestamp` in it, in milliseconds, is not to be
more than a minute away. `Linear-Delivery` names a delivery.
"""

from collections.abc import Collection, Mapping
from typing import Any

from syncd.ports.webhook import (
    Delivery,
    MalformedError,
    News,
    StaleDeliveryError,
    Touched,
    at,
    demand_signed,
    dicts_at,
    payload_of,
    text_at,
)

_WINDOW = 60.0  # seconds
_PER_SECOND = 1000


def refs(
    delivery: Delivery, *, secret: str, label: str, label_ids: Collection[str], me: str | None
) -> News:
    """The issue that an event is about.

    `label` is that of tickets, `label_ids` those of it that are known, `me` syncd's user id.
    """
    demand_signed(delivery, secret, "linear-signature")
    payload = payload_of(delivery)
    _demand_fresh(payload, delivery.at)
    name = delivery.headers.get("linear-delivery")
    if me is not None and text_at(payload, "actor", "id") == me:
        return News(name)
    if payload.get("type") == "Issue":
        names = (text_at(payload, "data", "id"), text_at(payload, "data", "identifier"))
    else:
        names = (text_at(payload, "data", "issueId"), text_at(payload, "data", "issue", "id"))
    marked = _is_marked(payload, label, label_ids)
    return News(name, [Touched(each, marked) for each in dict.fromkeys(names) if each])


def _demand_fresh(payload: Mapping[str, Any], at_: float) -> None:
    stamp = payload.get("webhookTimestamp")
    if not isinstance(stamp, int | float) or isinstance(stamp, bool):
        raise MalformedError("webhookTimestamp is missing")
    if not abs(at_ - stamp / _PER_SECOND) <= _WINDOW:  # a NaN is no time either
        raise StaleDeliveryError("it was signed more than a minute ago, or the clocks differ")


def _is_marked(payload: Mapping[str, Any], label: str, label_ids: Collection[str]) -> bool:
    if any(
        text_at(each, "name").casefold() == label.casefold()
        for each in dicts_at(payload, "data", "labels")
    ):
        return True
    found: set[str] = set()
    for place in (("data", "labelIds"), ("updatedFrom", "labelIds")):
        ids = at(payload, *place)
        found |= {each for each in ids if isinstance(each, str)} if isinstance(ids, list) else set()
    return not found.isdisjoint(label_ids)
