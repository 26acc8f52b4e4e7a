"""Who may edit a task: its assignee, and those who may edit one of the projects that it is in.

Sources: developers.asana.com/reference/getmemberships (by `parent` and `member`; `access_level` is
admin, editor, commenter or viewer; the older `project_memberships` are deprecated in its favour);
help.asana.com, "Project permissions" (a commenter may comment, and no more; whoever is assigned a
task may edit it). Somebody who is there only as one of a team has no membership of their own: such
a person may command the tasks that are theirs.
"""

from collections.abc import Sequence

from syncd.model import TicketRef
from syncd.ports import Right
from syncd_asana.client import Action, Client, Outcome
from syncd_asana.records import Access, Person, Task
from syncd_asana.shape import project_gid
from syncd_asana.verdicts import ForbiddenError, MissingError

_WRITING = frozenset({"admin", "editor"})


def right_of(client: Client, ref: TicketRef, account: str) -> Right:
    """What somebody may do with a task, in one request."""
    if not account.isdecimal():
        return Right.READ
    project = project_gid(ref.project) if ref.project else ""
    actions = [Action("GET", f"/tasks/{ref.id}", fields="assignee.name")]
    if project:
        asked = {"parent": project, "member": account}
        actions.append(Action("GET", "/memberships", asked, "access_level,member.name"))
    if not client.is_introduced:
        actions.append(Action("GET", "/users/me", fields="name"))
    outcomes = client.batch(actions)
    if not client.is_introduced:
        client.introduce(outcomes.pop().page(Person).data)
    if account == client.me():
        return Right.OWN
    assigned = outcomes[0].page(Task).data.assignee
    works = (assigned is not None and assigned.gid == account) or any(
        each.access_level in _WRITING and each.member is not None and each.member.gid == account
        for each in _memberships(outcomes[1:])
    )
    return Right.WRITE if works else Right.READ


def _memberships(outcomes: Sequence[Outcome]) -> Sequence[Access]:
    """None where the account may not see who the members are."""
    try:
        return [access for each in outcomes for access in each.page(list[Access]).data]
    except (MissingError, ForbiddenError):
        return []
