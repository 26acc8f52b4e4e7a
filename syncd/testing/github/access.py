"""Who asks, and what they may do.

Source: an unknown or expired token is 401 `Bad credentials`, none at all where one is needed 401
`Requires authentication`, both before anything else is looked at (measured, see `errors`). A
private repository that one may not read is 404 (docs.github.com, troubleshooting the REST API).
That a write without the rights for it is 403, and its words, is from issue threads
(peter-evans/create-or-update-comment, gidgethub/gidgethub#129); for some operations the real API
is known to say 404 instead, which is not told apart here.
"""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import quote

from syncd.testing.exchange import Request
from syncd.testing.github.app import app_of_jwt, looks_like_jwt
from syncd.testing.github.errors import moved, not_found, refused
from syncd.testing.github.records import App, Installation, Repository, Role, Token, User, reaches
from syncd.testing.github.world import GitHubWorld

READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Asker:
    """The account behind a request; without one, nobody who is known."""

    account: str
    """What limits and entity tags are kept by."""
    user: User | None = None
    token: Token | None = None
    installation: Installation | None = None
    app: App | None = None
    """The app that an installation token or a JWT is of."""

    @property
    def app_id(self) -> int | None:
        """The app that acts, if it is an app that acts."""
        return self.app.id if self.installation is not None and self.app is not None else None


NOBODY = Asker("nobody")
"""Whoever has no token."""


def asking(request: Request) -> Asker:
    """Who asks, as `asker_of` found it."""
    asker: Asker = request.facts["asker"]
    return asker


def person(request: Request) -> User:
    """The user who asks.

    Raises:
        RefusedError: nobody does.
    """
    user = asking(request).user
    if user is None:
        raise refused(401, "Requires authentication")
    return user


def asker_of(world: GitHubWorld, request: Request) -> Asker:
    """Who asks, by the `Authorization` header.

    Raises:
        RefusedError: the token is not known, or has expired.
    """
    secret = _secret(request.headers.get("authorization", ""))
    if not secret:
        return NOBODY
    if looks_like_jwt(secret):
        signer = app_of_jwt(world, secret)
        return Asker(f"app {signer.id}", app=signer)
    token = world.tokens.get(secret)
    if token is None and world.open_door and not secret.startswith("ghs_"):
        token = Token(world.logins[world.bot_login.lower()])
    if token is None or (token.expires_at is not None and token.expires_at <= world.time()):
        raise refused(401, "Bad credentials")
    installation = world.installations.get(token.installation or 0)
    app = None if installation is None else world.apps[installation.app]
    account = f"installation {token.installation}" if installation else f"user {token.user}"
    return Asker(account, world.users[token.user], token, installation, app)


def role_in(world: GitHubWorld, repo: Repository, asker: Asker, part: str = "issues") -> Role:
    """What the asker may do; an app has permissions by `part` instead of a role."""
    if asker.installation is None:
        return world.role_of(repo, asker.user)
    lowest: Role = "none" if repo.private else "read"
    account, chosen = asker.installation.account, asker.installation.repos
    if account not in {None, repo.owner} or (chosen is not None and repo.id not in chosen):
        return lowest
    granted = dict(asker.app.permissions).get(part, "") if asker.app is not None else ""
    return {"write": "write", "read": "read", "admin": "admin"}.get(granted, lowest)  # type: ignore[return-value]


def repository(
    world: GitHubWorld, request: Request, needed: Role = "read", part: str = "issues"
) -> Repository:
    """The repository that the path names.

    Raises:
        RefusedError: it is not there, not for the asker, has moved, or may not be written to.
    """
    name = f"{request.params['owner']}/{request.params['repo']}"
    repo = world.repo_named(name)
    if repo is None:
        known = world.old_names.get(name.lower())
        if known is None:
            raise not_found()
        raise moved(_by_id(world, known, request), request.method)
    asker = asking(request)
    role = role_in(world, repo, asker, part)
    if not reaches(role, "read"):
        raise not_found()
    if request.method not in READING:
        person(request)
        if repo.archived:
            raise refused(403, "Repository was archived so is read-only.")
    if not reaches(role, needed):
        raise denied(asker)
    return repo


def denied(asker: Asker) -> Exception:
    """Reading is allowed, this is not."""
    if asker.installation is not None:
        return refused(403, "Resource not accessible by integration")
    return refused(403, "Must have admin rights to Repository.")


def may(world: GitHubWorld, request: Request, repo: Repository, needed: Role) -> bool:
    """Whether the asker's role reaches as far as that."""
    return reaches(role_in(world, repo, asking(request)), needed)


def path_of(world: GitHubWorld, path: str) -> str:
    """The same path with the repository's present name, if it names it by id.

    Raises:
        RefusedError: there is no repository of that id.
    """
    parts = path.split("/", 3)
    if len(parts) < 3 or parts[1] != "repositories":
        return path
    repo = world.repos.get(int(parts[2])) if parts[2].isdecimal() else None
    if repo is None:
        raise not_found()
    rest = f"/{parts[3]}" if len(parts) > 3 else ""
    return f"/repos/{quote(world.full_name(repo))}{rest}"


def _by_id(world: GitHubWorld, repo: int, request: Request) -> str:
    rest = request.path.split("/", 4)[4:]
    query = f"?{request.query_string}" if request.query_string else ""
    return world.api + "/".join([f"/repositories/{repo}", *rest]) + query


def _secret(header: str) -> str:
    kind, _, rest = header.partition(" ")
    rest = rest.strip()
    if kind.lower() != "basic":
        return rest if kind.lower() in {"token", "bearer"} else ""
    try:
        return base64.b64decode(rest).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
