"""Jira on a stage: the simulator, and people at work in it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime

from syncd.testing.conformance import Act
from syncd.testing.conformance.simulated import SimulatedStage
from syncd.testing.jira import JiraDataCenterSimulator, JiraSimulator
from syncd.testing.simulator import Options
from tests.tokens import token

PROJECT = "PAY"
BOT = "syncd@acme.com"
TOKEN = token("jira")
OWNERS = ("jane.doe@acme.com", "omar@acme.com")
_HITS = {
    "create": "POST /issue(/bulk)?",
    "list": "POST /search(/jql)?",
    "read": "POST /(search(/jql)?|issue/bulkfetch)|GET .*",
    "write": r"(PUT|POST) /issue/\d+(/.*)?",
}


class JiraHuman:
    """The acts of the conformance suite, as people do them in Jira."""

    def __init__(self, simulator: JiraSimulator) -> None:
        """Somebody who may do everything."""
        self._simulator = simulator
        self._human = simulator.human("li@acme.com")

    def create(self, title: str, text: str = "", labels: Sequence[str] = ()) -> str:
        """Make an issue."""
        return self._human.create(PROJECT, title, text, labels=labels)

    def retitle(self, key: str, title: str) -> None:
        """Edit the summary."""
        self._human.edit(key, title=title)

    def write(self, key: str, text: str) -> None:
        """Put a paragraph on top of the description."""
        self._human.edit(key, body=f"{text}\n\n{self._body(key)}")

    def label(self, key: str, name: str) -> None:
        """Add a label."""
        self._human.label(key, name)

    def unlabel(self, key: str, name: str) -> None:
        """Take a label away, if it is there."""
        self._human.unlabel(key, name)

    def comment(self, key: str, text: str) -> None:
        """Say something."""
        self._human.comment(key, text)

    def assign(self, key: str, account: str) -> None:
        """Give it to somebody else."""
        self._human.assign(key, account)

    def start(self, key: str) -> None:
        """In progress."""
        self._human.start(key)

    def close(self, key: str) -> None:
        """Done."""
        self._human.close(key)

    def drop(self, key: str) -> None:
        """Won't do."""
        self._human.close(key, "Won't Do")

    def reopen(self, key: str) -> None:
        """To do again."""
        self._human.reopen(key)

    def due(self, key: str, day: date) -> None:
        """Set the due date."""
        self._human.edit(key, due=day.isoformat())

    def move(self, key: str, project: str) -> str:
        """Move the issue."""
        return self._human.move(key, project)

    def clone(self, key: str) -> str:
        """Clone the issue, properties and links included."""
        return self._human.clone(key)

    def delete(self, key: str) -> None:
        """Delete the issue."""
        self._human.delete(key)

    def _body(self, key: str) -> str:
        return next(t.body for t in self._simulator.state().tickets if t.key == key)


class JiraStage(SimulatedStage[JiraSimulator]):
    """One project on a simulated site."""

    project = PROJECT
    elsewhere = "OPS"
    creates = 2
    hits = _HITS
    cannot: Mapping[Act, str] = {}
    auth = f'email = "{BOT}"'

    def __init__(self, simulator: JiraSimulator) -> None:
        """Two projects, and a bot that may do everything in both."""
        super().__init__(simulator)
        simulator.token(TOKEN, BOT)
        for name in (PROJECT, self.elsewhere):
            simulator.project(name)
        self.accounts = {name: self._account(name) for name in OWNERS}
        passer_by = simulator.human("passer-by@acme.com")
        for name in (PROJECT, self.elsewhere):
            passer_by.deny("passer-by@acme.com", "ASSIGNABLE_USER", "EDIT_ISSUES", project=name)
        self.outsider = self._account("passer-by@acme.com")
        self.table = f'adapter = "jira"\nurl = "{simulator.url}"\n{self.auth}'
        self.environ = {"SYNCD_TRACKERS__IT__TOKEN": TOKEN}
        self.human = JiraHuman(simulator)

    def _account(self, name: str) -> str:
        user = self.simulator.user(name)
        return user.account_id if self.simulator.cloud else user.name

    def speak(self, key: str, account: str, text: str) -> None:
        """Comment on the issue."""
        self.simulator.human(account).comment(key, text)

    @property
    def writes(self) -> Sequence[str]:
        """Those that are no reading: searches are POST, too."""
        return [
            line
            for line in self.simulator.log
            if not line.startswith("GET ") and "/search" not in line and "/bulkfetch" not in line
        ]

    def small_pages(self, size: int) -> None:
        """Let no page have more than so many entries."""
        self.simulator.world.most_per_page = size

    def whole(self, key: str) -> Mapping[str, object]:
        """The issue with its comments."""
        state = self.simulator.state()
        ticket = next(t for t in state.tickets if t.key == key)
        native = {name: value for name, value in ticket.native.items() if name != "remote_links"}
        return {
            "text": ticket.body,
            "title": ticket.title,
            "labels": ticket.labels,
            "assignees": ticket.assignees,
            "due": ticket.due,
            "priority": ticket.priority,
            "status": ticket.status,
            "updated": ticket.updated,
            "links": ticket.links,
            "markers": json.dumps(ticket.markers),
            "comments": [said.body for said in state.comments if said.ticket == key],
            "native": native,
        }

    def reads(self, tickets: int, comments: int, commented: int) -> int:
        """Pages of issues; comments come along."""
        return max(1, -(-tickets // self.page))


class DataCenterStage(JiraStage):
    """The same on Data Center, where syncd has a personal access token."""

    auth = ""


@contextmanager
def cloud() -> Iterator[JiraStage]:
    """A stage of its own on Cloud."""
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with JiraSimulator(Options(now=now), open_door=False) as simulator:
        yield JiraStage(simulator)


@contextmanager
def data_center() -> Iterator[DataCenterStage]:
    """A stage of its own on Data Center."""
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with JiraDataCenterSimulator(Options(now=now), open_door=False) as simulator:
        yield DataCenterStage(simulator)
