"""Labels of a repository.

Source: `issues/*-label` of the official description; a name that is taken, in whatever case, is
422 `already_exists` (pome-sh/digital-twins, contents-sha-semantics.test.ts; git-bug/git-bug#176
for the case); a label that is made by being used has the colour `ededed` and no description
(github/docs#35718); a description has 100 characters at most. That a name has 50 at most is
commonly said and not confirmed.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from syncd.testing.exchange import Answer, Request
from syncd.testing.github.access import person, repository
from syncd.testing.github.errors import created, invalid, missing, not_found, object_in, wrong_type
from syncd.testing.github.paging import paged
from syncd.testing.github.records import Label, Repository
from syncd.testing.github.repositories import url_of
from syncd.testing.github.webhooks import announce
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

LONGEST_NAME = 50
LONGEST_DESCRIPTION = 100
_DEFAULTS = frozenset(
    {
        "bug",
        "documentation",
        "duplicate",
        "enhancement",
        "good first issue",
        "help wanted",
        "invalid",
        "question",
        "wontfix",
    }
)


def label_json(world: GitHubWorld, label: Label | int) -> dict[str, Any]:
    """A label as it is shown everywhere."""
    known = world.labels[label] if isinstance(label, int) else label
    return world.computed(
        ("label", known.id),
        lambda: {
            "id": known.id,
            "node_id": world.node_id("LA", known.id),
            "url": f"{url_of(world, world.repos[known.repo])}/labels/{quote(known.name)}",
            "name": known.name,
            "color": known.color,
            "default": known.name in _DEFAULTS,
            "description": known.description,
        },
    )


def add_label(
    world: GitHubWorld,
    repo: Repository,
    actor: int,
    name: str,
    color: str = "ededed",
    description: str | None = None,
) -> Label:
    """A new label.

    Raises:
        RefusedError: the name is taken or too long, or the description is.
    """
    if world.label_named(repo.id, name) is not None:
        raise invalid("Label", "name", "already_exists")
    if not name.strip() or len(name) > LONGEST_NAME:
        raise invalid("Label", "name", "invalid", value=name)
    if description is not None and len(description) > LONGEST_DESCRIPTION:
        raise invalid("Label", "description", "invalid", value=description)
    label = Label(world.fresh_id(), repo.id, name, color.lower().lstrip("#"), description)
    world.labels[label.id] = label
    world.label_names[repo.id, name.lower()] = label.id
    announce(world, repo, actor, "label", "created", lambda: {"label": label_json(world, label)})
    return label


def labels_named(
    world: GitHubWorld, repo: Repository, actor: int, names: Iterable[str]
) -> tuple[int, ...]:
    """The ids of labels by name, each once; those that are not there yet are made."""
    found: dict[int, None] = {}
    for name in names:
        known = world.label_named(repo.id, name)
        found[(known or add_label(world, repo, actor, name)).id] = None
    return tuple(found)


def names_in(value: object) -> list[str]:
    """The names in a request: text, or objects with a `name`; a list, or one under `labels`.

    Raises:
        RefusedError: it is something else.
    """
    listed = value.get("labels", []) if isinstance(value, dict) else value
    if not isinstance(listed, list):
        raise wrong_type("labels", listed, "an array")
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in listed]
    if not all(isinstance(name, str) for name in names):
        raise wrong_type("labels", listed, "an array of names")
    return [str(name) for name in names]


def drop_label(world: GitHubWorld, label: Label) -> None:
    """Take a label away, from all issues too; that is no update of theirs (not confirmed)."""
    for place, issue in list(world.issues.items()):
        if label.id in issue.labels:
            kept = tuple(known for known in issue.labels if known != label.id)
            world.issues[place] = replace(issue, labels=kept)
    del world.label_names[label.repo, label.name.lower()]
    del world.labels[label.id]


@routes.on("GET", "/repos/{owner}/{repo}/labels")
def list_labels(world: GitHubWorld, request: Request) -> Answer:
    """All labels, by name."""
    repo = repository(world, request)
    found = [label for label in world.labels.values() if label.repo == repo.id]
    found.sort(key=lambda label: label.name.lower())
    return paged(world, request, found, lambda label: label_json(world, label))


@routes.on("POST", "/repos/{owner}/{repo}/labels")
def create_label(world: GitHubWorld, request: Request) -> Answer:
    """A new label."""
    repo = repository(world, request, "write")
    wanted = object_in(request)
    if not isinstance(wanted.get("name"), str):
        raise missing("name")
    color, description = wanted.get("color") or "ededed", wanted.get("description")
    label = add_label(world, repo, person(request).id, wanted["name"], color, description)
    return created(label_json(world, label))


@routes.on("GET", "/repos/{owner}/{repo}/labels/{name*}")
def get_label(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """One label."""
    repo = repository(world, request)
    return label_json(world, _named(world, repo, request))


@routes.on("PATCH", "/repos/{owner}/{repo}/labels/{name*}")
def edit_label(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """Another name, colour or description; every issue shows it at once."""
    repo = repository(world, request, "write")
    label = _named(world, repo, request)
    wanted = object_in(request)
    name = wanted.get("new_name", label.name)
    other = world.label_named(repo.id, name)
    if other is not None and other.id != label.id:
        raise invalid("Label", "name", "already_exists")
    changed = replace(
        label,
        name=name,
        color=str(wanted.get("color", label.color)).lstrip("#"),
        description=wanted.get("description", label.description),
    )
    del world.label_names[repo.id, label.name.lower()]
    world.label_names[repo.id, name.lower()] = label.id
    world.labels[label.id] = changed
    announce(
        world,
        repo,
        person(request).id,
        "label",
        "edited",
        lambda: {"label": label_json(world, changed)},
    )
    return label_json(world, changed)


@routes.on("DELETE", "/repos/{owner}/{repo}/labels/{name*}")
def delete_label(world: GitHubWorld, request: Request) -> Answer:
    """A label goes, from all issues too."""
    repo = repository(world, request, "write")
    label = _named(world, repo, request)
    announce(
        world,
        repo,
        person(request).id,
        "label",
        "deleted",
        lambda: {"label": label_json(world, label)},
    )
    drop_label(world, label)
    return Answer(204)


def _named(world: GitHubWorld, repo: Repository, request: Request) -> Label:
    label = world.label_named(repo.id, request.params["name"])
    if label is None:
        raise not_found()
    return label
