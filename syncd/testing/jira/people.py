"""Users: how they are shown, and how they are found.

Source: `findUsers` and `findAssignableUsers` of the official description: the query matches the
beginning of names and addresses, only the first thousand users are looked at, and without the
permission to browse users the answer is empty. An address that its owner hides is left out, and
is found only if it is given whole (the same operations, older text). Data Center asks by
`username` and names users by `name` (its OpenAPI document 10.3.24).
"""

import re
from typing import Any

from syncd.testing.exchange import Request
from syncd.testing.jira.access import Asker, asking, may
from syncd.testing.jira.errors import not_found, refused
from syncd.testing.jira.records import Project, User
from syncd.testing.jira.world import JiraWorld
from syncd.testing.routes import Routes

routes: Routes[JiraWorld] = Routes()

LOOKED_AT = 1_000


def user_json(world: JiraWorld, asker: Asker, account: str | None) -> dict[str, Any] | None:
    """A user inside another record; nobody is null."""
    if account is None:
        return None
    user = world.users[account]
    api = f"{world.base}/rest/api/{asker.version}"
    sizes = ("16x16", "24x24", "32x32", "48x48")
    shown: dict[str, Any] = {
        "self": f"{api}/user?accountId={account}"
        if asker.cloud
        else f"{api}/user?username={user.name}",
        "avatarUrls": {size: f"{world.base}/avatar/{user.key}-{size}.png" for size in sizes},
        "displayName": user.display_name,
        "active": user.active,
        "timeZone": user.time_zone,
    }
    if asker.cloud:
        shown |= {"accountId": account, "accountType": "atlassian"}
        if not user.email_hidden:
            shown["emailAddress"] = user.email
    else:
        shown |= {"name": user.name, "key": user.key, "emailAddress": user.email}
    return shown


def account_in(world: JiraWorld, asker: Asker, value: Any) -> str | None:
    """The account that a field's value names; None for nobody.

    Raises:
        LookupError: it names somebody who is not there.
    """
    if value is None or value == {}:
        return None
    keys = ("accountId", "id") if asker.cloud else ("name", "key")
    given = {key: value[key] for key in keys if key in value} if isinstance(value, dict) else {}
    if given and not any(given.values()):
        return None
    name = next((each for each in given.values() if each), None)
    if name is None:
        raise LookupError(str(value))
    user = world.user_named(str(name))
    if user is None:
        raise LookupError(str(name))
    return user.account_id


@routes.on("GET", "/myself")
def get_myself(world: JiraWorld, request: Request) -> dict[str, Any]:
    """Whoever asks; their own address is always shown."""
    asker = asking(request)
    shown = user_json(world, asker, asker.user.account_id) or {}
    groups: dict[str, Any] = {"size": 0, "items": []}
    return {
        **shown,
        "emailAddress": asker.user.email,
        "locale": "en_US",
        "groups": groups,
        "applicationRoles": groups,
        "expand": "groups,applicationRoles",
    }


@routes.on("GET", "/user")
def get_user(world: JiraWorld, request: Request) -> dict[str, Any]:
    """One user by account id, or by name on Data Center."""
    asker = asking(request)
    if asker.cloud and not may(world, asker.user, "USER_PICKER"):
        raise refused(403, "You are not allowed to browse users and groups.")
    name = request.query.get("accountId" if asker.cloud else "username", "")
    user = world.user_named(name) if name else None
    if user is None:
        raise not_found("User")
    return user_json(world, asker, user.account_id) or {}


@routes.on("GET", "/user/search")
def search_users(world: JiraWorld, request: Request) -> list[dict[str, Any] | None]:
    """Users whose name or address begins with something."""
    return _page(world, request, _matching(world, request))


@routes.on("GET", "/user/assignable/search")
def search_assignable(world: JiraWorld, request: Request) -> list[dict[str, Any] | None]:
    """The same, of those to whom issues of a project can be assigned."""
    name = request.query.get("project")
    issue = world.issue_named(request.query.get("issueKey", request.query.get("issueId", "")))
    project = (
        world.project_named(name) if name else world.projects[issue.project] if issue else None
    )
    if project is None:
        if name:
            raise refused(404, f"No project could be found with key '{name}'.")
        raise refused(400, "Either 'issueKey' or 'project' must be given.")
    found = [user for user in _matching(world, request) if assignable(world, user, project)]
    return _page(world, request, found)


def assignable(world: JiraWorld, user: User, project: Project) -> bool:
    """Whether issues of a project can be somebody's."""
    return user.active and may(world, user, "ASSIGNABLE_USER", project)


def _matching(world: JiraWorld, request: Request) -> list[User]:
    asker = asking(request)
    query = request.query.get("query" if asker.cloud else "username")
    account = request.query.get("accountId")
    if asker.cloud and (query is None) == (account is None):
        raise refused(400, "Exactly one of 'query' and 'accountId' must be given.")
    if not may(world, asker.user, "USER_PICKER"):
        return []
    if account is not None:
        user = world.user_named(account)
        return [user] if user else []
    text = (query or "").casefold()
    if re.fullmatch(r"\S+@\S+\.\S+", text):
        world.user_named(text)  # an open door makes people of addresses
    known = list(world.users.values())[:LOOKED_AT]
    return [user for user in known if _matches(user, text, cloud=asker.cloud)]


def _matches(user: User, text: str, *, cloud: bool) -> bool:
    hidden = cloud and user.email_hidden
    if user.email.casefold() == text or (not hidden and user.email.casefold().startswith(text)):
        return True
    words = [user.display_name, *user.display_name.split()]
    names = words if cloud else [*words, user.name]
    return any(name.casefold().startswith(text) for name in names)


def _page(world: JiraWorld, request: Request, users: list[User]) -> list[dict[str, Any] | None]:
    start = int(request.query.get("startAt", "0"))
    size = int(request.query.get("maxResults", "50"))
    asker = asking(request)
    return [user_json(world, asker, each.account_id) for each in users[start : start + size]]
