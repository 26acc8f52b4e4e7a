"""What a notifier's test suite has to be told: how to open it, and what has arrived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Failure = Literal["lose-answer", "drop", "503", "429"]
"""Sent and not answered; not sent and not answered; not for now; too many."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message that has arrived, once for each time that a person would see it.

    `to` are all that got it, people or a channel. Each of `views` is the whole of what a reader
    sees, in one form (text, HTML). `tells` names whoever is told beyond that, such as
    `@channel`; `previews` says that what links lead to is shown beside them.
    """

    to: Sequence[str]
    views: Sequence[str]
    tells: Sequence[str] = ()
    previews: bool = False


class NotifierStage(Protocol):
    """A way to tell people that is played on this machine, for one test."""

    table: str
    """The keys of its table in the configuration, `adapter` first; secrets are in `environ`."""
    environ: Mapping[str, str]
    """The secrets, as `SYNCD_NOTIFY__IT__...`."""
    stranger: str
    """The address of somebody who cannot be told this way."""
    channel: str
    """Where the review goes, as `review_channel` has it."""

    def delivered(self) -> Sequence[Delivered]:
        """Everything that has arrived, the oldest first."""

    def fault(self, what: Failure, times: int = 1, retry_after: int | None = None) -> None:
        """Let the next requests that send something go wrong; `times` 0 ends that."""

    def tries(self) -> int:
        """How often something was sent, or tried to be, since the beginning."""

    def now(self) -> float:
        """The time, in seconds since 1970."""

    def pass_time(self, seconds: float) -> None:
        """Move that time on."""
