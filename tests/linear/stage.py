"""Linear on a stage: the simulator, and people at work in it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from math import ceil

from syncd.testing.conformance import Act
from syncd.testing.conformance.simulated import SimulatedStage
from syncd.testing.exchange import Request as Sent
from syncd.testing.linear import LinearSimulator
from syncd.testing.simulator import Options
from tests.tokens import token

PROJECT = "PAY"
ELSEWHERE = "OPS"
TOKEN = f"lin_api_{token('linear')}"
PEOPLE = ("jane.doe@acme.com", "omar@acme.com")
_HITS = {
    "create": "mutation issueBatchCreate",
    "list": "operation (Scan|Said)",
    "read": "query .*",
    "write": "mutation (issueUpdate|attachmentCreate|attachmentDelete|comment.*)",
}


class LinearHuman:
    """The acts of the conformance suite, as people do them in Linear."""

    def __init__(self, simulator: LinearSimulator) -> None:
        """A member of both teams."""
        self._simulator = simulator
        self._human = simulator.human("li@acme.com")

    def create(self, title: str, text: str = "", labels: Sequence[str] = ()) -> str:
        """Open an issue."""
        return self._human.create(PROJECT, title, text or None, labels=tuple(labels))

    def retitle(self, key: str, title: str) -> None:
        """Edit the title."""
        self._human.edit(key, title=title)

    def write(self, key: str, text: str) -> None:
        """Put a paragraph on top of the description."""
        body = next(t.body for t in self._simulator.state().tickets if t.key == key)
        self._human.edit(key, body=f"{text}\n\n{body}")

    def label(self, key: str, name: str) -> None:
        """Add a label."""
        self._human.label(key, name)

    def unlabel(self, key: str, name: str) -> None:
        """Take a label away, if it is there."""
        self._human.unlabel(key, name)

    def comment(self, key: str, text: str) -> None:
        """Say something, a second later: Linear's order within a millisecond means nothing."""
        self._simulator.clock.advance(seconds=1)
        self._human.comment(key, text)

    def assign(self, key: str, account: str) -> None:
        """Choose another assignee; there is only one."""
        user = self._simulator.world.users[account]
        self._human.assign(key, user.email)

    def start(self, key: str) -> None:
        """Put it in progress."""
        self._human.start(key)

    def close(self, key: str) -> None:
        """Put it among what is done."""
        self._human.close(key)

    def drop(self, key: str) -> None:
        """Cancel it."""
        self._human.close(key, reason="canceled")

    def reopen(self, key: str) -> None:
        """Put it among what is to be done."""
        self._human.reopen(key)

    def due(self, key: str, day: date) -> None:
        """Choose another due date."""
        self._human.edit(key, due=day.isoformat())

    def move(self, key: str, project: str) -> str:
        """Move it to another team."""
        return self._human.transfer(key, project)

    def clone(self, key: str) -> str:
        """Duplicate it, links included."""
        return self._human.clone(key)

    def delete(self, key: str) -> None:
        """Put it into the bin."""
        self._human.delete(key)


class LinearStage(SimulatedStage[LinearSimulator]):
    """Two teams of one workspace on a simulated Linear."""

    project = PROJECT
    elsewhere = ELSEWHERE
    hits = _HITS
    cannot: Mapping[Act, str] = {}
    limit = "ratelimited"

    def __init__(self, simulator: LinearSimulator) -> None:
        """Two teams, and two people who own things."""
        super().__init__(simulator)
        simulator.token(TOKEN, "syncd-bot@acme.com")
        for key in (PROJECT, ELSEWHERE):
            simulator.team(key)
        self.accounts = {name: simulator.user(name).id for name in PEOPLE}
        self.outsider = simulator.user("guest@acme.com", guest=True).id
        self.table = f'adapter = "linear"\nurl = "{simulator.url}"'
        self.environ = {"SYNCD_TRACKERS__IT__TOKEN": TOKEN}
        self.human = LinearHuman(simulator)
        self._writes: list[str] = []
        simulator.before(self._note, "mutation .*")

    def clear_log(self) -> None:
        """Forget the requests so far."""
        super().clear_log()
        self._writes.clear()

    def speak(self, key: str, account: str, text: str) -> None:
        """Comment on the issue, a second later."""
        self.simulator.clock.advance(seconds=1)
        email = self.simulator.world.users[account].email
        self.simulator.human(email).comment(key, text)

    def small_pages(self, size: int) -> None:
        """Let no page have more than so many entries."""
        self.simulator.world.short_pages = size

    @property
    def writes(self) -> Sequence[str]:
        """Those whose document is a mutation."""
        return list(self._writes)

    def whole(self, key: str) -> Mapping[str, object]:
        """The issue with its links and comments."""
        state = self.simulator.state()
        ticket = next(t for t in state.tickets if t.key == key)
        return {
            "text": ticket.body,
            "title": ticket.title,
            "labels": ticket.labels,
            "assignees": ticket.assignees,
            "status": ticket.status,
            "due": ticket.due,
            "priority": ticket.priority,
            "updated": ticket.updated,
            "links": ticket.links,
            "markers": ticket.markers,
            "comments": [said.body for said in state.comments if said.ticket == key],
        }

    def keys(self) -> Sequence[str]:
        """Every issue of the team, but for those in the bin."""
        found = [t for t in self.simulator.state().tickets if t.project == PROJECT]
        return [t.key for t in found if not t.native["trashed"]]

    def reads(self, tickets: int, comments: int, commented: int) -> int:
        """One document asks for a page of each, so the longer list decides."""
        return max(1, ceil(tickets / self.page), ceil(comments / self.said_page))

    def _note(self, request: Sent) -> None:
        self._writes.append(request.line)


@contextmanager
def linear() -> Iterator[LinearStage]:
    """A stage of its own."""
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with LinearSimulator(Options(now=now), open_door=False) as simulator:
        yield LinearStage(simulator)


def costs(stage: LinearStage) -> tuple[int, int]:
    """How many requests there were, and how many of them write."""
    return len(stage.log), len(stage.writes)
