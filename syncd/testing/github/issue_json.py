"""How an issue, its comments and what happened to it look.

Source: `issue`, `issue-comment`, `reaction-rollup`, `issue-event` of the official description.
"""

from typing import Any

from syncd.testing.github.labels import label_json
from syncd.testing.github.people import optional_user, user_json
from syncd.testing.github.records import Comment, Event, Issue, Milestone, reaches
from syncd.testing.github.repositories import page_of, url_of
from syncd.testing.github.world import GitHubWorld

REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def issue_url(world: GitHubWorld, issue: Issue | Comment | Event) -> str:
    """Where the API has an issue, or the issue of a comment."""
    return f"{url_of(world, world.repos[issue.repo])}/issues/{issue.number}"


def issue_page(world: GitHubWorld, issue: Issue | Comment) -> str:
    """Where people find it: a pull request is at an address of its own."""
    known = world.issues[issue.repo, issue.number]
    kind = "pull" if known.pull else "issues"
    return f"{page_of(world, world.repos[issue.repo])}/{kind}/{issue.number}"


def issue_json(world: GitHubWorld, issue: Issue) -> dict[str, Any]:
    """An issue as lists and single reads show it."""
    url, page = issue_url(world, issue), issue_page(world, issue)
    milestone = None
    if issue.milestone is not None:
        milestone = milestone_json(world, world.milestones[issue.repo, issue.milestone])
    shown = {
        "url": url,
        "repository_url": url_of(world, world.repos[issue.repo]),
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": page,
        "id": issue.id,
        "node_id": world.node_id("PR" if issue.pull else "I", issue.id),
        "number": issue.number,
        "title": issue.title,
        "user": user_json(world, issue.user),
        "labels": [label_json(world, label) for label in issue.labels],
        "state": issue.state,
        "locked": issue.locked,
        "assignee": user_json(world, issue.assignees[0]) if issue.assignees else None,
        "assignees": [user_json(world, assignee) for assignee in issue.assignees],
        "milestone": milestone,
        "comments": issue.comments,
        "created_at": issue.created_at,
        "updated_at": issue.updated_at,
        "closed_at": issue.closed_at,
        "author_association": association(world, issue.repo, issue.user),
        "active_lock_reason": issue.lock_reason,
        "body": issue.body,
        "closed_by": optional_user(world, issue.closed_by),
        "reactions": rollup(world, "issue", issue.id, url),
        "timeline_url": f"{url}/timeline",
        "performed_via_github_app": app_json(world, issue.app),
        "state_reason": issue.state_reason,
        "sub_issues_summary": {"total": 0, "completed": 0, "percent_completed": 0},
        "issue_dependencies_summary": dict.fromkeys(
            ("blocked_by", "total_blocked_by", "blocking", "total_blocking"), 0
        ),
    }
    if issue.pull:
        pull = world.pulls[issue.repo, issue.number]
        shown["draft"] = pull.draft
        shown["pull_request"] = {
            "url": f"{url_of(world, world.repos[issue.repo])}/pulls/{issue.number}",
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "merged_at": pull.merged_at,
        }
    return shown


def embedded_issue(world: GitHubWorld, issue: Issue) -> dict[str, Any]:
    """An issue as payloads of webhooks and results of searches show it: without `closed_by`."""
    shown = issue_json(world, issue)
    del shown["closed_by"]
    return shown


def comment_json(world: GitHubWorld, comment: Comment) -> dict[str, Any]:
    """A comment."""
    url = f"{url_of(world, world.repos[comment.repo])}/issues/comments/{comment.id}"
    return {
        "url": url,
        "html_url": f"{issue_page(world, comment)}#issuecomment-{comment.id}",
        "issue_url": issue_url(world, comment),
        "id": comment.id,
        "node_id": world.node_id("IC", comment.id),
        "user": user_json(world, comment.user),
        "created_at": comment.created_at,
        "updated_at": comment.updated_at,
        "author_association": association(world, comment.repo, comment.user),
        "body": comment.body,
        "reactions": rollup(world, "comment", comment.id, url),
        "performed_via_github_app": app_json(world, comment.app),
    }


def event_json(world: GitHubWorld, event: Event, *, timeline: bool = False) -> dict[str, Any]:
    """Something that happened; only the timeline tells why an issue was closed.

    Only the other lists tell who assigned, by the description.
    """
    url = f"{url_of(world, world.repos[event.repo])}/issues/events/{event.id}"
    shown: dict[str, Any] = {
        "id": event.id,
        "node_id": world.node_id("E", event.id),
        "url": url,
        "actor": user_json(world, event.actor),
        "event": event.event,
        "commit_id": None,
        "commit_url": None,
        "created_at": event.created_at,
        "performed_via_github_app": None,
    }
    if event.event in {"labeled", "unlabeled"}:
        known = world.labels.get(event.label or 0)
        color = "ededed" if known is None else known.color
        shown["label"] = {"name": event.label_name, "color": color}
    if event.assignee is not None:
        shown["assignee"] = user_json(world, event.assignee)
        if not timeline:
            shown["assigner"] = user_json(world, event.actor)
    if event.milestone is not None:
        shown["milestone"] = {"title": event.milestone}
    if event.rename is not None:
        shown["rename"] = {"from": event.rename[0], "to": event.rename[1]}
    if timeline and event.event in {"closed", "reopened"}:
        shown["state_reason"] = event.reason
    if event.event == "locked":
        shown["lock_reason"] = event.reason
    return shown


def milestone_json(world: GitHubWorld, milestone: Milestone) -> dict[str, Any]:
    """A milestone, with how far it is."""
    repo = world.repos[milestone.repo]
    url = f"{url_of(world, repo)}/milestones/{milestone.number}"
    states = [
        issue.state
        for issue in world.issues_of(milestone.repo)
        if issue.milestone == milestone.number
    ]
    return {
        "url": url,
        "html_url": f"{page_of(world, repo)}/milestone/{milestone.number}",
        "labels_url": f"{url}/labels",
        "id": milestone.id,
        "node_id": world.node_id("MI", milestone.id),
        "number": milestone.number,
        "title": milestone.title,
        "description": milestone.description,
        "creator": user_json(world, milestone.creator),
        "open_issues": states.count("open"),
        "closed_issues": states.count("closed"),
        "state": milestone.state,
        "created_at": milestone.created_at,
        "updated_at": milestone.updated_at,
        "due_on": milestone.due_on,
        "closed_at": milestone.closed_at,
    }


def rollup(world: GitHubWorld, kind: str, number: int, url: str) -> dict[str, Any]:
    """How many reactions of each kind there are."""
    given = [reaction.content for reaction in world.reactions.get((kind, number), ())]
    return {
        "url": f"{url}/reactions",
        "total_count": len(given),
        **{content: given.count(content) for content in REACTIONS},
    }


def association(world: GitHubWorld, repo: int, user: int) -> str:
    """How somebody belongs to a repository. It does not say what they may do."""
    known = world.repos[repo]
    if known.owner == user:
        return "OWNER"
    if (repo, user) not in world.roles:
        return "NONE"
    if not reaches(world.role_of(known, world.users[user]), "read"):
        return "NONE"
    return "MEMBER" if world.users[known.owner].type == "Organization" else "COLLABORATOR"


def app_json(world: GitHubWorld, app: int | None) -> dict[str, Any] | None:
    """The app that did something, if it was one."""
    if app is None:
        return None
    known = world.apps[app]
    return {
        "id": known.id,
        "slug": known.slug,
        "client_id": f"Iv23simulated{known.id}",
        "node_id": world.node_id("A", known.id),
        "owner": user_json(world, known.owner),
        "name": known.slug,
        "description": "",
        "external_url": f"{world.html_base}/{known.slug}",
        "html_url": f"{world.html_base}/apps/{known.slug}",
        "created_at": known.created_at,
        "updated_at": known.created_at,
        "permissions": dict(known.permissions),
        "events": ["issues", "issue_comment"],
    }
