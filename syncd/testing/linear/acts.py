"""What can be done to comments, links and labels, by the API and by people alike.

Sources: the official SDL; linear.app/developers/attachments (a second link with the same address
on the same issue updates the first; jlevy/tbd saw the same id come back, and any URL scheme
taken); BuildDownAI/AI-Implement#31 and linear/linear#159 (names of labels are unique whatever
their case, and one of the workspace shuts out one of a team); coalesce-labs/catalyst#2651 (the
parent of a label has to be a group).

Not known: whether the id of a deleted comment is free again (here it is not), and what an `id`
does in `attachmentCreate` when the address is there already (here the address decides).
`metadata` takes strings and numbers, as documented; nested values, which the live service was
seen to take, are refused here, so that nobody builds on them.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from syncd.testing.linear.errors import bad_argument, forbidden, not_found, refused
from syncd.testing.linear.issue_acts import chosen_id, visible_team
from syncd.testing.linear.markdown import stored
from syncd.testing.linear.records import Attachment, Comment, Issue, Label
from syncd.testing.linear.webhooks import announce
from syncd.testing.linear.world import LinearWorld

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def add_comment(world: LinearWorld, actor: str, issue: Issue, wanted: Mapping[str, Any]) -> Comment:
    """Say something."""
    id_ = chosen_id(world, "Comment", wanted.get("id"), world.comments)
    body = stored(wanted.get("body") or "")
    if not body:
        raise bad_argument("body", "isNotEmpty", "body should not be empty")
    now = world.time()
    comment = Comment(id_, issue.id, body, wanted.get("createdAt") or now, now, actor)
    world.comments[id_] = comment
    world.threads[issue.id] = (*world.threads.get(issue.id, ()), id_)
    if world.comments_touch_issues:
        world.touch(issue.id)
    announce(world, actor, "Comment", "create", comment)
    return comment


def edit_comment(
    world: LinearWorld, actor: str, comment: Comment, body: str, *, silently: bool = False
) -> Comment:
    """Other words, by whoever wrote the comment."""
    if comment.user != actor:
        raise forbidden("You can only edit your own comments.")
    text = stored(body)
    if not text:
        raise bad_argument("body", "isNotEmpty", "body should not be empty")
    if text == comment.body:
        return comment
    now = world.time()
    changed = replace(comment, body=text, updated_at=now)
    world.comments[comment.id] = changed if silently else replace(changed, edited_at=now)
    announce(world, actor, "Comment", "update", world.comments[comment.id], comment)
    return world.comments[comment.id]


def delete_comment(world: LinearWorld, actor: str, comment: Comment) -> None:
    """It was never said."""
    if comment.user != actor and not world.users[actor].admin:
        raise forbidden("You can only delete your own comments.")
    kept = tuple(each for each in world.threads[comment.issue] if each != comment.id)
    world.threads[comment.issue] = kept
    del world.comments[comment.id]
    world.spent[comment.id] = "Comment"
    announce(world, actor, "Comment", "remove", comment)


def attach(world: LinearWorld, actor: str, issue: Issue, wanted: Mapping[str, Any]) -> Attachment:
    """Put a link on an issue, or update the one with the same address."""
    url = wanted["url"]
    if not _URL.fullmatch(url):
        raise bad_argument("url", "isUrl", "url must be a URL")
    metadata = _metadata(wanted.get("metadata") or {})
    for known in world.attachments_of(issue.id):
        if known.url == url:
            return edit_attachment(world, actor, known, {**wanted, "metadata": metadata})
    now = world.time()
    link = Attachment(
        id=chosen_id(world, "Attachment", wanted.get("id"), world.attachments),
        issue=issue.id,
        url=url,
        title=wanted["title"],
        created_at=now,
        updated_at=now,
        creator=actor,
        subtitle=wanted.get("subtitle"),
        metadata=metadata,
        group_by_source=bool(wanted.get("groupBySource")),
    )
    world.attachments[link.id] = link
    world.attached[issue.id] = (*world.attached.get(issue.id, ()), link.id)
    if world.attachments_touch_issues:
        world.touch(issue.id)
    announce(world, actor, "Attachment", "create", link)
    return link


def edit_attachment(
    world: LinearWorld, actor: str, link: Attachment, wanted: Mapping[str, Any]
) -> Attachment:
    """Change a link; its metadata are replaced as a whole, its address stays."""
    changes: dict[str, Any] = {"title": wanted["title"]}
    if "subtitle" in wanted:
        changes["subtitle"] = wanted["subtitle"]
    if wanted.get("metadata") is not None:
        changes["metadata"] = _metadata(wanted["metadata"])
    changed = replace(link, **changes)
    if changed == link:
        return link
    world.attachments[link.id] = replace(changed, updated_at=world.time())
    if world.attachments_touch_issues:
        world.touch(link.issue)
    announce(world, actor, "Attachment", "update", world.attachments[link.id], link)
    return world.attachments[link.id]


def detach(world: LinearWorld, actor: str, link: Attachment) -> None:
    """Take a link off."""
    kept = tuple(each for each in world.attached[link.issue] if each != link.id)
    world.attached[link.issue] = kept
    del world.attachments[link.id]
    if world.attachments_touch_issues:
        world.touch(link.issue)
    announce(world, actor, "Attachment", "remove", link)


def add_label(
    world: LinearWorld, actor: str, wanted: Mapping[str, Any], *, replace_team_labels: bool = False
) -> Label:
    """Make a label for a team, or for the workspace."""
    team = visible_team(world, wanted["teamId"]).id if wanted.get("teamId") else None
    if ("team" if team else "workspace") not in world.label_rights:
        raise forbidden("You don't have permission to manage labels here.")
    name = wanted["name"].strip()
    if not name:
        raise bad_argument("name", "isNotEmpty", "name should not be empty")
    rivals = _labels_called(world, name, team)
    if rivals and not (replace_team_labels and team is None and all(r.team for r in rivals)):
        where = world.teams[rivals[0].team].name if rivals[0].team else "the workspace"
        raise refused("duplicate label name", f'Label "{name}" already exists in {where}.')
    parent = world.labels.get(wanted["parentId"]) if wanted.get("parentId") else None
    if wanted.get("parentId") and parent is None:
        raise not_found("IssueLabel")
    if parent and not parent.is_group:
        raise refused("parent label is not a group", "The parent label is not a group.")
    now = world.time()
    label = Label(
        id=chosen_id(world, "IssueLabel", wanted.get("id"), world.labels),
        name=name,
        created_at=now,
        updated_at=now,
        team=team,
        parent=parent.id if parent else None,
        is_group=bool(wanted.get("isGroup")),
        color=wanted.get("color") or "#bec2c8",
        description=wanted.get("description"),
        creator=actor,
        retired_at=wanted.get("retiredAt"),
    )
    world.labels[label.id] = label
    for rival in rivals:
        _replace_label(world, rival, label)
    announce(world, actor, "IssueLabel", "create", label)
    return label


def delete_label(world: LinearWorld, actor: str, label: Label) -> None:
    """Delete a label, and take it off every issue."""
    _replace_label(world, label, None)
    announce(world, actor, "IssueLabel", "remove", label)


def _labels_called(world: LinearWorld, name: str, team: str | None) -> list[Label]:
    return [
        label
        for label in world.labels.values()
        if label.name.casefold() == name.casefold() and (team is None or label.team in {None, team})
    ]


def _replace_label(world: LinearWorld, label: Label, other: Label | None) -> None:
    for issue in [each for each in world.issues.values() if label.id in each.labels]:
        kept = [each for each in issue.labels if each != label.id]
        world.put_issue(replace(issue, labels=(*kept, *([other.id] if other else []))))
    del world.labels[label.id]


def _metadata(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or any(
        isinstance(each, bool) or not isinstance(each, str | int | float) for each in value.values()
    ):
        told = "metadata must be an object with string and number values"
        raise bad_argument("metadata", "isMetadata", told)
    return dict(value)
