"""Who may edit an issue, as GitHub tells of a repository.

Whoever may triage counts, since that is enough to label, assign, close and reopen (docs.github.com,
"Repository roles for an organization").

Source: GitHub REST description, `repos/get-collaborator-permission-level`: `permission` is admin,
write, read or none, and shows triage as read; `role_name` and the permissions of `user` tell more,
also of a role that an organization made itself; 404 is a login that nobody has. GitHub answers it
to whoever may push to the repository, and refuses it (403) to others (yegor256/rultor#1407).
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from syncd.ports import Right
from syncd_github.client import Client
from syncd_github.speakers import Speakers

_WRITING = frozenset({"admin", "maintain", "write", "triage"})
_PERMISSIONS = ("admin", "maintain", "push", "triage")


def right_of(client: Client, speakers: Speakers, project: str, account: str) -> Right:
    """What somebody may do with the issues of a repository."""
    if not account:
        return Right.READ
    if speakers.is_me(account):
        return Right.OWN
    path = f"/repos/{project}/collaborators/{quote(account, safe='')}/permission"
    answer = client.send("GET", path, expected={404})
    return Right.WRITE if answer.status != 404 and _may_write(answer.data) else Right.READ


def _may_write(told: Mapping[str, Any]) -> bool:
    spelled = (told.get("user") or {}).get("permissions") or {}
    if any(spelled.get(name) for name in _PERMISSIONS):
        return True
    return bool(_WRITING & {told.get("permission"), told.get("role_name")})
