"""Moving branches: every way in which commits arrive ends here, and tells who listens.

Source: the `push` event of the official description of webhooks.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from syncd.testing.github import git
from syncd.testing.github.commit_json import parts_of
from syncd.testing.github.records import Commit, Repository, Signature
from syncd.testing.github.repositories import page_of
from syncd.testing.github.webhooks import announce
from syncd.testing.github.world import GitHubWorld

NOTHING = "0" * 40


def move_ref(
    world: GitHubWorld,
    repo: Repository,
    actor: int,
    ref: str,
    sha: str | None,
    *,
    forced: bool = False,
) -> None:
    """Let a ref point to a commit, or take it away."""
    before = world.refs.get((repo.id, ref))
    if before == sha:
        return
    if sha is None:
        del world.refs[repo.id, ref]
    else:
        world.refs[repo.id, ref] = sha
    world.repos[repo.id] = replace(world.repos[repo.id], pushed_at=world.time())
    _move_pulls(world, repo, actor, ref, sha)
    announce(
        world,
        repo,
        actor,
        "push",
        None,
        lambda: _push(world, repo, actor, ref, before, sha, forced=forced),
    )


def _move_pulls(
    world: GitHubWorld, repo: Repository, actor: int, ref: str, sha: str | None
) -> None:
    """Open pull requests go along with their branch, and are closed when it is deleted."""
    for place, pull in list(world.pulls.items()):
        issue = world.issues[place]
        if (pull.repo, f"refs/heads/{pull.head}") != (repo.id, ref) or issue.state != "open":
            continue
        if sha is not None:
            world.pulls[place] = replace(pull, head_sha=sha)
        else:
            world.touch(issue, state="closed", closed_at=world.time(), closed_by=actor)


def commit_files(
    world: GitHubWorld,
    repo: Repository,
    actor: int,
    branch: str,
    files: Mapping[str, bytes | None],
    message: str,
    author: Signature | None = None,
    committer: Signature | None = None,
) -> Commit:
    """One commit that writes files, or takes those away that are `None`; the branch moves to it."""
    parent = git.head_of(world, repo, branch)
    tree = git.EMPTY_TREE if parent is None else parent.tree
    for path, content in files.items():
        known = git.entry_at(world, repo.id, tree, path)
        mode = known.mode if known is not None and known.type == "blob" else git.FILE
        entry = None if content is None else (mode, git.put_blob(world, repo.id, content))
        tree = git.with_entry(world, repo.id, tree, path, entry)
    by = author or git.signature_of(world.users[actor], world.time())
    parents = () if parent is None else (parent.sha,)
    commit = git.put_commit(world, repo.id, tree, parents, message, by, committer)
    move_ref(world, repo, actor, f"refs/heads/{branch}", commit.sha)
    return commit


def _push(
    world: GitHubWorld,
    repo: Repository,
    actor: int,
    ref: str,
    before: str | None,
    after: str | None,
    *,
    forced: bool,
) -> dict[str, Any]:
    known = set()
    if before is not None:
        known = {commit.sha for commit in git.history(world, repo.id, before)}
    new = [] if after is None else git.history(world, repo.id, after)
    commits = [_commit(world, repo, commit) for commit in reversed(new) if commit.sha not in known]
    user = world.users[actor]
    return {
        "ref": ref,
        "before": before or NOTHING,
        "after": after or NOTHING,
        "created": before is None,
        "deleted": after is None,
        "forced": forced,
        "base_ref": None,
        "compare": f"{page_of(world, repo)}/compare/{(before or NOTHING)[:12]}"
        f"...{(after or NOTHING)[:12]}",
        "commits": commits[-20:],
        "head_commit": commits[-1] if commits else None,
        "pusher": {"name": user.login, "email": user.email},
    }


def _commit(world: GitHubWorld, repo: Repository, commit: Commit) -> dict[str, Any]:
    parent = world.commits[repo.id, commit.parents[0]].tree if commit.parents else git.EMPTY_TREE
    added, removed, modified = parts_of(world, repo, parent, commit.tree)
    return {
        "id": commit.sha,
        "tree_id": commit.tree,
        "distinct": True,
        "message": commit.message,
        "timestamp": commit.committer.date,
        "url": f"{page_of(world, repo)}/commit/{commit.sha}",
        "author": {"name": commit.author.name, "email": commit.author.email},
        "committer": {"name": commit.committer.name, "email": commit.committer.email},
        "added": added,
        "removed": removed,
        "modified": modified,
    }
