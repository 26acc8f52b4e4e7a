"""Merging one branch into another, file by file, and branches that are protected against it.

Source: `repos/get-branch-rules` of the official description. git merges lines; here a file that
both sides changed differently is a conflict. That a protected branch
refuses a file with 409 `Could not update file: Changes must be made through a pull request.` is
from BobAnkh/auto-generate-changelog#78. Refs are not protected here.
"""

from typing import Any

from syncd.testing.exchange import Request
from syncd.testing.github import git
from syncd.testing.github.access import repository
from syncd.testing.github.errors import refused
from syncd.testing.github.records import Commit, Repository
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

BY_PULL_REQUEST = "Changes must be made through a pull request."


def merged(
    world: GitHubWorld, repo: Repository, base: Commit, head: Commit
) -> tuple[str, list[str]]:
    """The tree of `base` with what `head` changed, and the files that both changed."""
    common = git.merge_base(world, repo.id, base.sha, head.sha)
    before = {} if common is None else git.files_of(world, repo.id, common.tree)
    ours = git.files_of(world, repo.id, base.tree)
    theirs = git.files_of(world, repo.id, head.tree)
    tree, conflicts = base.tree, []
    for path in sorted({*before, *theirs}):
        was, new = before.get(path), theirs.get(path)
        if new in {was, ours.get(path)}:
            continue
        if ours.get(path) != was:
            conflicts.append(path)
        entry = None if new is None else (new.mode, new.sha)
        tree = git.with_entry(world, repo.id, tree, path, entry)
    return tree, conflicts


@routes.on("GET", "/repos/{owner}/{repo}/rules/branches/{branch*}")
def rules_of_branch(world: GitHubWorld, request: Request) -> list[dict[str, Any]]:
    """The rules of rulesets that a branch is under; those of old-style protection are not here."""
    repo, branch = repository(world, request), request.params["branch"]
    if world.protected.get((repo.id, branch)) != "ruleset":
        return []
    return [{"type": "pull_request", "ruleset_source_type": "Repository", "ruleset_id": 1}]


def check_protection(world: GitHubWorld, repo: Repository, branch: str, act: str) -> None:
    """Refuse a write to a protected branch; `act` is how the refusal begins.

    Raises:
        RefusedError: the branch takes changes by pull request only.
    """
    if kind := world.protected.get((repo.id, branch)):
        start = "Repository rule violations found\n\n" if kind == "ruleset" else act
        raise refused(409, f"{start}{BY_PULL_REQUEST}")
