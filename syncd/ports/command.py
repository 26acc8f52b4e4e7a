"""The port of commands: what people ask by way of a notifier, answered to them alone.

A notifier whose system sends signed requests when somebody types a command is an `Answerer`. It
says whether a request is genuine and what was asked, and gives the answer its form; what the
answer is, is not its business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, runtime_checkable

from syncd.ports.webhook import Delivery


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked: the `text` after the name of the command.

    `id` is what a copy of the request has in common with it. `account` is who asked, as that
    system names people, and `person` the e-mail that `[people]` has for it, if it has one.
    """

    id: str
    account: str
    person: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """The system wants to hear this back, to see that somebody is there; it may be empty."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """An action item in an answer.

    `name` is the key of its ticket, or its own id, and `url` what that leads to. `title` is
    `(confidential)` where only some people may read it; `why` says what it has to do with the
    question, and may be empty.
    """

    name: str
    url: str | None
    title: str
    due: date | None
    late: bool = False
    facts: Sequence[str] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a title, some Markdown, and action items, the first of which matter most.

    `rest` says where to see what finds no room.
    """

    title: str
    text: str = ""
    lines: Sequence[ReplyLine] = field(default_factory=tuple)
    rest: str = ""


@runtime_checkable
class Answerer(Protocol):
    """A notifier by which people can ask something, too."""

    @property
    def takes_commands(self) -> bool:
        """Whether it is configured so that a genuine request can be told from a forged one."""

    def asked(self, delivery: Delivery) -> Asked | Challenge:
        """What a request asks. It is checked before anything is parsed; no request is made.

        Raises:
            NoWebhookError, ForgedError, StaleDeliveryError, MalformedError: it does not count.
        """

    def answer(self, reply: Reply) -> Mapping[str, Any]:
        """The JSON that shows the answer to who asked, and to nobody else."""
