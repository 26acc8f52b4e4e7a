"""The contents of the Linear simulator, and the questions that every part of it asks."""

import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from syncd.testing.clock import Clock
from syncd.testing.linear.records import (
    Attachment,
    Comment,
    Issue,
    Label,
    Milestone,
    Organization,
    Project,
    State,
    Team,
    Template,
    User,
    Webhook,
)
from syncd.testing.world import Table, World

KEY = re.compile(r"[A-Z][A-Z0-9]{0,9}")
IDENTIFIER = re.compile(r"([A-Za-z][A-Za-z0-9]{0,9})-(\d+)")
UUID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)
"""What Linear takes for an id: the variant is checked and the version is not, as measured by
brekkylab/backlot#111 on the live service."""

STATES = (
    ("Backlog", "backlog", "#bec2c8"),
    ("Todo", "unstarted", "#e2e2e2"),
    ("In Progress", "started", "#f2c94c"),
    ("Done", "completed", "#5e6ad2"),
    ("Canceled", "canceled", "#95a2b3"),
    ("Duplicate", "duplicate", "#95a2b3"),
)
"""What a new team has, as seen on the live service (sortie-ai, "Linear adapter"); Triage is added
to teams that want it."""


class LinearWorld(World):
    """Tables of records, and settings.

    `open_door` makes life easy for a tester: every token that is not empty is syncd's, and teams
    and people are there as soon as a query names them by key or e-mail. Only team keys that
    begin with `NO` and addresses that begin with `no-` are not.
    """

    def __init__(self, clock: Clock, *, open_door: bool = True, url_key: str = "simulated") -> None:
        """A workspace with nobody but syncd's account in it."""
        super().__init__(clock)
        self.open_door = open_door
        self.html_base = ""
        """Where the pages for people would be; set by the simulator when it knows its port."""
        self.page_default, self.page_limit = 50, 250
        self.short_pages: int | None = None
        """Give no more issues and comments at once, to see what a client makes of it."""
        self.comments_touch_issues = False
        """Whether a comment moves `updatedAt` of its issue. It is said not to (a remark in a
        third-party plan, "research-confirmed"); no official page tells."""
        self.attachments_touch_issues = False
        """The same of attachments; nobody tells."""
        self.label_rights = {"workspace", "team"}
        """Where the token may make labels."""
        self.closed_teams: set[str] = set()
        """Keys of teams that the token cannot see any more."""
        self.announcing = False
        """Whether webhooks are made at all; see `LinearSimulator.announce`."""
        self.hook_secret: str | None = None
        """What those are signed with that no webhook of the workspace asks for."""
        self.users: Table[str, User] = self.table()
        self.tokens: Table[str, str] = self.table()
        self.teams: Table[str, Team] = self.table()
        self.team_keys: Table[str, str] = self.table()
        self.numbers: Table[str, int] = self.table()
        self.states: Table[str, State] = self.table()
        self.labels: Table[str, Label] = self.table()
        self.issues: Table[str, Issue] = self.table()
        self.identifiers: Table[str, str] = self.table()
        self.comments: Table[str, Comment] = self.table()
        self.threads: Table[str, tuple[str, ...]] = self.table()
        self.attachments: Table[str, Attachment] = self.table()
        self.attached: Table[str, tuple[str, ...]] = self.table()
        self.projects: Table[str, Project] = self.table()
        self.milestones: Table[str, Milestone] = self.table()
        self.templates: Table[str, Template] = self.table()
        self.webhooks: Table[str, Webhook] = self.table()
        self.spent: Table[str, str] = self.table()
        """Ids of what is deleted for good: whether Linear takes them again is not known."""
        self._seed = url_key
        now = self.time()
        self.organization = Organization(self.fresh_id(), url_key.title(), url_key, now, now)
        self.bot = self.add_user("syncd-bot@example.com", "syncd", admin=True).id

    def time(self) -> str:
        """Now, as the API writes it: milliseconds, in UTC."""
        return written(self.now())

    def fresh_id(self) -> str:
        """An id that nothing else has."""
        digest = hashlib.sha256(f"{self._seed}/{self.next_id()}".encode()).digest()
        return str(uuid.UUID(bytes=digest[:16], version=4))

    def identifier(self, issue: Issue) -> str:
        """What people call an issue: `PAY-12`."""
        return f"{self.teams[issue.team].key}-{issue.number}"

    def issue_named(self, name: str) -> Issue | None:
        """An issue by id or by an identifier that it has or had, in any case.

        Source: `issue(id:)` takes both (linear.app/developers/graphql), in any case
        (brekkylab/backlot#111). That it takes a former identifier: not confirmed.
        """
        known = name if name in self.issues else self.identifiers.get(name.upper())
        return None if known is None else self.issues[known]

    def team_named(self, name: str) -> Team | None:
        """A team by id or key; with an open door almost every key has a team."""
        known = name if name in self.teams else self.team_keys.get(name)
        if known is not None:
            return self.teams[known]
        if self.open_door and KEY.fullmatch(name) and not name.startswith("NO"):
            return self.add_team(name)
        return None

    def is_visible(self, team: Team) -> bool:
        """Whether the token can see a team and what belongs to it."""
        return team.key not in self.closed_teams

    def user_with(self, email: str) -> User | None:
        """Somebody by e-mail; with an open door almost everybody is a member."""
        for user in self.users.values():
            if user.email.casefold() == email.casefold():
                return user
        if self.open_door and "@" in email and not email.startswith("no-"):
            return self.add_user(email)
        return None

    def add_user(self, email: str, name: str | None = None, **more: Any) -> User:
        """A new member; `more` are fields of `User`."""
        now, handle = self.time(), email.partition("@")[0]
        full = name or handle.replace(".", " ").title()
        user = User(
            self.fresh_id(), full, more.pop("display_name", handle), email, now, now, **more
        )
        self.users[user.id] = user
        return user

    def add_team(self, key: str, name: str | None = None, **more: Any) -> Team:
        """A new team with the states that a new team has; `more` are fields of `Team`."""
        now = self.time()
        team = Team(self.fresh_id(), key, name or key.title(), now, now, **more)
        self.teams[team.id] = team
        self.team_keys[key] = team.id
        self.numbers[team.id] = 0
        states = [("Triage", "triage", "#fc7840")] if team.triage_enabled else []
        for place, (label, kind, color) in enumerate([*states, *STATES]):
            state = State(self.fresh_id(), team.id, label, kind, float(place), color, now, now)
            self.states[state.id] = state
        return team

    def add_label(self, name: str, team: str | None = None, **more: Any) -> Label:
        """A new label; `more` are fields of `Label`."""
        now = self.time()
        label = Label(self.fresh_id(), name, now, now, team, **more)
        self.labels[label.id] = label
        return label

    def states_of(self, team: str) -> list[State]:
        """The states of a team's workflow in their order."""
        found = [state for state in self.states.values() if state.team == team]
        return sorted(found, key=lambda state: state.position)

    def first_state(self, team: Team) -> State:
        """Where an issue starts that names no state.

        Source: linear.app/developers/graphql, "Creating & Editing Issues": the first backlog
        state; Triage, if the team uses that.
        """
        wanted = "triage" if team.triage_enabled else "backlog"
        states = self.states_of(team.id)
        return next((state for state in states if state.type == wanted), states[0])

    def labels_named(self, names: Iterable[str], team: str) -> tuple[str, ...]:
        """The ids of labels by name in a team or the workspace, made where there are none."""
        found = []
        for name in names:
            usable = [
                label.id
                for label in self.labels.values()
                if label.name.casefold() == name.casefold() and label.team in {None, team}
            ]
            found.append(usable[0] if usable else self.add_label(name, team).id)
        return tuple(dict.fromkeys(found))

    def comments_of(self, issue: str) -> list[Comment]:
        """What was said on an issue, the oldest first."""
        return [self.comments[each] for each in self.threads.get(issue, ())]

    def attachments_of(self, issue: str) -> list[Attachment]:
        """The links on an issue, the oldest first."""
        return [self.attachments[each] for each in self.attached.get(issue, ())]

    def put_issue(self, issue: Issue) -> Issue:
        """Store a changed issue, with a new time of change if anything is different."""
        before = self.issues[issue.id]
        if issue == before:
            return issue
        self.issues[issue.id] = replace(issue, updated_at=self.time())
        return self.issues[issue.id]

    def touch(self, issue: str) -> None:
        """An issue counts as changed now."""
        self.issues[issue] = replace(self.issues[issue], updated_at=self.time())


def written(moment: datetime) -> str:
    """A time as the API writes it."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
