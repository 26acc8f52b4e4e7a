"""Git objects over REST: blobs, trees, commits, refs.

Source: `git/*` of the official description. A ref that exists is 422 `Reference already exists`
(xorbitsai/xagent#2403), one that does not 422 `Reference does not exist`
(github/rest-api-description#2746), a move that loses commits 422 `Update is not a fast forward`
(grafana/github-api-commit-action#56). An empty repository is 409 `Git Repository is empty.`.
"""

import base64
import binascii
from typing import Any

from syncd.testing.exchange import Answer, Request
from syncd.testing.github import git
from syncd.testing.github.access import person, repository
from syncd.testing.github.commit_json import UNSIGNED, parents_json, signature_json
from syncd.testing.github.contents import signature_in
from syncd.testing.github.errors import created, missing, not_found, object_in, refused
from syncd.testing.github.paging import paged
from syncd.testing.github.pushes import move_ref
from syncd.testing.github.records import Commit, Repository
from syncd.testing.github.repositories import page_of, url_of
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

_GIT = "/repos/{owner}/{repo}/git"


@routes.on("POST", _GIT + "/blobs")
def create_blob(world: GitHubWorld, request: Request) -> Answer:
    """Store a file's content."""
    repo, wanted = _writable(world, request), object_in(request)
    if not isinstance(wanted.get("content"), str):
        raise missing("content")
    content = wanted["content"].encode()
    if wanted.get("encoding") == "base64":
        try:
            content = base64.b64decode(wanted["content"])
        except binascii.Error as error:
            raise refused(422, "content is not valid Base64") from error
    sha = git.put_blob(world, repo.id, content)
    return created({"sha": sha, "url": f"{url_of(world, repo)}/git/blobs/{sha}"})


@routes.on("GET", _GIT + "/blobs/{sha}")
def get_blob(world: GitHubWorld, request: Request) -> Answer:
    """A file's content."""
    repo, sha = repository(world, request, part="contents"), request.params["sha"]
    content = world.blobs.get((repo.id, sha))
    if content is None:
        raise not_found()
    if "raw" in request.headers.get("accept", ""):
        return Answer(200, content)
    body = {
        "sha": sha,
        "node_id": f"B_kw{sha}",
        "size": len(content),
        "url": f"{url_of(world, repo)}/git/blobs/{sha}",
        "content": base64.b64encode(content).decode(),
        "encoding": "base64",
    }
    return Answer(200, body)


@routes.on("GET", _GIT + "/trees/{sha*}")
def get_tree(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """A folder, with all that is below it if `recursive` is there at all."""
    repo, name = repository(world, request, part="contents"), request.params["sha"]
    commit = git.resolved(world, repo, name)
    tree = name if commit is None else commit.tree
    if (repo.id, tree) not in world.trees:
        if git.is_empty(world, repo):
            raise refused(409, "Git Repository is empty.")
        raise not_found()
    recursive = "recursive" in request.query
    entries = [
        _tree_entry(world, repo, path, mode=entry.mode, kind=entry.type, sha=entry.sha)
        for path, entry in git.walk(world, repo.id, tree)
        if recursive or "/" not in path
    ]
    return {
        "sha": tree,
        "url": f"{url_of(world, repo)}/git/trees/{tree}",
        "tree": entries[: world.tree_limit],
        "truncated": len(entries) > world.tree_limit,
    }


@routes.on("POST", _GIT + "/trees")
def create_tree(world: GitHubWorld, request: Request) -> Answer:
    """A folder from another one and changes to it; a `sha` of null takes a path away."""
    repo, wanted = _writable(world, request), object_in(request)
    if not isinstance(wanted.get("tree"), list):
        raise missing("tree")
    tree = git.EMPTY_TREE
    if wanted.get("base_tree"):
        base = git.resolved(world, repo, str(wanted["base_tree"]))
        tree = str(wanted["base_tree"]) if base is None else base.tree
        if (repo.id, tree) not in world.trees:
            raise refused(422, "base_tree is not valid")
    for entry in wanted["tree"]:
        path, mode = str(entry.get("path", "")), str(entry.get("mode", git.FILE))
        if not path or path.startswith("/"):
            raise refused(422, "tree.path contains a malformed path component")
        if "content" in entry:
            sha = git.put_blob(world, repo.id, str(entry["content"]).encode())
        else:
            sha = entry.get("sha")
            place = (repo.id, str(sha))
            if sha is not None and place not in world.blobs and place not in world.trees:
                raise refused(422, f"tree.sha {sha} is not a valid {entry.get('type', 'blob')}")
        tree = git.with_entry(world, repo.id, tree, path, None if sha is None else (mode, sha))
    body = {
        "sha": tree,
        "url": f"{url_of(world, repo)}/git/trees/{tree}",
        "truncated": False,
        "tree": [
            _tree_entry(world, repo, one.name, mode=one.mode, kind=one.type, sha=one.sha)
            for one in world.trees.get((repo.id, tree), ())
        ],
    }
    return created(body)


@routes.on("POST", _GIT + "/commits")
def create_commit(world: GitHubWorld, request: Request) -> Answer:
    """A commit that no branch has yet."""
    repo, wanted = _writable(world, request), object_in(request)
    for field in ("message", "tree"):
        if not isinstance(wanted.get(field), str):
            raise missing(field)
    if (repo.id, wanted["tree"]) not in world.trees:
        raise refused(422, "Tree SHA does not exist")
    parents = tuple(str(sha) for sha in wanted.get("parents") or ())
    if any((repo.id, sha) not in world.commits for sha in parents):
        raise refused(422, "Parent SHA does not exist or is not a commit object")
    author = signature_in(world, request, wanted.get("author"))
    committer = signature_in(world, request, wanted.get("committer") or wanted.get("author"))
    commit = git.put_commit(
        world, repo.id, wanted["tree"], parents, wanted["message"], author, committer
    )
    return created(_git_commit(world, repo, commit))


@routes.on("GET", _GIT + "/commits/{sha}")
def get_commit(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """A commit without its files."""
    repo = repository(world, request, part="contents")
    commit = world.commits.get((repo.id, request.params["sha"]))
    if commit is None:
        raise not_found()
    return _git_commit(world, repo, commit)


@routes.on("GET", _GIT + "/ref/{ref*}")
def get_ref(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """What a ref such as `heads/main` points to."""
    repo, ref = repository(world, request, part="contents"), f"refs/{request.params['ref']}"
    if git.is_empty(world, repo):
        raise refused(409, "Git Repository is empty.")
    if (repo.id, ref) not in world.refs:
        raise not_found()
    return _ref(world, repo, ref)


@routes.on("GET", _GIT + "/matching-refs/{ref*}")
def matching_refs(world: GitHubWorld, request: Request) -> Answer:
    """All refs that begin so."""
    repo, start = repository(world, request, part="contents"), f"refs/{request.params['ref']}"
    found = sorted(
        name for owner, name in world.refs if owner == repo.id and name.startswith(start)
    )
    return paged(world, request, found, lambda name: _ref(world, repo, name))


@routes.on("POST", _GIT + "/refs")
def create_ref(world: GitHubWorld, request: Request) -> Answer:
    """A new branch or tag."""
    repo, wanted = _writable(world, request), object_in(request)
    for field in ("ref", "sha"):
        if not isinstance(wanted.get(field), str):
            raise missing(field)
    ref = git.checked_name(wanted["ref"])
    if git.is_empty(world, repo) and (repo.id, wanted["sha"]) not in world.commits:
        raise refused(409, "Git Repository is empty.")
    if (repo.id, ref) in world.refs:
        raise refused(422, "Reference already exists")
    if (repo.id, wanted["sha"]) not in world.commits:
        raise refused(422, "Object does not exist")
    move_ref(world, repo, person(request).id, ref, wanted["sha"])
    return created(_ref(world, repo, ref))


@routes.on("PATCH", _GIT + "/refs/{ref*}")
def update_ref(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """Move a branch; with `force` even where that loses commits."""
    repo, ref = _writable(world, request), f"refs/{request.params['ref']}"
    wanted = object_in(request)
    if not isinstance(wanted.get("sha"), str):
        raise missing("sha")
    before = world.refs.get((repo.id, ref))
    if before is None:
        raise refused(422, "Reference does not exist")
    if (repo.id, wanted["sha"]) not in world.commits:
        raise refused(422, "Object does not exist")
    loses = not git.is_ancestor(world, repo.id, before, wanted["sha"])
    if loses and not wanted.get("force"):
        raise refused(422, "Update is not a fast forward")
    move_ref(world, repo, person(request).id, ref, wanted["sha"], forced=loses)
    return _ref(world, repo, ref)


@routes.on("DELETE", _GIT + "/refs/{ref*}")
def delete_ref(world: GitHubWorld, request: Request) -> Answer:
    """Take a branch or tag away."""
    repo, ref = _writable(world, request), f"refs/{request.params['ref']}"
    if (repo.id, ref) not in world.refs:
        raise refused(422, "Reference does not exist")
    move_ref(world, repo, person(request).id, ref, None)
    return Answer(204)


def _writable(world: GitHubWorld, request: Request) -> Repository:
    return repository(world, request, "write", part="contents")


def _tree_entry(
    world: GitHubWorld, repo: Repository, path: str, *, mode: str, kind: str, sha: str
) -> dict[str, Any]:
    part = "trees" if kind == "tree" else "blobs"
    shown: dict[str, Any] = {"path": path, "mode": mode, "type": kind, "sha": sha}
    if kind == "blob":
        shown["size"] = len(world.blobs.get((repo.id, sha), b""))
    return {**shown, "url": f"{url_of(world, repo)}/git/{part}/{sha}"}


def _ref(world: GitHubWorld, repo: Repository, ref: str) -> dict[str, Any]:
    sha, url = world.refs[repo.id, ref], url_of(world, repo)
    return {
        "ref": ref,
        "node_id": world.node_id("REF", repo.id),
        "url": f"{url}/git/{ref}",
        "object": {"type": "commit", "sha": sha, "url": f"{url}/git/commits/{sha}"},
    }


def _git_commit(world: GitHubWorld, repo: Repository, commit: Commit) -> dict[str, Any]:
    url = url_of(world, repo)
    return {
        "sha": commit.sha,
        "node_id": f"C_kw{commit.sha}",
        "url": f"{url}/git/commits/{commit.sha}",
        "html_url": f"{page_of(world, repo)}/commit/{commit.sha}",
        "author": signature_json(commit.author),
        "committer": signature_json(commit.committer),
        "tree": {"sha": commit.tree, "url": f"{url}/git/trees/{commit.tree}"},
        "message": commit.message,
        "parents": parents_json(world, repo, commit, "git/commits"),
        "verification": UNSIGNED,
    }
