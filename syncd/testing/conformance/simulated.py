"""What the stages of all simulated trackers share."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, Generic, TypeVar

from syncd.testing.conformance.stage import Act, Fault, Human, Request
from syncd.testing.simulator import Simulator

S = TypeVar("S", bound=Simulator[Any])


class SimulatedStage(Generic[S]):
    """A tracker that one of the simulators plays.

    A subclass gives the class attributes and `speak`, and in its `__init__` `table`, `environ`,
    `accounts`, `outsider` and `human`. `hits` has the pattern of each kind of request: `create`
    makes a ticket, `list` is a list that may lag behind, `read` any request that only reads,
    `write` one that edits a ticket or says something on it.
    """

    project: str
    elsewhere: str
    hits: Mapping[str, str]
    limit: str = "429"
    """The deed by which this tracker says that it had too much."""
    page: int = 100
    said_page: int = 100
    creates: int = 1
    table: str
    environ: Mapping[str, str]
    accounts: Mapping[str, str]
    cannot: Mapping[Act, str]
    outsider: str | None
    human: Human

    def __init__(self, simulator: S) -> None:
        """`simulator` is running already."""
        self.simulator = simulator

    @property
    def log(self) -> Sequence[str]:
        """Every request."""
        return self.simulator.log

    @property
    def writes(self) -> Sequence[str]:
        """Those that are no GET."""
        return [line for line in self.simulator.log if not line.startswith("GET ")]

    def clear_log(self) -> None:
        """Forget the requests so far."""
        self.simulator.clear_log()

    def fault(
        self, what: Fault, hits: Request, times: int = 1, retry_after: int | None = None
    ) -> None:
        """The simulator's faults; the tracker's own limit is `limit`."""
        if times == 0:
            self.simulator.faults.clear()
            return
        do = self.limit if what == "limit" else what
        self.simulator.faults.add(self.hits[hits], do, times, retry_after=retry_after)

    def now(self) -> float:
        """The tracker's time."""
        return self.simulator.clock.now().timestamp()

    def pass_time(self, seconds: float) -> None:
        """Move the tracker's clock on."""
        self.simulator.clock.advance(seconds=seconds)

    def keys(self) -> Sequence[str]:
        """Every ticket of the project."""
        return [t.key for t in self.simulator.state().tickets if t.project == self.project]

    def mentioned(self, key: str) -> Sequence[str]:
        """As the simulator reads texts."""
        state = self.simulator.state()
        texts = [each.mentioned for each in state.tickets if each.key == key]
        texts += [said.mentioned for said in state.comments if said.ticket == key]
        return list(dict.fromkeys(account for told in texts for account in told))

    def reads(self, tickets: int, comments: int, commented: int) -> int:
        """Pages of tickets, at least one, and pages of comments."""
        return max(1, ceil(tickets / self.page)) + ceil(comments / self.said_page)
