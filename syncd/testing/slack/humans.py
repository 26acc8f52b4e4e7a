"""People in the workspace: what a test does there behind syncd's back."""

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

from syncd.testing.slack.text import kept
from syncd.testing.slack.world import Conversation, SlackWorld, User


class Stage(Protocol):
    """Where humans act: the simulator."""

    def changing(self) -> AbstractContextManager[SlackWorld]:
        """Change the world as one act."""


class Human:
    """Somebody with an e-mail address.

    All of it can be done by HTTP as well: `POST /_simulator/act` with
    `{"as": "jane@acme.com", "do": "say", "text": "on it"}`.
    """

    def __init__(self, stage: Stage, email: str) -> None:
        """The member is made if there is none with that address."""
        self._stage = stage
        self._email = email

    def say(self, text: str) -> str:
        """Write to the app; gives the `ts` of the message."""
        with self._stage.changing() as world:
            user = self._user(world)
            return world.say(world.direct(user).id, user.id, kept(text)).ts

    def leave(self) -> None:
        """Leave the company: the account is switched off."""
        with self._stage.changing() as world:
            user = self._user(world)
            world.users[user.id] = replace(user, deleted=True)

    def archive(self, channel: str) -> None:
        """Archive a channel."""
        with self._stage.changing() as world:
            place = _channel(world, channel)
            world.conversations[place.id] = replace(place, archived=True)

    def kick(self, channel: str) -> None:
        """Take the app out of a channel."""
        with self._stage.changing() as world:
            place = _channel(world, channel)
            world.conversations[place.id] = replace(place, joined=False)

    def _user(self, world: SlackWorld) -> User:
        return world.user_of(self._email) or world.add_user(self._email)


def _channel(world: SlackWorld, name: str) -> Conversation:
    place = world.channel(name)
    if place is None:
        raise ValueError(f"{name}: there is no such channel")
    return place
