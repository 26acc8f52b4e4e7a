"""The labels of one issue.

Source: `issues/add-labels`, `issues/set-labels`, `issues/remove-label` of the official
description; a label that the issue does not carry is 404 `Label does not exist`
(ankidroid/Anki-Android#17548). A label that the repository does not know is made by adding it
(github/docs#35718). Without the right to label the answer is taken to be 404, since 403 is not
among those that are declared.
"""

from typing import Any

from syncd.testing.exchange import Answer, Request
from syncd.testing.github import issue_acts as acts
from syncd.testing.github.access import may, person
from syncd.testing.github.errors import json_in, not_found, refused
from syncd.testing.github.issues import issue_asked
from syncd.testing.github.labels import label_json, labels_named, names_in
from syncd.testing.github.paging import paged
from syncd.testing.github.records import Issue, Repository
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

_PATH = "/repos/{owner}/{repo}/issues/{number}/labels"


@routes.on("GET", _PATH)
def list_labels(world: GitHubWorld, request: Request) -> Answer:
    """The labels of an issue."""
    _, issue = issue_asked(world, request)
    return paged(world, request, issue.labels, lambda label: label_json(world, label))


@routes.on("POST", _PATH)
def add_labels(world: GitHubWorld, request: Request) -> list[dict[str, Any]]:
    """More labels beside those that are there."""
    repo, issue = _changeable(world, request)
    actor = person(request).id
    more = labels_named(world, repo, actor, names_in(json_in(request) or []))
    wanted = [*issue.labels, *(label for label in more if label not in issue.labels)]
    return _shown(world, acts.set_labels(world, issue, actor, wanted))


@routes.on("PUT", _PATH)
def replace_labels(world: GitHubWorld, request: Request) -> list[dict[str, Any]]:
    """These labels and no others."""
    repo, issue = _changeable(world, request)
    actor = person(request).id
    wanted = labels_named(world, repo, actor, names_in(json_in(request) or []))
    return _shown(world, acts.set_labels(world, issue, actor, wanted))


@routes.on("DELETE", _PATH)
def remove_labels(world: GitHubWorld, request: Request) -> Answer:
    """No labels any more."""
    _, issue = _changeable(world, request)
    acts.set_labels(world, issue, person(request).id, ())
    return Answer(204)


@routes.on("DELETE", _PATH + "/{name*}")
def remove_label(world: GitHubWorld, request: Request) -> list[dict[str, Any]]:
    """One label goes; the others are the answer."""
    repo, issue = _changeable(world, request)
    label = world.label_named(repo.id, request.params["name"])
    if label is None or label.id not in issue.labels:
        raise refused(404, "Label does not exist")
    kept = [known for known in issue.labels if known != label.id]
    return _shown(world, acts.set_labels(world, issue, person(request).id, kept))


def _changeable(world: GitHubWorld, request: Request) -> tuple[Repository, Issue]:
    repo, issue = issue_asked(world, request)
    if not may(world, request, repo, "triage"):
        raise not_found()
    return repo, issue


def _shown(world: GitHubWorld, issue: Issue) -> list[dict[str, Any]]:
    return [label_json(world, label) for label in issue.labels]
