"""People at work in Linear's pages: what a test does to a ticket behind syncd's back."""

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

from syncd.testing.linear import acts, issue_acts
from syncd.testing.linear.records import Attachment, Comment, Issue, Team
from syncd.testing.linear.world import LinearWorld


class Stage(Protocol):
    """Where humans act: the simulator."""

    def changing(self) -> AbstractContextManager[LinearWorld]:
        """Change the world as one act."""


class Human:
    """A member with an e-mail. A `ticket` is `PAY-7`; what is changed is given by its key.

    All of it can be done by HTTP as well: `POST /_simulator/act` with
    `{"as": "jane@acme.com", "do": "close", "ticket": "PAY-7"}`.
    """

    def __init__(self, stage: Stage, email: str) -> None:
        """The member is made if there is none; a name without `@` is one at example.com."""
        self._stage = stage
        address = email if "@" in email else f"{email}@example.com"
        with stage.changing() as world:
            known = world.user_with(address) or world.add_user(address)
        self.id = known.id

    def create(
        self,
        team: str,
        title: str,
        body: str | None = None,
        labels: tuple[str, ...] = (),
        assignee: str | None = None,
        due: str | None = None,
    ) -> str:
        """Open an issue; gives its key."""
        with self._stage.changing() as world:
            place = _team(world, team)
            wanted = {
                "teamId": place.id,
                "title": title,
                "description": body,
                "labelIds": list(world.labels_named(labels, place.id)),
                "assigneeId": _user(world, assignee) if assignee else None,
                "dueDate": due,
            }
            return world.identifier(issue_acts.create(world, self.id, wanted))

    def edit(
        self,
        ticket: str,
        title: str | None = None,
        body: str | None = None,
        due: str | None = None,
        priority: int | None = None,
    ) -> None:
        """Change title, description, due date (empty: none) or priority (0 to 4)."""
        wanted = {"title": title, "description": body, "dueDate": due, "priority": priority}
        given: dict[str, object] = {
            name: value for name, value in wanted.items() if value is not None
        }
        if due == "":
            given["dueDate"] = None
        self._update(ticket, **given)

    def close(self, ticket: str, reason: str = "completed") -> None:
        """Close as completed, canceled or duplicate; `not_planned` is canceled too."""
        self.move_to_state(ticket, {"not_planned": "canceled"}.get(reason, reason))

    def reopen(self, ticket: str) -> None:
        """Put it back among what is to be done."""
        self.move_to_state(ticket, "unstarted")

    def start(self, ticket: str) -> None:
        """Begin to work on it."""
        self.move_to_state(ticket, "started")

    def move_to_state(self, ticket: str, state: str) -> None:
        """Put it into the first state of that type or name."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            states = world.states_of(issue.team)
            wanted = next((each for each in states if state in {each.type, each.name}), None)
            if wanted is None:
                raise LookupError(f"there is no state {state!r}")
            issue_acts.update(world, self.id, issue, {"stateId": wanted.id})

    def label(self, ticket: str, *names: str, name: str | None = None) -> None:
        """Add labels, made for the team where there are none."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            wanted = [*names, *([name] if name is not None else [])]
            ids = list(world.labels_named(wanted, issue.team))
            issue_acts.update(world, self.id, issue, {"addedLabelIds": ids})

    def unlabel(self, ticket: str, name: str) -> None:
        """Take a label off."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            names = {each: world.labels[each].name.casefold() for each in issue.labels}
            ids = [each for each, known in names.items() if known == name.casefold()]
            issue_acts.update(world, self.id, issue, {"removedLabelIds": ids})

    def assign(self, ticket: str, login: str) -> None:
        """Make somebody, by e-mail, the assignee."""
        with self._stage.changing() as world:
            wanted = {"assigneeId": _user(world, login)}
            issue_acts.update(world, self.id, _issue(world, ticket), wanted)

    def unassign(self, ticket: str, login: str | None = None) -> None:  # noqa: ARG002
        """Leave it without an assignee: there is only one."""
        self._update(ticket, assigneeId=None)

    def comment(self, ticket: str, body: str) -> str:
        """Say something; gives the id of the comment."""
        with self._stage.changing() as world:
            return acts.add_comment(world, self.id, _issue(world, ticket), {"body": body}).id

    def edit_comment(self, comment: str, body: str) -> None:
        """Other words."""
        with self._stage.changing() as world:
            acts.edit_comment(world, self.id, _comment(world, comment), body)

    def delete_comment(self, comment: str) -> None:
        """It was never said; an administrator can do that to anybody's."""
        with self._stage.changing() as world:
            known = _comment(world, comment)
            acts.delete_comment(world, known.user or self.id, known)

    def transfer(self, ticket: str, to: str) -> str:
        """Move it to another team; gives its new key."""
        with self._stage.changing() as world:
            wanted = {"teamId": _team(world, to).id}
            moved = issue_acts.update(world, self.id, _issue(world, ticket), wanted)
            return world.identifier(moved)

    def archive(self, ticket: str) -> None:
        """Put it away, as Linear itself does with what was done long ago."""
        with self._stage.changing() as world:
            issue_acts.archive(world, self.id, _issue(world, ticket), trash=False)

    def delete(self, ticket: str) -> None:
        """Put it into the bin, from where it can be restored for 30 days."""
        with self._stage.changing() as world:
            issue_acts.archive(world, self.id, _issue(world, ticket), trash=True)

    def restore(self, ticket: str) -> None:
        """Take it out of the bin, or back from the archive."""
        with self._stage.changing() as world:
            issue_acts.unarchive(world, self.id, _issue(world, ticket))

    def purge(self, ticket: str) -> None:
        """Delete it for good."""
        with self._stage.changing() as world:
            issue_acts.purge(world, self.id, _issue(world, ticket))

    def hide(self, ticket: str, *, hidden: bool = True) -> None:
        """Put its whole team out of reach, as when a team is made private."""
        with self._stage.changing() as world:
            key = world.teams[_issue(world, ticket).team].key
            (world.closed_teams.add if hidden else world.closed_teams.discard)(key)
            world.touch(_issue(world, ticket).id)

    def clone(self, ticket: str, team: str | None = None) -> str:
        """Open another issue with the same text, labels and links; gives its key.

        Whether Linear's "duplicate" copies links is not known: a clone with them is the harder
        case.
        """
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            place = _team(world, team) if team else world.teams[issue.team]
            names = [world.labels[each].name for each in issue.labels]
            wanted = {
                "teamId": place.id,
                "title": issue.title,
                "description": issue.description,
                "labelIds": list(world.labels_named(names, place.id)),
                "priority": issue.priority,
                "dueDate": issue.due_date,
            }
            copy = issue_acts.create(world, self.id, wanted)
            for link in world.attachments_of(issue.id):
                about = {"url": link.url, "title": link.title, "subtitle": link.subtitle}
                metadata = dict(link.metadata)
                acts.attach(world, self.id, copy, {**about, "metadata": metadata})
            return world.identifier(copy)

    def attach(self, ticket: str, url: str, title: str = "A link") -> str:
        """Put a link on it; gives the link's id."""
        with self._stage.changing() as world:
            wanted = {"url": url, "title": title}
            return acts.attach(world, self.id, _issue(world, ticket), wanted).id

    def detach(self, ticket: str, url: str) -> None:
        """Take a link off."""
        with self._stage.changing() as world:
            acts.detach(world, self.id, _link(world, ticket, url))

    def change_link(self, ticket: str, url: str, to: str) -> None:
        """Give a link another address, as people can in Linear's pages."""
        with self._stage.changing() as world:
            link = _link(world, ticket, url)
            world.attachments[link.id] = replace(link, url=to, updated_at=world.time())

    def rename_team(self, team: str, to: str) -> None:
        """Give a team another key: all its issues are called differently then."""
        with self._stage.changing() as world:
            known = _team(world, team)
            world.teams[known.id] = replace(known, key=to, updated_at=world.time())
            del world.team_keys[team]
            world.team_keys[to] = known.id
            for issue in [each for each in world.issues.values() if each.team == known.id]:
                was = (*issue.previous_identifiers, f"{team}-{issue.number}")
                world.issues[issue.id] = replace(issue, previous_identifiers=was)
                world.identifiers[f"{to}-{issue.number}"] = issue.id

    def _update(self, ticket: str, **wanted: object) -> None:
        with self._stage.changing() as world:
            issue_acts.update(world, self.id, _issue(world, ticket), wanted)


def _team(world: LinearWorld, key: str) -> Team:
    return world.team_named(key) or world.add_team(key)


def _issue(world: LinearWorld, ticket: str) -> Issue:
    issue = world.issue_named(ticket)
    if issue is None:
        raise LookupError(f"there is no ticket {ticket!r}")
    return issue


def _comment(world: LinearWorld, comment: str) -> Comment:
    if comment not in world.comments:
        raise LookupError(f"there is no comment {comment!r}")
    return world.comments[comment]


def _link(world: LinearWorld, ticket: str, url: str) -> Attachment:
    for link in world.attachments_of(_issue(world, ticket).id):
        if link.url == url:
            return link
    raise LookupError(f"there is no link {url!r} on {ticket}")


def _user(world: LinearWorld, email: str) -> str:
    address = email if "@" in email else f"{email}@example.com"
    return (world.user_with(address) or world.add_user(address)).id
