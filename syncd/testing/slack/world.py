"""What the simulated workspace holds: users, conversations, messages.

Source: docs.slack.dev/reference/objects: ids begin with U for users, D for direct messages and C
for channels; a message is known by its conversation and `ts`, seconds and microseconds since 1970,
which are unique in a conversation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from syncd.testing.clock import Clock
from syncd.testing.world import Table, World

SCOPES = frozenset(
    {
        "channels:history",
        "channels:read",
        "chat:write",
        "im:history",
        "im:write",
        "users:read",
        "users:read.email",
    }
)
TEAM = "T00000001"
BOT_USER = "U00000001"
BOT = "B00000001"


@dataclass(frozen=True)
class User:
    """A member; one that is `deleted` was switched off."""

    id: str
    email: str
    name: str
    deleted: bool = False


@dataclass(frozen=True)
class Conversation:
    """A channel, or the direct messages with one `user`; `joined` if the app is in it."""

    id: str
    name: str | None = None
    user: str | None = None
    joined: bool = True
    archived: bool = False


@dataclass(frozen=True)
class Message:
    """Something said. `text` and `blocks` are as Slack keeps them."""

    conversation: str
    ts: str
    user: str
    text: str
    by_app: bool
    blocks: Sequence[Any] = ()
    metadata: Mapping[str, Any] | None = None
    unfurls: bool = True


@dataclass
class Settings:
    """How the workspace is, beside what is in it.

    `strangers` are addresses that nobody has; everybody else is there once asked for, if it is
    an `open_door`. `absent` are channels that are not there. Tokens that `tokens` does not know
    are the app's with `scopes`, if the door is open.
    """

    open_door: bool = True
    scopes: frozenset[str] = SCOPES
    strangers: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)


class SlackWorld(World):
    """One workspace and the app in it."""

    def __init__(self, clock: Clock) -> None:
        """Nobody is there yet but the app."""
        super().__init__(clock)
        self.settings = Settings()
        self.users: Table[str, User] = self.table()
        self.conversations: Table[str, Conversation] = self.table()
        self.messages: Table[tuple[str, str], Message] = self.table()
        self._last_ts = 0
        self._begin()

    def _begin(self) -> None:
        self.users[BOT_USER] = User(BOT_USER, "", "syncd")
        self.next_id()

    def user_of(self, email: str) -> User | None:
        """The member with that address, who is made if the door is open."""
        wanted = email.casefold()
        for user in self.users.values():
            if user.email.casefold() == wanted:
                return user
        if not self.settings.open_door or "@" not in wanted:
            return None
        return None if wanted in self.settings.strangers else self.add_user(email)

    def add_user(self, email: str) -> User:
        """A new member."""
        user = User(self._id("U"), email, email.partition("@")[0])
        self.users[user.id] = user
        return user

    def direct(self, user: User) -> Conversation:
        """The direct messages of the app with a member."""
        for known in self.conversations.values():
            if known.user == user.id:
                return known
        made = Conversation(self._id("D"), user=user.id)
        self.conversations[made.id] = made
        return made

    def channel(self, name: str) -> Conversation | None:
        """A channel by name, with or without `#`; it is made if the door is open."""
        plain = name.removeprefix("#")
        for known in self.conversations.values():
            if known.name == plain:
                return known
        if not self.settings.open_door or plain in self.settings.absent or not plain:
            return None
        made = Conversation(self._id("C"), name=plain)
        self.conversations[made.id] = made
        return made

    def say(self, conversation: str, user: str, text: str, **more: Any) -> Message:
        """Add a message, now."""
        message = Message(conversation, self._next_ts(), user, text, user == BOT_USER, **more)
        self.messages[conversation, message.ts] = message
        return message

    def _next_ts(self) -> str:
        """The time, or the next microsecond where that is taken."""
        since = self.now().timestamp()
        now = int(timedelta(seconds=since) / timedelta(microseconds=1))
        self._last_ts = max(self._last_ts + 1, now)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def _id(self, letter: str) -> str:
        return f"{letter}{self.next_id():08d}"
