"""What happened to issues: events, and the timeline that holds the comments too.

Source: `issues/list-events`, `issues/list-events-for-repo`, `issues/list-events-for-timeline`,
`issues/get-event` of the official description. The list of a repository is newest first.
"""

from typing import Any

from syncd.testing.exchange import Answer, Request
from syncd.testing.github.access import repository
from syncd.testing.github.errors import not_found
from syncd.testing.github.issue_json import comment_json, event_json, issue_json
from syncd.testing.github.issues import issue_asked
from syncd.testing.github.paging import paged
from syncd.testing.github.people import user_json
from syncd.testing.github.records import Comment, Event, Issue
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()


@routes.on("GET", "/repos/{owner}/{repo}/issues/{number}/events")
def list_of_issue(world: GitHubWorld, request: Request) -> Answer:
    """What happened to one issue, oldest first."""
    _, issue = issue_asked(world, request)
    return paged(world, request, _of(world, issue), lambda event: event_json(world, event))


@routes.on("GET", "/repos/{owner}/{repo}/issues/{number}/timeline")
def timeline(world: GitHubWorld, request: Request) -> Answer:
    """The same with the comments, by time."""
    _, issue = issue_asked(world, request)
    both: list[Event | Comment] = [*_of(world, issue), *world.thread(issue.repo, issue.number)]
    both.sort(key=lambda entry: (entry.created_at, entry.id))
    return paged(world, request, both, lambda entry: _in_timeline(world, entry))


@routes.on("GET", "/repos/{owner}/{repo}/issues/events")
def list_of_repository(world: GitHubWorld, request: Request) -> Answer:
    """What happened in a repository, newest first."""
    repo = repository(world, request)
    found = [
        event
        for event in reversed(list(world.events.values()))
        if event.repo == repo.id and (repo.id, event.number) in world.issues
    ]
    return paged(world, request, found, lambda event: _with_issue(world, event))


@routes.on("GET", "/repos/{owner}/{repo}/issues/events/{id}")
def get(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """One event."""
    repo = repository(world, request)
    number = request.params["id"]
    event = world.events.get(int(number) if number.isdecimal() else 0)
    if event is None or event.repo != repo.id:
        raise not_found()
    return _with_issue(world, event)


def _of(world: GitHubWorld, issue: Issue) -> list[Event]:
    return [world.events[known] for known in world.histories.get((issue.repo, issue.number), ())]


def _with_issue(world: GitHubWorld, event: Event) -> dict[str, Any]:
    issue = world.issues.get((event.repo, event.number))
    shown = None if issue is None else issue_json(world, issue)
    return {**event_json(world, event), "issue": shown}


def _in_timeline(world: GitHubWorld, entry: Event | Comment) -> dict[str, Any]:
    if isinstance(entry, Event):
        return event_json(world, entry, timeline=True)
    actor = user_json(world, entry.user)
    return {**comment_json(world, entry), "event": "commented", "actor": actor}
