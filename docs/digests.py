"""What people are told outside the tracker, from what the adapters make of one day's nudges."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from syncd.model import Digest, Nudge, NudgeKind, Priority, TicketRef
from syncd.policy.digest import digests
from syncd_mail.message import of_digest as as_mail
from syncd_slack.blocks import of_digest as as_slack
from syncd_webhook.message import of_digest as as_webhook

_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
_JANE = "jane.doe@acme.com"
_SIGNS: Mapping[str, str] = {
    ":rotating_light:": "🚨",
    ":small_red_triangle:": "🔺",
    ":red_circle:": "🔴",
    ":hourglass:": "⌛",
    ":large_yellow_circle:": "🟡",
    ":speech_balloon:": "💬",
}
_LINK = re.compile(r"<(https?://[^|>]+)\|([^>]*)>")


def _nudge(
    n: int,
    kind: NudgeKind,
    title: str,
    text: str,
    *,
    priority: Priority,
    due: date,
    post_mortem: str = "PM-2026-0051",
) -> Nudge:
    key = f"PAY-{n}"
    url = f"https://acme.atlassian.net/browse/{key}"
    return Nudge(
        kind=kind,
        person=_JANE,
        item=f"{post_mortem}-{n:02d}",
        post_mortem=post_mortem,
        title=title,
        ticket=TicketRef("jira", "PAY", str(n), key, url),
        priority=priority,
        due=due,
        text=text,
        record=f"{kind}/{n}",
        at=_AT,
    )


def example() -> Digest:
    """One person's digest of one day, composed as a pass does it."""
    nudges = [
        _nudge(
            4,
            NudgeKind.CHECK_IN,
            "Write the payment failover runbook",
            "How far is it? Nothing happened since 2026-02-22.",
            priority=Priority.P1,
            due=date(2026, 3, 8),
        ),
        _nudge(
            2,
            NudgeKind.OVERDUE,
            "Add a circuit breaker to payment calls",
            "It is 3 days overdue: say when it will be done, or what is in its way.",
            priority=Priority.P0,
            due=date(2026, 2, 27),
        ),
        _nudge(
            7,
            NudgeKind.RECURRENCE,
            "(confidential)",
            "What it was to prevent has happened again, in PM-2026-0058.",
            priority=Priority.P2,
            due=date(2026, 3, 20),
            post_mortem="PM-2026-0044",
        ),
    ]
    (digest,) = digests(nudges, lambda _: _AT.date())
    return digest


def slack() -> str:
    """The message as Slack shows it."""
    return "\n>\n".join(f"> {_shown(block)}" for block in as_slack(example())["blocks"])


def slack_blocks() -> str:
    """The beginning of the blocks themselves."""
    blocks = list(as_slack(example())["blocks"])[:4]
    return _fence("json", json.dumps(blocks, indent=2, ensure_ascii=False))


def mail() -> str:
    """The mail's headers and its text."""
    message = as_mail(example(), _JANE, "syncd@acme.com", "acme.com", _AT)
    body = message.get_body(("plain",))
    headers = "\n".join(f"{name}: {value}" for name, value in message.items() if _is_told(name))
    return _fence("text", f"{headers}\n\n{body.get_content() if body else ''}".rstrip())


def webhook() -> str:
    """The body of the request."""
    body = json.loads(as_webhook(example()).body)
    return _fence("json", json.dumps(body, indent=2, ensure_ascii=False))


def _is_told(name: str) -> bool:
    return not name.startswith(("MIME", "Content"))


def _shown(block: Mapping[str, Any]) -> str:
    if block["type"] == "header":
        return f"**{block['text']['text']}**"
    if block["type"] == "context":
        return " ".join(f"<small>{_markdown(each['text'])}</small>" for each in block["elements"])
    return "<br>\n> ".join(_lines(block["text"]["text"]))


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield _markdown(re.sub(r"\*([^*]+)\*", r"**\1**", line))


def _markdown(text: str) -> str:
    told = _LINK.sub(r"[\2](\1)", text)
    for name, sign in _SIGNS.items():
        told = told.replace(name, sign)
    return told


def _fence(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


BLOCKS: Mapping[str, Callable[[], str]] = {
    "digest-in-slack": slack,
    "digest-as-blocks": slack_blocks,
    "digest-as-mail": mail,
    "digest-as-webhook": webhook,
}
