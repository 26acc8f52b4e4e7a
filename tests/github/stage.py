"""GitHub on a stage: the simulator, and people at work in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime

from syncd.testing.conformance import Act
from syncd.testing.conformance.simulated import SimulatedStage
from syncd.testing.github import GitHubSimulator
from syncd.testing.simulator import Options
from tests.tokens import token

PROJECT = "acme/pay"
TOKEN = token("github")
ACCOUNTS = {"jane.doe@acme.com": "janedoe", "omar@acme.com": "omarh"}
_DUE = re.compile(r"^\*\*Due:\*\*.*$", re.MULTILINE)
_HITS = {
    "create": "POST /repos/[^/]+/[^/]+/issues",
    "list": "GET /repos/[^/]+/[^/]+/issues(/comments|/[0-9]+/comments)?",
    "read": "GET /.*",
    "write": r"(POST|PATCH|DELETE) /repos/[^/]+/[^/]+/issues/.*",
}


class GitHubHuman:
    """The acts of the conformance suite, as people do them on GitHub."""

    def __init__(self, simulator: GitHubSimulator) -> None:
        """Somebody who may write in every repository."""
        self._simulator = simulator
        self._human = simulator.human("li")

    def create(self, title: str, text: str = "", labels: Sequence[str] = ()) -> str:
        """Open an issue."""
        return self._human.create(PROJECT, title, text, labels=tuple(labels))

    def retitle(self, key: str, title: str) -> None:
        """Edit the title."""
        self._human.edit(key, title=title)

    def write(self, key: str, text: str) -> None:
        """Put a paragraph on top of the body."""
        self._human.edit(key, body=f"{text}\n\n{self._body(key)}")

    def label(self, key: str, name: str) -> None:
        """Add a label."""
        self._human.label(key, name)

    def unlabel(self, key: str, name: str) -> None:
        """Take a label away, if it is there."""
        labels = next(t.labels for t in self._simulator.state().tickets if t.key == key)
        if name in labels:
            self._human.unlabel(key, name)

    def comment(self, key: str, text: str) -> None:
        """Say something."""
        self._human.comment(key, text)

    def assign(self, key: str, account: str) -> None:
        """Take all assignees off, and put one on."""
        ticket = next(t for t in self._simulator.state().tickets if t.key == key)
        for login in ticket.assignees:
            self._human.unassign(key, login)
        self._human.assign(key, account)

    def start(self, key: str) -> None:
        """There is no such thing on GitHub."""
        raise NotImplementedError(key)

    def close(self, key: str) -> None:
        """Close as completed."""
        self._human.close(key)

    def drop(self, key: str) -> None:
        """Close as not planned."""
        self._human.close(key, reason="not_planned")

    def reopen(self, key: str) -> None:
        """Reopen."""
        self._human.reopen(key)

    def due(self, key: str, day: date) -> None:
        """Edit the line of syncd's block that shows the due date, if it is there."""
        body = self._body(key)
        self._human.edit(key, body=_DUE.sub(f"**Due:** {day}", body))

    def move(self, key: str, project: str) -> str:
        """Transfer the issue."""
        return self._human.transfer(key, project)

    def clone(self, key: str) -> str:
        """Copy title, body and labels into a new issue."""
        return self._human.clone(key)

    def delete(self, key: str) -> None:
        """Delete the issue."""
        self._human.delete(key)

    def _body(self, key: str) -> str:
        return next(t.body for t in self._simulator.state().tickets if t.key == key)


class GitHubStage(SimulatedStage[GitHubSimulator]):
    """One repository on a simulated GitHub."""

    project = PROJECT
    elsewhere = "acme/elsewhere"
    hits = _HITS
    limit = "403-limit"
    cannot: Mapping[Act, str] = {"start": "GitHub knows only open and closed"}

    def __init__(self, simulator: GitHubSimulator) -> None:
        """Two repositories, and a bot that may write in both."""
        super().__init__(simulator)
        simulator.token(TOKEN, "syncd-bot")
        roles = {"syncd-bot": "write", "li": "write", "janedoe": "write", "omarh": "triage"}
        roles |= {"passer-by": "read"}
        for name in (PROJECT, self.elsewhere):
            simulator.repository(name, roles=roles)  # type: ignore[arg-type]
        self.table = f'adapter = "github"\nurl = "{simulator.url}"\nlag = 0.2'
        self.environ = {"SYNCD_TRACKERS__IT__TOKEN": TOKEN}
        self.accounts = ACCOUNTS
        self.outsider = "passer-by"
        self.human = GitHubHuman(simulator)

    def small_pages(self, size: int) -> None:
        """Let no page have more than so many entries."""
        self.simulator.world.page_limit = size

    def speak(self, key: str, account: str, text: str) -> None:
        """Comment on the issue."""
        self.simulator.human(account).comment(key, text)

    def whole(self, key: str) -> Mapping[str, object]:
        """The issue with its comments."""
        state = self.simulator.state()
        ticket = next(t for t in state.tickets if t.key == key)
        return {
            "text": ticket.body,
            "title": ticket.title,
            "labels": ticket.labels,
            "assignees": ticket.assignees,
            "status": ticket.status,
            "updated": ticket.updated,
            "comments": [said.body for said in state.comments if said.ticket == key],
        }


@contextmanager
def github() -> Iterator[GitHubStage]:
    """A stage of its own."""
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with GitHubSimulator(Options(now=now), open_door=False) as simulator:
        yield GitHubStage(simulator)
