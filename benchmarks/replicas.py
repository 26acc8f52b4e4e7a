"""Replicas that are killed at any moment: nothing is doubled, and what was left undone is taken up.

Three services share one PostgreSQL and one tracker. People write post-mortems; while tickets are
made for them, one of the services is killed with SIGKILL, and started again. Every ticket
has to be there once, linked in its document, within `SOON` seconds.

    python -m benchmarks.replicas --kills 50
"""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from benchmarks.company import ITEMS, Company, Place
from benchmarks.stages import stage
from benchmarks.table import Table
from tests.engine.postgresql import PostgreSQL, binaries
from tests.service.process import Service, served

SOON = 30.0  # seconds
_REPLICAS = 3
_DOCUMENTS = 3  # that are written before each kill
_POLL = "2s"
_SPACING = "0.1"  # seconds between two writes, so that there is a time in which to be killed
_OUTAGE = 2.0  # seconds without PostgreSQL, which stops as if its machine had lost power
_WITHIN = 1.5  # seconds after the first write


class Fleet:
    """The replicas, the tracker, and the documents."""

    def __init__(self, stack: ExitStack, folder: Path, url: str) -> None:
        """Everything that is started ends with `stack`."""
        self._stack = stack
        self.on: Any = stack.enter_context(stage("github"))
        place = Place(self.on.table, self.on.environ, self.on.project, self.on.accounts)
        self.company = Company(folder, {"it": place})
        self._environ = {
            **self.company.environ,
            "SYNCD_SYNCD__STORE": url,
            "SYNCD_SYNCD__POLL": _POLL,
            "SYNCD_TRACKERS__IT__WRITE_SPACING": _SPACING,
        }
        self.replicas = [self._start() for _ in range(_REPLICAS)]
        for replica in self.replicas:
            replica.wait_until_ready()

    def kill(self, number: int) -> None:
        """Kill one of them as if its machine had lost power, and start another in its place."""
        self.replicas[number].process.kill()
        self.replicas[number].process.wait()
        self.replicas[number] = self._start()

    def wait(self, holds: Callable[[], bool], what: str) -> float:
        """Wait until that is so; gives how long it took.

        Raises:
            TimeoutError: it did not come about.
        """
        began = time.monotonic()
        while not holds():
            if time.monotonic() - began > 2 * SOON:
                said = "".join("".join(each.said[-5:]) for each in self.replicas)
                raise TimeoutError(f"{what}: {self.tickets()} tickets\n{said}")
            time.sleep(0.05)
        return time.monotonic() - began

    def tickets(self) -> int:
        """How many there are."""
        return len(self.on.keys())

    @property
    def all_linked(self) -> bool:
        """Whether every item of every document has its link."""
        return all(
            self.company.path(n).read_text().count("/issues/") == ITEMS
            for n in range(1, self.company.documents + 1)
        )

    def doubled(self) -> Sequence[str]:
        """Titles that more than one ticket has."""
        titles = Counter(ticket.title for ticket in self.on.simulator.state().tickets)
        return [title for title, number in titles.items() if number > 1]

    def _start(self) -> Service:
        now = self.company.now.isoformat()
        return self._stack.enter_context(served(self.company.folder, self._environ, "--now", now))


def prove(table: Table, kills: int, *, seed: int = 1) -> None:
    """Kill so often, and print what came of it beside what is allowed."""
    chance = random.Random(seed)
    took: list[float] = []
    with ExitStack() as stack:
        server = stack.enter_context(PostgreSQL())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        fleet = Fleet(stack, folder, server.url)
        for _ in range(kills):
            before = fleet.tickets()
            fleet.company.write("it", _DOCUMENTS)
            fleet.wait(lambda before=before: fleet.tickets() > before, "work")  # type: ignore[misc]
            time.sleep(chance.uniform(0, _WITHIN))
            fleet.kill(chance.randrange(_REPLICAS))
            took.append(fleet.wait(lambda: fleet.all_linked, "every link"))
        for replica in fleet.replicas:  # one that still begins would rightly say: no store
            replica.wait_until_ready()
        before = fleet.tickets()
        fleet.company.write("it", _DOCUMENTS)
        fleet.wait(lambda: fleet.tickets() > before, "work")
        server.stop()
        time.sleep(_OUTAGE)
        server.start()
        after_outage = fleet.wait(lambda: fleet.all_linked, "every link after the outage")
        wanted = (kills + 1) * _DOCUMENTS * ITEMS
        table.heading(f"{_REPLICAS} replicas on one PostgreSQL, {kills} times kill -9 at work")
        doubled = fleet.doubled()
        table.line(
            "tickets, of them doubled",
            f"{fleet.tickets()}, {len(doubled)}",
            f"{wanted}, 0",
            ok=fleet.tickets() == wanted and not doubled,
        )
        table.line(
            "until all was done after a kill",
            f"at most {max(took):.1f} s",
            f"at most {SOON:.0f} s",
            ok=max(took) <= SOON,
        )
        table.line(
            "until all was done after PostgreSQL's restart",
            f"{after_outage:.1f} s",
            f"at most {SOON:.0f} s",
            ok=after_outage <= SOON,
        )
        for replica in fleet.replicas:
            replica.wait_until_ready()
        codes = {replica.end() for replica in fleet.replicas}
        table.line("how they ended when asked to", str(codes), "{0}", ok=codes == {0})


@click.command()
@click.option("--kills", default=50, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(kills: int, seed: int) -> None:
    """Kill replicas; exit 1 if anything was doubled, lost, or late."""
    if binaries() is None:
        print("SKIPPED: no PostgreSQL here; apt-get install postgresql")
        return
    table = Table()
    prove(table, kills, seed=seed)
    sys.exit(0 if table.kept else 1)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.replicas")
