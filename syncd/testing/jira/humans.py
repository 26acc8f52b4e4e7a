"""People at work in Jira's pages: what a test does to a ticket behind syncd's back."""

import json
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from syncd.testing.jira import acts
from syncd.testing.jira.access import Asker
from syncd.testing.jira.records import Comment, Issue, Project, Text
from syncd.testing.jira.site import PRIORITIES, RESOLUTIONS, STATUSES, TYPES
from syncd.testing.jira.transitions import carry_out
from syncd.testing.jira.world import JiraWorld


class Stage(Protocol):
    """Where humans act: the simulator."""

    def changing(self) -> AbstractContextManager[JiraWorld]:
        """Change the world as one act."""


class Human:
    """Somebody with an address. A `ticket` is a key such as `PAY-7`.

    All of it can be done by HTTP as well: `POST /_simulator/act` with
    `{"as": "jane@acme.com", "do": "close", "ticket": "PAY-7", "resolution": "Won't Do"}`.
    """

    def __init__(self, stage: Stage, name: str) -> None:
        """The user is made if there is none of that name."""
        self._stage = stage
        with stage.changing() as world:
            known = world.user_named(name) or world.add_user(name)
        self._account = known.account_id

    def create(
        self,
        project: str,
        title: str,
        body: str | None = None,
        labels: Iterable[str] = (),
        assignee: str | None = None,
        due: str | None = None,
        type: str = "Task",  # noqa: A002
    ) -> str:
        """Make an issue; gives its key."""
        with self._stage.changing() as world:
            kind = next(number for number, name in TYPES.items() if name == type)
            changes: dict[str, Any] = {
                "summary": title,
                "description": Text("wiki", body) if body else None,
                "labels": tuple(sorted(labels)),
                "priority": "3",
                "due": due,
                "assignee": _account(world, assignee) if assignee else None,
            }
            return acts.create(world, self._account, _project(world, project), kind, changes).key

    def edit(
        self,
        ticket: str,
        title: str | None = None,
        body: str | None = None,
        due: str | None = None,
        priority: str | None = None,
    ) -> None:
        """Change what is given; an empty `due` takes the date away."""
        changes: dict[str, Any] = {}
        if title is not None:
            changes["summary"] = title
        if body is not None:
            changes["description"] = Text("wiki", body)
        if due is not None:
            changes["due"] = due or None
        if priority is not None:
            changes["priority"] = _number(PRIORITIES, priority)
        self._edit(ticket, changes)

    def assign(self, ticket: str, to: str | None = None) -> None:
        """Give it to somebody, or to nobody."""
        with self._stage.changing() as world:
            account = _account(world, to) if to else None
            acts.edit(world, self._account, _issue(world, ticket), {"assignee": account})

    def label(self, ticket: str, *names: str, name: str | None = None) -> None:
        """Add labels."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            both = {*issue.labels, *names, *([name] if name else [])}
            acts.edit(world, self._account, issue, {"labels": tuple(sorted(both))})

    def unlabel(self, ticket: str, name: str) -> None:
        """Take a label off."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            kept = tuple(label for label in issue.labels if label != name)
            acts.edit(world, self._account, issue, {"labels": kept})

    def transition(self, ticket: str, to: str, resolution: str | None = None) -> None:
        """Move it to a status by a way that its workflow has, with a resolution if one is asked."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            asker = Asker(world.users[self._account], "2", world.cloud)
            for way in world.workflow_of(issue.project).transitions:
                here = not way.sources or issue.status in way.sources
                if here and to in {STATUSES[way.to].name, way.name}:
                    fields = {"resolution": {"name": resolution}} if resolution else {}
                    asked = fields if "resolution" in way.screen else {}
                    moved = carry_out(
                        world, asker, issue, {"transition": {"id": way.id}, "fields": asked}
                    )
                    if fields and not asked:
                        number = _number(RESOLUTIONS, str(resolution))
                        acts.edit(world, self._account, moved, {"resolution": number})
                    return
            raise LookupError(f"there is no way to {to!r} from here")

    def start(self, ticket: str) -> None:
        """Begin to work on it."""
        self.transition(ticket, "In Progress")

    def close(self, ticket: str, resolution: str = "Done") -> None:
        """Be done with it, by whatever way leads to a status that means so."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            workflow = world.workflow_of(issue.project)
            names = [
                STATUSES[way.to].name
                for way in workflow.transitions
                if STATUSES[way.to].category == "done"
                and (not way.sources or issue.status in way.sources)
            ]
        wanted = "Won't Do" if resolution == "Won't Do" and "Won't Do" in names else names[0]
        plain = workflow.name == "team-managed"
        self.transition(ticket, wanted, None if plain else resolution)

    def reopen(self, ticket: str) -> None:
        """Open it again."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            workflow = world.workflow_of(issue.project)
            target = next(
                STATUSES[way.to].name
                for way in workflow.transitions
                if STATUSES[way.to].category == "new"
                and (not way.sources or issue.status in way.sources)
            )
        self.transition(ticket, target)

    def comment(self, ticket: str, body: str) -> int:
        """Say something; gives the id of the comment."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            return acts.add_comment(world, self._account, issue, Text("wiki", body)).id

    def edit_comment(self, comment: int, body: str) -> None:
        """Other words."""
        with self._stage.changing() as world:
            acts.edit_comment(world, self._account, _comment(world, comment), Text("wiki", body))

    def delete_comment(self, comment: int) -> None:
        """It was never said."""
        with self._stage.changing() as world:
            acts.delete_comment(world, self._account, _comment(world, comment))

    def move(self, ticket: str, to: str) -> str:
        """Move it to another project; gives its new key."""
        with self._stage.changing() as world:
            return acts.move(world, self._account, _issue(world, ticket), _project(world, to)).key

    def clone(self, ticket: str, project: str | None = None) -> str:
        """Make another issue with the same fields, properties and remote links; gives its key.

        That a clone carries properties and links along is the harder of what is told; whether
        it does depends on the deployment.
        """
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            place = _project(world, project) if project else world.projects[issue.project]
            changes = {
                "summary": f"CLONE - {issue.summary}",
                "description": issue.description,
                "labels": issue.labels,
                "priority": issue.priority,
                "assignee": issue.assignee,
                "due": issue.due,
                "components": issue.components,
                "custom": issue.custom,
            }
            copy = acts.create(world, self._account, place, issue.type, changes)
            if known := world.properties.get(issue.id):
                world.properties[copy.id] = json.loads(json.dumps(known))
            if links := world.remote_links.get(issue.id):
                world.remote_links[copy.id] = links
            return copy.key

    def delete(self, ticket: str) -> None:
        """Gone for good."""
        with self._stage.changing() as world:
            acts.delete(world, self._account, _issue(world, ticket))

    def hide(self, ticket: str, *, hidden: bool = True) -> None:
        """Put it out of reach, as a security level does."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            world.issues[issue.id] = replace(issue, hidden=hidden)

    def unlink(self, ticket: str) -> None:
        """Remove all remote links."""
        with self._stage.changing() as world:
            world.remote_links.pop(_issue(world, ticket).id, None)

    def deny(
        self, user: str, *permissions: str, project: str | None = None, permission: str = ""
    ) -> None:
        """Take permissions from somebody, in a project or all over the site."""
        with self._stage.changing() as world:
            place = (_project(world, project).id if project else 0, _account(world, user))
            more = {*permissions, permission} - {""}
            world.denied[place] = world.denied.get(place, frozenset()) | more

    def allow(self, user: str, project: str | None = None) -> None:
        """Give somebody all permissions back."""
        with self._stage.changing() as world:
            place = (_project(world, project).id if project else 0, _account(world, user))
            world.denied.pop(place, None)

    def lag(self, seconds: float) -> None:
        """Let the search index be behind by that much from now on."""
        with self._stage.changing() as world:
            world.search_lag = timedelta(seconds=seconds)

    def _edit(self, ticket: str, changes: dict[str, Any]) -> None:
        with self._stage.changing() as world:
            acts.edit(world, self._account, _issue(world, ticket), changes)


def _project(world: JiraWorld, name: str) -> Project:
    project = world.project_named(name)
    if project is None:
        raise LookupError(f"there is no project {name!r}")
    return project


def _issue(world: JiraWorld, ticket: str) -> Issue:
    issue = world.issue_named(ticket)
    if issue is None:
        raise LookupError(f"there is no ticket {ticket!r}")
    return issue


def _comment(world: JiraWorld, comment: int) -> Comment:
    if comment not in world.comments:
        raise LookupError(f"there is no comment {comment}")
    return world.comments[comment]


def _account(world: JiraWorld, name: str) -> str:
    return (world.user_named(name) or world.add_user(name)).account_id


def _number(known: dict[str, str] | Any, name: str) -> str:
    for number, each in known.items():
        if each == name:
            return str(number)
    raise LookupError(f"there is no {name!r}, but {', '.join(known.values())}")
