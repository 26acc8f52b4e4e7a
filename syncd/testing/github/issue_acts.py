"""What can be done to an issue, by whomever: each act leaves its event and its webhook.

Source: `issues/*` of the official description. Every act is an update of the issue
(`updated_at`); that those which change nothing are none is not confirmed, and simulated so.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from syncd.testing.github.errors import invalid, missing, too_long
from syncd.testing.github.issue_json import embedded_issue, milestone_json
from syncd.testing.github.labels import label_json
from syncd.testing.github.people import user_json
from syncd.testing.github.records import Issue, Repository
from syncd.testing.github.webhooks import announce
from syncd.testing.github.world import GitHubWorld

LONGEST_TITLE = 256
LONGEST_BODY = 65_536
MOST_ASSIGNEES = 10
REASONS = ("completed", "not_planned", "duplicate", "reopened")


def checked_title(title: object) -> str:
    """A title that GitHub would take (256 characters: dead-claudia/github-limits).

    Raises:
        RefusedError: it is empty or too long.
    """
    text = str(title) if isinstance(title, str | int) else ""
    if not text.strip():
        raise invalid("Issue", "title", "missing_field")
    if len(text) > LONGEST_TITLE:
        raise too_long("Issue", "title", LONGEST_TITLE)
    return text


def checked_body(body: object, resource: str = "Issue") -> str | None:
    """A text that GitHub would take.

    Raises:
        RefusedError: it is too long.
    """
    text = None if body is None else str(body)
    if text is not None and len(text) > LONGEST_BODY:
        raise too_long(resource, "body", LONGEST_BODY)
    return text


def create(
    world: GitHubWorld,
    repo: Repository,
    actor: int,
    title: str,
    body: str | None = None,
    *,
    labels: Sequence[int] = (),
    assignees: Sequence[int] = (),
    milestone: int | None = None,
    app: int | None = None,
) -> Issue:
    """A new issue.

    Raises:
        RefusedError: title or body are not taken.
    """
    now, number = world.time(), world.next_number(repo.id)
    issue = Issue(
        world.fresh_id(),
        repo.id,
        number,
        checked_title(title),
        checked_body(body),
        actor,
        now,
        now,
        tuple(labels),
        tuple(assignees),
        milestone,
        app=app,
    )
    world.issues[repo.id, number] = issue
    for label in labels:
        world.record(issue, actor, "labeled", label=label, label_name=world.labels[label].name)
    for assignee in assignees:
        world.record(issue, actor, "assigned", assignee=assignee)
    announce_issue(world, issue, actor, "opened")
    return issue


def edit_text(
    world: GitHubWorld,
    issue: Issue,
    actor: int,
    *,
    title: str | None = None,
    body: str | None = None,
    clear_body: bool = False,
) -> Issue:
    """Another title or body; what is not given stays.

    Raises:
        RefusedError: one of them is not taken.
    """
    wanted = issue.title if title is None else checked_title(title)
    text = None if clear_body else issue.body if body is None else checked_body(body)
    if (wanted, text) == (issue.title, issue.body):
        return issue
    changes: dict[str, Any] = {}
    if wanted != issue.title:
        changes["title"] = {"from": issue.title}
    if text != issue.body:
        changes["body"] = {"from": issue.body or ""}
    before = issue.title
    issue = world.touch(issue, title=wanted, body=text)
    if wanted != before:
        world.record(issue, actor, "renamed", rename=(before, wanted))
    announce_issue(world, issue, actor, "edited", changes=changes)
    return issue


def set_state(
    world: GitHubWorld, issue: Issue, actor: int, state: str, reason: str | None = None
) -> Issue:
    """Open or close, with a reason; closing without one is `completed`.

    Raises:
        RefusedError: there is no such state or reason.
    """
    if state not in {"open", "closed"}:
        raise invalid("Issue", "state", "invalid", value=state)
    if reason is not None and reason not in REASONS:
        raise invalid("Issue", "state_reason", "invalid", value=reason)
    if state == "closed":
        why = None if issue.pull else reason if reason not in {None, "reopened"} else "completed"
        if (issue.state, issue.state_reason) == ("closed", why):
            return issue
        was_open = issue.state == "open"
        issue = world.touch(
            issue,
            state="closed",
            state_reason=why,
            closed_at=world.time() if was_open else issue.closed_at,
            closed_by=actor if was_open else issue.closed_by,
        )
        if was_open:
            world.record(issue, actor, "closed", reason=why)
            announce_issue(world, issue, actor, "closed")
        return issue
    if issue.state == "open":
        return issue
    issue = world.touch(
        issue,
        state="open",
        state_reason=None if issue.pull else "reopened",
        closed_at=None,
        closed_by=None,
    )
    world.record(issue, actor, "reopened", reason="reopened")
    announce_issue(world, issue, actor, "reopened")
    return issue


def set_labels(world: GitHubWorld, issue: Issue, actor: int, wanted: Sequence[int]) -> Issue:
    """Exactly these labels."""
    added = [label for label in wanted if label not in issue.labels]
    removed = [label for label in issue.labels if label not in wanted]
    if not added and not removed:
        return issue
    issue = world.touch(issue, labels=tuple(wanted))
    for action, labels in (("labeled", added), ("unlabeled", removed)):
        for label in labels:
            name = world.labels[label].name
            world.record(issue, actor, action, label=label, label_name=name)
            announce_issue(world, issue, actor, action, label=label_json(world, label))
    return issue


def set_assignees(world: GitHubWorld, issue: Issue, actor: int, wanted: Sequence[int]) -> Issue:
    """Exactly these assignees, ten at most."""
    kept = tuple(wanted)[:MOST_ASSIGNEES]
    added = [user for user in kept if user not in issue.assignees]
    removed = [user for user in issue.assignees if user not in kept]
    if not added and not removed:
        return issue
    issue = world.touch(issue, assignees=kept)
    for action, users in (("assigned", added), ("unassigned", removed)):
        for user in users:
            world.record(issue, actor, action, assignee=user)
            announce_issue(world, issue, actor, action, assignee=user_json(world, user))
    return issue


def set_milestone(world: GitHubWorld, issue: Issue, actor: int, wanted: int | None) -> Issue:
    """A milestone by number, or none."""
    if wanted == issue.milestone:
        return issue
    number = issue.milestone if wanted is None else wanted
    if number is None:
        raise missing("milestone")
    action = "demilestoned" if wanted is None else "milestoned"
    issue = world.touch(issue, milestone=wanted)
    milestone = world.milestones[issue.repo, number]
    world.record(issue, actor, action, milestone=milestone.title)
    announce_issue(world, issue, actor, action, milestone=milestone_json(world, milestone))
    return issue


def set_lock(
    world: GitHubWorld, issue: Issue, actor: int, *, locked: bool, reason: str | None = None
) -> Issue:
    """Let only people with write access comment, or everybody again."""
    issue = world.touch(issue, locked=locked, lock_reason=reason if locked else None)
    action = "locked" if locked else "unlocked"
    world.record(issue, actor, action, reason=issue.lock_reason)
    announce_issue(world, issue, actor, action)
    return issue


def delete(world: GitHubWorld, issue: Issue, actor: int) -> None:
    """Gone for ever: 410 from then on."""
    announce_issue(world, issue, actor, "deleted")
    world.issues[issue.repo, issue.number] = replace(issue, deleted=True)
    for known in world.threads.pop((issue.repo, issue.number), ()):
        del world.comments[known]


def announce_issue(world: GitHubWorld, issue: Issue, actor: int, action: str, **parts: Any) -> None:
    """Send the webhook of an issue; a pull request has others."""
    if issue.pull:
        return
    announce(
        world,
        world.repos[issue.repo],
        actor,
        "issues",
        action,
        lambda: {"issue": embedded_issue(world, issue), **parts},
    )
