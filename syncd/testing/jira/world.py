"""The contents of the Jira simulator, and the questions that every part of it asks."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from syncd.testing.clock import Clock
from syncd.testing.jira.records import (
    Change,
    Comment,
    Field,
    Issue,
    Project,
    RemoteLink,
    User,
    Workflow,
)
from syncd.testing.jira.site import FIELDS, TYPES, WORKFLOWS
from syncd.testing.world import Table, World

FIRST_ID = 10_000
PROJECT_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,19}")


class JiraWorld(World):
    """Tables of records, and settings.

    `open_door` makes life easy for a tester: every token that is not empty is good and may do
    everything, projects and people appear when they are asked for. Only projects whose key
    begins with `NOSUCH`, and people whose address begins with `no-`, do not exist.
    """

    def __init__(
        self, clock: Clock, *, cloud: bool, open_door: bool = True, bot: str = "syncd-bot"
    ) -> None:
        """An empty site."""
        super().__init__(clock)
        self.cloud = cloud
        self.open_door = open_door
        self.bot = bot
        """The login of whoever has a bearer token, and no name."""
        self.base = ""
        """Where the site is; set by the simulator when it knows its port."""
        self.zone: tzinfo = UTC
        """The zone in which times are shown: the site's, whoever asks."""
        self.workflow = "simplified"
        """What new projects get."""
        self.most_per_page = 5_000 if cloud else 1_000
        """The largest page of a search, whatever is asked for."""
        self.search_lag = timedelta()
        """How far the search index is behind; see `search`."""
        self.comments_in_search = 20
        """How many comments of an issue a search shows; not confirmed, see `issue_json`."""
        self.comments_in_issue = 100
        """How many comments the issue itself shows; not confirmed either."""
        self.refuses_quiet_edits = True
        """Whether `notifyUsers=false` without rights fails the edit, see `issues`."""
        self.announcing = False
        """Whether webhooks are made at all; see `JiraSimulator.announce`."""
        self.hook_secret: str | None = None
        self.users: Table[str, User] = self.table()
        self.user_names: Table[str, str] = self.table()
        self.tokens: Table[str, str] = self.table()
        self.projects: Table[int, Project] = self.table()
        self.project_keys: Table[str, int] = self.table()
        self.numbers: Table[int, int] = self.table()
        self.denied: Table[tuple[int, str], frozenset[str]] = self.table()
        self.issues: Table[int, Issue] = self.table()
        self.keys: Table[str, int] = self.table()
        self.comments: Table[int, Comment] = self.table()
        self.threads: Table[int, tuple[int, ...]] = self.table()
        self.properties: Table[int, Mapping[str, Any]] = self.table()
        self.remote_links: Table[int, tuple[RemoteLink, ...]] = self.table()
        self.histories: Table[int, tuple[Change, ...]] = self.table()
        self.snapshots: dict[str, tuple[str, list[int]]] = {}
        """What page tokens stand for: a query and the ids that it found; see `search`."""

    def fresh_id(self) -> int:
        """An id that nothing else has."""
        return FIRST_ID + self.next_id()

    def shown(self, moment: datetime) -> str:
        """A time as the API writes it: with milliseconds, in the site's zone, without a colon."""
        local = moment.astimezone(self.zone)
        return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03}{local:%z}"

    # People.

    def user_named(self, name: str) -> User | None:
        """A user by address, login, account id or name; an open door makes one up."""
        known = self.user_names.get(name.casefold())
        if known is not None:
            return self.users[known]
        if self.open_door and name.strip() and not name.casefold().startswith("no-"):
            return self.add_user(name)
        return None

    def add_user(self, name: str, **more: Any) -> User:
        """A new user, by address or by account id; `more` are fields of `User`."""
        local, at, _ = name.partition("@")
        digest = hashlib.sha256(name.casefold().encode()).hexdigest()
        login = local.casefold() if at else name
        number = FIRST_ID + len(self.users) + 100
        made = User(
            account_id=f"5b{digest[:22]}" if at or not re.search(r"\d", name) else name,
            name=login,
            key=f"JIRAUSER{number}",
            display_name=re.sub(r"[._-]+", " ", local).title() if at else name,
            email=name if at else f"{name.casefold()}@example.com",
        )
        user = replace(made, **more)
        self.users[user.account_id] = user
        for alias in (user.account_id, user.name, user.key, user.email):
            self.user_names.setdefault(alias.casefold(), user.account_id)
        return user

    # Projects.

    def project_named(self, name: str | int) -> Project | None:
        """A project by key, id or name; an open door makes one of a key."""
        text = str(name)
        if text.isdecimal():
            return self.projects.get(int(text))
        known = self.project_keys.get(text.upper())
        if known is not None:
            return self.projects[known]
        named = next((each for each in self.projects.values() if each.name == text), None)
        if named is not None:
            return named
        if self.open_door and PROJECT_KEY.fullmatch(text) and not text.startswith("NOSUCH"):
            return self.add_project(text)
        return None

    def add_project(
        self,
        key: str,
        *,
        workflow: str | None = None,
        fields: Sequence[Field] = FIELDS,
        name: str | None = None,
    ) -> Project:
        """A new project."""
        lead = self.user_named("lead@example.com") or self.add_user("lead@example.com")
        project = Project(
            self.fresh_id(),
            key,
            name or f"Project {key}",
            lead.account_id,
            workflow or self.workflow,
            tuple(fields),
            tuple(TYPES),
        )
        self.projects[project.id] = project
        self.project_keys[key] = project.id
        return project

    def workflow_of(self, project: int) -> Workflow:
        """The workflow of the issues of a project."""
        return WORKFLOWS[self.projects[project].workflow]

    def next_key(self, project: Project) -> str:
        """The next key of an issue."""
        number = self.numbers.get(project.id, 0) + 1
        self.numbers[project.id] = number
        return f"{project.key}-{number}"

    # Issues.

    def issue_named(self, name: str) -> Issue | None:
        """An issue by id or key, in any case and by keys that it had before it was moved.

        Source: `getIssue` of the official description; there is no redirect.
        """
        if name.isdecimal():
            return self.issues.get(int(name))
        known = self.keys.get(name.upper())
        return None if known is None else self.issues.get(known)

    def comments_of(self, issue: int) -> list[Comment]:
        """The comments of an issue, the oldest first."""
        return [self.comments[comment] for comment in self.threads.get(issue, ())]
