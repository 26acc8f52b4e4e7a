"""How a pull request looks.

Source: `pull-request-simple` and `pull-request` of the official description.
"""

from typing import Any

from syncd.testing.github import git
from syncd.testing.github.commit_json import diff_json
from syncd.testing.github.issue_json import association, milestone_json
from syncd.testing.github.labels import label_json
from syncd.testing.github.people import optional_user, user_json
from syncd.testing.github.records import Issue, Pull, Repository
from syncd.testing.github.repositories import page_of, repository_json, url_of
from syncd.testing.github.world import GitHubWorld


def head_sha(world: GitHubWorld, pull: Pull) -> str:
    """The last commit of what is to be merged: of the branch while it is open, and then no more."""
    if world.issues[pull.repo, pull.number].state == "closed":
        return pull.head_sha
    return world.refs.get((pull.repo, f"refs/heads/{pull.head}"), pull.head_sha)


def pull_json(
    world: GitHubWorld, repo: Repository, issue: Issue, *, full: bool = False
) -> dict[str, Any]:
    """A pull request as lists show it; `full` as a single read does."""
    pull = world.pulls[repo.id, issue.number]
    url, page = f"{url_of(world, repo)}/pulls/{issue.number}", page_of(world, repo)
    issue_url, head = f"{url_of(world, repo)}/issues/{issue.number}", head_sha(world, pull)
    links = {
        "self": url,
        "html": f"{page}/pull/{issue.number}",
        "issue": issue_url,
        "comments": f"{issue_url}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{url_of(world, repo)}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{url_of(world, repo)}/statuses/{head}",
    }
    milestone = None
    if issue.milestone is not None:
        milestone = milestone_json(world, world.milestones[repo.id, issue.milestone])
    assignees = [user_json(world, user) for user in issue.assignees]
    shown = {
        "url": url,
        "id": pull.id,
        "node_id": world.node_id("PR", pull.id),
        "html_url": links["html"],
        "diff_url": f"{links['html']}.diff",
        "patch_url": f"{links['html']}.patch",
        "issue_url": issue_url,
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": links["comments"],
        "statuses_url": links["statuses"],
        "number": issue.number,
        "state": issue.state,
        "locked": issue.locked,
        "active_lock_reason": issue.lock_reason,
        "title": issue.title,
        "user": user_json(world, issue.user),
        "body": issue.body,
        "labels": [label_json(world, label) for label in issue.labels],
        "milestone": milestone,
        "created_at": issue.created_at,
        "updated_at": issue.updated_at,
        "closed_at": issue.closed_at,
        "merged_at": pull.merged_at,
        "merge_commit_sha": pull.merge_commit_sha,
        "assignee": assignees[0] if assignees else None,
        "assignees": assignees,
        "requested_reviewers": [],
        "requested_teams": [],
        "head": _side(world, repo, pull.head, head),
        "base": _side(world, repo, pull.base, pull.base_sha),
        "_links": {name: {"href": link} for name, link in links.items()},
        "author_association": association(world, repo.id, issue.user),
        "auto_merge": None,
        "draft": pull.draft,
    }
    return {**shown, **_size(world, repo, issue, pull, head)} if full else shown


def _side(world: GitHubWorld, repo: Repository, branch: str, sha: str) -> dict[str, Any]:
    owner = world.users[repo.owner]
    return {
        "label": f"{owner.login}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": user_json(world, owner),
        "repo": repository_json(world, repo),
    }


def _size(
    world: GitHubWorld, repo: Repository, issue: Issue, pull: Pull, head: str
) -> dict[str, Any]:
    base = git.merge_base(world, repo.id, pull.base_sha, head)
    known = set()
    if base is not None:
        known = {commit.sha for commit in git.history(world, repo.id, base.sha)}
    commits = [one for one in git.history(world, repo.id, head) if one.sha not in known]
    old = git.EMPTY_TREE if base is None else base.tree
    files = diff_json(world, repo, old, world.commits[repo.id, head].tree, head)
    return {
        "merged": pull.merged_at is not None,
        "mergeable": True if issue.state == "open" else None,
        "rebaseable": True if issue.state == "open" else None,
        "mergeable_state": "clean" if issue.state == "open" else "unknown",
        "merged_by": optional_user(world, pull.merged_by),
        "comments": issue.comments,
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": len(commits),
        "additions": sum(file["additions"] for file in files),
        "deletions": sum(file["deletions"] for file in files),
        "changed_files": len(files),
    }
