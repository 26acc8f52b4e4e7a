"""Files by path: read, write, take away.

Source: `repos/get-content`, `repos/create-or-update-file-contents`, `repos/delete-file` of the
official description: a listing stops at 1,000 entries, a file of more than 1 MB has no `content`
in JSON. Measured against api.github.com, 2026-08-12 (pome-sh/digital-twins @ 9913100,
packages/twin-github/FIDELITY.md): the branch is looked at first (404); an existing path without
`sha` is 422, with any other sha than its own 409; a new path ignores `sha`; content that is not
base64 is 422, and line breaks in it do no harm. A write to an empty repository makes the branch.
"""

import base64
import re
from typing import Any
from urllib.parse import quote

from syncd.testing.exchange import Answer, Request
from syncd.testing.github import git
from syncd.testing.github.access import person, repository
from syncd.testing.github.commit_json import UNSIGNED, parents_json, signature_json
from syncd.testing.github.errors import missing, not_found, object_in, refused
from syncd.testing.github.merging import check_protection
from syncd.testing.github.pushes import commit_files
from syncd.testing.github.records import Commit, Entry, Repository, Signature
from syncd.testing.github.repositories import page_of, url_of
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

MOST_ENTRIES = 1_000
LARGEST_IN_JSON = 1024 * 1024
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_ONE = "/repos/{owner}/{repo}/contents/{path*}"


@routes.on("GET", "/repos/{owner}/{repo}/contents")
@routes.on("GET", _ONE)
def get_content(world: GitHubWorld, request: Request) -> Answer:
    """A file, or what is in a folder."""
    repo = repository(world, request, part="contents")
    path = request.params.get("path", "").strip("/")
    ref = request.query.get("ref") or repo.default_branch
    commit = git.resolved(world, repo, ref)
    if commit is None:
        empty = git.is_empty(world, repo)
        raise refused(
            404, "This repository is empty." if empty else f"No commit found for the ref {ref}"
        )
    entry = git.entry_at(world, repo.id, commit.tree, path)
    if entry is None:
        raise not_found()
    accept = request.headers.get("accept", "")
    if entry.type == "tree":
        below = world.trees[repo.id, entry.sha][:MOST_ENTRIES]
        listed = [_entry(world, repo, _joined(path, one.name), one, ref) for one in below]
        if "object" in accept:
            return Answer(200, {**_entry(world, repo, path, entry, ref), "entries": listed})
        return Answer(200, listed)
    content = world.blobs[repo.id, entry.sha]
    if "raw" in accept:
        return Answer(200, content, {"Content-Type": "application/vnd.github.raw+json"})
    shown = _entry(world, repo, path, entry, ref)
    if len(content) > LARGEST_IN_JSON:
        return Answer(200, {**shown, "content": "", "encoding": "none"})
    return Answer(200, {**shown, "content": _wrapped(content), "encoding": "base64"})


@routes.on("PUT", _ONE)
def put_content(world: GitHubWorld, request: Request) -> Answer:
    """Write a file, if it is still what the request thinks it is."""
    repo, path, wanted, branch = _write(world, request)
    text = re.sub(r"\s", "", str(wanted.get("content", "")))
    if "content" not in wanted:
        raise missing("content")
    if _BASE64.fullmatch(text) is None:
        raise refused(422, "content is not valid Base64")
    known = _file(world, repo, branch, path)
    if known is not None:
        _check_sha(path, known, wanted)
    commit = _committed(world, request, repo, branch, path, base64.b64decode(text))
    entry = git.entry_at(world, repo.id, commit.tree, path)
    body = {
        "content": None if entry is None else _entry(world, repo, path, entry, branch),
        "commit": _short_commit(world, repo, commit),
    }
    return Answer(201 if known is None else 200, body)


@routes.on("DELETE", _ONE)
def delete_content(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """Take a file away, if it is still what the request thinks it is."""
    repo, path, wanted, branch = _write(world, request)
    known = _file(world, repo, branch, path)
    if known is None:
        raise not_found()
    _check_sha(path, known, wanted)
    commit = _committed(world, request, repo, branch, path, None)
    return {"content": None, "commit": _short_commit(world, repo, commit)}


def _write(world: GitHubWorld, request: Request) -> tuple[Repository, str, dict[str, Any], str]:
    repo = repository(world, request, "write", part="contents")
    wanted = object_in(request) or dict(request.query)
    branch = str(wanted.get("branch") or repo.default_branch)
    if git.head_of(world, repo, branch) is None and not git.is_empty(world, repo):
        raise refused(404, f"Branch {branch} not found")
    if not wanted.get("message"):
        raise missing("message")
    check_protection(world, repo, branch, "Could not update file: ")
    return repo, request.params["path"].strip("/"), wanted, branch


def _file(world: GitHubWorld, repo: Repository, branch: str, path: str) -> Entry | None:
    head = git.head_of(world, repo, branch)
    return None if head is None else git.entry_at(world, repo.id, head.tree, path)


def _check_sha(path: str, known: Entry, wanted: dict[str, Any]) -> None:
    if not wanted.get("sha"):
        raise missing("sha")
    if wanted["sha"] != known.sha:
        raise refused(409, f"{path} does not match {wanted['sha']}")


def _committed(
    world: GitHubWorld,
    request: Request,
    repo: Repository,
    branch: str,
    path: str,
    content: bytes | None,
) -> Commit:
    wanted, actor = object_in(request) or dict(request.query), person(request)
    author = signature_in(world, request, wanted.get("author") or wanted.get("committer"))
    committer = signature_in(world, request, wanted.get("committer") or wanted.get("author"))
    return commit_files(
        world, repo, actor.id, branch, {path: content}, str(wanted["message"]), author, committer
    )


def signature_in(world: GitHubWorld, request: Request, wanted: Any) -> Signature:
    """Who a commit is by: what the request says, and the asker for what it leaves out."""
    given = wanted if isinstance(wanted, dict) else {}
    date = str(given.get("date") or world.time())
    return git.signature_of(person(request), date, given.get("name"), given.get("email"))


def _entry(
    world: GitHubWorld, repo: Repository, path: str, entry: Entry, ref: str
) -> dict[str, Any]:
    kind = "dir" if entry.type == "tree" else "file"
    part, where = ("trees" if kind == "dir" else "blobs"), quote(path)
    url = f"{url_of(world, repo)}/contents/{where}?ref={quote(ref)}"
    git_url = f"{url_of(world, repo)}/git/{part}/{entry.sha}"
    page = f"{page_of(world, repo)}/{'tree' if kind == 'dir' else 'blob'}/{quote(ref)}/{where}"
    raw = f"{page_of(world, repo)}/raw/{quote(ref)}/{where}"
    size = len(world.blobs[repo.id, entry.sha]) if kind == "file" else 0
    return {
        "name": entry.name,
        "path": path,
        "sha": entry.sha,
        "size": size,
        "url": url,
        "html_url": page,
        "git_url": git_url,
        "download_url": raw if kind == "file" else None,
        "type": kind,
        "_links": {"self": url, "git": git_url, "html": page},
    }


def _short_commit(world: GitHubWorld, repo: Repository, commit: Commit) -> dict[str, Any]:
    return {
        "sha": commit.sha,
        "node_id": f"C_kw{commit.sha}",
        "url": f"{url_of(world, repo)}/git/commits/{commit.sha}",
        "html_url": f"{page_of(world, repo)}/commit/{commit.sha}",
        "author": signature_json(commit.author),
        "committer": signature_json(commit.committer),
        "tree": {"sha": commit.tree, "url": f"{url_of(world, repo)}/git/trees/{commit.tree}"},
        "message": commit.message,
        "parents": parents_json(world, repo, commit, "git/commits"),
        "verification": UNSIGNED,
    }


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _wrapped(content: bytes) -> str:
    """Base64 in lines of 60, as GitHub sends it."""
    text = base64.b64encode(content).decode()
    return "".join(f"{text[at : at + 60]}\n" for at in range(0, len(text), 60))
