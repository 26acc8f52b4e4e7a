"""What can be done to an issue, by whomever: each act leaves its changelog and its webhook.

Not confirmed: whether writing a property, or editing or deleting a comment, is an update of the
issue (`updated`). Here adding and editing a comment is, deleting one and writing a property is
not: an adapter has to get along with both. Adding a remote link is an update here, and has an
entry in the changelog.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any

from syncd.testing.jira.issue_json import comment_json
from syncd.testing.jira.records import Change, Comment, Issue, Project, RemoteLink, Text
from syncd.testing.jira.site import PRIORITIES, RESOLUTIONS, STATUSES
from syncd.testing.jira.webhooks import announce, site_asker
from syncd.testing.jira.world import JiraWorld

_LOGGED = {
    "summary": "summary",
    "description": "description",
    "status": "status",
    "priority": "priority",
    "resolution": "resolution",
    "assignee": "assignee",
    "reporter": "reporter",
    "labels": "labels",
    "due": "duedate",
    "components": "Component",
}
_NAMES: Mapping[str, Mapping[str, str]] = {"priority": PRIORITIES, "resolution": RESOLUTIONS}


def create(
    world: JiraWorld, actor: str, project: Project, type_id: str, changes: Mapping[str, Any]
) -> Issue:
    """A new issue, in the first status of its project's workflow."""
    now = world.now()
    issue = Issue(
        id=world.fresh_id(),
        project=project.id,
        key=world.next_key(project),
        type=type_id,
        summary="",
        status=world.workflow_of(project.id).statuses[0],
        reporter=actor,
        creator=actor,
        created=now,
        updated=now,
        moved_category=now,
    )
    issue = replace(issue, **changes)
    world.issues[issue.id] = issue
    world.keys[issue.key] = issue.id
    announce(world, actor, "jira:issue_created", issue, _named("issue_created"))
    return issue


def edit(world: JiraWorld, actor: str, issue: Issue, changes: Mapping[str, Any]) -> Issue:
    """Other values; an edit that changes nothing is none."""
    items = [
        item
        for each in fields_of(issue)
        if each.name in changes
        for item in _item(world, each.name, getattr(issue, each.name), changes[each.name])
    ]
    custom = changes.get("custom", issue.custom)
    for name in sorted({*custom, *issue.custom}):
        items += _item(world, name, issue.custom.get(name), custom.get(name))
    if not items:
        return issue
    now = world.now()
    more: dict[str, Any] = {}
    if "status" in changes:
        was, is_now = STATUSES[issue.status].category, STATUSES[changes["status"]].category
        more["moved_category"] = now if was != is_now else issue.moved_category
    if "resolution" in changes and changes["resolution"] != issue.resolution:
        more["resolved"] = now if changes["resolution"] else None
    changed = replace(issue, **changes, **more, updated=now)
    world.issues[issue.id] = changed
    log(world, actor, changed, items)
    return changed


def log(world: JiraWorld, actor: str, issue: Issue, items: Iterable[Mapping[str, Any]]) -> None:
    """An entry in the changelog, and its webhook."""
    change = Change(world.fresh_id(), actor, world.now(), tuple(items))
    world.histories[issue.id] = (*world.histories.get(issue.id, ()), change)
    announce(
        world,
        actor,
        "jira:issue_updated",
        issue,
        lambda: {
            "issue_event_type_name": "issue_generic",
            "changelog": {"id": str(change.id), "items": list(change.items)},
        },
    )


def move(world: JiraWorld, actor: str, issue: Issue, target: Project) -> Issue:
    """Into another project: a new key, the same id, and the old key leads on."""
    key = world.next_key(target)
    status = issue.status
    if status not in world.workflow_of(target.id).statuses:
        status = world.workflow_of(target.id).statuses[0]
    moved = replace(issue, project=target.id, key=key, status=status, updated=world.now())
    world.issues[issue.id] = moved
    world.keys[key] = issue.id
    old = world.projects[issue.project]
    log(
        world,
        actor,
        moved,
        [
            _entry("project", str(old.id), old.name, str(target.id), target.name),
            _entry("Key", None, issue.key, None, key),
        ],
    )
    return moved


def delete(world: JiraWorld, actor: str, issue: Issue) -> None:
    """Gone for good, with everything on it."""
    announce(world, actor, "jira:issue_deleted", issue)
    for comment in world.threads.pop(issue.id, ()):
        del world.comments[comment]
    world.properties.pop(issue.id, None)
    world.remote_links.pop(issue.id, None)
    del world.issues[issue.id]


def add_comment(
    world: JiraWorld,
    actor: str,
    issue: Issue,
    body: Text,
    properties: Mapping[str, Any] | None = None,
    visibility: Mapping[str, str] | None = None,
) -> Comment:
    """Say something."""
    now = world.now()
    comment = Comment(
        world.fresh_id(), issue.id, actor, body, now, now, actor, properties or {}, visibility
    )
    world.comments[comment.id] = comment
    world.threads[issue.id] = (*world.threads.get(issue.id, ()), comment.id)
    _touch(world, issue)
    _announce_comment(world, actor, comment, "comment_created")
    return comment


def edit_comment(
    world: JiraWorld,
    actor: str,
    comment: Comment,
    body: Text,
    properties: Mapping[str, Any] | None = None,
) -> Comment:
    """Other words, and other properties where some are given."""
    changed = replace(
        comment,
        body=body,
        updated=world.now(),
        update_author=actor,
        properties=comment.properties if properties is None else properties,
    )
    world.comments[comment.id] = changed
    _touch(world, world.issues[comment.issue])
    _announce_comment(world, actor, changed, "comment_updated")
    return changed


def delete_comment(world: JiraWorld, actor: str, comment: Comment) -> None:
    """It was never said."""
    _announce_comment(world, actor, comment, "comment_deleted")
    thread = world.threads.get(comment.issue, ())
    world.threads[comment.issue] = tuple(each for each in thread if each != comment.id)
    del world.comments[comment.id]


def set_property(world: JiraWorld, actor: str, issue: Issue, key: str, value: Any) -> bool:
    """Write a property; whether it is a new one."""
    known = world.properties.get(issue.id, {})
    world.properties[issue.id] = {**known, key: value}
    announce(
        world,
        actor,
        "issue_property_set",
        issue,
        lambda: {"property": {"key": key, "value": value}},
    )
    return key not in known


def delete_property(world: JiraWorld, actor: str, issue: Issue, key: str) -> None:
    """Take a property off."""
    known = world.properties.get(issue.id, {})
    world.properties[issue.id] = {name: value for name, value in known.items() if name != key}
    announce(world, actor, "issue_property_deleted", issue, lambda: {"property": {"key": key}})


def put_link(
    world: JiraWorld, actor: str, issue: Issue, global_id: str | None, body: Mapping[str, Any]
) -> tuple[RemoteLink, bool]:
    """Make a remote link, or replace the one of the same global id; whether it is a new one."""
    known = world.remote_links.get(issue.id, ())
    same = next((each for each in known if global_id and each.global_id == global_id), None)
    link = RemoteLink(same.id if same else world.fresh_id(), global_id, body)
    others = [link if each is same else each for each in known]
    world.remote_links[issue.id] = tuple(others if same else [*known, link])
    if same is None:
        issue = _touch(world, issue)
        words = f'This issue links to "{body["object"]["title"]}"'
        log(world, actor, issue, [_entry("RemoteWorkItemLink", None, None, str(link.id), words)])
    return link, same is None


def _touch(world: JiraWorld, issue: Issue) -> Issue:
    world.issues[issue.id] = replace(world.issues[issue.id], updated=world.now())
    return world.issues[issue.id]


def _announce_comment(world: JiraWorld, actor: str, comment: Comment, event: str) -> None:
    announce(
        world,
        actor,
        event,
        world.issues[comment.issue],
        lambda: {"comment": comment_json(world, site_asker(world, actor), comment)},
    )


def _named(event: str) -> Any:
    return lambda: {"issue_event_type_name": event}


def _item(world: JiraWorld, name: str, was: Any, is_now: Any) -> list[Mapping[str, str | None]]:
    if was == is_now or name == "custom":
        return []
    if name in {"assignee", "reporter"}:
        shown = [world.users[each].display_name if each else None for each in (was, is_now)]
        return [_entry(name, was, shown[0], is_now, shown[1])]
    if name == "status":
        return [_entry(name, was, STATUSES[was].name, is_now, STATUSES[is_now].name)]
    names = _NAMES.get(name)
    if names is not None:
        return [_entry(name, was, names.get(was), is_now, names.get(is_now))]
    return [_entry(_LOGGED.get(name, name), None, _said(was), None, _said(is_now))]


def _entry(
    field: str, was: str | None, was_said: str | None, is_now: str | None, said: str | None
) -> Mapping[str, str | None]:
    custom = field.startswith("customfield_")
    return {
        "field": field,
        "fieldtype": "custom" if custom else "jira",
        "fieldId": field,
        "from": was,
        "fromString": was_said,
        "to": is_now,
        "toString": said,
    }


def _said(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Text):
        return str(value.value)
    return " ".join(value) if isinstance(value, tuple) else str(value)
