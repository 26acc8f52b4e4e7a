"""What can be done.

Each mutation succeeds or fails as a whole, `issueBatchCreate` included ("in one transaction", the
official SDL; at most 50). Several in one document are carried out one after the other: what came
before one that fails stays done, what comes after is not tried, and `data` is null, because no
field of `Mutation` is nullable (GraphQL specification, 6.4.4; the same was seen of aliased
queries, sortie-ai, "Linear adapter").

Not known: how many mutations one document may hold.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from syncd.testing.linear import acts, issue_acts
from syncd.testing.linear.errors import bad_argument, forbidden
from syncd.testing.linear.objects import Asking, Resolver
from syncd.testing.linear.queries import found, visible_issue
from syncd.testing.linear.records import Webhook
from syncd.testing.webhooks import check_loopback

MOST_IN_A_BATCH = 50

Given = Mapping[str, Any]


def _whole(act: Callable[[Asking, Given], Given]) -> Resolver:
    """The resolver of an act, all of which happens or nothing does."""

    def resolve(_: Any, info: Any, **given: Any) -> Any:
        asking: Asking = info.context
        world = asking.world
        told, begun = list(world.pending), world.begin()
        try:
            parts = act(asking, given)
        except BaseException:
            world.take_back(begun)
            world.pending = told
            raise
        world.end(begun)
        return {"success": True, "lastSyncId": float(world.next_id()), **parts}

    return resolve


def _issue_create(asking: Asking, given: Given) -> Given:
    return {"issue": issue_acts.create(asking.world, asking.me, given["input"])}


def _issue_batch_create(asking: Asking, given: Given) -> Given:
    wanted = given["input"]["issues"]
    _demand_few("issues", wanted)
    made = [issue_acts.create(asking.world, asking.me, each) for each in wanted]
    return {"issues": made}


def _issue_update(asking: Asking, given: Given) -> Given:
    issue = visible_issue(asking.world, given["id"])
    return {"issue": issue_acts.update(asking.world, asking.me, issue, given["input"])}


def _issue_batch_update(asking: Asking, given: Given) -> Given:
    _demand_few("ids", given["ids"])
    issues = [visible_issue(asking.world, each) for each in given["ids"]]
    wanted = given["input"]
    return {"issues": [issue_acts.update(asking.world, asking.me, each, wanted) for each in issues]}


def _issue_add_label(asking: Asking, given: Given) -> Given:
    return _issue_update(asking, {**given, "input": {"addedLabelIds": [given["labelId"]]}})


def _issue_remove_label(asking: Asking, given: Given) -> Given:
    return _issue_update(asking, {**given, "input": {"removedLabelIds": [given["labelId"]]}})


def _issue_archive(asking: Asking, given: Given) -> Given:
    issue, trash = visible_issue(asking.world, given["id"]), bool(given.get("trash"))
    return {"entity": issue_acts.archive(asking.world, asking.me, issue, trash=trash)}


def _issue_unarchive(asking: Asking, given: Given) -> Given:
    issue = visible_issue(asking.world, given["id"])
    return {"entity": issue_acts.unarchive(asking.world, asking.me, issue)}


def _issue_delete(asking: Asking, given: Given) -> Given:
    issue = visible_issue(asking.world, given["id"])
    if not given.get("permanentlyDelete"):
        return {"entity": issue_acts.archive(asking.world, asking.me, issue, trash=True)}
    if not asking.world.users[asking.me].admin:
        raise forbidden("Only administrators can delete issues permanently.")
    issue_acts.purge(asking.world, asking.me, issue)
    return {"entity": None}


def _comment_create(asking: Asking, given: Given) -> Given:
    issue = visible_issue(asking.world, given["input"].get("issueId") or "")
    return {"comment": acts.add_comment(asking.world, asking.me, issue, given["input"])}


def _comment_update(asking: Asking, given: Given) -> Given:
    comment = found(asking.world.comments, given["id"], "Comment")
    body, silently = given["input"].get("body") or "", bool(given.get("skipEditedAt"))
    edited = acts.edit_comment(asking.world, asking.me, comment, body, silently=silently)
    return {"comment": edited}


def _comment_delete(asking: Asking, given: Given) -> Given:
    comment = found(asking.world.comments, given["id"], "Comment")
    acts.delete_comment(asking.world, asking.me, comment)
    return {"entityId": comment.id}


def _attachment_create(asking: Asking, given: Given) -> Given:
    issue = visible_issue(asking.world, given["input"]["issueId"])
    return {"attachment": acts.attach(asking.world, asking.me, issue, given["input"])}


def _attachment_update(asking: Asking, given: Given) -> Given:
    link = found(asking.world.attachments, given["id"], "Attachment")
    return {"attachment": acts.edit_attachment(asking.world, asking.me, link, given["input"])}


def _attachment_delete(asking: Asking, given: Given) -> Given:
    link = found(asking.world.attachments, given["id"], "Attachment")
    acts.detach(asking.world, asking.me, link)
    return {"entityId": link.id}


def _label_create(asking: Asking, given: Given) -> Given:
    replacing = bool(given.get("replaceTeamLabels"))
    label = acts.add_label(asking.world, asking.me, given["input"], replace_team_labels=replacing)
    return {"issueLabel": label}


def _label_update(asking: Asking, given: Given) -> Given:
    label = found(asking.world.labels, given["id"], "IssueLabel")
    names = {"name": "name", "color": "color", "description": "description"}
    names |= {"isGroup": "is_group", "parentId": "parent", "retiredAt": "retired_at"}
    changes = {names[name]: value for name, value in given["input"].items()}
    changed = replace(label, **changes, updated_at=asking.world.time())
    asking.world.labels[label.id] = changed
    return {"issueLabel": changed}


def _label_delete(asking: Asking, given: Given) -> Given:
    label = found(asking.world.labels, given["id"], "IssueLabel")
    acts.delete_label(asking.world, asking.me, label)
    return {"entityId": label.id}


def _webhook_create(asking: Asking, given: Given) -> Given:
    world, wanted = asking.world, given["input"]
    if not world.users[asking.me].admin:
        raise forbidden('You need to have the "Admin" scope to create webhooks.')
    try:
        check_loopback(wanted["url"])
    except ValueError as error:
        raise bad_argument("url", "isUrl", str(error)) from error
    id_ = issue_acts.chosen_id(world, "Webhook", wanted.get("id"), world.webhooks)
    now = world.time()
    world.webhooks[id_] = Webhook(
        id=id_,
        url=wanted["url"],
        resource_types=tuple(wanted["resourceTypes"]),
        created_at=now,
        updated_at=now,
        secret=wanted.get("secret") or f"lin_wh_{id_[:8]}",
        label=wanted.get("label"),
        team=wanted.get("teamId"),
        enabled=wanted.get("enabled") is not False,
    )
    return {"webhook": world.webhooks[id_]}


def _webhook_delete(asking: Asking, given: Given) -> Given:
    found(asking.world.webhooks, given["id"], "Webhook")
    del asking.world.webhooks[given["id"]]
    return {"entityId": given["id"]}


def _demand_few(name: str, wanted: list[Any]) -> None:
    if len(wanted) > MOST_IN_A_BATCH:
        told = f"{name} must contain no more than {MOST_IN_A_BATCH} elements"
        raise bad_argument(name, "arrayMaxSize", told)


MUTATIONS: Mapping[str, Resolver] = {
    "attachmentCreate": _whole(_attachment_create),
    "attachmentDelete": _whole(_attachment_delete),
    "attachmentUpdate": _whole(_attachment_update),
    "commentCreate": _whole(_comment_create),
    "commentDelete": _whole(_comment_delete),
    "commentUpdate": _whole(_comment_update),
    "issueAddLabel": _whole(_issue_add_label),
    "issueArchive": _whole(_issue_archive),
    "issueBatchCreate": _whole(_issue_batch_create),
    "issueBatchUpdate": _whole(_issue_batch_update),
    "issueCreate": _whole(_issue_create),
    "issueDelete": _whole(_issue_delete),
    "issueLabelCreate": _whole(_label_create),
    "issueLabelDelete": _whole(_label_delete),
    "issueLabelUpdate": _whole(_label_update),
    "issueRemoveLabel": _whole(_issue_remove_label),
    "issueUnarchive": _whole(_issue_unarchive),
    "issueUpdate": _whole(_issue_update),
    "webhookCreate": _whole(_webhook_create),
    "webhookDelete": _whole(_webhook_delete),
}
