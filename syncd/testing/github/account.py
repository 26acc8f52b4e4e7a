"""What is about the asker and not about a repository: app, installation, limits, meta.

Source: `apps/*`, `rate-limit/get`, `meta/get` of the official description. `GET /rate_limit`
costs nothing.
"""

from typing import Any

from syncd.testing.exchange import Answer, Request
from syncd.testing.github import app as apps
from syncd.testing.github.access import asking, role_in
from syncd.testing.github.errors import object_in, refused
from syncd.testing.github.issue_json import app_json
from syncd.testing.github.paging import links, page_number, size_of
from syncd.testing.github.people import user_json
from syncd.testing.github.records import App, Installation, Repository, reaches
from syncd.testing.github.repositories import repository_json
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()


@routes.on("GET", "/rate_limit")
def rate_limit(_: GitHubWorld, request: Request) -> dict[str, Any]:
    """What is left of every budget, as the simulator put it into the request."""
    resources = request.facts["limits"]
    return {"resources": resources, "rate": resources["core"]}


@routes.on("GET", "/meta")
def meta(_: GitHubWorld, __: Request) -> dict[str, Any]:
    """About the server; PyGithub and others look here whether it is GitHub Enterprise."""
    return {"verifiable_password_authentication": False}


@routes.on("GET", "/app")
def get_app(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """The app of the JWT."""
    app = _signed(request)
    return {**(app_json(world, app.id) or {}), "installations_count": len(_of(world, app))}


@routes.on("GET", "/app/installations")
def list_installations(world: GitHubWorld, request: Request) -> list[dict[str, Any]]:
    """Where the app is installed."""
    return [_installation(world, one) for one in _of(world, _signed(request))]


@routes.on("GET", "/app/installations/{id}")
def get_installation(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """One installation."""
    return _installation(world, _asked(world, request))


@routes.on("GET", "/repos/{owner}/{repo}/installation")
def installation_of_repository(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """The installation of the app that covers a repository."""
    app = _signed(request)
    repo = world.repo_named(f"{request.params['owner']}/{request.params['repo']}")
    if repo is not None and world.open_door and not _of(world, app):
        apps.installed(world, app, 1)
    for one in _of(world, app):
        if repo is not None and _covers(one, repo):
            return _installation(world, one)
    raise refused(404, "Not Found")


@routes.on("POST", "/app/installations/{id}/access_tokens")
def create_token(world: GitHubWorld, request: Request) -> Answer:
    """A token that acts for the installation for one hour."""
    one, app = _asked(world, request), _signed(request)
    object_in(request)
    name, token = apps.new_token(world, app, one, world.next_id())
    body = {
        "token": name,
        "expires_at": token.expires_at,
        "permissions": dict(app.permissions),
        "repository_selection": "all" if one.repos is None else "selected",
    }
    return Answer(201, body)


@routes.on("GET", "/installation/repositories")
def list_repositories(world: GitHubWorld, request: Request) -> Answer:
    """What the token of an installation reaches."""
    asker = asking(request)
    if asker.installation is None:
        raise refused(403, "You must authenticate with an installation access token.")
    one = asker.installation
    found = [
        repo
        for repo in world.repos.values()
        if _covers(one, repo) and reaches(role_in(world, repo, asker, "metadata"), "read")
    ]
    size, page = size_of(world, request), page_number(request)
    body = {
        "total_count": len(found),
        "repository_selection": "all" if one.repos is None else "selected",
        "repositories": [
            repository_json(world, repo, asker) for repo in found[(page - 1) * size : page * size]
        ],
    }
    return Answer(200, body, links(world, request, page, -(-len(found) // size)))


def _signed(request: Request) -> App:
    asker = asking(request)
    if asker.app is None or asker.installation is not None:
        raise refused(401, "A JSON web token could not be decoded")
    return asker.app


def _asked(world: GitHubWorld, request: Request) -> Installation:
    number = request.params["id"]
    return apps.installed(world, _signed(request), int(number) if number.isdecimal() else 0)


def _of(world: GitHubWorld, app: App) -> list[Installation]:
    return [one for one in world.installations.values() if one.app == app.id]


def _covers(one: Installation, repo: Repository) -> bool:
    return one.account in {None, repo.owner} and (one.repos is None or repo.id in one.repos)


def _installation(world: GitHubWorld, one: Installation) -> dict[str, Any]:
    app = world.apps[one.app]
    account = one.account if one.account is not None else app.owner
    return {
        "id": one.id,
        "account": user_json(world, account),
        "access_tokens_url": f"{world.api}/app/installations/{one.id}/access_tokens",
        "repositories_url": f"{world.api}/installation/repositories",
        "html_url": f"{world.html_base}/settings/installations/{one.id}",
        "app_id": app.id,
        "app_slug": app.slug,
        "target_id": account,
        "target_type": world.users[account].type,
        "permissions": dict(app.permissions),
        "events": ["issues", "issue_comment"],
        "repository_selection": "all" if one.repos is None else "selected",
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "created_at": one.created_at,
        "updated_at": one.created_at,
        "suspended_by": None,
        "suspended_at": None,
    }
