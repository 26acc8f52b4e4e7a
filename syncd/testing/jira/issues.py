"""Issues by REST: made, many at once, read, edited, assigned, deleted.

Source: the operations of these paths in the official description. Properties go along with a
create or edit. A bulk create of up to 50 answers 201 as soon as one of them was made, with the
others in `errors` by their place. An edit ignores a transition. That `notifyUsers=false` of
somebody who administers neither Jira nor the project is ignored is what the description says;
that the edit fails instead is what people report ("To discard the user notification either
admin or project admin permissions are required."), and the default here; Data Center answers
403 (its OpenAPI document 10.3.24). Not confirmed: the status for a missing right to create.
"""

import json
from collections.abc import Mapping
from typing import Any

from syncd.testing.exchange import Answer, RefusedError, Request
from syncd.testing.jira import acts
from syncd.testing.jira.access import asking, can_see, demand, issue_of, may
from syncd.testing.jira.changelog import newest_changes
from syncd.testing.jira.errors import body_of, invalid, not_found, off_screen, refused
from syncd.testing.jira.fields import Input
from syncd.testing.jira.issue_json import api, issue_json, listed
from syncd.testing.jira.people import account_in, assignable
from syncd.testing.jira.records import Field, Issue, Project
from syncd.testing.jira.requests import body_json, flag
from syncd.testing.jira.site import TYPES
from syncd.testing.jira.texts import TextError, taken
from syncd.testing.jira.transitions import carry_out
from syncd.testing.jira.world import JiraWorld
from syncd.testing.routes import Routes

routes: Routes[JiraWorld] = Routes()

MOST_AT_ONCE = 50
MOST_FETCHED = 100
LARGEST_PROPERTY = 32_768
QUIET = "To discard the user notification either admin or project admin permissions are required."


@routes.on("POST", "/issue")
def create_issue(world: JiraWorld, request: Request) -> Answer:
    """One issue."""
    return Answer(201, _create(world, request, body_json(request)))


@routes.on("POST", "/issue/bulk")
def create_issues(world: JiraWorld, request: Request) -> Answer:
    """Up to 50 issues, each on its own."""
    wanted = body_json(request).get("issueUpdates")
    if not isinstance(wanted, list) or not wanted:
        raise _none("No issues were given to create.")
    if len(wanted) > MOST_AT_ONCE:
        raise _none(f"You can only create up to {MOST_AT_ONCE} issues at a time.")
    made, errors = [], []
    for place, each in enumerate(wanted):
        try:
            made.append(_create(world, request, each))
        except RefusedError as error:
            failed = {"status": error.answer.status, "elementErrors": error.answer.body}
            errors.append({**failed, "failedElementNumber": place})
    return Answer(201 if made else 400, {"issues": made, "errors": errors})


@routes.on("GET", "/issue/{issue}")
def get_issue(world: JiraWorld, request: Request) -> dict[str, Any]:
    """One issue, by id or by any key that it has or had."""
    issue = issue_of(world, request)
    fields = request.queries.get("fields")
    shown = issue_json(
        world,
        asking(request),
        issue,
        None if fields is None else listed(fields),
        listed(request.queries.get("properties")),
        most_comments=world.comments_in_issue,
    )
    if "changelog" in request.query.get("expand", ""):
        shown["changelog"] = newest_changes(world, request, issue)
    return shown


@routes.on("PUT", "/issue/{issue}")
def edit_issue(world: JiraWorld, request: Request) -> Answer:
    """Other values for fields and properties."""
    issue, asker, body = issue_of(world, request), asking(request), body_json(request)
    project = world.projects[issue.project]
    administers = may(world, asker.user, "ADMINISTER_PROJECTS", project) or may(
        world, asker.user, "ADMINISTER"
    )
    quiet = not flag(request, "notifyUsers", default=True)
    if quiet and not administers and world.refuses_quiet_edits:
        raise refused(400 if asker.cloud else 403, QUIET)
    if not may(world, asker.user, "EDIT_ISSUES", project):
        named = [*(body.get("fields") or {}), *(body.get("update") or {})]
        if not named:
            demand(world, request, issue, "EDIT_ISSUES", 403)
        raise RefusedError(400, body_of(errors={name: off_screen(name) for name in named}))
    given = Input(world, asker, project, issue)
    given.read(body, screen(project))
    properties = properties_in(body)
    changed = acts.edit(world, asker.user.account_id, issue, given.finish())
    _add_comments(world, request, changed, given)
    for key, value in properties.items():
        acts.set_property(world, asker.user.account_id, changed, key, value)
    if asker.cloud and flag(request, "returnIssue", default=False):
        return Answer(200, issue_json(world, asker, changed, None, most_comments=0))
    return Answer(204)


@routes.on("DELETE", "/issue/{issue}")
def delete_issue(world: JiraWorld, request: Request) -> Answer:
    """Gone for good."""
    issue = issue_of(world, request)
    demand(world, request, issue, "DELETE_ISSUES", 403)
    acts.delete(world, asking(request).user.account_id, issue)
    return Answer(204)


@routes.on("PUT", "/issue/{issue}/assignee")
def assign_issue(world: JiraWorld, request: Request) -> Answer:
    """Somebody else, nobody, or the project's default; needs only the right to assign."""
    issue, asker = issue_of(world, request), asking(request)
    demand(world, request, issue, "ASSIGN_ISSUES", 403)
    project, value = world.projects[issue.project], body_json(request)
    if "-1" in value.values():
        account: str | None = project.lead
    else:
        try:
            account = account_in(world, asker, value)
        except LookupError as error:
            raise invalid(f"User '{error}' does not exist.") from error
    if account and not assignable(world, world.users[account], project):
        name = world.users[account].display_name
        raise refused(400, assignee=f"User '{name}' cannot be assigned issues.")
    acts.edit(world, asker.user.account_id, issue, {"assignee": account})
    return Answer(204)


bulk_fetch: Routes[JiraWorld] = Routes()
"""What only Cloud has."""


@bulk_fetch.on("POST", "/issue/bulkfetch")
def fetch_issues(world: JiraWorld, request: Request) -> dict[str, Any]:
    """Up to 100 issues by id or key; those that are not there, or hidden, are left out."""
    asker, body = asking(request), body_json(request)
    names = [str(name) for name in body.get("issueIdsOrKeys") or ()]
    if not names or len(names) > MOST_FETCHED:
        raise invalid(f"Between 1 and {MOST_FETCHED} issue ids or keys must be given.")
    found = {
        issue.id: issue
        for name in names
        if (issue := world.issue_named(name)) and can_see(world, asker.user, issue)
    }
    shown = [
        issue_json(
            world,
            asker,
            found[number],
            listed(body.get("fields")) or None,
            listed(body.get("properties")),
            most_comments=world.comments_in_issue,
        )
        for number in sorted(found)
    ]
    return {"expand": "schema,names", "issues": shown, "issueErrors": []}


def screen(project: Project, *, create: bool = False) -> Mapping[str, Field]:
    """The fields on a screen of a project by id."""
    return {field.id: field for field in project.fields if field.on_create or not create}


def properties_in(body: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that a request brings along.

    Raises:
        RefusedError: one has no good key, or is too large.
    """
    found = {}
    for entry in body.get("properties") or ():
        key = entry.get("key") if isinstance(entry, dict) else None
        if not isinstance(key, str) or not 0 < len(key) <= 255:
            raise invalid("The key of a property must have between 1 and 255 characters.")
        check_property(entry.get("value"))
        found[key] = entry.get("value")
    return found


def check_property(value: Any) -> None:
    """Let no property pass that is too large.

    Raises:
        RefusedError: it is.
    """
    if len(json.dumps(value)) > LARGEST_PROPERTY:
        raise invalid(f"The value of a property cannot exceed {LARGEST_PROPERTY} characters.")


def _none(message: str) -> RefusedError:
    error = {"status": 400, "elementErrors": body_of(message), "failedElementNumber": 0}
    return RefusedError(400, {"issues": [], "errors": [error]})


def _create(world: JiraWorld, request: Request, body: Any) -> dict[str, Any]:
    asker = asking(request)
    fields = body.get("fields") if isinstance(body, dict) else None
    if not isinstance(fields, dict):
        raise invalid("The fields of the issue are missing.")
    project, type_id = _place(world, fields)
    if project is None or not may(world, asker.user, "BROWSE_PROJECTS", project):
        raise refused(
            400, project="project is required" if not project else "valid project is required"
        )
    if not may(world, asker.user, "CREATE_ISSUES", project):
        raise refused(403, "You do not have permission to create issues in this project.")
    if type_id is None or type_id not in project.types:
        raise refused(400, issuetype="Specify an issue type")
    given = Input(world, asker, project)
    fields_on = screen(project, create=True)
    given.read(body, fields_on)
    named = {**fields, **(body.get("update") or {})}
    for field in fields_on.values():
        if field.required and not field.has_default and named.get(field.id) in (None, "", []):
            given.errors.setdefault(field.id, f"{field.name} is required.")
    changes, properties = given.finish(), properties_in(body)
    if "priority" in fields_on:
        changes.setdefault("priority", "3")
    issue = acts.create(world, asker.user.account_id, project, type_id, changes)
    for key, value in properties.items():
        acts.set_property(world, asker.user.account_id, issue, key, value)
    _add_comments(world, request, issue, given)
    made: dict[str, Any] = {
        "id": str(issue.id),
        "key": issue.key,
        "self": f"{api(world, asker)}/issue/{issue.id}",
    }
    if (body.get("transition") or {}).get("id"):
        carry_out(world, asker, issue, {"transition": body["transition"]})
        made["transition"] = {"status": 204, "errorCollection": body_of()}
    return made


def _place(world: JiraWorld, fields: Mapping[str, Any]) -> tuple[Project | None, str | None]:
    place, kind = fields.get("project"), fields.get("issuetype")
    name = (place.get("key") or place.get("id")) if isinstance(place, dict) else None
    project = world.project_named(str(name)) if name else None
    if not isinstance(kind, dict):
        return project, None
    if str(kind.get("id", "")) in TYPES:
        return project, str(kind["id"])
    wanted = kind.get("name")
    return project, next((number for number, each in TYPES.items() if each == wanted), None)


def _add_comments(world: JiraWorld, request: Request, issue: Issue, given: Input) -> None:
    asker = asking(request)
    for comment in given.comments:
        demand(world, request, issue, "ADD_COMMENTS", 400)
        try:
            text = taken(comment.get("body"), adf=asker.adf)
        except TextError as error:
            raise refused(400, comment=str(error)) from error
        if text is None:
            raise not_found("Comment")
        acts.add_comment(world, asker.user.account_id, issue, text)
