"""Reactions to issues and comments.

Source: `reactions/*` of the official description: posting one that is there already is 200, a new
one 201. That a reaction is no update of the issue is assumed.
"""

from typing import Any

from syncd.testing.exchange import Answer, Request
from syncd.testing.github.access import person
from syncd.testing.github.comments import comment_asked
from syncd.testing.github.errors import invalid, missing, not_found, object_in
from syncd.testing.github.issue_json import REACTIONS
from syncd.testing.github.issues import issue_asked
from syncd.testing.github.paging import paged
from syncd.testing.github.people import user_json
from syncd.testing.github.records import Reaction
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

_COMMENT = "/repos/{owner}/{repo}/issues/comments/{id}/reactions"
_ISSUE = "/repos/{owner}/{repo}/issues/{number}/reactions"


def react(
    world: GitHubWorld, subject: tuple[str, int], actor: int, content: str
) -> tuple[Reaction, bool]:
    """A reaction, and whether it is new.

    Raises:
        RefusedError: there is no such reaction.
    """
    if content not in REACTIONS:
        raise invalid("Reaction", "content", "invalid", value=content)
    given = world.reactions.get(subject, ())
    for reaction in given:
        if (reaction.user, reaction.content) == (actor, content):
            return reaction, False
    reaction = Reaction(world.fresh_id(), actor, content, world.time())
    world.reactions[subject] = (*given, reaction)
    return reaction, True


@routes.on("GET", _COMMENT)
def list_of_comment(world: GitHubWorld, request: Request) -> Answer:
    """The reactions to a comment."""
    return _listed(world, request, ("comment", comment_asked(world, request).id))


@routes.on("POST", _COMMENT)
def react_to_comment(world: GitHubWorld, request: Request) -> Answer:
    """React to a comment."""
    return _reacted(world, request, ("comment", comment_asked(world, request).id))


@routes.on("DELETE", _COMMENT + "/{reaction}")
def remove_from_comment(world: GitHubWorld, request: Request) -> Answer:
    """Take a reaction to a comment back."""
    return _removed(world, request, ("comment", comment_asked(world, request).id))


@routes.on("GET", _ISSUE)
def list_of_issue(world: GitHubWorld, request: Request) -> Answer:
    """The reactions to an issue."""
    return _listed(world, request, ("issue", issue_asked(world, request)[1].id))


@routes.on("POST", _ISSUE)
def react_to_issue(world: GitHubWorld, request: Request) -> Answer:
    """React to an issue."""
    return _reacted(world, request, ("issue", issue_asked(world, request)[1].id))


@routes.on("DELETE", _ISSUE + "/{reaction}")
def remove_from_issue(world: GitHubWorld, request: Request) -> Answer:
    """Take a reaction to an issue back."""
    return _removed(world, request, ("issue", issue_asked(world, request)[1].id))


def _listed(world: GitHubWorld, request: Request, subject: tuple[str, int]) -> Answer:
    wanted = request.query.get("content")
    given = [
        reaction
        for reaction in world.reactions.get(subject, ())
        if wanted in {None, reaction.content}
    ]
    return paged(world, request, given, lambda reaction: _json(world, reaction))


def _reacted(world: GitHubWorld, request: Request, subject: tuple[str, int]) -> Answer:
    wanted = object_in(request)
    if "content" not in wanted:
        raise missing("content")
    reaction, new = react(world, subject, person(request).id, str(wanted["content"]))
    return Answer(201 if new else 200, _json(world, reaction))


def _removed(world: GitHubWorld, request: Request, subject: tuple[str, int]) -> Answer:
    given = world.reactions.get(subject, ())
    kept = tuple(known for known in given if str(known.id) != request.params["reaction"])
    if kept == given:
        raise not_found()
    world.reactions[subject] = kept
    return Answer(204)


def _json(world: GitHubWorld, reaction: Reaction) -> dict[str, Any]:
    return {
        "id": reaction.id,
        "node_id": world.node_id("REA", reaction.id),
        "user": user_json(world, reaction.user),
        "content": reaction.content,
        "created_at": reaction.created_at,
    }
