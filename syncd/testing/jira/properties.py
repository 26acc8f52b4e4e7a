"""Issue properties, one by one, and remote links.

Source: the operations of these paths in the official description. A property is new (201) or
replaced (200); whoever may edit the issue may write it. A remote link of a known global id is
replaced (200), and whatever the request leaves out is null afterwards; title and URL are needed.
That the URL must be absolute is not said; here it must.
"""

from typing import Any
from urllib.parse import urlsplit

from syncd.testing.exchange import Answer, RefusedError, Request
from syncd.testing.jira import acts
from syncd.testing.jira.access import asking, demand, issue_of
from syncd.testing.jira.errors import body_of, invalid, not_found, refused
from syncd.testing.jira.issue_json import api
from syncd.testing.jira.issues import check_property
from syncd.testing.jira.records import Issue, RemoteLink
from syncd.testing.jira.requests import body_json
from syncd.testing.jira.world import JiraWorld
from syncd.testing.routes import Routes

routes: Routes[JiraWorld] = Routes()

LONGEST_GLOBAL_ID = 255
MOST_LINKS = 2_000


@routes.on("GET", "/issue/{issue}/properties")
def list_properties(world: JiraWorld, request: Request) -> dict[str, Any]:
    """The keys of all properties of an issue."""
    issue = issue_of(world, request)
    where = f"{api(world, asking(request))}/issue/{issue.id}/properties"
    keys = world.properties.get(issue.id, {})
    return {"keys": [{"key": key, "self": f"{where}/{key}"} for key in keys]}


@routes.on("GET", "/issue/{issue}/properties/{key}")
def get_property(world: JiraWorld, request: Request) -> dict[str, Any]:
    """One property."""
    issue, key = issue_of(world, request), request.params["key"]
    known = world.properties.get(issue.id, {})
    if key not in known:
        raise not_found("Property")
    return {"key": key, "value": known[key]}


@routes.on("PUT", "/issue/{issue}/properties/{key}")
def put_property(world: JiraWorld, request: Request) -> Answer:
    """Write one property; the body is its value."""
    issue = issue_of(world, request)
    demand(world, request, issue, "EDIT_ISSUES", 403)
    try:
        value = request.json
    except ValueError as error:
        raise invalid("The value of a property must be JSON.") from error
    if value is None:
        raise invalid("The value of a property must not be empty.")
    check_property(value)
    actor = asking(request).user.account_id
    new = acts.set_property(world, actor, issue, request.params["key"], value)
    return Answer(201 if new else 200, {})


@routes.on("DELETE", "/issue/{issue}/properties/{key}")
def delete_property(world: JiraWorld, request: Request) -> Answer:
    """Take one property off."""
    issue = issue_of(world, request)
    demand(world, request, issue, "EDIT_ISSUES", 403)
    if request.params["key"] not in world.properties.get(issue.id, {}):
        raise not_found("Property")
    acts.delete_property(world, asking(request).user.account_id, issue, request.params["key"])
    return Answer(204)


@routes.on("GET", "/issue/{issue}/remotelink")
def list_links(world: JiraWorld, request: Request) -> Any:
    """All remote links of an issue, or the one of a global id."""
    issue = issue_of(world, request)
    links = world.remote_links.get(issue.id, ())
    if (wanted := request.query.get("globalId")) is not None:
        found = next((link for link in links if link.global_id == wanted), None)
        if found is None:
            raise not_found("Remote link")
        return _shown(world, request, issue, found)
    return [_shown(world, request, issue, link) for link in links]


@routes.on("POST", "/issue/{issue}/remotelink")
def put_link(world: JiraWorld, request: Request) -> Answer:
    """Make a remote link, or replace the one of the same global id."""
    issue, body = issue_of(world, request), body_json(request)
    demand(world, request, issue, "LINK_ISSUES", 403)
    target = body.get("object")
    target = target if isinstance(target, dict) else {}
    errors = {name: f"'{name}' is required." for name in ("title", "url") if not target.get(name)}
    if not errors and urlsplit(str(target["url"])).scheme not in {"http", "https"}:
        errors["url"] = "'url' is not a valid URL."
    global_id = body.get("globalId")
    if len(global_id or "") > LONGEST_GLOBAL_ID:
        errors["globalId"] = f"'globalId' must have at most {LONGEST_GLOBAL_ID} characters."
    if errors:
        raise RefusedError(400, body_of(errors=errors))
    if len(world.remote_links.get(issue.id, ())) >= MOST_LINKS:
        raise refused(400, f"An issue cannot have more than {MOST_LINKS} remote links.")
    link, new = acts.put_link(world, asking(request).user.account_id, issue, global_id, body)
    where = f"{api(world, asking(request))}/issue/{issue.key}/remotelink/{link.id}"
    return Answer(201 if new else 200, {"id": link.id, "self": where})


@routes.on("DELETE", "/issue/{issue}/remotelink/{link}")
def delete_link(world: JiraWorld, request: Request) -> Answer:
    """Take a remote link off."""
    issue = issue_of(world, request)
    demand(world, request, issue, "LINK_ISSUES", 403)
    links = world.remote_links.get(issue.id, ())
    left = tuple(link for link in links if str(link.id) != request.params["link"])
    if len(left) == len(links):
        raise not_found("Remote link")
    world.remote_links[issue.id] = left
    return Answer(204)


def _shown(world: JiraWorld, request: Request, issue: Issue, link: RemoteLink) -> dict[str, Any]:
    """A remote link; what was left out when it was written is null, and not shown."""
    where = f"{api(world, asking(request))}/issue/{issue.key}/remotelink/{link.id}"
    shown: dict[str, Any] = {"id": link.id, "self": where, "globalId": link.global_id or ""}
    kept = {"application", "relationship", "object"}
    return {**shown, **{name: link.body[name] for name in kept if link.body.get(name)}}
