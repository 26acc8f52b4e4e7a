"""The contents of the GitHub simulator, and the questions that every part of it asks."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from syncd.testing.clock import Clock
from syncd.testing.github.records import (
    App,
    Comment,
    Commit,
    Entry,
    Event,
    Hook,
    Installation,
    Issue,
    Label,
    Milestone,
    Pull,
    Reaction,
    Repository,
    Role,
    Token,
    User,
    reaches,
)
from syncd.testing.world import Table, World

FIRST_ID = 4_900_000_000
"""Ids of issues and comments have long outgrown 32 bits: those here do so from the start."""


class GitHubWorld(World):
    """Tables of records, and settings.

    `open_door` makes life easy for a tester: every token that is not empty belongs to
    `bot_login`, repositories and people appear when they are asked for, and people have the
    role `write`. Only logins that begin with `no-` do not exist.
    """

    def __init__(
        self, clock: Clock, *, open_door: bool = True, bot_login: str = "syncd-bot"
    ) -> None:
        """An empty GitHub."""
        super().__init__(clock)
        self.open_door = open_door
        self.bot_login = bot_login
        self.api = ""
        """Where the API is; set by the simulator when it knows its port."""
        self.html_base = ""
        """Where the pages for people would be."""
        self.page_default, self.page_limit = 30, 100
        self.deep_pages = 1_000
        """Issues beyond this many are reached by cursor only, see `paging`."""
        self.links_by_id = False
        """Whether `Link` headers name the repository by id, as the real ones do."""
        self.tree_limit = 100_000
        """A recursive tree with more entries is cut off there, and says so."""
        self.search_lag = timedelta(seconds=10)
        """How far the search index is behind."""
        self.list_lag = timedelta()
        """How far the list of issues is behind; GitHub promises nothing, see `issue_list`."""
        self.users: Table[int, User] = self.table()
        self.logins: Table[str, int] = self.table()
        self.repos: Table[int, Repository] = self.table()
        self.names: Table[str, int] = self.table()
        self.old_names: Table[str, int] = self.table()
        self.roles: Table[tuple[int, int], Role] = self.table()
        self.numbers: Table[int, int] = self.table()
        self.labels: Table[int, Label] = self.table()
        self.label_names: Table[tuple[int, str], int] = self.table()
        self.milestones: Table[tuple[int, int], Milestone] = self.table()
        self.issues: Table[tuple[int, int], Issue] = self.table()
        self.transfers: Table[tuple[int, int], tuple[int, int]] = self.table()
        self.comments: Table[int, Comment] = self.table()
        self.threads: Table[tuple[int, int], tuple[int, ...]] = self.table()
        self.reactions: Table[tuple[str, int], tuple[Reaction, ...]] = self.table()
        self.events: Table[int, Event] = self.table()
        self.histories: Table[tuple[int, int], tuple[int, ...]] = self.table()
        self.protected: Table[tuple[int, str], str] = self.table()
        """Branches that take pull requests only: under a `ruleset`, or old-style `protection`."""
        self.pulls: Table[tuple[int, int], Pull] = self.table()
        self.blobs: Table[tuple[int, str], bytes] = self.table()
        self.trees: Table[tuple[int, str], tuple[Entry, ...]] = self.table()
        self.commits: Table[tuple[int, str], Commit] = self.table()
        self.refs: Table[tuple[int, str], str] = self.table()
        self.apps: Table[int, App] = self.table()
        self.installations: Table[int, Installation] = self.table()
        self.tokens: Table[str, Token] = self.table()
        self.hooks: Table[int, Hook] = self.table()

    def time(self) -> str:
        """Now, as the API writes it: whole seconds."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def next_number(self, repo: int) -> int:
        """The next number of an issue or pull request in a repository."""
        number = self.numbers.get(repo, 0) + 1
        self.numbers[repo] = number
        return number

    def fresh_id(self) -> int:
        """An id that nothing else has."""
        return FIRST_ID + self.next_id()

    def user_named(self, login: str) -> User | None:
        """A user by login, in any case; with an open door almost everybody exists."""
        known = self.logins.get(login.lower())
        if known is not None:
            return self.users[known]
        if self.open_door and login and not login.lower().startswith("no-"):
            return self.add_user(login)
        return None

    def add_user(self, login: str, **more: Any) -> User:
        """A new user; `more` are fields of `User`."""
        user = User(self.fresh_id(), login, created_at=self.time(), **more)
        self.users[user.id] = user
        self.logins[login.lower()] = user.id
        return user

    def repo_named(self, full_name: str) -> Repository | None:
        """A repository by its present name, in any case."""
        known = self.names.get(full_name.lower())
        return None if known is None else self.repos[known]

    def full_name(self, repo: Repository) -> str:
        """`owner/name`."""
        return f"{self.users[repo.owner].login}/{repo.name}"

    def role_of(self, repo: Repository, user: User | None) -> Role:
        """What somebody may do in a repository."""
        lowest: Role = "none" if repo.private else "read"
        if user is None:
            return lowest
        if user.id == repo.owner:
            return "admin"
        known = self.roles.get((repo.id, user.id))
        if known is None and self.open_door and user.type != "Organization":
            return "admin" if user.login == self.bot_login else "write"
        return known if known is not None and reaches(known, lowest) else lowest

    def assignable(self, repo: Repository, login: str) -> User | None:
        """The user of that login, if an issue of the repository can be theirs.

        Those with any role of their own can (docs.github.com, assigning issues: people with
        write access, organization members with read access, and whoever has commented). That
        commenting is enough is not simulated.
        """
        user = self.user_named(login)
        if user is None or user.type != "User":
            return None
        own = user.id == repo.owner or (repo.id, user.id) in self.roles or self.open_door
        return user if own and reaches(self.role_of(repo, user), "read") else None

    def label_named(self, repo: int, name: str) -> Label | None:
        """A label by its name, in any case."""
        known = self.label_names.get((repo, name.lower()))
        return None if known is None else self.labels[known]

    def issues_of(self, repo: int) -> Sequence[Issue]:
        """The issues and pull requests of a repository that can be seen, oldest first."""
        return self.computed(
            ("issues", repo),
            lambda: [
                issue
                for issue in self.issues.values()
                if issue.repo == repo and not issue.deleted and not issue.hidden
            ],
        )

    def thread(self, repo: int, number: int) -> list[Comment]:
        """The comments of an issue, oldest first."""
        return [self.comments[known] for known in self.threads.get((repo, number), ())]

    def touch(self, issue: Issue, **changes: Any) -> Issue:
        """Change an issue; every change is an update, by GitHub's own account."""
        changed = replace(issue, **{"updated_at": self.time(), **changes})
        self.issues[issue.repo, issue.number] = changed
        return changed

    def record(self, issue: Issue, actor: int, event: str, **more: Any) -> Event:
        """Note that something happened to an issue."""
        noted = Event(self.fresh_id(), issue.repo, issue.number, actor, event, self.time(), **more)
        self.events[noted.id] = noted
        place = (issue.repo, issue.number)
        self.histories[place] = (*self.histories.get(place, ()), noted.id)
        return noted

    @staticmethod
    def node_id(kind: str, number: int) -> str:
        """A global id as GraphQL knows it; only its form is like the real ones."""
        return f"{kind}_kw{base64.urlsafe_b64encode(number.to_bytes(9)).decode().rstrip('=')}"
