"""Issues over REST: create, read one, edit, assign, lock.

Source: `issues/create`, `issues/get`, `issues/update`, `issues/add-assignees` and their like of
the official description. Labels, assignees and milestone are silently dropped for whoever has no
push access (there); that the role `triage` is enough for labels and assignees is from
docs.github.com, repository roles. An assignee that cannot be one is 422 `invalid` at create and
edit (upptime/upptime#125) and silently left out by the routes for assignees (not confirmed).
"""

from collections.abc import Sequence
from typing import Any

from syncd.testing.exchange import Answer, Request
from syncd.testing.github import issue_acts as acts
from syncd.testing.github.access import asking, denied, may, person, repository
from syncd.testing.github.errors import (
    created,
    gone,
    invalid,
    missing,
    moved,
    not_found,
    object_in,
    refused,
    wrong_type,
)
from syncd.testing.github.issue_json import issue_json
from syncd.testing.github.labels import labels_named, names_in
from syncd.testing.github.records import Issue, Repository
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

LOCK_REASONS = ("off-topic", "too heated", "resolved", "spam")


def issue_asked(world: GitHubWorld, request: Request) -> tuple[Repository, Issue]:
    """The repository and the issue that the path names.

    Raises:
        RefusedError: it was deleted (410), is out of reach (404) or moved (301).
    """
    repo = repository(world, request)
    number = request.params["number"]
    place = (repo.id, int(number) if number.isdecimal() else 0)
    if place in world.transfers:
        raise _moved(world, request, place)
    issue = world.issues.get(place)
    if issue is None or issue.hidden:
        raise not_found()
    if issue.deleted:
        raise gone()
    return repo, issue


def _moved(world: GitHubWorld, request: Request, place: tuple[int, int]) -> Exception:
    """301 to where it is now; 404 for whoever may not read there."""
    while place in world.transfers:
        place = world.transfers[place]
    target = world.repos[place[0]]
    if not may(world, request, target, "read"):
        return not_found()
    rest = request.path.split("/", 6)[6:]
    url = "/".join([f"{world.api}/repositories/{target.id}/issues/{place[1]}", *rest])
    return moved(url, request.method)


@routes.on("POST", "/repos/{owner}/{repo}/issues")
def create_issue(world: GitHubWorld, request: Request) -> Answer:
    """A new issue; there is nothing that makes a repeated request harmless."""
    repo = repository(world, request)
    if not repo.has_issues:
        raise refused(410, "Issues are disabled for this repo")
    wanted = object_in(request)
    if "title" not in wanted:
        raise missing("title")
    actor, allowed = person(request), may(world, request, repo, "triage")
    labels: tuple[int, ...] = ()
    assignees: list[int] = []
    if allowed:
        assignees = _assignees(world, repo, _logins(wanted))
        labels = labels_named(world, repo, actor.id, names_in(wanted.get("labels") or []))
    issue = acts.create(
        world,
        repo,
        actor.id,
        wanted["title"],
        wanted.get("body"),
        labels=labels,
        assignees=assignees,
        milestone=_milestone(world, repo, wanted.get("milestone")) if allowed else None,
        app=asking(request).app_id,
    )
    return created(issue_json(world, issue))


@routes.on("GET", "/repos/{owner}/{repo}/issues/{number}")
def get_issue(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """One issue."""
    return issue_json(world, issue_asked(world, request)[1])


@routes.on("PATCH", "/repos/{owner}/{repo}/issues/{number}")
def update_issue(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """Change what is given; labels and assignees replace the whole set."""
    repo, issue = issue_asked(world, request)
    wanted, actor = object_in(request), person(request).id
    allowed = may(world, request, repo, "triage")
    if not (allowed or issue.user == actor):
        raise denied(asking(request))
    assignees = _assignees(world, repo, _logins(wanted)) if allowed else []
    if {"title", "body"} & set(wanted):
        issue = acts.edit_text(
            world,
            issue,
            actor,
            title=wanted.get("title"),
            body=wanted.get("body"),
            clear_body="body" in wanted and wanted["body"] is None,
        )
    if allowed and "labels" in wanted:
        labels = labels_named(world, repo, actor, names_in(wanted["labels"] or []))
        issue = acts.set_labels(world, issue, actor, labels)
    if allowed and {"assignees", "assignee"} & set(wanted):
        issue = acts.set_assignees(world, issue, actor, assignees)
    if allowed and "milestone" in wanted:
        milestone = _milestone(world, repo, wanted["milestone"])
        issue = acts.set_milestone(world, issue, actor, milestone)
    if "state" in wanted or wanted.get("state_reason"):
        state = wanted.get("state", issue.state)
        issue = acts.set_state(world, issue, actor, state, wanted.get("state_reason"))
    return issue_json(world, issue)


@routes.on("POST", "/repos/{owner}/{repo}/issues/{number}/assignees")
def add_assignees(world: GitHubWorld, request: Request) -> Answer:
    """More assignees beside those that are there."""
    repo, issue = issue_asked(world, request)
    if may(world, request, repo, "triage"):
        found = [world.assignable(repo, login) for login in _logins(object_in(request))]
        more = [user.id for user in found if user is not None and user.id not in issue.assignees]
        issue = acts.set_assignees(world, issue, person(request).id, [*issue.assignees, *more])
    return Answer(201, issue_json(world, issue))


@routes.on("DELETE", "/repos/{owner}/{repo}/issues/{number}/assignees")
def remove_assignees(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """Some assignees go."""
    repo, issue = issue_asked(world, request)
    if may(world, request, repo, "triage"):
        gone_ones = {login.lower() for login in _logins(object_in(request))}
        kept = [
            user for user in issue.assignees if world.users[user].login.lower() not in gone_ones
        ]
        issue = acts.set_assignees(world, issue, person(request).id, kept)
    return issue_json(world, issue)


@routes.on("GET", "/repos/{owner}/{repo}/issues/{number}/assignees/{login}")
def is_assignable_here(world: GitHubWorld, request: Request) -> Answer:
    """Whether somebody can be assigned to this issue."""
    repo, _ = issue_asked(world, request)
    if world.assignable(repo, request.params["login"]) is None:
        raise not_found()
    return Answer(204)


@routes.on("PUT", "/repos/{owner}/{repo}/issues/{number}/lock")
def lock_issue(world: GitHubWorld, request: Request) -> Answer:
    """Only people with write access may comment from now on."""
    repo, issue = issue_asked(world, request)
    if not may(world, request, repo, "triage"):
        raise denied(asking(request))
    reason = object_in(request).get("lock_reason")
    if reason is not None and reason not in LOCK_REASONS:
        raise invalid("Issue", "lock_reason", "invalid", value=reason)
    acts.set_lock(world, issue, person(request).id, locked=True, reason=reason)
    return Answer(204)


@routes.on("DELETE", "/repos/{owner}/{repo}/issues/{number}/lock")
def unlock_issue(world: GitHubWorld, request: Request) -> Answer:
    """Everybody may comment again."""
    repo, issue = issue_asked(world, request)
    if not may(world, request, repo, "triage"):
        raise denied(asking(request))
    acts.set_lock(world, issue, person(request).id, locked=False)
    return Answer(204)


def _logins(wanted: dict[str, Any]) -> list[str]:
    listed = wanted.get("assignees")
    if listed is None:
        return [wanted["assignee"]] if wanted.get("assignee") else []
    if not isinstance(listed, list):
        raise wrong_type("assignees", listed, "an array")
    return [str(login) for login in listed]


def _assignees(world: GitHubWorld, repo: Repository, logins: Sequence[str]) -> list[int]:
    found: dict[int, None] = {}
    for login in logins:
        user = world.assignable(repo, login)
        if user is None:
            raise invalid("Issue", "assignees", "invalid", value=login)
        found[user.id] = None
    return list(found)


def _milestone(world: GitHubWorld, repo: Repository, wanted: object) -> int | None:
    if wanted in {None, ""}:  # PyGithub sends an empty text for none
        return None
    number = int(str(wanted)) if str(wanted).isdecimal() else 0
    if (repo.id, number) not in world.milestones:
        raise invalid("Issue", "milestone", "invalid", value=wanted)
    return number
