"""How commits and the differences between two trees look.

Source: `commit`, `diff-entry`, `git-commit` of the official description. A rename is shown as
one file that goes and one that comes; GitHub would recognize most of them.
"""

import difflib
from typing import Any
from urllib.parse import quote

from syncd.testing.github import git
from syncd.testing.github.people import user_json
from syncd.testing.github.records import Commit, Repository, Signature
from syncd.testing.github.repositories import page_of, url_of
from syncd.testing.github.world import GitHubWorld

LARGEST_PATCH = 200_000
UNSIGNED = {
    "verified": False,
    "reason": "unsigned",
    "signature": None,
    "payload": None,
    "verified_at": None,
}


def commit_json(
    world: GitHubWorld, repo: Repository, commit: Commit, *, files: bool = False
) -> dict[str, Any]:
    """A commit as lists show it; with `files` as a single read does."""
    url, page = url_of(world, repo), page_of(world, repo)
    shown: dict[str, Any] = {
        "sha": commit.sha,
        "node_id": f"C_kw{commit.sha}",
        "commit": {
            "author": signature_json(commit.author),
            "committer": signature_json(commit.committer),
            "message": commit.message,
            "tree": {"sha": commit.tree, "url": f"{url}/git/trees/{commit.tree}"},
            "url": f"{url}/git/commits/{commit.sha}",
            "comment_count": 0,
            "verification": UNSIGNED,
        },
        "url": f"{url}/commits/{commit.sha}",
        "html_url": f"{page}/commit/{commit.sha}",
        "comments_url": f"{url}/commits/{commit.sha}/comments",
        "author": _user_of(world, commit.author),
        "committer": _user_of(world, commit.committer),
        "parents": parents_json(world, repo, commit, "commits"),
    }
    if files:
        parent = world.commits[repo.id, commit.parents[0]].tree if commit.parents else ""
        changed = diff_json(world, repo, parent or git.EMPTY_TREE, commit.tree, commit.sha)
        added, removed = (
            sum(file[name] for file in changed) for name in ("additions", "deletions")
        )
        shown["stats"] = {"total": added + removed, "additions": added, "deletions": removed}
        shown["files"] = changed
    return shown


def signature_json(signature: Signature) -> dict[str, str]:
    """Who wrote a commit, and when."""
    return {"name": signature.name, "email": signature.email, "date": signature.date}


def parents_json(
    world: GitHubWorld, repo: Repository, commit: Commit, part: str
) -> list[dict[str, str]]:
    """What a commit is based on; `part` of the API is where the links lead."""
    url, page = url_of(world, repo), page_of(world, repo)
    return [
        {"sha": sha, "url": f"{url}/{part}/{sha}", "html_url": f"{page}/commit/{sha}"}
        for sha in commit.parents
    ]


def parts_of(
    world: GitHubWorld, repo: Repository, old: str, new: str
) -> tuple[list[str], list[str], list[str]]:
    """Which files were added, removed and changed between two trees."""
    if old == new:
        return [], [], []
    before, after = git.files_of(world, repo.id, old), git.files_of(world, repo.id, new)
    added = sorted(set(after) - set(before))
    removed = sorted(set(before) - set(after))
    modified = sorted(path for path in set(before) & set(after) if before[path] != after[path])
    return added, removed, modified


def diff_json(
    world: GitHubWorld, repo: Repository, old: str, new: str, sha: str
) -> list[dict[str, Any]]:
    """The files that differ between two trees, as seen from a commit."""
    before, after = git.files_of(world, repo.id, old), git.files_of(world, repo.id, new)
    added, removed, modified = parts_of(world, repo, old, new)
    statuses = {
        **dict.fromkeys(added, "added"),
        **dict.fromkeys(removed, "removed"),
        **dict.fromkeys(modified, "modified"),
    }
    shown = []
    for path in sorted(statuses):
        known = after.get(path) or before[path]
        was = world.blobs[repo.id, before[path].sha] if path in before else b""
        now = world.blobs[repo.id, after[path].sha] if path in after else b""
        patch, plus, minus = _patch(was, now)
        where = quote(path)
        file = {
            "sha": known.sha,
            "filename": path,
            "status": statuses[path],
            "additions": plus,
            "deletions": minus,
            "changes": plus + minus,
            "blob_url": f"{page_of(world, repo)}/blob/{sha}/{where}",
            "raw_url": f"{page_of(world, repo)}/raw/{sha}/{where}",
            "contents_url": f"{url_of(world, repo)}/contents/{where}?ref={sha}",
        }
        shown.append(file if patch is None else {**file, "patch": patch})
    return shown


def _patch(was: bytes, now: bytes) -> tuple[str | None, int, int]:
    if b"\0" in was + now or len(was) + len(now) > LARGEST_PATCH:
        return None, 0, 0
    lines = list(
        difflib.unified_diff(
            was.decode("utf-8", "replace").splitlines(),
            now.decode("utf-8", "replace").splitlines(),
            lineterm="",
        )
    )[2:]
    plus = sum(line.startswith("+") for line in lines)
    minus = sum(line.startswith("-") for line in lines)
    return "\n".join(lines), plus, minus


def _user_of(world: GitHubWorld, signature: Signature) -> dict[str, Any] | None:
    """The user whose address this is, if GitHub knows it."""
    name, _, host = signature.email.partition("@")
    number = name.partition("+")[0]
    if host == "users.noreply.github.com" and number.isdecimal():
        known = world.users.get(int(number))
    else:
        by_address = (user for user in world.users.values() if user.email == signature.email)
        known = next(by_address, None)
    return None if known is None else user_json(world, known)
