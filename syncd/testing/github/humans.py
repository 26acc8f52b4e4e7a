"""People at work in GitHub's pages: what a test does to a ticket behind syncd's back."""

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

from syncd.testing.github import comments, git, issue_acts
from syncd.testing.github.labels import labels_named
from syncd.testing.github.merging import merged
from syncd.testing.github.pulls import merge
from syncd.testing.github.pushes import commit_files, move_ref
from syncd.testing.github.records import Comment, Issue, Repository
from syncd.testing.github.repositories import add_repository, rename
from syncd.testing.github.state import key_of
from syncd.testing.github.transfer import transfer
from syncd.testing.github.webhooks import announce
from syncd.testing.github.world import GitHubWorld


class Stage(Protocol):
    """Where humans act: the simulator."""

    def changing(self) -> AbstractContextManager[GitHubWorld]:
        """Change the world as one act."""


class Human:
    """Somebody with a login. A `ticket` is `owner/repo#7`; what is changed is given by its key.

    All of it can be done by HTTP as well: `POST /_simulator/act` with
    `{"as": "jane", "do": "close", "ticket": "acme/pay#7", "reason": "not_planned"}`.
    """

    def __init__(self, stage: Stage, login: str) -> None:
        """The user is made if there is none of that login."""
        self._stage = stage
        with stage.changing() as world:
            known = world.user_named(login) or world.add_user(login)
        self._user = known.id

    def create(
        self,
        repo: str,
        title: str,
        body: str | None = None,
        labels: tuple[str, ...] = (),
        assignees: tuple[str, ...] = (),
    ) -> str:
        """Open an issue; gives its key."""
        with self._stage.changing() as world:
            place = world.repo_named(repo) or add_repository(world, repo)
            issue = issue_acts.create(
                world,
                place,
                self._user,
                title,
                body,
                labels=labels_named(world, place, self._user, labels),
                assignees=[_user(world, login) for login in assignees],
            )
            return key_of(world, issue)

    def edit(self, ticket: str, title: str | None = None, body: str | None = None) -> None:
        """Change title or body."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            issue_acts.edit_text(world, issue, self._user, title=title, body=body)

    def close(self, ticket: str, reason: str = "completed") -> None:
        """Close as completed, not_planned or duplicate."""
        with self._stage.changing() as world:
            issue_acts.set_state(world, _issue(world, ticket), self._user, "closed", reason)

    def reopen(self, ticket: str) -> None:
        """Open it again."""
        with self._stage.changing() as world:
            issue_acts.set_state(world, _issue(world, ticket), self._user, "open")

    def label(self, ticket: str, *names: str, name: str | None = None) -> None:
        """Add labels."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            wanted = [*names, *([name] if name is not None else [])]
            more = labels_named(world, world.repos[issue.repo], self._user, wanted)
            both = tuple(dict.fromkeys([*issue.labels, *more]))
            issue_acts.set_labels(world, issue, self._user, both)

    def unlabel(self, ticket: str, name: str) -> None:
        """Take a label off."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            label = world.label_named(issue.repo, name)
            kept = [known for known in issue.labels if label is None or known != label.id]
            issue_acts.set_labels(world, issue, self._user, kept)

    def assign(self, ticket: str, login: str) -> None:
        """Add an assignee."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            both = dict.fromkeys([*issue.assignees, _user(world, login)])
            issue_acts.set_assignees(world, issue, self._user, tuple(both))

    def unassign(self, ticket: str, login: str) -> None:
        """Take an assignee off."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            kept = [user for user in issue.assignees if user != _user(world, login)]
            issue_acts.set_assignees(world, issue, self._user, kept)

    def lock(self, ticket: str, reason: str | None = None) -> None:
        """Lock the conversation."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            issue_acts.set_lock(world, issue, self._user, locked=True, reason=reason)

    def comment(self, ticket: str, body: str) -> int:
        """Say something; gives the id of the comment."""
        with self._stage.changing() as world:
            return comments.add_comment(world, _issue(world, ticket), self._user, body).id

    def edit_comment(self, comment: int, body: str) -> None:
        """Other words."""
        with self._stage.changing() as world:
            comments.edit_comment(world, _comment(world, comment), self._user, body)

    def delete_comment(self, comment: int) -> None:
        """It was never said."""
        with self._stage.changing() as world:
            comments.delete_comment(world, _comment(world, comment), self._user)

    def transfer(self, ticket: str, to: str) -> str:
        """Move it to another repository; gives its new key."""
        with self._stage.changing() as world:
            target = world.repo_named(to) or add_repository(world, to)
            return key_of(world, transfer(world, _issue(world, ticket), self._user, target))

    def delete(self, ticket: str) -> None:
        """Delete it: 410 for whoever may read the repository."""
        with self._stage.changing() as world:
            issue_acts.delete(world, _issue(world, ticket), self._user)

    def hide(self, ticket: str, *, hidden: bool = True) -> None:
        """Put it out of reach: 404, as after a move to where the token may not read."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            world.issues[issue.repo, issue.number] = replace(issue, hidden=hidden)

    def clone(self, ticket: str, repo: str | None = None) -> str:
        """Open another issue with the same title, body and labels; gives its key."""
        with self._stage.changing() as world:
            issue = _issue(world, ticket)
            place = world.repos[issue.repo]
            if repo is not None:
                place = world.repo_named(repo) or add_repository(world, repo)
            names = [world.labels[label].name for label in issue.labels]
            copy = issue_acts.create(
                world,
                place,
                self._user,
                issue.title,
                issue.body,
                labels=labels_named(world, place, self._user, names),
            )
            return key_of(world, copy)

    def write(self, repo: str, path: str, content: str, branch: str = "") -> str:
        """Commit one file to a branch, the default one if none is named; gives the sha."""
        with self._stage.changing() as world:
            place = world.repo_named(repo) or add_repository(world, repo)
            files: dict[str, bytes | None] = {path: content.encode()}
            where = branch or place.default_branch
            return commit_files(world, place, self._user, where, files, f"Update {path}").sha

    def remove(self, repo: str, path: str, branch: str = "") -> str:
        """Take one file away; gives the sha of the commit."""
        with self._stage.changing() as world:
            place = _repository(world, repo)
            where = branch or place.default_branch
            return commit_files(world, place, self._user, where, {path: None}, f"Delete {path}").sha

    def merge(self, ticket: str, squash: bool = False) -> None:
        """Merge a pull request, or squash it."""
        with self._stage.changing() as world:
            merge(world, _issue(world, ticket), self._user, squash=squash)

    def delete_branch(self, repo: str, branch: str) -> None:
        """Delete a branch; a pull request from it is closed."""
        with self._stage.changing() as world:
            move_ref(world, _repository(world, repo), self._user, f"refs/heads/{branch}", None)

    def update_branch(self, repo: str, branch: str) -> None:
        """Merge the default branch into another: the button of a pull request that is behind."""
        with self._stage.changing() as world:
            place = _repository(world, repo)
            base, head = (
                git.head_of(world, place, name) for name in (branch, place.default_branch)
            )
            if base is None or head is None:
                raise LookupError(f"there is no branch {branch!r}")
            tree, conflicts = merged(world, place, base, head)
            if conflicts:
                raise ValueError(f"conflicts in {', '.join(conflicts)}")
            by = git.signature_of(world.users[self._user], world.time())
            message = f"Merge branch '{place.default_branch}' into {branch}"
            commit = git.put_commit(world, place.id, tree, (base.sha, head.sha), message, by)
            move_ref(world, place, self._user, f"refs/heads/{branch}", commit.sha)

    def protect(self, repo: str, branch: str, kind: str = "protection") -> None:
        """Let a branch take changes by pull request only; `kind` may be `ruleset` instead."""
        with self._stage.changing() as world:
            world.protected[_repository(world, repo).id, branch] = kind

    def rename_repository(self, repo: str, to: str) -> None:
        """Give a repository another name, or another owner."""
        with self._stage.changing() as world:
            place = _repository(world, repo)
            old = place.name
            changed = rename(world, place, to)
            announce(
                world,
                changed,
                self._user,
                "repository",
                "renamed",
                lambda: {"changes": {"repository": {"name": {"from": old}}}},
            )


def _repository(world: GitHubWorld, name: str) -> Repository:
    repo = world.repo_named(name)
    if repo is None:
        raise LookupError(f"there is no repository {name!r}")
    return repo


def _issue(world: GitHubWorld, ticket: str) -> Issue:
    name, _, number = ticket.partition("#")
    place = (_repository(world, name).id, int(number) if number.isdecimal() else 0)
    if place not in world.issues:
        raise LookupError(f"there is no ticket {ticket!r}")
    return world.issues[place]


def _comment(world: GitHubWorld, comment: int) -> Comment:
    if comment not in world.comments:
        raise LookupError(f"there is no comment {comment}")
    return world.comments[comment]


def _user(world: GitHubWorld, login: str) -> int:
    return (world.user_named(login) or world.add_user(login)).id
