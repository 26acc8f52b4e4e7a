"""Users: how they look, and the routes that are about them.

Source: `users/get-authenticated`, `users/get-by-username` and
`repos/get-collaborator-permission-level` of the official description: `permission` is admin,
write, read or none, where maintain is shown as write and triage as read; `role_name` is the role
itself; 404 for a login that nobody has. Whoever may not push gets 403, in the words of
yegor256/rultor#1407.
"""

from typing import Any
from urllib.parse import quote

from syncd.testing.exchange import Answer, Request
from syncd.testing.github.access import may, person, repository
from syncd.testing.github.errors import not_found, refused
from syncd.testing.github.paging import paged
from syncd.testing.github.records import EPOCH, Repository, Role, User, reaches
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
_SHOWN: dict[Role, str] = {"maintain": "write", "triage": "read"}
_PERMISSIONS: dict[str, Role] = {
    "admin": "admin",
    "maintain": "maintain",
    "push": "write",
    "triage": "triage",
    "pull": "read",
}


def user_json(world: GitHubWorld, user: User | int) -> dict[str, Any]:
    """A user as they are shown inside other things."""
    known = world.users[user] if isinstance(user, int) else user
    return world.computed(("user", known), lambda: _user_json(world, known))


def optional_user(world: GitHubWorld, user: int | None) -> dict[str, Any] | None:
    """The same, where there may be none."""
    return None if user is None else user_json(world, user)


def permissions_of(role: Role) -> dict[str, bool]:
    """A role as the five permissions that the API spells out."""
    return {name: reaches(role, needed) for name, needed in _PERMISSIONS.items()}


def _user_json(world: GitHubWorld, user: User) -> dict[str, Any]:
    url = f"{world.api}/users/{quote(user.login)}"
    page = user.login if user.type != "Bot" else f"apps/{user.login.removesuffix('[bot]')}"
    return {
        "login": user.login,
        "id": user.id,
        "node_id": world.node_id("U", user.id),
        "avatar_url": f"{world.html_base}/avatars/{user.id}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{world.html_base}/{page}",
        **{name: url + path for name, path in _LINKS.items()},
        "type": user.type,
        "user_view_type": "public",
        "site_admin": False,
    }


def _profile(world: GitHubWorld, user: User) -> dict[str, Any]:
    return {
        **user_json(world, user),
        "name": user.name,
        "company": None,
        "blog": "",
        "location": None,
        "email": user.email,
        "hireable": None,
        "bio": None,
        "twitter_username": None,
        "public_repos": 0,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": user.created_at or EPOCH,
        "updated_at": user.created_at or EPOCH,
    }


@routes.on("GET", "/user")
def get_me(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """Who the token belongs to."""
    return {
        **_profile(world, person(request)),
        "user_view_type": "private",
        "private_gists": 0,
        "total_private_repos": 0,
        "owned_private_repos": 0,
        "disk_usage": 0,
        "collaborators": 0,
        "two_factor_authentication": True,
    }


@routes.on("GET", "/users/{login}")
def get_user(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """Somebody's profile."""
    user = world.user_named(request.params["login"])
    if user is None:
        raise not_found()
    return _profile(world, user)


@routes.on("GET", "/user/{id}")
def get_user_by_id(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """Somebody's profile by the id that a new login does not change."""
    known = request.params["id"]
    if not known.isdecimal() or int(known) not in world.users:
        raise not_found()
    return _profile(world, world.users[int(known)])


@routes.on("GET", "/repos/{owner}/{repo}/collaborators/{login}/permission")
def get_permission(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """What somebody may do in a repository."""
    repo = repository(world, request)
    if not may(world, request, repo, "write"):
        raise refused(403, "Must have push access to view collaborator permission.")
    user = world.user_named(request.params["login"])
    if user is None:
        raise not_found()
    role = world.role_of(repo, user)
    return {
        "permission": _SHOWN.get(role, role),
        "role_name": role,
        "user": _collaborator(world, user, role),
    }


@routes.on("GET", "/repos/{owner}/{repo}/collaborators/{login}")
def is_collaborator(world: GitHubWorld, request: Request) -> Answer:
    """Whether somebody has a role of their own."""
    repo = repository(world, request, "write")
    user = world.user_named(request.params["login"])
    if user is None or world.assignable(repo, user.login) is None:
        raise not_found()
    return Answer(204)


@routes.on("GET", "/repos/{owner}/{repo}/collaborators")
def list_collaborators(world: GitHubWorld, request: Request) -> Answer:
    """Everybody with a role of their own."""
    repo = repository(world, request, "write")
    return paged(
        world,
        request,
        _assignable(world, repo),
        lambda user: _collaborator(world, user, world.role_of(repo, user)),
    )


@routes.on("GET", "/repos/{owner}/{repo}/assignees")
def list_assignees(world: GitHubWorld, request: Request) -> Answer:
    """Everybody whom an issue can be assigned to."""
    repo = repository(world, request)
    return paged(world, request, _assignable(world, repo), lambda user: user_json(world, user))


@routes.on("GET", "/repos/{owner}/{repo}/assignees/{login}")
def is_assignable(world: GitHubWorld, request: Request) -> Answer:
    """Whether somebody can be assigned: 204 or 404 (official description)."""
    repo = repository(world, request)
    if world.assignable(repo, request.params["login"]) is None:
        raise not_found()
    return Answer(204)


def _assignable(world: GitHubWorld, repo: Repository) -> list[User]:
    return [user for user in list(world.users.values()) if world.assignable(repo, user.login)]


def _collaborator(world: GitHubWorld, user: User, role: Role) -> dict[str, Any]:
    return {**user_json(world, user), "permissions": permissions_of(role), "role_name": role}
