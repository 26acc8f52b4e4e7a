"""How many requests a pass sends: exact, whole passes, counted by the tracker itself.

Each case is one `reconcile`, as a user would run it, over documents in a folder and tickets on
a stage. What the tracker logged must equal what the pass says that it sent, and be no more than
the formula of the project's design allows, in which `a/b` is rounded up. The order of the cases
is the life of a company.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from benchmarks.company import ITEMS, Company, Place
from benchmarks.stages import stage
from benchmarks.table import Table
from syncd.model import Outcome
from syncd.ports import RealTime
from syncd.testing.conformance import Stage
from syncd.testing.conformance.stage import pages

NAME = "it"  # as the conformance suite calls a stage's tracker


@dataclass(frozen=True)
class Prices:
    """What a tracker's API allows, beside what its stage says of reading and making.

    `by_id` is how many tickets one request fetches by id; `makes` and `edits` how many one
    request makes and edits. `adopts` is what a ticket takes that gets labels, owner, back-link and
    marker for the first time, `relabels` one of which a label is replaced by another, `reassigns`
    one that gets another owner. `again` is how many tickets one request reads again before
    fields are written that people write too; 0 where none is needed. `once` is what a pass asks
    that makes or labels anything, whatever the number of tickets.
    """

    by_id: int = 1
    makes: int = 1
    edits: int = 1
    adopts: int = 1
    relabels: int = 1
    reassigns: int = 1
    again: int = 0
    once: int = 0

    def making(self, tickets: int, creates: int) -> int:
        """The requests for so many new tickets, `creates` each, of which one may be shared."""
        return ceil(tickets / self.makes) + tickets * (creates - 1) + self.once


PRICES: Mapping[str, Prices] = {
    # Labels and assignees are added and taken away, each with a request of its own, and never
    # replaced as a set; a text is read again before it is written.
    "github": Prices(adopts=4, relabels=2, reassigns=2),
    # A remote link is a request of its own.
    "jira": Prices(by_id=100, makes=50, adopts=2, again=10),
    # There is no reading in bulk that does not lag behind.
    "jira-dc": Prices(by_id=100, makes=50, adopts=2, again=1),
    # Several changes travel in one document; labels are asked for by id.
    "linear": Prices(by_id=50, makes=50, edits=10, again=50, once=1),
    # Ten actions a batch, of which a ticket takes two: itself, and what was said. Tags are put
    # on by a batch. A task is read again before a field is written that people write too. The
    # project's workspace and its tags are asked for once.
    "asana": Prices(by_id=5, adopts=2, relabels=2, again=1, once=2),
}

RIVALS: Mapping[str, Callable[[int], str]] = {
    "read": lambda n: f"bugwarrior {n:,} (1 a ticket)",
    "quiet": lambda n: f"Sync2Jira {12 * n:,} (12 a ticket)",
    "create": lambda n: f"Sync2Jira {15 * n:,} (15 a ticket)",
    "label": lambda n: f"actions/stale {4_015 * n // 1_000:,} (4,015 for 1,000)",
}
"""What others send for the same work on so many tickets, as it was counted for each of them."""


@dataclass(frozen=True)
class Size:
    """How much happens in each case; `k` tickets change, with `c` new comments."""

    documents: int = 200
    k: int = 150
    c: int = 230
    created: int = 50
    adopted: int = 100
    edited: int = 20


@dataclass(frozen=True)
class Case:
    """One pass: what the tracker logged, what the pass `counted`, and what it was allowed.

    `key` is a short name; `made` is how many tickets it made.
    """

    key: str
    name: str
    log: Sequence[str]
    counted: int
    formula: str
    allowed: int
    beside: str = ""
    made: int = 0

    @property
    def figure(self) -> str:
        """What is printed: the requests, and how many of them a new ticket took."""
        told = f", told {self.counted:,}" if self.counted != len(self.log) else ""
        each = f" ({(len(self.log) - 1) / self.made:.2f} a ticket)" if self.made else ""
        return f"{len(self.log):,}{each}{told}"

    @property
    def ok(self) -> bool:
        """Whether the pass told the truth about its requests, and kept to the formula."""
        return len(self.log) == self.counted <= self.allowed


def reading(stage: Stage, tickets: int, comments: int, on: int) -> int:
    """How many requests the design allows for so many tickets, and comments `on` some of them."""
    return max(pages(tickets, comments, stage), stage.reads(tickets, comments, on))


def cases(name: str, stage: Stage, folder: Path, size: Size) -> Iterator[Case]:
    """The life of a company on one tracker, a pass at a time."""
    yield from _Life(PRICES.get(name, Prices()), stage, folder, size).cases()


class _Life:
    def __init__(self, prices: Prices, stage: Stage, folder: Path, size: Size) -> None:
        self.prices = prices
        self.stage = stage
        self.size = size
        place = Place(stage.table, stage.environ, stage.project, stage.accounts)
        real_time = RealTime(stage.now, lambda _: None)
        self.company = Company(folder, {NAME: place}, real_time=real_time)
        self.tickets = size.documents * ITEMS

    def cases(self) -> Iterator[Case]:
        size, company, n = self.size, self.company, self.tickets
        company.write(NAME, size.documents)
        yield self._made("first", f"first pass, {n:,} tickets to make", n)
        yield self._read("echo", "a pass after it: sees its own writes", n)
        yield self._read("quiet", "quiet pass", 0, rival=RIVALS["quiet"](n))
        company.forget()
        yield self._read("full", f"full scan of {n:,} tickets", n, rival=RIVALS["read"](n))
        said = self._people_act()
        yield self._read("changed", f"{size.k} changed tickets, {size.c} comments", size.k, *said)
        company.write(NAME, size.created // ITEMS)
        yield self._made("create", f"{size.created} tickets to make", size.created)
        self._settle()
        company.write(NAME, ceil(size.adopted / ITEMS), self._hand_made())
        yield self._adoption()
        self._settle()
        yield self._read("adopted", "a pass after it asks for none of them", 0)
        yield self._edits("labels", self.prices.relabels, self._recategorize, RIVALS["label"])
        self._settle()
        yield self._edits("owner", self.prices.reassigns, self._reassign)
        self._settle()
        company.forget()
        total = n + size.created + size.adopted
        name = f"store deleted: {total:,} tickets, {size.c} comments"
        yield self._read("deleted", name, total, *said)

    # What happens before a pass.

    def _people_act(self) -> tuple[int, int]:
        """So many tickets change, some by comments; how many comments, on how many of them."""
        keys = list(self.stage.keys())
        talked = keys[: ceil(self.size.c / 2)]
        for n in range(self.size.c):
            self.stage.human.comment(talked[n % len(talked)], f"Something was found out, {n}.")
        for key in keys[len(talked) : self.size.k]:
            self.stage.human.label(key, "theirs")
        return self.size.c, len(talked)

    def _hand_made(self) -> Sequence[str]:
        """Links to tickets that people made without a thought of syncd."""
        human = self.stage.human
        keys = [human.create(f"Made by hand {n}") for n in range(self.size.adopted)]
        return self.company.links(NAME, keys)

    def _recategorize(self, n: int) -> None:
        self.company.replace(n + 1, 1, "Detect", "Prevent")

    def _reassign(self, n: int) -> None:
        owners = list(self.company.places[NAME].accounts)
        self.company.replace(n + 1, 0, owners[0], owners[1])

    # Passes, and what they may cost.

    def _pass(
        self, key: str, name: str, formula: str, allowed: int, rival: str = "", made: int = 0
    ) -> Case:
        self.stage.pass_time(600)
        self.stage.clear_log()
        outcome = self.company.reconcile(minutes=10)
        failed = [step.error for step in outcome.changes if step.outcome is not Outcome.APPLIED]
        if failed or outcome.errors or len(outcome.changes) < made:
            raise RuntimeError(f"{name}: {failed or outcome.errors or len(outcome.changes)}")
        log = list(self.stage.log)
        return Case(key, name, log, outcome.requests[NAME], formula, allowed, rival, made)

    def _read(
        self, key: str, name: str, tickets: int, comments: int = 0, on: int = 0, rival: str = ""
    ) -> Case:
        """A pass that has to write nothing; `comments` are new `on` so many tickets."""
        stage = self.stage
        usual, allowed = pages(tickets, comments, stage), reading(stage, tickets, comments, on)
        parts = [f"{tickets:,}/{stage.page}" if tickets else "1 a project"]
        parts += [f"{comments}/{stage.said_page}"] if comments else []
        parts += [f"{allowed - usual} more"] if allowed > usual else []
        return self._pass(key, name, " + ".join(parts), allowed, rival)

    def _made(self, key: str, name: str, count: int) -> Case:
        """A pass that makes tickets: `creates` requests each, of which one may be shared."""
        after = self.stage.creates - 1
        shared = f"{count:,}/{self.prices.makes}" if self.prices.makes > 1 else f"{count:,}"
        formula = [shared, *([f"{count:,} x {after}"] if after else [])]
        most = self.prices.making(count, self.stage.creates) - self.prices.once
        rival = RIVALS["create"](count)
        return self._writing(key, name, formula, most, self.prices.once, rival, made=count)

    def _adoption(self) -> Case:
        count, by_id = self.size.adopted, self.prices.by_id
        formula, most = self._edited(count, self.prices.adopts, rereads=True)
        name = f"{count} linked tickets to adopt"
        read = f"{count}/{by_id}" if by_id > 1 else f"{count}"
        most += ceil(count / by_id)
        return self._writing("adopt", name, [read, *formula], most, self.prices.once)

    def _edits(
        self,
        key: str,
        each: int,
        edit: Callable[[int], None],
        rival: Callable[[int], str] = lambda _: "",
    ) -> Case:
        count, rereads = self.size.edited, key != "labels"
        for n in range(count):
            edit(n)
        formula, most = self._edited(count, each, rereads=rereads)
        once = 0 if rereads else self.prices.once
        return self._writing(key, f"{key} of {count} tickets", formula, most, once, rival(count))

    def _edited(self, count: int, each: int, *, rereads: bool) -> tuple[list[str], int]:
        prices = self.prices
        tickets = f"{count}/{prices.edits}" if prices.edits > 1 else f"{count}"
        formula, most = [f"{tickets} x {each}" if each > 1 else tickets], 0
        if rereads and prices.again:
            formula += [f"{count}/{prices.again}" if prices.again > 1 else f"{count}"]
            most = ceil(count / prices.again)
        return formula, most + ceil(count / prices.edits) * each

    def _writing(
        self,
        key: str,
        name: str,
        formula: Sequence[str],
        most: int,
        once: int,
        rival: str = "",
        made: int = 0,
    ) -> Case:
        """A pass that looks first, and may have something to ask before it writes."""
        parts = ["1", *formula, *([f"{once} once"] if once else [])]
        allowed = self.stage.reads(0, 0, 0) + most + once
        return self._pass(key, name, " + ".join(parts), allowed, rival, made)

    def _settle(self) -> None:
        """Let syncd see what it wrote itself, so that the next case is about something else."""
        self._pass("", "settling", "", 0)


def measure(table: Table, trackers: Sequence[str], size: Size | None = None) -> None:
    """Print the cases of these trackers."""
    for name in trackers:
        table.heading(f"{name}: requests of whole passes, as its simulator counted them")
        with stage(name) as it, tempfile.TemporaryDirectory() as folder:
            for case in cases(name, it, Path(folder), size or Size()):
                bound = f"{case.formula} = {case.allowed:,}"
                table.line(case.name, case.figure, bound, ok=case.ok, beside=case.beside)
