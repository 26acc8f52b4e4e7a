"""Commits, branches, and the comparison of two of them.

Source: `repos/list-commits`, `repos/get-commit`, `repos/compare-commits`, `repos/list-branches`,
`repos/get-branch` of the official description: a comparison starts from the merge base, has the
commits oldest first and at most 300 files.
"""

from typing import Any
from urllib.parse import quote

from syncd.testing.exchange import Answer, Request
from syncd.testing.github import git
from syncd.testing.github.access import repository
from syncd.testing.github.commit_json import commit_json, diff_json
from syncd.testing.github.errors import not_found, refused
from syncd.testing.github.paging import links, page_number, paged, size_of
from syncd.testing.github.records import Commit, Repository
from syncd.testing.github.repositories import page_of, url_of
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

MOST_FILES = 300
MOST_COMMITS = 250


@routes.on("GET", "/repos/{owner}/{repo}/commits")
def list_commits(world: GitHubWorld, request: Request) -> Answer:
    """Commits, newest first; of a branch, a path, an author, a time."""
    repo, query = repository(world, request, part="contents"), request.query
    if git.is_empty(world, repo):
        raise refused(409, "Git Repository is empty.")
    head = git.resolved(world, repo, query.get("sha") or repo.default_branch)
    if head is None:
        raise not_found()
    found = git.history(world, repo.id, head.sha)
    if path := query.get("path", "").strip("/"):
        found = [commit for commit in found if _touches(world, repo, commit, path)]
    if since := query.get("since"):
        found = [commit for commit in found if commit.committer.date >= since]
    if until := query.get("until"):
        found = [commit for commit in found if commit.committer.date <= until]
    if author := query.get("author"):
        user = world.user_named(author)
        addresses = {author, *([git.signature_of(user, "").email] if user is not None else [])}
        found = [commit for commit in found if commit.author.email in addresses]
    return paged(world, request, found, lambda commit: commit_json(world, repo, commit))


@routes.on("GET", "/repos/{owner}/{repo}/commits/{ref*}")
def get_commit(world: GitHubWorld, request: Request) -> Answer:
    """One commit with its files; only its sha for whoever accepts just that."""
    repo, ref = repository(world, request, part="contents"), request.params["ref"]
    commit = git.resolved(world, repo, ref)
    if commit is None:
        if git.is_empty(world, repo):
            raise refused(409, "Git Repository is empty.")
        raise refused(422, f"No commit found for SHA: {ref}")
    if "vnd.github.sha" in request.headers.get("accept", ""):
        return Answer(200, commit.sha, {"Content-Type": "application/vnd.github.sha"})
    return Answer(200, commit_json(world, repo, commit, files=True))


@routes.on("GET", "/repos/{owner}/{repo}/compare/{basehead*}")
def compare(world: GitHubWorld, request: Request) -> Answer:
    """What `head` has that `base` has not."""
    repo = repository(world, request, part="contents")
    names = request.params["basehead"].split("...")
    sides = [git.resolved(world, repo, name.partition(":")[2] or name) for name in names]
    if len(sides) != 2 or sides[0] is None or sides[1] is None:
        raise not_found()
    base, head = sides[0], sides[1]
    common = git.merge_base(world, repo.id, base.sha, head.sha)
    if common is None:
        raise refused(404, f"No common ancestor between {names[0]} and {names[1]}.")
    ahead = _missing(world, repo, head, base)[::-1]
    behind = _missing(world, repo, base, head)
    status = "diverged" if ahead and behind else "ahead" if ahead else "behind"
    page = f"{page_of(world, repo)}/compare/{'...'.join(map(quote, names))}"
    by_page = bool({"page", "per_page"} & set(request.query))
    size, number = (size_of(world, request), page_number(request)) if by_page else (MOST_COMMITS, 1)
    shown = ahead[(number - 1) * size : number * size]
    files = diff_json(world, repo, common.tree, head.tree, head.sha) if number == 1 else []
    body = {
        "url": f"{url_of(world, repo)}/compare/{'...'.join(map(quote, names))}",
        "html_url": page,
        "permalink_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "base_commit": commit_json(world, repo, base),
        "merge_base_commit": commit_json(world, repo, common),
        "status": status if ahead or behind else "identical",
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [commit_json(world, repo, commit) for commit in shown],
        "files": files[:MOST_FILES],
    }
    return Answer(200, body, links(world, request, number, -(-len(ahead) // size)))


@routes.on("GET", "/repos/{owner}/{repo}/branches")
def list_branches(world: GitHubWorld, request: Request) -> Answer:
    """All branches by name."""
    repo = repository(world, request, part="contents")
    start = "refs/heads/"
    names = sorted(
        ref.removeprefix(start)
        for owner, ref in world.refs
        if owner == repo.id and ref.startswith(start)
    )
    return paged(world, request, names, lambda name: _branch(world, repo, name))


@routes.on("GET", "/repos/{owner}/{repo}/branches/{branch*}")
def get_branch(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """One branch with its last commit."""
    repo, name = repository(world, request, part="contents"), request.params["branch"]
    head = git.head_of(world, repo, name)
    if head is None:
        raise refused(404, "Branch not found")
    url = f"{url_of(world, repo)}/branches/{quote(name)}"
    return {
        **_branch(world, repo, name),
        "commit": commit_json(world, repo, head),
        "_links": {"self": url, "html": f"{page_of(world, repo)}/tree/{quote(name)}"},
    }


def _branch(world: GitHubWorld, repo: Repository, name: str) -> dict[str, Any]:
    sha, url = world.refs[repo.id, f"refs/heads/{name}"], url_of(world, repo)
    return {
        "name": name,
        "commit": {"sha": sha, "url": f"{url}/commits/{sha}"},
        "protected": (repo.id, name) in world.protected,
        "protection": {
            "enabled": False,
            "required_status_checks": {
                "enforcement_level": "off",
                "contexts": [],
                "checks": [],
            },
        },
        "protection_url": f"{url}/branches/{quote(name)}/protection",
    }


def _missing(world: GitHubWorld, repo: Repository, of: Commit, without: Commit) -> list[Commit]:
    """The commits of one side that the other lacks, newest first."""
    known = {commit.sha for commit in git.history(world, repo.id, without.sha)}
    return [commit for commit in git.history(world, repo.id, of.sha) if commit.sha not in known]


def _touches(world: GitHubWorld, repo: Repository, commit: Commit, path: str) -> bool:
    """Whether a commit changed what is at a path, compared with its first parent."""
    now = git.entry_at(world, repo.id, commit.tree, path)
    if not commit.parents:
        return now is not None
    parent = world.commits[repo.id, commit.parents[0]]
    return git.entry_at(world, repo.id, parent.tree, path) != now
