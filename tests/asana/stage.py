"""Asana on a stage: the simulator, and people at work in it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from html import escape
from math import ceil

from syncd.policy.settings import Labels
from syncd.testing.asana import AsanaSimulator
from syncd.testing.conformance.simulated import SimulatedStage
from syncd.testing.conformance.stage import pages
from syncd.testing.simulator import Options
from tests.tokens import token

PROJECT, ELSEWHERE = "1208000000000077", "1208000000000088"
TOKEN = f"2/120900000000/{token('asana')}"
SECTIONS = """
in_progress_section = "Doing"
dropped_section = "Won't do"
"""
_HITS = {
    "create": "POST /tasks",
    "list": "GET /tasks(/[^/]+/stories)?",
    "read": "GET .*",
    "write": r"(POST|PUT) /(tasks|stories)/.*",
}


class AsanaHuman:
    """The acts of the conformance suite, as people do them in Asana."""

    def __init__(self, simulator: AsanaSimulator) -> None:
        """Somebody who may write in every project."""
        self._simulator = simulator
        self._human = simulator.human("li@acme.com")

    def create(self, title: str, text: str = "", labels: Sequence[str] = ()) -> str:
        """Make a task."""
        return self._human.create(PROJECT, title, text, labels=tuple(labels))

    def retitle(self, key: str, title: str) -> None:
        """Edit the name."""
        self._human.edit(key, title=title)

    def write(self, key: str, text: str) -> None:
        """Put a paragraph on top of the description, whose links stay links."""
        html = html_of(self._simulator, key).removeprefix("<body>")
        self._human.edit(key, html=f"<body>{escape(text, quote=False)}\n\n{html}")

    def label(self, key: str, name: str) -> None:
        """Put a tag on."""
        self._human.label(key, name)

    def unlabel(self, key: str, name: str) -> None:
        """Take a tag off."""
        self._human.unlabel(key, name)

    def comment(self, key: str, text: str) -> None:
        """Say something."""
        self._human.comment(key, text)

    def assign(self, key: str, account: str) -> None:
        """Give it to somebody else."""
        self._human.assign(key, account)

    def start(self, key: str) -> None:
        """Drag it to Doing."""
        self._human.reopen(key)
        self._human.section(key, "Doing")

    def close(self, key: str) -> None:
        """Mark it complete."""
        self._human.section(key, "Backlog")
        self._human.close(key)

    def drop(self, key: str) -> None:
        """Drag it to Won't do, and mark it complete."""
        self._human.section(key, "Won't do")
        self._human.close(key)

    def reopen(self, key: str) -> None:
        """Mark it incomplete."""
        self._human.reopen(key)

    def due(self, key: str, day: date) -> None:
        """Pick another date."""
        self._human.due(key, day.isoformat())

    def move(self, key: str, project: str) -> str:
        """Put it into another project only."""
        self._human.move(key, project)
        return key

    def clone(self, key: str) -> str:
        """Duplicate the task."""
        return self._human.clone(key)

    def delete(self, key: str) -> None:
        """Delete the task."""
        self._human.delete(key)


class AsanaStage(SimulatedStage[AsanaSimulator]):
    """One project on a simulated Asana, with or without sections that stand for statuses."""

    project = PROJECT
    elsewhere = ELSEWHERE
    hits = _HITS

    def __init__(self, simulator: AsanaSimulator, *, sections: bool = False) -> None:
        """Two projects, and an account of syncd's that may write in both."""
        super().__init__(simulator)
        simulator.token(TOKEN)
        world = simulator.world
        jane = world.add_user("Jane Doe", "jane.doe@acme.com")
        omar = world.add_user("Omar Haddad", "omar@acme.com")
        self.accounts = {jane.email: jane.gid, omar.email: omar.gid}
        for gid in (PROJECT, ELSEWHERE):
            world.add_project(f"Project {gid}", gid=gid)
        passer_by = world.add_user("Passer By", "passer-by@acme.com")
        self.outsider = passer_by.gid
        world.levels[PROJECT, passer_by.gid] = "commenter"
        for label in sorted(Labels().all()):
            world.add_tag(label)
        for name in ("Backlog", "Doing", "Won't do"):
            world.add_section(PROJECT, name)
        self.table = f'adapter = "asana"\nurl = "{simulator.url}"{SECTIONS if sections else ""}'
        self.environ = {"SYNCD_TRACKERS__IT__TOKEN": TOKEN}
        self.human = AsanaHuman(simulator)
        self.cannot = (
            {} if sections else {"start": "no section says so", "drop": "no section says so"}
        )

    def speak(self, key: str, account: str, text: str) -> None:
        """Comment on the task."""
        self.simulator.human(account).comment(key, text)

    @property
    def writes(self) -> Sequence[str]:
        """Those that are no GET, and no batch of them."""
        reads = ("GET ", "POST /api/1.0/batch")
        batches = [
            exchange.request_body
            for exchange in self.simulator.exchanges
            if exchange.path.endswith("/batch")
        ]
        writing = [body for body in batches if b'"post"' in body]
        return [
            *(line for line in self.simulator.log if not line.startswith(reads)),
            *map(str, writing),
        ]

    def small_pages(self, size: int) -> None:
        """Let no page have more than so many entries."""
        self.simulator.world.short_pages = size

    def whole(self, key: str) -> Mapping[str, object]:
        """The task with its comments."""
        state = self.simulator.state()
        ticket = next(t for t in state.tickets if t.key == key)
        return {
            "text": ticket.body,
            "title": ticket.title,
            "labels": ticket.labels,
            "due": ticket.due,
            "assignees": ticket.assignees,
            "status": ticket.status,
            "updated": ticket.updated,
            "links": ticket.links,
            "sections": ticket.native["sections"],
            "comments": [said.body for said in state.comments if said.ticket == key],
        }

    def reads(self, tickets: int, comments: int, commented: int) -> int:
        """Pages of tasks; and batches of ten for what was said, of which no wider list is.

        Each page is heard before the next one is asked for; the first batch also asks who
        syncd is.
        """
        full, rest = divmod(tickets, self.page)
        heard = [self.page] * full + [rest] * bool(rest)
        asked = [count + (n == 0) for n, count in enumerate(heard)]
        return pages(tickets, 0, self) + sum(ceil(count / 10) for count in asked)


def html_of(simulator: AsanaSimulator, key: str) -> str:
    """The description of a task as rich text."""
    ticket = next(t for t in simulator.state().tickets if t.key == key)
    return str(ticket.native["html_notes"])


@contextmanager
def asana(*, sections: bool = False) -> Iterator[AsanaStage]:
    """A stage of its own."""
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with AsanaSimulator(Options(now=now), open_door=False) as simulator:
        simulator.record = True
        yield AsanaStage(simulator, sections=sections)
