"""Who asks, and what they may do.

Source: Cloud takes e-mail and API token by basic authentication
(developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis), Data Center a personal
access token as bearer; a request with bad credentials is 401 (official description, everywhere).
An issue or project that one may not browse is 404 like one that is not there (`getIssue`). The
account of whoever asks is in `X-AAccountId` on Cloud (v3 introduction) and `X-AUSERNAME` on Data
Center. Which status a missing right gets differs by operation and stands with each.
"""

import base64
import binascii
from dataclasses import dataclass

from syncd.testing.exchange import Request
from syncd.testing.jira.errors import no_project, not_found, refused
from syncd.testing.jira.records import Issue, Project, User
from syncd.testing.jira.world import JiraWorld

PERMISSIONS = {
    "BROWSE_PROJECTS": "Browse Projects",
    "CREATE_ISSUES": "Create Issues",
    "EDIT_ISSUES": "Edit Issues",
    "SCHEDULE_ISSUES": "Schedule Issues",
    "ASSIGN_ISSUES": "Assign Issues",
    "ASSIGNABLE_USER": "Assignable User",
    "TRANSITION_ISSUES": "Transition Issues",
    "LINK_ISSUES": "Link Issues",
    "ADD_COMMENTS": "Add Comments",
    "EDIT_OWN_COMMENTS": "Edit Own Comments",
    "EDIT_ALL_COMMENTS": "Edit All Comments",
    "DELETE_OWN_COMMENTS": "Delete Own Comments",
    "DELETE_ISSUES": "Delete Issues",
    "SET_ISSUE_SECURITY": "Set Issue Security",
    "ADMINISTER_PROJECTS": "Administer Projects",
    "ADMINISTER": "Administer Jira",
    "USER_PICKER": "Browse users and groups",
}
"""Keys and names; the last two are global."""

GLOBAL = frozenset({"ADMINISTER", "USER_PICKER"})


@dataclass(frozen=True)
class Asker:
    """The account behind a request, and the version of the API that it uses."""

    user: User
    version: str
    cloud: bool

    @property
    def adf(self) -> bool:
        """Whether long texts are documents: only in version 3."""
        return self.version == "3"


def asking(request: Request) -> Asker:
    """Who asks, as the simulator found it out."""
    asker: Asker = request.facts["asker"]
    return asker


def user_of(world: JiraWorld, request: Request) -> User:
    """The user whose credentials a request carries.

    Raises:
        RefusedError: there are none, or they are not good.
    """
    name, secret = _credentials(request.headers.get("authorization", ""))
    if secret and (account := world.tokens.get(secret)) is not None:
        return world.users[account]
    user = world.user_named(name or world.bot) if secret and world.open_door else None
    if user is None or not user.active:
        raise refused(401, "Client must be authenticated to access this resource.")
    return user


def may(world: JiraWorld, user: User, permission: str, project: Project | None = None) -> bool:
    """Whether somebody has a permission, in a project or all over the site."""
    place = 0 if project is None or permission in GLOBAL else project.id
    return permission not in world.denied.get((place, user.account_id), frozenset())


def can_see(world: JiraWorld, user: User, issue: Issue) -> bool:
    """Whether an issue is there for somebody."""
    return not issue.hidden and may(world, user, "BROWSE_PROJECTS", world.projects[issue.project])


def project_of(world: JiraWorld, request: Request, name: str) -> Project:
    """A project that the asker can browse.

    Raises:
        RefusedError: it is not there, or not for the asker.
    """
    project = world.project_named(name)
    if project is None or not may(world, asking(request).user, "BROWSE_PROJECTS", project):
        raise no_project(name)
    return project


def issue_of(world: JiraWorld, request: Request) -> Issue:
    """The issue that the path names, if the asker can see it.

    Raises:
        RefusedError: it is not there, or not for the asker.
    """
    issue = world.issue_named(request.params["issue"])
    if issue is None or not can_see(world, asking(request).user, issue):
        raise not_found()
    return issue


def demand(world: JiraWorld, request: Request, issue: Issue, permission: str, status: int) -> None:
    """Let nobody pass who lacks a permission.

    Raises:
        RefusedError: with the status that this operation has for it.
    """
    if not may(world, asking(request).user, permission, world.projects[issue.project]):
        name = PERMISSIONS[permission]
        raise refused(status, f"You do not have the permission '{name}' for this issue.")


def _credentials(header: str) -> tuple[str, str]:
    """A name, if there is one, and a secret."""
    kind, _, rest = header.partition(" ")
    if kind.casefold() == "bearer":
        return "", rest.strip()
    if kind.casefold() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(rest).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, secret
