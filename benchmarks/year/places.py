"""The simulated trackers and Slack, on one clock, and what people do and see in them."""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from benchmarks.year.office import BOT, OUTSIDER, Office
from syncd.testing import Options
from syncd.testing.exchange import Request
from syncd.testing.github import GitHubSimulator
from syncd.testing.jira import JiraSimulator
from syncd.testing.jira import texts as jira_texts
from syncd.testing.simulator import Simulator
from syncd.testing.slack import SlackSimulator
from syncd.testing.state import CommentState, TicketState
from tests.tokens import token

PACE = timedelta(seconds=0.2)
"""How long a request takes."""

_DUE = re.compile(r"^\*\*Due:\*\*.*$", re.MULTILINE)
_SAID = re.compile(r"<!-- syncd-said (\{.*\}) -->\s*\Z")
_SIGNED = re.compile(r"#syncd:([A-Za-z0-9_-]+)")
_BOT_MAIL = "syncd@acme.com"


@dataclass(frozen=True)
class Said:
    """A comment as it stands on a ticket; `record` is that of one of syncd's, else None."""

    tracker: str
    ticket: str
    id: str
    text: str
    at: datetime
    author: str
    mentioned: Sequence[str]
    record: str | None


@dataclass(frozen=True)
class Message:
    """A message to one person."""

    person: str
    at: datetime
    text: str


class Places:
    """All of them; people are called by their e-mail."""

    def __init__(self, office: Office, now: datetime) -> None:
        """Make them; `opened` starts them."""
        self.office = office
        self.now = now
        self._seen: dict[str, int] = {}
        self._messages = 0
        self.simulators: dict[str, Simulator[Any]] = {}
        options = Options(now=now)
        for name in office.trackers:
            kind = GitHubSimulator if name == "github" else JiraSimulator
            self.simulators[name] = kind(options, open_door=False)
        self.slack = SlackSimulator(options)
        self._set_up()

    @contextmanager
    def opened(self) -> Iterator["Places"]:
        """Everything is there."""
        with ExitStack() as stack:
            for simulator in (*self.simulators.values(), self.slack):
                stack.enter_context(simulator)
                simulator.before(self._take_time)
            yield self

    @property
    def environ(self) -> Mapping[str, str]:
        """The secrets, as the environment of a process has them."""
        secrets = {f"SYNCD_TRACKERS__{n.upper()}__TOKEN": token(n) for n in self.simulators}
        return secrets | {"SYNCD_NOTIFY__SLACK__TOKEN": f"xoxb-{token('slack')}"}

    @property
    def tables(self) -> Mapping[str, str]:
        """The tables of the configuration."""
        made = {
            f"trackers.{name}": f'adapter = "{name}"\nurl = "{simulator.url}"'
            for name, simulator in self.simulators.items()
        }
        if "trackers.jira" in made:
            made["trackers.jira"] += f'\nemail = "{_BOT_MAIL}"'
        made["notify.slack"] = f'adapter = "slack"\nurl = "{self.slack.url}"'
        return made

    @property
    def accounts(self) -> Mapping[tuple[str, str], str]:
        """What each tracker calls people."""
        found = {}
        for tracker in self.simulators:
            for person in self.office.people:
                found[tracker, person] = self._account(tracker, person)
        return found

    def pass_to(self, now: datetime) -> None:
        """It is so late now; time never goes back."""
        self.now = max(now, self.now)
        for simulator in (*self.simulators.values(), self.slack):
            simulator.clock.set(self.now)

    # What people see.

    def tickets(self) -> Sequence[tuple[str, TicketState]]:
        """Every ticket with its tracker."""
        return [(n, each) for n, s in self.simulators.items() for each in s.state().tickets]

    def comments(self) -> Sequence[CommentState]:
        """Every comment."""
        return [each for s in self.simulators.values() for each in s.state().comments]

    def new_comments(self) -> Sequence[Said]:
        """What was said since this was asked last."""
        found: list[Said] = []
        for name, simulator in self.simulators.items():
            rows = list(simulator.world.comments.values())
            fresh = rows[self._seen.get(name, 0) :]
            self._seen[name] = len(rows)
            read = self._on_github if name == "github" else self._on_jira
            found += [read(simulator, each) for each in fresh]
        return found

    def new_messages(self) -> Sequence[Message]:
        """What Slack brought since this was asked last."""
        shown = self.slack.said()[self._messages :]
        self._messages += len(shown)
        world, found = self.slack.world, []
        for each in shown:
            user = world.conversations[each.conversation].user
            text = json.dumps([each.text, *each.blocks], ensure_ascii=False)
            at = datetime.fromtimestamp(float(each.ts), self.now.tzinfo)
            found.append(Message(world.users[user].email if user else "", at, text))
        return found

    # What people do.

    def create(self, tracker: str, project: str, person: str, title: str) -> str:
        """Somebody makes a ticket by hand; gives its key."""
        return str(self._human(tracker, person).create(project, title, "As we said."))

    def comment(self, tracker: str, ticket: str, person: str, text: str) -> str:
        """Somebody says something; gives the id of it."""
        return str(self._human(tracker, person).comment(ticket, text))

    def start(self, tracker: str, ticket: str, person: str) -> None:
        """Somebody begins."""
        self._human(tracker, person).start(ticket)

    def finish(self, tracker: str, ticket: str, person: str, *, done: bool) -> None:
        """Somebody closes it as done, or as something that will not be."""
        human = self._human(tracker, person)
        if tracker == "jira":
            human.close(ticket, "Done" if done else "Won't Do")
        else:
            human.close(ticket, "completed" if done else "not_planned")

    def reopen(self, tracker: str, ticket: str, person: str) -> None:
        """Somebody opens it again."""
        self._human(tracker, person).reopen(ticket)

    def assign(self, tracker: str, ticket: str, person: str, to: str) -> None:
        """Somebody hands it on."""
        human, account = self._human(tracker, person), self._account(tracker, to)
        if tracker == "github":
            for login in self._ticket(tracker, ticket).assignees:
                human.unassign(ticket, login)
        human.assign(ticket, account)

    def due(self, tracker: str, ticket: str, person: str, day: str) -> None:
        """Somebody sets another date."""
        human = self._human(tracker, person)
        if tracker == "jira":
            human.edit(ticket, due=day)
        else:
            body = self._ticket(tracker, ticket).body
            human.edit(ticket, body=_DUE.sub(f"**Due:** {day}", body))

    def write(self, tracker: str, ticket: str, person: str, text: str) -> None:
        """Somebody puts a paragraph on top of the text."""
        body = self._ticket(tracker, ticket).body
        self._human(tracker, person).edit(ticket, body=f"{text}\n\n{body}")

    def _ticket(self, tracker: str, ticket: str) -> TicketState:
        return next(t for t in self.simulators[tracker].state().tickets if t.key == ticket)

    def _human(self, tracker: str, person: str) -> Any:
        name = person if tracker == "jira" else person.partition("@")[0]
        return self.simulators[tracker].human(name)

    def _account(self, tracker: str, person: str) -> str:
        simulator = self.simulators[tracker]
        if isinstance(simulator, JiraSimulator):
            return str(simulator.user(person).account_id)
        return person.partition("@")[0]

    def _set_up(self) -> None:
        for name, simulator in self.simulators.items():
            if isinstance(simulator, GitHubSimulator):
                simulator.token(token(name), BOT)
                roles: dict[str, Any] = {BOT: "write", OUTSIDER.partition("@")[0]: "read"}
                roles |= {each.partition("@")[0]: "write" for each in self.office.people}
                for project in self.office.projects(name):
                    simulator.repository(project, roles=roles)
            elif isinstance(simulator, JiraSimulator):
                simulator.token(token(name), _BOT_MAIL)
                for project in self.office.projects(name):
                    simulator.project(project)
                outsider = simulator.human(OUTSIDER)
                for project in self.office.projects(name):
                    outsider.deny(OUTSIDER, "ASSIGNABLE_USER", "EDIT_ISSUES", project=project)

    def _take_time(self, _: Request) -> None:
        self.pass_to(self.now + PACE)

    def _on_github(self, simulator: Simulator[Any], row: Any) -> Said:
        from syncd.testing.github.mentions import mentioned
        from syncd.testing.github.state import key_of

        world = simulator.world
        author = world.users[row.user].login
        found = _SAID.search(row.body) if author == BOT else None
        return Said(
            "github",
            key_of(world, world.issues[row.repo, row.number]),
            str(row.id),
            row.body,
            datetime.fromisoformat(row.created_at),
            BOT if author == BOT else f"{author}@acme.com",
            [f"{each}@acme.com" for each in mentioned(world, world.repos[row.repo], row.body)],
            json.loads(found[1])["record"] if found else None,
        )

    def _on_jira(self, simulator: Simulator[Any], row: Any) -> Said:
        world = simulator.world
        author = world.users[row.author].email
        found = _SIGNED.search(json.dumps(row.body.value)) if author == _BOT_MAIL else None
        told = jira_texts.mentions(row.body)
        return Said(
            "jira",
            world.issues[row.issue].key,
            str(row.id),
            jira_texts.plain(row.body),
            row.created,
            BOT if author == _BOT_MAIL else author,
            [world.users[each].email for each in told],
            _unpacked(found[1])["record"] if found else None,
        )


def _unpacked(packed: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads(
        base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    )
    return data
