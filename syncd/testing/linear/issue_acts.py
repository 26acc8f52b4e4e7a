"""What can be done to issues, by the API and by people alike.

Sources: the official SDL (`IssueCreateInput`, `IssueUpdateInput`: added and removed labels, moving
by `teamId`, `trashed`), linear.app/developers/graphql (first states), and the error reports named
in `errors`. Setting a label does move `updatedAt` (coalesce-labs/catalyst#3445); writing what is
there already does not, as far as this simulator goes.

Not known: what becomes of a team's labels when an issue moves to another team. Here labels of the
same name there, or of the workspace, take their place, and the others go.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from syncd.testing.linear.errors import bad_argument, conflict, not_found, refused
from syncd.testing.linear.markdown import stored
from syncd.testing.linear.records import Issue, Label, State, Team
from syncd.testing.linear.webhooks import announce_issue
from syncd.testing.linear.world import UUID, LinearWorld

_DISCREPANCY = "Discrepancy between issue team and state, cycle or project."
_PLAIN = {"title": "title", "priority": "priority", "estimate": "estimate", "dueDate": "due_date"}


def create(world: LinearWorld, actor: str, wanted: Mapping[str, Any]) -> Issue:
    """Make an issue; an id that the client chose must be new."""
    team = visible_team(world, wanted["teamId"])
    id_ = chosen_id(world, "Issue", wanted.get("id"), world.issues)
    template = _template(world, wanted.get("templateId"))
    title = (wanted.get("title") or "").strip()
    if not title:
        raise bad_argument("title", "isNotEmpty", "title should not be empty")
    now = world.time()
    number = world.numbers[team.id] + 1
    world.numbers[team.id] = number
    text = stored(wanted.get("description") or (template.description if template else ""))
    made = Issue(
        id=id_,
        team=team.id,
        number=number,
        title=title,
        state=world.first_state(team).id,
        created_at=wanted.get("createdAt") or now,
        updated_at=now,
        creator=actor,
        description=text or None,
        last_applied_template=template.id if template else None,
    )
    made = _in_state(world, made, _state(world, team, wanted.get("stateId"), made.state))
    made = _with_fields(world, made, wanted)
    made = replace(made, labels=_labels(world, team, wanted.get("labelIds") or ()))
    world.issues[made.id] = made
    world.identifiers[world.identifier(made)] = made.id
    announce_issue(world, actor, "create", made)
    return made


def update(world: LinearWorld, actor: str, issue: Issue, wanted: Mapping[str, Any]) -> Issue:
    """Change what the input names."""
    changed = issue
    if wanted.get("teamId") and wanted["teamId"] != issue.team:
        changed = _moved(world, changed, visible_team(world, wanted["teamId"]))
    team = world.teams[changed.team]
    if wanted.get("stateId"):
        changed = _in_state(world, changed, _state(world, team, wanted["stateId"], changed.state))
    changed = _with_fields(world, changed, wanted)
    changed = replace(changed, labels=_labels_after(world, team, changed.labels, wanted))
    if "trashed" in wanted:
        changed = _trashed(world, changed, bool(wanted["trashed"]))
    return _stored(world, actor, issue, changed)


def archive(world: LinearWorld, actor: str, issue: Issue, *, trash: bool) -> Issue:
    """Put an issue away; one that is trashed is gone after 30 days."""
    changed = replace(issue, archived_at=issue.archived_at or world.time())
    return _stored(world, actor, issue, replace(changed, trashed=trash or issue.trashed))


def unarchive(world: LinearWorld, actor: str, issue: Issue) -> Issue:
    """Take an issue back, out of the bin too."""
    return _stored(world, actor, issue, replace(issue, archived_at=None, trashed=None))


def purge(world: LinearWorld, actor: str, issue: Issue) -> None:
    """Delete an issue for good, with everything on it."""
    announce_issue(world, actor, "remove", issue)
    for comment in world.threads.get(issue.id, ()):
        del world.comments[comment]
        world.spent[comment] = "Comment"
    for link in world.attached.get(issue.id, ()):
        del world.attachments[link]
    for name in [name for name, id_ in world.identifiers.items() if id_ == issue.id]:
        del world.identifiers[name]
    del world.issues[issue.id]
    world.spent[issue.id] = "Issue"


def visible_team(world: LinearWorld, id_: str) -> Team:
    """A team by id that the token can see."""
    team = world.teams.get(id_)
    if team is None or not world.is_visible(team):
        raise not_found("Team")
    return team


def chosen_id(world: LinearWorld, entity: str, id_: str | None, taken: Iterable[str]) -> str:
    """The id of something new, which the client may have chosen."""
    if id_ is None:
        return world.fresh_id()
    if not UUID.fullmatch(id_):
        raise bad_argument("id", "isUuid", "id must be a UUID")
    if id_ in taken or id_ in world.spent:
        raise conflict(entity, id_)
    return id_


def _stored(world: LinearWorld, actor: str, before: Issue, after: Issue) -> Issue:
    after = world.put_issue(after)
    if after != before:
        world.identifiers[world.identifier(after)] = after.id
        announce_issue(world, actor, "update", after, before)
    return after


def _with_fields(world: LinearWorld, issue: Issue, wanted: Mapping[str, Any]) -> Issue:
    changes: dict[str, Any] = {
        attribute: wanted[name] for name, attribute in _PLAIN.items() if name in wanted
    }
    if "title" in changes and not (changes["title"] or "").strip():
        raise bad_argument("title", "isNotEmpty", "title should not be empty")
    if "priority" in changes:
        changes["priority"] = changes["priority"] or 0
        if changes["priority"] not in range(5):
            raise bad_argument("priority", "max", "priority must not be greater than 4")
    if changes.get("due_date"):
        changes["due_date"] = _day(changes["due_date"])
    if "description" in wanted and (issue.description or "") != wanted["description"]:
        changes["description"] = stored(wanted["description"] or "") or None
    if "assigneeId" in wanted:
        changes["assignee"] = _assignee(world, issue.team, wanted["assigneeId"])
    if "parentId" in wanted:
        changes["parent"] = _parent(world, wanted["parentId"])
    changes |= _project(world, issue, wanted)
    return replace(issue, **changes)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise bad_argument("dueDate", "isDate", "dueDate must be a date") from error


def _assignee(world: LinearWorld, team: str, id_: str | None) -> str | None:
    if id_ is None:
        return None
    user = world.users.get(id_)
    if user is None:
        raise not_found("User")
    members = world.teams[team].members
    if not user.active or not user.is_assignable or (members is not None and id_ not in members):
        told = "The assignee has no access to the team of the issue."
        raise refused("assigneeId not allowed", told)
    return id_


def _parent(world: LinearWorld, name: str | None) -> str | None:
    if name is None:
        return None
    parent = world.issue_named(name)
    if parent is None:
        raise not_found("Issue")
    return parent.id


def _project(world: LinearWorld, issue: Issue, wanted: Mapping[str, Any]) -> dict[str, str | None]:
    changes: dict[str, str | None] = {}
    if "projectId" in wanted:
        project = world.projects.get(wanted["projectId"]) if wanted["projectId"] else None
        if wanted["projectId"] and project is None:
            raise not_found("Project")
        if project is not None and issue.team not in project.teams:
            raise refused("Invalid input", _DISCREPANCY)
        changes["project"] = project.id if project else None
    if "projectMilestoneId" in wanted:
        milestone = world.milestones.get(wanted["projectMilestoneId"] or "")
        if wanted["projectMilestoneId"] and milestone is None:
            raise not_found("ProjectMilestone")
        if milestone and milestone.project != changes.get("project", issue.project):
            raise refused("Invalid input", _DISCREPANCY)
        changes["project_milestone"] = milestone.id if milestone else None
    return changes


def _template(world: LinearWorld, id_: str | None) -> Any:
    if id_ is None:
        return None
    if id_ not in world.templates:
        raise not_found("Template")
    return world.templates[id_]


def _state(world: LinearWorld, team: Team, id_: str | None, default: str) -> State:
    state = world.states.get(id_ or default)
    if state is None:
        raise not_found("WorkflowState")
    if state.team != team.id:
        raise refused("Invalid input", _DISCREPANCY)
    return state


def _in_state(world: LinearWorld, issue: Issue, state: State) -> Issue:
    """Any state can follow any other; the times tell what kind it is."""
    now = world.time()
    done, dropped = state.type == "completed", state.type in {"canceled", "duplicate"}
    started = issue.started_at or (now if state.type in {"started", "completed"} else None)
    return replace(
        issue,
        state=state.id,
        started_at=started,
        completed_at=(issue.completed_at or now) if done else None,
        canceled_at=(issue.canceled_at or now) if dropped else None,
    )


def _labels(world: LinearWorld, team: Team, ids: Sequence[str]) -> tuple[str, ...]:
    """Labels as they can be together on an issue of that team."""
    groups: dict[str, Label] = {}
    for id_ in dict.fromkeys(ids):
        label = world.labels.get(id_)
        if label is None:
            raise not_found("IssueLabel")
        if label.team not in {None, team.id}:
            told = f"The label '{label.name}' is not associated with the same team as the issue."
            raise refused("labelIds for incorrect team", told)
        if label.is_group:
            raise refused("labelIds contain a group", f"The label '{label.name}' is a group.")
        if label.retired_at:
            raise refused("labelIds contain a retired label", f"'{label.name}' is retired.")
        if label.parent and groups.setdefault(label.parent, label) != label:
            told = "Only one label in a group can be applied."
            raise refused("labelIds not exclusive child labels", told)
    return tuple(dict.fromkeys(ids))


def _labels_after(
    world: LinearWorld, team: Team, labels: tuple[str, ...], wanted: Mapping[str, Any]
) -> tuple[str, ...]:
    ids = list(labels if wanted.get("labelIds") is None else wanted["labelIds"])
    removed = set(wanted.get("removedLabelIds") or ())
    added = list(wanted.get("addedLabelIds") or ())
    after = [*(each for each in ids if each not in removed), *added]
    return labels if after == list(labels) else _labels(world, team, after)


def _moved(world: LinearWorld, issue: Issue, team: Team) -> Issue:
    """In another team an issue has another number, and keeps the old one beside it."""
    before = world.states[issue.state]
    states = world.states_of(team.id)
    state = next((each for each in states if each.type == before.type), world.first_state(team))
    number = world.numbers[team.id] + 1
    world.numbers[team.id] = number
    usable = {
        label.name.casefold(): label.id
        for label in world.labels.values()
        if label.team in {None, team.id}
    }
    names = [world.labels[each].name.casefold() for each in issue.labels]
    return replace(
        issue,
        team=team.id,
        number=number,
        state=state.id,
        labels=tuple(usable[name] for name in names if name in usable),
        previous_identifiers=(*issue.previous_identifiers, world.identifier(issue)),
        project=None,
        project_milestone=None,
    )


def _trashed(world: LinearWorld, issue: Issue, trashed: bool) -> Issue:
    if trashed:
        return replace(issue, trashed=True, archived_at=issue.archived_at or world.time())
    return replace(issue, trashed=None, archived_at=None)
