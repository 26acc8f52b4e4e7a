"""How many calls a minute each method takes, and how many messages a second each channel.

Source: docs.slack.dev/apis/web-api/rate-limits: tiers of 1, 20, 50 and 100 and more calls a
minute, for each method, app and workspace; `chat.postMessage` about one a second in each channel,
with short bursts; `Retry-After` in seconds. A simulator on which nobody sets limits has none.

Not known: how short a burst is; here there is none.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field

from syncd.testing.slack.errors import limited
from syncd.testing.slack.world import SlackWorld

TIERS = {
    "auth.test": 1000,
    "users.lookupByEmail": 50,
    "conversations.open": 50,
    "conversations.history": 50,
}
"""Calls a minute, as the reference of each method has them (tier 3; `auth.test` is special)."""
_MINUTE = 60.0


@dataclass
class Limits:
    """What is allowed, and when what was used."""

    per_minute: dict[str, int] = field(default_factory=dict)
    """By method; `TIERS` is what Slack has."""
    message_every: float = 0.0
    """Seconds between two messages in one channel; Slack has about 1."""
    _calls: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _said: dict[str, float] = field(default_factory=dict)

    def call(self, world: SlackWorld, method: str) -> None:
        """Count a call.

        Raises:
            RefusedError: it is one too many.
        """
        most = self.per_minute.get(method)
        if most is None:
            return
        now = world.now().timestamp()
        recent = [at for at in self._calls[method] if at > now - _MINUTE]
        self._calls[method] = recent
        if len(recent) >= most:
            raise limited(max(1, math.ceil(recent[0] + _MINUTE - now)))
        recent.append(now)

    def message(self, world: SlackWorld, conversation: str) -> None:
        """Count a message.

        Raises:
            RefusedError: it comes too soon after the last.
        """
        now = world.now().timestamp()
        wait = self._said.get(conversation, -math.inf) + self.message_every - now
        if self.message_every and wait > 0:
            raise limited(max(1, math.ceil(wait)))
        self._said[conversation] = now
