"""Milestones: the only thing of GitHub's issues that has a due date of its own.

Source: `issues/*-milestone` of the official description.
"""

from dataclasses import replace
from typing import Any

from syncd.testing.exchange import Answer, Request
from syncd.testing.github.access import person, repository
from syncd.testing.github.errors import created, invalid, missing, not_found, object_in
from syncd.testing.github.issue_json import milestone_json
from syncd.testing.github.paging import paged
from syncd.testing.github.records import Milestone
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

_ONE = "/repos/{owner}/{repo}/milestones/{number}"


@routes.on("GET", "/repos/{owner}/{repo}/milestones")
def list_milestones(world: GitHubWorld, request: Request) -> Answer:
    """The milestones of a repository, the open ones unless told otherwise."""
    repo, state = repository(world, request), request.query.get("state", "open")
    found = [
        milestone
        for milestone in world.milestones.values()
        if milestone.repo == repo.id and state in {"all", milestone.state}
    ]
    return paged(world, request, found, lambda milestone: milestone_json(world, milestone))


@routes.on("POST", "/repos/{owner}/{repo}/milestones")
def create_milestone(world: GitHubWorld, request: Request) -> Answer:
    """A new milestone; its title is its own in the repository."""
    repo, wanted = repository(world, request, "write"), object_in(request)
    title = wanted.get("title")
    if not isinstance(title, str):
        raise missing("title")
    taken = [known for known in world.milestones.values() if known.repo == repo.id]
    if any(known.title == title for known in taken):
        raise invalid("Milestone", "title", "already_exists")
    now, number = world.time(), max((known.number for known in taken), default=0) + 1
    milestone = Milestone(
        world.fresh_id(),
        repo.id,
        number,
        title,
        person(request).id,
        now,
        now,
        wanted.get("description"),
        wanted.get("state", "open"),
        wanted.get("due_on"),
    )
    world.milestones[repo.id, number] = milestone
    return created(milestone_json(world, milestone))


@routes.on("GET", _ONE)
def get_milestone(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """One milestone."""
    return milestone_json(world, _asked(world, request))


@routes.on("PATCH", _ONE)
def edit_milestone(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """Change what is given."""
    repository(world, request, "write")
    milestone, wanted = _asked(world, request), object_in(request)
    names = ("title", "description", "state", "due_on")
    now = world.time()
    changes = {name: wanted[name] for name in names if name in wanted}
    state = changes.get("state", milestone.state)
    closed = (milestone.closed_at or now) if state == "closed" else None
    changed = replace(milestone, **changes, updated_at=now, closed_at=closed)
    world.milestones[milestone.repo, milestone.number] = changed
    return milestone_json(world, changed)


def _asked(world: GitHubWorld, request: Request) -> Milestone:
    repo, number = repository(world, request), request.params["number"]
    milestone = world.milestones.get((repo.id, int(number) if number.isdecimal() else 0))
    if milestone is None:
        raise not_found()
    return milestone
