"""The port: messages to people, and to a channel.

`chat.postMessage` has no key against doubles, so each digest carries metadata that says whose it
is and of which day, and the conversation is read before it is said again. Metadata is for apps
alone; `include_all_metadata` gives it back.
Source: docs.slack.dev, "Message metadata"; reference of users.lookupByEmail, conversations.open,
conversations.history and chat.postMessage.
"""

import threading
from collections import Counter as Count
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from importlib.util import find_spec
from typing import Any

from syncd.model import Digest, Post
from syncd.ports import Check, NotifierCapabilities, Opening, PortError
from syncd.ports.command import Asked, Challenge, Reply
from syncd.ports.webhook import Delivery
from syncd_slack import webhook
from syncd_slack.blocks import of_digest, of_post, of_reply
from syncd_slack.check import look_around
from syncd_slack.client import Client
from syncd_slack.settings import NotifierSettings

DIGEST = "syncd_digest"
_EARLIEST = timedelta(hours=14)  # so much before UTC a day begins, far in the east
_A_DAY = 24 * 60 * 60.0  # seconds
_PAGE = 200
_QUIET: Mapping[str, Any] = {
    # A preview would fetch what the ticket is called, also where that is withheld.
    "unfurl_links": False,
    "unfurl_media": False,
}


class SlackNotifier:
    """One app in one workspace."""

    capabilities = NotifierCapabilities(reads_back=True)

    def __init__(self, opening: Opening, settings: NotifierSettings) -> None:
        """Nothing is sent before it is asked for.

        Raises:
            PortError: the SDK is not installed.
        """
        if find_spec("slack_sdk") is None:
            raise PortError(
                f"notify.{opening.name}: pip install 'syncd[slack]' brings what it needs"
            )
        self.name = opening.name
        self.sends_digests = settings.digests
        self.review_channel = settings.review_channel
        self._client = Client(opening.name, settings, opening.gate)
        self._real_time = opening.gate.real_time
        self._accounts = opening.accounts
        self._signing_secret = settings.signing_secret.get_secret_value().strip()
        self._conversations: dict[str, str] = {}
        self._lock = threading.Lock()

    def sent(self, person: str, day: date) -> bool:
        """Whether that digest is in the conversation with that person."""
        # Slack's times are real ones, and the day is what `--now` makes it.
        begun = (datetime.combine(day, time(), UTC) - _EARLIEST).timestamp()
        since = min(begun, self._real_time.now() - _A_DAY)
        wanted = _payload(person, day)
        asked: dict[str, Any] = {
            "channel": self._conversation(person),
            "oldest": f"{since:.6f}",
            "include_all_metadata": "true",  # slack_sdk would write 1
            "limit": _PAGE,
        }
        while True:
            what = f"reading what was said to {person}"
            page = self._client.read("conversations.history", what, **asked)
            if any(_digest_in(message) == wanted for message in page.get("messages") or ()):
                return True
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not page.get("has_more") or not cursor:
                return False
            asked["cursor"] = cursor

    def send(self, digest: Digest) -> None:
        """Send a digest as a direct message."""
        self._client.write(
            "chat.postMessage",
            f"telling {digest.person}",
            channel=self._conversation(digest.person),
            metadata={"event_type": DIGEST, "event_payload": _payload(digest.person, digest.day)},
            **of_digest(digest),
            **_QUIET,
        )

    def post(self, post: Post) -> None:
        """Post something to a channel that the app is in."""
        what = f"posting to {post.channel}"
        self._client.write(
            "chat.postMessage", what, channel=post.channel, **of_post(post), **_QUIET
        )

    @property
    def takes_commands(self) -> bool:
        """Whether there is a secret by which a genuine request can be told."""
        return bool(self._signing_secret)

    def asked(self, delivery: Delivery) -> Asked | Challenge:
        """What somebody asks by the slash command."""
        return webhook.asked(delivery, secret=self._signing_secret, people=self._people)

    def answer(self, reply: Reply) -> Mapping[str, Any]:
        """A message that only who asked can see."""
        return {"response_type": "ephemeral", **of_reply(reply), **_QUIET}

    def check(self) -> Sequence[Check]:
        """Whether the token works, and what it may do."""
        return look_around(
            self._client,
            f"notify.{self.name}",
            posts=bool(self.review_channel),
            commands=self.takes_commands,
        )

    @cached_property
    def _people(self) -> Mapping[str, str]:
        """The e-mail of each account that `[people]` gives to one person alone."""
        accounts = Count(account.strip().casefold() for account in self._accounts.values())
        return {
            account.strip().casefold(): email
            for email, account in self._accounts.items()
            if accounts[account.strip().casefold()] == 1
        }

    def _conversation(self, person: str) -> str:
        """The id of the conversation with a person, which never changes."""
        key = person.casefold()
        with self._lock:
            known = self._conversations.get(key)
        if known is None:
            user = self._accounts.get(key) or self._find(person)
            opened = self._client.read("conversations.open", f"talking to {person}", users=user)
            known = str(opened["channel"]["id"])
            with self._lock:
                self._conversations[key] = known
        return known

    def _find(self, person: str) -> str:
        what = f"looking up {person}"
        found = self._client.read("users.lookupByEmail", what, email=person)
        return str(found["user"]["id"])


def _payload(person: str, day: date) -> dict[str, str]:
    return {"person": person.casefold(), "day": day.isoformat()}


def _digest_in(message: Mapping[str, Any]) -> Mapping[str, Any] | None:
    metadata = message.get("metadata") or {}
    return metadata.get("event_payload") if metadata.get("event_type") == DIGEST else None
