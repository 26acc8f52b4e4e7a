"""The contents of the Asana simulator, and the questions that every part of it asks."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from syncd.testing.asana.records import (
    Attachment,
    Event,
    Field,
    FieldKind,
    Level,
    Option,
    Project,
    Section,
    Story,
    Tag,
    Task,
    Token,
    User,
    Webhook,
    Workspace,
    stamp,
)
from syncd.testing.clock import Clock
from syncd.testing.exchange import Answer, Request
from syncd.testing.world import Table, World

_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
FIRST_GID = 1_209_000_000_000_000
"""Real gids have sixteen digits by now: those here do so from the start."""


class AsanaWorld(World):
    """Tables of records, and settings.

    `open_door` makes life easy for a tester: every token that is not empty belongs to `bot`,
    projects of any gid and people of any e-mail address appear when they are asked for. Only
    addresses that begin with `no-` are nobody's.
    """

    def __init__(self, clock: Clock, *, open_door: bool = True) -> None:
        """An Asana with one workspace and one user, syncd's own."""
        super().__init__(clock)
        self.open_door = open_door
        self._ticked = datetime.min.replace(tzinfo=UTC)
        self.origin = ""
        """Where the simulator is, for addresses; set by it when it knows its port."""
        self.dispatch: Callable[[AsanaWorld, Request], Answer] | None = None
        """How one part of a batch is carried out; set by the simulator."""
        self.premium = True
        """Whether the workspace pays: without, there is no search and there are no fields."""
        self.search_lag = timedelta(seconds=10)
        """How far search is behind; the description says 10 to 60 seconds."""
        self.tag_counts: Literal["never", "since", "always"] = "since"
        """What a tag that comes or goes changes: nothing, what `modified_since` sees, or
        `modified_at` too. See `acts`."""
        self.offset_life: timedelta | None = timedelta(days=1)
        """How long an offset can be used; "some time" is all that is documented."""
        self.short_pages: int | None = None
        """Give no more than so many, whatever is asked for; to see what a client makes of it."""
        self.real_targets = False
        """Whether webhooks to this machine are refused, as Asana does; here, all others are."""
        self.may_tag = True
        """Whether anybody may make tags."""
        self.workspaces: Table[str, Workspace] = self.table()
        self.users: Table[str, User] = self.table()
        self.tokens: Table[str, Token] = self.table()
        self.projects: Table[str, Project] = self.table()
        self.sections: Table[str, Section] = self.table()
        self.tags: Table[str, Tag] = self.table()
        self.fields: Table[str, Field] = self.table()
        self.tasks: Table[str, Task] = self.table()
        self.places: Table[str, tuple[tuple[str, str], ...]] = self.table()
        """The projects of each task, each with the section that it is in there."""
        self.stories: Table[str, Story] = self.table()
        self.threads: Table[str, tuple[str, ...]] = self.table()
        """The stories of each task, oldest first."""
        self.attachments: Table[str, Attachment] = self.table()
        self.external: Table[tuple[str, str], dict[str, str]] = self.table()
        """What apps have put on tasks, by app and task."""
        self.events: Table[int, Event] = self.table()
        self.webhooks: Table[str, Webhook] = self.table()
        self.levels: Table[tuple[str, str], Level] = self.table()
        """What people may do in a project if it is not everything, by project and user; the
        user `*` is everybody else."""
        self.workspace = self.add_workspace("Acme").gid
        """The first workspace, in which everything is unless somebody says otherwise."""
        self.bot = self.add_user("syncd", "syncd@acme.com").gid
        """Whom unknown tokens belong to."""

    def fresh_gid(self) -> str:
        """A gid that nothing has."""
        return str(FIRST_GID + self.next_id())

    def time(self) -> str:
        """The time, as the API writes it."""
        return stamp(self.now())

    def tick(self) -> str:
        """The time of a change: never that of another one, even while the clock stands still."""
        self._ticked = max(self.now(), self._ticked + timedelta(milliseconds=1))
        return stamp(self._ticked)

    # What testers put in.

    def add_workspace(self, name: str) -> Workspace:
        """Another workspace."""
        made = Workspace(self.fresh_gid(), name)
        self.workspaces[made.gid] = made
        return made

    def add_user(self, name: str, email: str, workspace: str = "") -> User:
        """Somebody who can be assigned tasks in a workspace."""
        made = User(self.fresh_gid(), name, email, (workspace or self.workspace,))
        self.users[made.gid] = made
        return made

    def add_project(self, name: str, *, gid: str = "", workspace: str = "") -> Project:
        """A project with the section that every project begins with."""
        made = Project(
            gid or self.fresh_gid(), name, workspace or self.workspace, created_at=self.time()
        )
        self.projects[made.gid] = made
        self.add_section(made.gid, "Untitled section")
        return made

    def add_section(self, project: str, name: str) -> Section:
        """A section at the end of a project."""
        made = Section(self.fresh_gid(), name, project, self.time())
        self.sections[made.gid] = made
        return made

    def add_tag(self, name: str, workspace: str = "") -> Tag:
        """A tag; there may be one of that name already."""
        made = Tag(self.fresh_gid(), name, workspace or self.workspace, self.time())
        self.tags[made.gid] = made
        return made

    def add_field(
        self,
        project: str,
        name: str,
        kind: FieldKind = "text",
        options: Sequence[str] = (),
        *,
        locked: bool = False,
    ) -> Field:
        """A custom field that the tasks of a project have."""
        where = self.projects[project]
        chosen = tuple(Option(self.fresh_gid(), option) for option in options)
        made = Field(self.fresh_gid(), name, kind, where.workspace, chosen, locked)
        self.fields[made.gid] = made
        self.projects[project] = replace(where, fields=(*where.fields, made.gid))
        return made

    # What everybody asks.

    def project(self, gid: str) -> Project | None:
        """A project that is there, or may as well be."""
        known = self.projects.get(gid)
        if known is None and self.open_door and gid.isdecimal() and not self._is_taken(gid):
            known = self.add_project(f"Project {gid}", gid=gid)
        return None if known is None or known.deleted else known

    def user(self, named: str, asker: str) -> User | None:
        """Somebody by gid, e-mail address or `me`."""
        if named == "me":
            return self.users[asker]
        if "@" not in named:
            return self.users.get(named)
        email = named.casefold()
        for user in self.users.values():
            if user.email.casefold() == email:
                return user
        if not self.open_door or email.startswith("no-") or not _ADDRESS.fullmatch(email):
            return None
        name = named.partition("@")[0].replace(".", " ").title()
        return self.add_user(name, named)

    def task(self, gid: str) -> Task | None:
        """A task that was not deleted."""
        known = self.tasks.get(gid)
        return None if known is None or known.deleted else known

    def tasks_in(self, project: str) -> list[Task]:
        """The tasks of a project, in the order in which they came."""
        return self.computed(
            ("tasks", project),
            lambda: [
                self.tasks[gid]
                for gid, places in self.places.items()
                if any(where == project for where, _ in places)
                if not self.tasks[gid].deleted
            ],
        )

    def projects_of(self, task: str) -> list[str]:
        """The projects that a task is in."""
        return [where for where, _ in self.places.get(task, ())]

    def sections_of(self, project: str) -> list[Section]:
        """The sections of a project, in their order."""
        return [each for each in self.sections.values() if each.project == project]

    def thread(self, task: str) -> list[Story]:
        """The stories of a task, oldest first."""
        return [self.stories[gid] for gid in self.threads.get(task, ())]

    def level(self, user: str, project: str) -> Level:
        """What somebody may do in a project."""
        own = self.levels.get((project, user))
        return own or self.levels.get((project, "*"), "editor")

    def level_at(self, user: str, task: Task) -> Level:
        """What somebody may do with a task: the most that one of its projects allows."""
        places = self.projects_of(task.gid)
        if not places or user == task.assignee:
            return "editor"
        return max((self.level(user, place) for place in places), key=_RANK.index)

    def link(self, task: Task) -> str:
        """The address of a task, in the form of today."""
        where = next(iter(self.projects_of(task.gid)), None)
        inside = f"project/{where}/" if where else ""
        return f"{self.origin}/1/{task.workspace}/{inside}task/{task.gid}"

    def names(self, gid: str) -> tuple[str, str, str] | None:
        """What a gid is, its address and its name, for links in rich text."""
        if (task := self.task(gid)) is not None:
            return "task", self.link(task), task.name
        if (project := self.projects.get(gid)) is not None:
            return "project", f"{self.origin}/0/{gid}/list", project.name
        if (user := self.users.get(gid)) is not None:
            return "user", f"{self.origin}/0/{gid}/list", user.name
        return None

    def _is_taken(self, gid: str) -> bool:
        kinds: Sequence[Table[Any, Any]] = (
            self.workspaces,
            self.users,
            self.sections,
            self.tags,
            self.fields,
            self.tasks,
            self.stories,
        )
        return any(gid in kind for kind in kinds)


_RANK: Sequence[Level] = ("none", "commenter", "editor")
