"""Comments by REST, and their properties.

Source: the operations of these paths in the official description: pages of 100 by default, only
`created` can be sorted by, no right to edit or delete is 400. Properties are written along with a
comment; that they are read with `expand=properties` is from the description of Data Center, and
not confirmed for Cloud.
"""

from typing import Any

from syncd.testing.exchange import Answer, RefusedError, Request
from syncd.testing.jira import acts
from syncd.testing.jira.access import asking, can_see, demand, issue_of, may
from syncd.testing.jira.errors import invalid, not_found, refused
from syncd.testing.jira.issue_json import comment_json
from syncd.testing.jira.issues import properties_in
from syncd.testing.jira.records import Comment, Text
from syncd.testing.jira.requests import body_json, number
from syncd.testing.jira.texts import TextError, taken
from syncd.testing.jira.world import JiraWorld
from syncd.testing.routes import Routes

routes: Routes[JiraWorld] = Routes()

MOST_COMMENTS = 5_000
MOST_LISTED = 1_000


@routes.on("GET", "/issue/{issue}/comment")
def list_comments(world: JiraWorld, request: Request) -> dict[str, Any]:
    """A page of comments."""
    issue, asker = issue_of(world, request), asking(request)
    order = request.query.get("orderBy", "created")
    if order.lstrip("+-") != "created":
        raise invalid(f"Ordering by '{order}' is not supported.")
    found = world.comments_of(issue.id)
    if order.startswith("-"):
        found.reverse()
    start, size = number(request, "startAt", 0), number(request, "maxResults", 100)
    properties = "properties" in request.query.get("expand", "")
    shown = [
        comment_json(world, asker, each, properties=properties)
        for each in found[start : start + size]
    ]
    return {"startAt": start, "maxResults": size, "total": len(found), "comments": shown}


@routes.on("POST", "/issue/{issue}/comment")
def add_comment(world: JiraWorld, request: Request) -> Answer:
    """Say something."""
    issue, asker, body = issue_of(world, request), asking(request), body_json(request)
    if not may(world, asker.user, "ADD_COMMENTS", world.projects[issue.project]):
        name = asker.user.display_name
        message = f"{name}, you do not have the permission to comment on this issue."
        raise refused(400, message)
    if len(world.threads.get(issue.id, ())) >= MOST_COMMENTS:
        raise refused(413, f"An issue cannot have more than {MOST_COMMENTS} comments.")
    text, properties = _text(request, body), properties_in(body)
    said = acts.add_comment(
        world, asker.user.account_id, issue, text, properties, body.get("visibility")
    )
    return Answer(201, comment_json(world, asker, said))


@routes.on("GET", "/issue/{issue}/comment/{comment}")
def get_comment(world: JiraWorld, request: Request) -> dict[str, Any]:
    """One comment."""
    comment = _comment(world, request)
    properties = "properties" in request.query.get("expand", "")
    return comment_json(world, asking(request), comment, properties=properties)


@routes.on("PUT", "/issue/{issue}/comment/{comment}")
def edit_comment(world: JiraWorld, request: Request) -> dict[str, Any]:
    """Other words."""
    comment, asker, body = _comment(world, request), asking(request), body_json(request)
    _demand_own(world, request, comment, "EDIT")
    properties = properties_in(body) if "properties" in body else None
    text = _text(request, body)
    said = acts.edit_comment(world, asker.user.account_id, comment, text, properties)
    return comment_json(world, asker, said)


@routes.on("DELETE", "/issue/{issue}/comment/{comment}")
def delete_comment(world: JiraWorld, request: Request) -> Answer:
    """It was never said."""
    comment = _comment(world, request)
    demand(world, request, world.issues[comment.issue], "DELETE_OWN_COMMENTS", 400)
    acts.delete_comment(world, asking(request).user.account_id, comment)
    return Answer(204)


@routes.on("POST", "/comment/list")
def comments_by_id(world: JiraWorld, request: Request) -> dict[str, Any]:
    """Up to 1,000 comments by id."""
    ids = body_json(request).get("ids") or []
    if not 0 < len(ids) <= MOST_LISTED:
        raise invalid(f"Between 1 and {MOST_LISTED} comment ids must be given.")
    asker = asking(request)
    found = [world.comments[int(each)] for each in ids if int(each) in world.comments]
    shown = [
        comment_json(world, asker, each)
        for each in found
        if can_see(world, asker.user, world.issues[each.issue])
    ]
    page = {"startAt": 0, "maxResults": 1_048_576, "total": len(shown), "isLast": True}
    return {**page, "values": shown}


@routes.on("GET", "/comment/{comment}/properties/{key}")
def get_comment_property(world: JiraWorld, request: Request) -> dict[str, Any]:
    """A property of a comment."""
    comment, key = _by_id(world, request), request.params["key"]
    if key not in comment.properties:
        raise not_found("Property")
    return {"key": key, "value": comment.properties[key]}


def _by_id(world: JiraWorld, request: Request) -> Comment:
    text = request.params["comment"]
    comment = world.comments.get(int(text)) if text.isdecimal() else None
    seen = comment and can_see(world, asking(request).user, world.issues[comment.issue])
    if comment is None or not seen:
        raise refused(404, f"Can not find a comment for the id: {text}.")
    return comment


def _comment(world: JiraWorld, request: Request) -> Comment:
    issue, comment = issue_of(world, request), _by_id(world, request)
    if comment.issue != issue.id:
        raise refused(404, f"Can not find a comment for the id: {comment.id}.")
    return comment


def _demand_own(world: JiraWorld, request: Request, comment: Comment, verb: str) -> None:
    user, project = asking(request).user, world.projects[world.issues[comment.issue].project]
    if may(world, user, f"{verb}_ALL_COMMENTS", project):
        return
    if comment.author != user.account_id or not may(world, user, f"{verb}_OWN_COMMENTS", project):
        raise refused(400, "You do not have the permission to edit this comment.")


def _text(request: Request, body: dict[str, Any]) -> Text:
    try:
        text = taken(body.get("body"), adf=asking(request).adf)
    except TextError as error:
        raise RefusedError(400, {"errorMessages": [], "errors": {"comment": str(error)}}) from error
    if text is None:
        raise refused(400, comment="Comment body can not be empty!")
    return text
