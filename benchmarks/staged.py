"""A stage in a process of its own, so that what syncd needs can be told from what it needs.

    python -m benchmarks.staged NAME

prints how the tracker is reached, then does what each line of its standard input asks for.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.company import Place
from benchmarks.requests import PRICES, Prices, reading
from benchmarks.stages import stage
from syncd.testing.conformance import Stage


class Staged:
    """A stage in another process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Wait until it is there."""
        self._process = process
        self.place = Place(**self._answer())

    def pass_time(self, seconds: float) -> None:
        """Move the tracker's clock on."""
        self._ask("pass_time", seconds)

    def clear_log(self) -> None:
        """Forget the requests so far."""
        self._ask("clear_log")

    def requests(self) -> int:
        """How many requests there were since."""
        return int(self._ask("requests"))

    def talk(self, comments: int) -> int:
        """Let people say so much, on one ticket after the other; how many tickets that is."""
        return int(self._ask("talk", comments))

    def reading(self, tickets: int, comments: int, commented: int) -> int:
        """How many requests it may take to read so much."""
        return int(self._ask("reading", tickets, comments, commented))

    def making(self, tickets: int) -> int:
        """How many requests a first pass may take that makes so many tickets."""
        return int(self._ask("making", tickets))

    def _ask(self, what: str, *arguments: float) -> Any:
        print(json.dumps([what, *arguments]), file=self._process.stdin, flush=True)
        return self._answer()

    def _answer(self) -> Any:
        if self._process.stdout is None:
            raise TypeError(self._process)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the stage has ended; its error is above")
        return json.loads(line)


@contextmanager
def staged(name: str) -> Iterator[Staged]:
    """A new stage of that tracker in a child process."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.staged", name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Staged(process)
        finally:
            process.kill()


def _talk(on: Stage, comments: int) -> int:
    keys = list(on.keys())
    for n in range(comments):
        on.human.comment(keys[n % len(keys)], f"Something was found out, {n}.")
    return min(comments, len(keys))


def main() -> None:
    """Serve one stage until standard input ends."""
    name = sys.argv[1]
    prices = PRICES.get(name, Prices())
    with stage(name) as on:
        acts: dict[str, Callable[..., object]] = {
            "pass_time": on.pass_time,
            "clear_log": on.clear_log,
            "requests": lambda: len(on.log),
            "talk": lambda comments: _talk(on, comments),
            "reading": lambda *counts: reading(on, *counts),
            "making": lambda tickets: prices.making(tickets, on.creates) + 1,
        }
        place = {"table": on.table, "project": on.project}
        more = {"environ": dict(on.environ), "accounts": dict(on.accounts)}
        print(json.dumps({**place, **more}), flush=True)
        for line in sys.stdin:
            what, *arguments = json.loads(line)
            print(json.dumps(acts[what](*arguments)), flush=True)


if __name__ == "__main__":
    main()
