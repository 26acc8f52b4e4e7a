"""A git repository in memory: objects with the shas that git itself would give them.

Source: the format of objects (git-scm.com/book, Git Internals - Git Objects).
"""

import hashlib
import heapq
from collections.abc import Iterator
from datetime import datetime

from syncd.testing.github.errors import refused
from syncd.testing.github.records import Commit, Entry, Repository, Signature, User
from syncd.testing.github.world import GitHubWorld

FILE, FOLDER = "100644", "040000"
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def put_blob(world: GitHubWorld, repo: int, content: bytes) -> str:
    """Store a file's content; gives its sha."""
    sha = _sha("blob", content)
    if (repo, sha) not in world.blobs:
        world.blobs[repo, sha] = content
    return sha


def put_tree(world: GitHubWorld, repo: int, entries: list[Entry]) -> str:
    """Store a folder; gives its sha."""
    ordered = tuple(sorted(entries, key=_tree_order))
    raw = b"".join(
        f"{entry.mode.lstrip('0')} {entry.name}\0".encode() + bytes.fromhex(entry.sha)
        for entry in ordered
    )
    sha = _sha("tree", raw)
    if (repo, sha) not in world.trees:
        world.trees[repo, sha] = ordered
    return sha


def put_commit(
    world: GitHubWorld,
    repo: int,
    tree: str,
    parents: tuple[str, ...],
    message: str,
    author: Signature,
    committer: Signature | None = None,
) -> Commit:
    """Store a commit."""
    by = committer or author
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    lines += [f"author {_line(author)}", f"committer {_line(by)}", "", message]
    sha = _sha("commit", "\n".join(lines).encode())
    commit = Commit(sha, tree, parents, message, author, by)
    if (repo, sha) not in world.commits:
        world.commits[repo, sha] = commit
    return world.commits[repo, sha]


def entry_at(world: GitHubWorld, repo: int, tree: str, path: str) -> Entry | None:
    """What is at a path below a tree; the tree itself for an empty path."""
    found = Entry(FOLDER, "", tree)
    for name in filter(None, path.split("/")):
        if found.type != "tree":
            return None
        below = {entry.name: entry for entry in world.trees.get((repo, found.sha), ())}
        if name not in below:
            return None
        found = below[name]
    return found


def with_entry(
    world: GitHubWorld, repo: int, tree: str, path: str, entry: tuple[str, str] | None
) -> str:
    """The tree with another mode and sha at a path, or without it; gives its sha."""
    name, slash, rest = path.partition("/")
    entries = {known.name: known for known in world.trees.get((repo, tree), ())}
    if slash:
        known = entries.get(name)
        below = known.sha if known is not None and known.type == "tree" else EMPTY_TREE
        changed = with_entry(world, repo, below, rest, entry)
        entry = None if changed == EMPTY_TREE else (FOLDER, changed)
    if entry is None:
        entries.pop(name, None)
    else:
        entries[name] = Entry(entry[0], name, entry[1])
    return put_tree(world, repo, list(entries.values()))


def walk(world: GitHubWorld, repo: int, tree: str, above: str = "") -> Iterator[tuple[str, Entry]]:
    """Everything below a tree with its path, folders before what is in them."""
    for entry in world.trees.get((repo, tree), ()):
        path = f"{above}{entry.name}"
        yield path, entry
        if entry.type == "tree":
            yield from walk(world, repo, entry.sha, f"{path}/")


def files_of(world: GitHubWorld, repo: int, tree: str) -> dict[str, Entry]:
    """All files below a tree by their path."""
    return {path: entry for path, entry in walk(world, repo, tree) if entry.type == "blob"}


def resolved(world: GitHubWorld, repo: Repository, ref: str) -> Commit | None:
    """The commit that a branch, a tag, `refs/...`, `HEAD` or a sha of 7 digits or more names.

    That `HEAD` is the default branch is not in the official description, but relied upon widely.
    """
    if ref == "HEAD":
        return head_of(world, repo, repo.default_branch)
    for name in (ref, f"refs/{ref}", f"refs/heads/{ref}", f"refs/tags/{ref}"):
        sha = world.refs.get((repo.id, name))
        if sha is not None:
            return world.commits[repo.id, sha]
    if len(ref) < 7:
        return None
    if (repo.id, ref) in world.commits:
        return world.commits[repo.id, ref]
    starting = [
        commit
        for (owner, sha), commit in world.commits.items()
        if owner == repo.id and sha.startswith(ref)
    ]
    return starting[0] if len(starting) == 1 else None


def history(world: GitHubWorld, repo: int, sha: str) -> list[Commit]:
    """A commit and all before it, newest first, none before what is based on it."""
    waiting: dict[str, int] = {}
    pending, seen = [sha], {sha}
    while pending:
        for parent in world.commits[repo, pending.pop()].parents:
            waiting[parent] = waiting.get(parent, 0) + 1
            if parent not in seen:
                seen.add(parent)
                pending.append(parent)
    ready = [(_newest_first(world.commits[repo, sha]), 0, sha)]
    ordered: list[Commit] = []
    while ready:
        commit = world.commits[repo, heapq.heappop(ready)[2]]
        ordered.append(commit)
        for parent in commit.parents:
            waiting[parent] -= 1
            if not waiting[parent]:
                heapq.heappush(
                    ready, (_newest_first(world.commits[repo, parent]), len(ordered), parent)
                )
    return ordered


def is_ancestor(world: GitHubWorld, repo: int, old: str, new: str) -> bool:
    """Whether a branch at `old` can be moved to `new` without losing anything."""
    return any(commit.sha == old for commit in history(world, repo, new))


def merge_base(world: GitHubWorld, repo: int, one: str, other: str) -> Commit | None:
    """The newest commit that both have; `None` if they have nothing in common."""
    of_one = {commit.sha for commit in history(world, repo, one)}
    common = (commit for commit in history(world, repo, other) if commit.sha in of_one)
    return next(common, None)


def signature_of(
    user: User, date: str, name: str | None = None, email: str | None = None
) -> Signature:
    """Who makes a commit, as GitHub writes it for whoever hides their address."""
    hidden = f"{user.id}+{user.login}@users.noreply.github.com"
    return Signature(name or user.name or user.login, email or user.email or hidden, date)


def head_of(world: GitHubWorld, repo: Repository, branch: str) -> Commit | None:
    """The last commit of a branch, if there is such a branch."""
    sha = world.refs.get((repo.id, f"refs/heads/{branch}"))
    return None if sha is None else world.commits[repo.id, sha]


def is_empty(world: GitHubWorld, repo: Repository) -> bool:
    """Whether there is no commit yet."""
    return not any(owner == repo.id for owner, _ in world.refs)


def checked_name(ref: str) -> str:
    """A full name of a ref.

    Raises:
        RefusedError: it is none (`git/create-ref`: it starts with refs and has two slashes).
    """
    if not ref.startswith("refs/") or ref.count("/") < 2 or ref.endswith("/"):
        raise refused(422, "Reference name must start with 'refs/' and have two slashes")
    return ref


def _sha(kind: str, content: bytes) -> str:
    head = f"{kind} {len(content)}\0".encode()
    return hashlib.sha1(head + content, usedforsecurity=False).hexdigest()


def _tree_order(entry: Entry) -> bytes:
    return f"{entry.name}/".encode() if entry.type == "tree" else entry.name.encode()


def _line(signature: Signature) -> str:
    seconds = int(datetime.fromisoformat(signature.date).timestamp())
    return f"{signature.name} <{signature.email}> {seconds} +0000"


def _newest_first(commit: Commit) -> float:
    return -datetime.fromisoformat(commit.committer.date).timestamp()
