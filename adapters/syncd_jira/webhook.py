"""What Jira's webhooks say to look at again, on Cloud and on Data Center.

Source: developer.atlassian.com, "Webhooks": one with a secret carries `X-Hub-Signature`, whose
method is `sha256`; `X-Atlassian-Webhook-Identifier` is the same for every try. Nothing that is
signed says when it was sent.
"""

from syncd.ports.webhook import (
    Delivery,
    News,
    Touched,
    at,
    demand_signed,
    payload_of,
    text_at,
)


def refs(delivery: Delivery, *, secret: str, label: str, me: str | None) -> News:
    """The issue that an event is about.

    `label` is that of tickets, `me` syncd's account id, or its name on Data Center.
    """
    demand_signed(delivery, secret, "x-hub-signature", prefix="sha256=")
    name = delivery.headers.get("x-atlassian-webhook-identifier")
    payload = payload_of(delivery)
    if me is not None and me.casefold() in _actors(payload):
        return News(name)
    labels = at(payload, "issue", "fields", "labels")
    marked = isinstance(labels, list) and label.casefold() in {
        str(each).casefold() for each in labels
    }
    names = (text_at(payload, "issue", "id"), text_at(payload, "issue", "key"))
    return News(name, [Touched(each, marked) for each in names if each])


def _actors(payload: object) -> frozenset[str]:
    """Who did it; where an event names nobody, whoever wrote the comment that it is about."""
    places = [("user",), ("comment", "updateAuthor")]
    who = next((found for each in places if (found := at(payload, *each))), None)
    names = {text_at(who, "accountId"), text_at(who, "name")}
    return frozenset(name.casefold() for name in names if name)
