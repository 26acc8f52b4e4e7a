"""The port of notifiers: how people are told outside the tracker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from syncd.model import Digest, Post
from syncd.ports.check import Check


@dataclass(frozen=True, slots=True)
class NotifierCapabilities:
    """What a notifier can do beyond sending.

    `reads_back` says that what was sent can be read again, so that a syncd that forgot what it
    said looks first. Elsewhere memory alone knows: once it is lost, a digest of that day may
    arrive twice. `knows_doubles` says that whoever gets a message tells one that came before by
    its id, so that one of which nobody knows whether it was sent can be sent again.
    """

    reads_back: bool = False
    knows_doubles: bool = False


class Notifier(Protocol):
    """A way to tell people something.

    Titles of confidential post-mortems are withheld in what it is given; it must not let
    somebody else fill them in, such as by a preview of the link.
    """

    @property
    def name(self) -> str:
        """The name of its table in the configuration."""

    @property
    def capabilities(self) -> NotifierCapabilities:
        """What it can do."""

    @property
    def sends_digests(self) -> bool:
        """Whether people get digests this way (`digests` in the configuration)."""

    @property
    def review_channel(self) -> str:
        """Where the weekly review is posted (`review_channel`); empty for nowhere."""

    def sent(self, person: str, day: date) -> bool:
        """Whether that person's digest of that day is there; False if it cannot be read back.

        Raises:
            DeniedError: the account may not look.
            PortError: it could not be looked up for now.
        """

    def send(self, digest: Digest) -> None:
        """Send a digest, in at most one request that is not safe to repeat.

        Raises:
            UnsureError: it may have been sent.
            DeniedError: the account may not send anything.
            RejectedError: this one cannot be sent, such as to somebody who is not known there.
            PortError: it was not sent.
        """

    def post(self, post: Post) -> None:
        """Post something to a channel, in at most one request that is not safe to repeat.

        Raises:
            UnsureError: it may have been posted.
            PortError: it was not posted.
        """

    def check(self) -> Sequence[Check]:
        """What `syncd doctor` says about this notifier; sends nothing to anybody."""
