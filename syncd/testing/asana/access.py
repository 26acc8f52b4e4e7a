"""Who asks, and what they may see and do.

Source: the page on errors (401 without a token), the declared answers of each operation (403 what
is there but not for the asker, 404 what is not there), and `TaskBase.external`, which only tokens
of OAuth apps may use. That a commenter may do no more than comment is from
help.asana.com, project permissions. The words of 403 are in `errors`.
"""

from dataclasses import dataclass

from syncd.testing.asana.errors import no_access, no_id, refused, unknown
from syncd.testing.asana.records import Project, Task, Token
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Request


@dataclass(frozen=True)
class Asker:
    """The user behind a request, the token that limits are kept by, and the app if there is one."""

    user: str
    token: str
    app: str | None = None


def asking(request: Request) -> Asker:
    """Who asks, as `asker_of` found it."""
    asker: Asker = request.facts["asker"]
    return asker


def asker_of(world: AsanaWorld, request: Request) -> Asker:
    """Who asks, by the `Authorization` header.

    Raises:
        RefusedError: nobody does, or nobody that is known.
    """
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    secret = secret.strip()
    known = world.tokens.get(secret)
    if known is None and world.open_door and secret:
        known = Token(world.bot)
    if kind.casefold() != "bearer" or known is None:
        raise refused(401)
    return Asker(known.user, secret, known.app)


def project_at(
    world: AsanaWorld, asker: Asker, gid: str, *, name: str = "project", to_write: bool = False
) -> Project:
    """A project that the asker may read, or write to.

    Raises:
        RefusedError: it is not there, or not for the asker.
    """
    if not gid.isdecimal():
        raise no_id(name, gid)
    project = world.project(gid)
    if project is None:
        raise unknown(name, gid)
    level = world.level(asker.user, gid)
    if level == "none" or (to_write and level != "editor"):
        raise no_access("project")
    return project


def task_at(
    world: AsanaWorld,
    asker: Asker,
    gid: str,
    *,
    name: str = "task",
    to_write: bool = False,
    to_comment: bool = False,
) -> Task:
    """A task that the asker may read, comment on, or write to.

    Raises:
        RefusedError: it is not there, or not for the asker.
    """
    if gid.startswith("external:") and asker.app is not None:
        gid = _by_external(world, asker.app, gid.removeprefix("external:"))
    if not gid.isdecimal():
        raise no_id(name, gid)
    task = world.task(gid)
    if task is None:
        raise unknown(name, gid)
    level = world.level_at(asker.user, task)
    if level == "none":
        raise no_access("task")
    if level != "editor" and to_write and not to_comment:
        raise no_access("task")
    return task


def workspace_at(world: AsanaWorld, asker: Asker, gid: str) -> str:
    """A workspace that the asker is in.

    Raises:
        RefusedError: it is not there, or not for the asker.
    """
    if not gid.isdecimal():
        raise no_id("workspace", gid)
    if gid not in world.workspaces:
        raise unknown("workspace", gid)
    if gid not in world.users[asker.user].workspaces:
        raise no_access("workspace")
    return gid


def _by_external(world: AsanaWorld, app: str, external: str) -> str:
    for (owner, task), held in world.external.items():
        if owner == app and held.get("gid") == external:
            return task
    raise unknown("task", f"external:{external}")
