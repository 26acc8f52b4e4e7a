"""Users: by gid, by e-mail address, or all of a workspace.

Source: `getUser`, `getUserForWorkspace`, `getUsers`, `getUsersForWorkspace` of the official
description: a user is named by gid, e-mail address or `me`; a list is sorted by gid. What is
answered for an address that is nobody's, or of somebody outside the workspace, is not documented;
here it is 404.
"""

from typing import Any

from syncd.testing.asana import showing
from syncd.testing.asana.access import Asker, asking, workspace_at
from syncd.testing.asana.errors import unknown
from syncd.testing.asana.paging import paged
from syncd.testing.asana.records import User
from syncd.testing.asana.showing import Kind, Shown
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Request
from syncd.testing.routes import Routes

routes: Routes[AsanaWorld] = Routes()


def _fields(world: AsanaWorld, _: Asker, user: User) -> dict[str, Any]:
    return {
        "gid": user.gid,
        "resource_type": "user",
        "name": user.name,
        "email": user.email,
        "photo": None,
        "workspaces": [Shown("workspace", world.workspaces[gid]) for gid in user.workspaces],
    }


KINDS = {
    "user": Kind(_fields, compact=("gid", "resource_type", "name")),
}
"""How each of these looks, by `resource_type`."""


@routes.on("GET", "/users/{user}")
def get_user(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Somebody, or `me`."""
    return showing.one(world, request, "user", _user(world, request))


@routes.on("GET", "/workspaces/{workspace}/users/{user}")
def get_user_in(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Somebody in a workspace."""
    workspace = workspace_at(world, asking(request), request.params["workspace"])
    user = _user(world, request)
    if workspace not in user.workspaces:
        raise unknown("user", request.params["user"])
    return showing.one(world, request, "user", user)


@routes.on("GET", "/users")
def list_users(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Everybody in the workspaces of the asker, or in one of them."""
    asker = asking(request)
    chosen = request.query.get("workspace")
    if chosen is not None:
        return _everybody(world, request, {workspace_at(world, asker, chosen)})
    return _everybody(world, request, set(world.users[asker.user].workspaces))


@routes.on("GET", "/workspaces/{workspace}/users")
def list_users_in(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Everybody in a workspace."""
    gid = workspace_at(world, asking(request), request.params["workspace"])
    return _everybody(world, request, {gid})


def _everybody(world: AsanaWorld, request: Request, workspaces: set[str]) -> dict[str, Any]:
    found = [user for user in world.users.values() if workspaces & set(user.workspaces)]
    found.sort(key=lambda user: int(user.gid))
    return paged(world, request, "user", found)


def _user(world: AsanaWorld, request: Request) -> User:
    user = world.user(request.params["user"], asking(request).user)
    if user is None:
        raise unknown("user", request.params["user"])
    return user
