"""Moving an issue to another repository.

Source: the old address answers 301 (`issues/get` of the official description); assignees and
comments stay, labels and the milestone stay if the new repository has them by the same name
(docs.github.com, transferring an issue; forge.rust-lang.org/triagebot/transfer). The id is
another one afterwards (tried out in GoogleCloudPlatform/repo-automation-playground#85, 2021:
979486533 became 979489936), so the node id is taken to change as well. Not confirmed: that
comments get new ids, that `created_at` stays, and what the new issue's events are.
"""

from dataclasses import replace

from syncd.testing.github.issue_acts import announce_issue
from syncd.testing.github.issue_json import embedded_issue
from syncd.testing.github.records import Issue, Repository
from syncd.testing.github.repositories import repository_json
from syncd.testing.github.webhooks import announce
from syncd.testing.github.world import GitHubWorld


def transfer(world: GitHubWorld, issue: Issue, actor: int, target: Repository) -> Issue:
    """The issue in its new repository."""
    source = world.repos[issue.repo]
    moved = replace(
        issue,
        id=world.fresh_id(),
        repo=target.id,
        number=world.next_number(target.id),
        labels=_same_labels(world, issue, target),
        milestone=_same_milestone(world, issue, target),
        updated_at=world.time(),
    )
    here, there = (issue.repo, issue.number), (moved.repo, moved.number)
    world.issues[there] = moved
    thread = []
    for comment in world.thread(*here):
        fresh = replace(comment, id=world.fresh_id(), repo=moved.repo, number=moved.number)
        world.comments[fresh.id] = fresh
        del world.comments[comment.id]
        thread.append(fresh.id)
    world.threads[there] = tuple(thread)
    world.threads.pop(here, None)
    world.record(moved, actor, "transferred")
    announce(
        world,
        source,
        actor,
        "issues",
        "transferred",
        lambda: {
            "issue": embedded_issue(world, issue),
            "changes": {
                "new_issue": embedded_issue(world, moved),
                "new_repository": repository_json(world, target),
            },
        },
    )
    del world.issues[here]
    world.transfers[here] = there
    announce_issue(
        world,
        moved,
        actor,
        "opened",
        changes={
            "old_issue": None,
            "old_repository": repository_json(world, source),
        },
    )
    return moved


def _same_labels(world: GitHubWorld, issue: Issue, target: Repository) -> tuple[int, ...]:
    named = [world.label_named(target.id, world.labels[label].name) for label in issue.labels]
    return tuple(label.id for label in named if label is not None)


def _same_milestone(world: GitHubWorld, issue: Issue, target: Repository) -> int | None:
    if issue.milestone is None:
        return None
    title = world.milestones[issue.repo, issue.milestone].title
    for (repo, number), milestone in world.milestones.items():
        if repo == target.id and milestone.title == title:
            return number
    return None
