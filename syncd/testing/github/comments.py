"""Comments of issues and pull requests.

Source: `issues/*-comment` of the official description. A comment of its own repository cannot be
told by number, only by id. The list of a repository's comments is sorted by id, or with `sort` by
created or updated time, ascending. A comment makes its issue updated (community practice, e.g.
gitfun-party/this-repo-has-issues#90); that editing or deleting one does too is assumed. Nobody but
people with write access can comment on a locked issue (403; official description).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from syncd.testing.exchange import Answer, Request
from syncd.testing.github.access import asking, denied, may, person, repository
from syncd.testing.github.errors import created, missing, not_found, object_in, refused
from syncd.testing.github.issue_acts import checked_body
from syncd.testing.github.issue_json import comment_json, embedded_issue
from syncd.testing.github.issue_list import since_of
from syncd.testing.github.issues import issue_asked
from syncd.testing.github.paging import paged
from syncd.testing.github.records import Comment, Issue
from syncd.testing.github.webhooks import announce
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()


def add_comment(
    world: GitHubWorld, issue: Issue, actor: int, body: str, app: int | None = None
) -> Comment:
    """Say something about an issue.

    Raises:
        RefusedError: it is too long.
    """
    text, now = checked_body(body, "IssueComment") or "", world.time()
    comment = Comment(world.fresh_id(), issue.repo, issue.number, actor, text, now, now, app)
    place = (issue.repo, issue.number)
    world.comments[comment.id] = comment
    world.threads[place] = (*world.threads.get(place, ()), comment.id)
    world.touch(issue, comments=issue.comments + 1)
    _announce(world, comment, actor, "created")
    return comment


def edit_comment(world: GitHubWorld, comment: Comment, actor: int, body: str) -> Comment:
    """Other words.

    Raises:
        RefusedError: they are too long.
    """
    text = checked_body(body, "IssueComment") or ""
    if text == comment.body:
        return comment
    changed = replace(comment, body=text, updated_at=world.time())
    world.comments[comment.id] = changed
    world.touch(world.issues[comment.repo, comment.number])
    _announce(world, changed, actor, "edited", changes={"body": {"from": comment.body}})
    return changed


def delete_comment(world: GitHubWorld, comment: Comment, actor: int) -> None:
    """It was never said."""
    place = (comment.repo, comment.number)
    _announce(world, comment, actor, "deleted")
    del world.comments[comment.id]
    world.threads[place] = tuple(known for known in world.threads[place] if known != comment.id)
    world.reactions.pop(("comment", comment.id), None)
    issue = world.issues[place]
    world.touch(issue, comments=issue.comments - 1)


def comment_asked(world: GitHubWorld, request: Request) -> Comment:
    """The comment that the path names, if it is one of that repository.

    Raises:
        RefusedError: it is not.
    """
    repo = repository(world, request)
    number = request.params["id"]
    comment = world.comments.get(int(number) if number.isdecimal() else 0)
    if comment is None or comment.repo != repo.id:
        raise not_found()
    if world.issues[comment.repo, comment.number].hidden:
        raise not_found()
    return comment


@routes.on("GET", "/repos/{owner}/{repo}/issues/comments")
def list_all(world: GitHubWorld, request: Request) -> Answer:
    """The comments of a whole repository."""
    repo = repository(world, request)
    sort, since = request.query.get("sort"), since_of(request, "IssueComment")
    backwards = bool(sort) and request.query.get("direction") == "desc"

    def found() -> Sequence[Comment]:
        shown = [
            comment
            for comment in world.comments.values()
            if comment.repo == repo.id and not world.issues[repo.id, comment.number].hidden
        ]
        shown.sort(key=lambda comment: comment.id)
        if sort in {"created", "updated"}:
            shown.sort(key=lambda comment: getattr(comment, f"{sort}_at"))
        return shown[::-1] if backwards else shown

    comments = world.computed(("comments", repo.id, sort, backwards), found)
    if since is not None:
        comments = [comment for comment in comments if comment.updated_at >= since]
    return paged(world, request, comments, lambda comment: comment_json(world, comment))


@routes.on("GET", "/repos/{owner}/{repo}/issues/{number}/comments")
def list_of_issue(world: GitHubWorld, request: Request) -> Answer:
    """The comments of one issue, oldest first."""
    repo, issue = issue_asked(world, request)
    since = since_of(request, "IssueComment") or ""
    found = [
        comment for comment in world.thread(repo.id, issue.number) if comment.updated_at >= since
    ]
    return paged(world, request, found, lambda comment: comment_json(world, comment))


@routes.on("POST", "/repos/{owner}/{repo}/issues/{number}/comments")
def create(world: GitHubWorld, request: Request) -> Answer:
    """Say something; nothing makes a repeated request harmless."""
    repo, issue = issue_asked(world, request)
    wanted = object_in(request)
    if not isinstance(wanted.get("body"), str) or not wanted["body"].strip():
        raise missing("body")
    if issue.locked and not may(world, request, repo, "write"):
        raise refused(403, "Unable to create comment because issue is locked.")
    comment = add_comment(world, issue, person(request).id, wanted["body"], asking(request).app_id)
    return created(comment_json(world, comment))


@routes.on("GET", "/repos/{owner}/{repo}/issues/comments/{id}")
def get(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """One comment."""
    return comment_json(world, comment_asked(world, request))


@routes.on("PATCH", "/repos/{owner}/{repo}/issues/comments/{id}")
def edit(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """Other words for it."""
    comment = _changeable(world, request)
    wanted = object_in(request)
    if not isinstance(wanted.get("body"), str):
        raise missing("body")
    return comment_json(world, edit_comment(world, comment, person(request).id, wanted["body"]))


@routes.on("DELETE", "/repos/{owner}/{repo}/issues/comments/{id}")
def delete(world: GitHubWorld, request: Request) -> Answer:
    """A comment goes."""
    delete_comment(world, _changeable(world, request), person(request).id)
    return Answer(204)


def _changeable(world: GitHubWorld, request: Request) -> Comment:
    """A comment that the asker may change: their own, or anybody's with write access."""
    comment = comment_asked(world, request)
    repo = world.repos[comment.repo]
    if comment.user != person(request).id and not may(world, request, repo, "write"):
        raise denied(asking(request))
    return comment


def _announce(world: GitHubWorld, comment: Comment, actor: int, action: str, **parts: Any) -> None:
    issue = world.issues[comment.repo, comment.number]
    announce(
        world,
        world.repos[comment.repo],
        actor,
        "issue_comment",
        action,
        lambda: {
            "issue": embedded_issue(world, issue),
            "comment": comment_json(world, comment),
            **parts,
        },
    )
