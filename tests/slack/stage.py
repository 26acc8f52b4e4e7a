"""Slack as a stage for the conformance suite of notifiers."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from syncd.testing import Options
from syncd.testing.conformance import Delivered
from syncd.testing.conformance.delivered import Failure
from syncd.testing.slack import SlackSimulator
from syncd.testing.slack.text import seen, texts
from tests.tokens import token

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_POST = "POST /chat.postMessage"


class SlackStage:
    """A simulated workspace in which everybody is but one."""

    stranger = "nobody@elsewhere.com"
    channel = "#reliability"

    def __init__(self, simulator: SlackSimulator) -> None:
        """`simulator` is running already."""
        self.simulator = simulator
        simulator.world.settings.strangers.add(self.stranger)
        self.table = f'adapter = "slack"\nurl = "{simulator.url}"'
        self.environ: Mapping[str, str] = {"SYNCD_NOTIFY__IT__TOKEN": f"xoxb-{token('slack')}"}

    def delivered(self) -> Sequence[Delivered]:
        """Every message with the people in its conversation."""
        shown = self.simulator.state().more["messages"]
        return [
            Delivered(
                to=[each["person"] or each["channel"]],
                views=["\n".join(seen(text) for _, text in texts(list(each["blocks"])))],
                tells=each["mentions"],
                previews=each["unfurls"],
            )
            for each in shown
        ]

    def fault(self, what: Failure, times: int = 1, retry_after: int | None = None) -> None:
        """A fault of the call that posts."""
        if times == 0:
            self.simulator.faults.clear()
            return
        self.simulator.faults.add(_POST, what, times, retry_after=retry_after)

    def tries(self) -> int:
        """How often something was posted, or tried to be."""
        return sum(line == "POST /api/chat.postMessage" for line in self.simulator.log)

    def now(self) -> float:
        """The workspace's time."""
        return self.simulator.clock.now().timestamp()

    def pass_time(self, seconds: float) -> None:
        """Move it on."""
        self.simulator.clock.advance(seconds=seconds)


@contextmanager
def slack() -> Iterator[SlackStage]:
    """A simulated workspace."""
    with SlackSimulator(Options(now=START)) as simulator:
        yield SlackStage(simulator)
