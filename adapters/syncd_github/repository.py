"""Files of a repository over REST: read by tree and blob, written one by one.

Sources: GitHub REST description, `git/get-tree` (100,000 entries or 7 MB, then `truncated`; a
ref may stand for the sha), `git/get-blob` (up to 100 MB), `repos/get-content` (no `content` above
1 MB), `repos/create-or-update-file-contents`. Measured on api.github.com (pome-sh/digital-twins
pull request 400): any other sha than the file's is 409, but for a path that is not there the sha
is ignored and the file is made. 409 `Git Repository is empty.` has no commit yet, and 409
`Could not update file: ...` a branch that is protected (BobAnkh/auto-generate-changelog#78).
"""

import base64
import hashlib
import re
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from syncd.ports import AgainError, DeniedError, PortError, RejectedError, StaleError, UnsureError
from syncd_github.client import Client

_TRIES = 3
FILE = "100644"
_FILES = frozenset({FILE, "100755"})  # neither a symbolic link nor a submodule
_PROTECTED = re.compile(
    r"through a pull request|status checks?\b|protected branch|rule violations(?!.*secret)",
    re.IGNORECASE | re.DOTALL,
)
_LOCKS: dict[str, threading.Lock] = defaultdict(threading.Lock)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a tree; `size` in bytes, where the tree tells."""

    path: str
    sha: str
    size: int = 0
    mode: str = FILE


@dataclass(frozen=True, slots=True)
class File:
    """A file with its content."""

    sha: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it was written; `commit` is None where the answer with it was lost."""

    sha: str
    commit: str | None


class ProtectedError(RejectedError):
    """The branch takes no commits of this account."""


class NoFolderError(PortError):
    """The folder is not there, at that commit."""


class Repository:
    """One repository, as one account sees it."""

    def __init__(self, client: Client, name: str, page: str) -> None:
        """`name` is `owner/repo`, `page` where people find it."""
        self.name = name
        self.client = client
        self.page = page
        self.at = f"/repos/{name}"
        self._is_large = False

    def about(self) -> Mapping[str, Any]:
        """The repository itself: its name now, its default branch, what syncd may do there.

        Raises:
            DeniedError: it is not there, or hidden.
        """
        answer = self.client.send("GET", self.at, expected={404})
        if answer.status == 404:
            hint = "correct repository, or give syncd's account access to it"
            raise DeniedError(f"{self.name}: not there, or hidden from syncd; {hint}")
        about: Mapping[str, Any] = answer.data
        return about

    def files(self, ref: str, folder: str) -> list[Entry]:
        """All files below a folder at a commit, by path; `ref` may name a branch, or be `HEAD`.

        Raises:
            PortError: they, or some of them, cannot be read, or the folder is not there.
        """
        if not self._is_large:
            tree = self._tree(ref, recursive=True)
            if tree is None or not tree["truncated"]:
                return self._below(tree["tree"] if tree else [], ref, folder)
            self._is_large = True  # each later scan is spared the answer of 7 MB
        top = self._tree(ref)
        for name in folder.split("/") if folder else ():
            found = next((each for each in _folders(top) if each["path"] == name), None)
            if found is None:
                raise self._no_folder(ref, folder)
            top = self._tree(found["sha"])
        start = f"{folder}/" if folder else ""
        return sorted(self._walk(top or {"tree": []}, start), key=lambda entry: entry.path)

    def blob(self, sha: str) -> bytes:
        """The content that has this sha."""
        data = self.client.send("GET", f"{self.at}/git/blobs/{sha}").data
        return base64.b64decode(data["content"])

    def file(self, path: str, ref: str = "") -> File | None:
        """A file as it is at a commit, or on the default branch; None if it is not there."""
        where = f"{self.at}/contents/{quote(path)}"
        query = {"ref": ref} if ref else {}
        answer = self.client.send("GET", where, query=query, expected={404})
        if answer.status == 404 or not isinstance(answer.data, dict):
            return None
        data = answer.data
        if data.get("type") != "file":
            return None
        if data.get("encoding") != "base64":
            return File(data["sha"], self.blob(data["sha"]))
        return File(data["sha"], base64.b64decode(data["content"]))

    def replace(
        self, path: str, content: bytes, based_on: str | None, message: str, branch: str
    ) -> Written:
        """Commit new content for a file whose sha is still `based_on`; None makes a file.

        An answer that was lost, and a commit of somebody else in the same moment, are looked
        into: what happened is told for certain.

        Raises:
            StaleError: the file is another by now; nothing was written.
            ProtectedError: the branch does not take commits.
            PortError: it could not be written.
        """
        trouble: PortError = AgainError(f"{path}: it could not be written; try again")
        for _ in range(_TRIES):
            try:
                return self._put(path, content, based_on, message, branch)
            except (RejectedError, StaleError, UnsureError) as error:
                if _PROTECTED.search(str(error)):
                    raise ProtectedError(str(error)) from error
                if isinstance(error, RejectedError):
                    raise
                trouble = error
            now = self.file(path, branch)
            if now is not None and now.content == content:
                return Written(now.sha, None)
            if (now.sha if now else None) != based_on:
                raise StaleError(f"{path}: somebody changed it meanwhile; read it again")
        raise AgainError(f"{path}: {trouble}")

    def writing(self, branch: str) -> threading.Lock:
        """Held while a branch is written to: GitHub wants one write at a time there."""
        return _LOCKS[f"{self.page}@{branch}".casefold()]

    def _put(
        self, path: str, content: bytes, based_on: str | None, message: str, branch: str
    ) -> Written:
        body = {"message": message, "content": base64.b64encode(content).decode()}
        body |= {"sha": based_on} if based_on else {}
        body |= {"branch": branch} if branch else {}
        where = f"{self.at}/contents/{quote(path)}"
        answer = self.client.send("PUT", where, body=body, repeatable=False)
        written = Written(answer.data["content"]["sha"], answer.data["commit"]["sha"])
        if answer.status == 201 and based_on:  # it was deleted, and is made again now
            undone = {"message": f"Delete {path} again", "sha": written.sha}
            undone |= {"branch": branch} if branch else {}
            self.client.send("DELETE", where, body=undone)
            raise StaleError(f"{path}: somebody deleted it meanwhile")
        return written

    def _tree(self, ref: str, *, recursive: bool = False) -> Mapping[str, Any] | None:
        """A tree; None if the repository has no commit yet."""
        where = f"{self.at}/git/trees/{quote(ref, safe='')}"
        query = {"recursive": "1"} if recursive else {}
        answer = self.client.send("GET", where, query=query, expected={404, 409})
        if answer.status == 409:
            return None
        if answer.status == 404:
            raise self._unseen(ref)
        tree: Mapping[str, Any] = answer.data
        self.check_name(str(tree["url"]))
        return tree

    def _below(self, entries: list[Mapping[str, Any]], ref: str, folder: str) -> list[Entry]:
        start = f"{folder}/" if folder else ""
        if folder and not any(entry["path"] == folder for entry in _folders({"tree": entries})):
            raise self._no_folder(ref, folder)
        files = (each for each in entries if each["path"].startswith(start))
        return sorted(map(_entry, filter(_is_file, files)), key=lambda entry: entry.path)

    def _walk(self, tree: Mapping[str, Any], start: str) -> Iterator[Entry]:
        """Everything below a tree that is too large to be listed at once."""
        for each in filter(_is_file, tree["tree"]):
            yield _entry(each, start)
        for each in _folders(tree):
            below = self._tree(each["sha"], recursive=True)
            inner = f"{start}{each['path']}/"
            if below is None:
                continue
            if below["truncated"]:
                yield from self._walk(self._tree(each["sha"]) or {"tree": []}, inner)
            else:
                yield from (_entry(file, inner) for file in below["tree"] if _is_file(file))

    def check_name(self, address: str) -> None:
        """Look whether an address in an answer is of the repository that was asked.

        Where it was renamed, PyGithub goes on to the new place and loses the query on the
        way, so that the answer is to another question.

        Raises:
            DeniedError: the repository has another name now.
        """
        now = "/".join(urlsplit(address).path.partition("/repos/")[2].split("/")[:2])
        if now.casefold() != self.name.casefold():
            raise DeniedError(f'{self.name} is called {now} now: set repository = "{now}"')

    def _unseen(self, ref: str) -> PortError:
        self.about()
        what = "is on no commit" if ref == "HEAD" else f"has no branch {ref}"
        return DeniedError(f"{self.name} {what}: correct branch")

    def _no_folder(self, ref: str, folder: str) -> PortError:
        where = "the default branch" if ref == "HEAD" else ref
        return NoFolderError(f"{self.name} has no folder {folder} on {where}: correct path")


def sha_of(content: bytes) -> str:
    """The sha that git gives a file with this content."""
    head = f"blob {len(content)}\0".encode()
    return hashlib.sha1(head + content, usedforsecurity=False).hexdigest()


def _entry(data: Mapping[str, Any], start: str = "") -> Entry:
    return Entry(f"{start}{data['path']}", data["sha"], int(data.get("size") or 0), data["mode"])


def _is_file(data: Mapping[str, Any]) -> bool:
    return data["type"] == "blob" and data["mode"] in _FILES


def _folders(tree: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    return (each for each in (tree or {"tree": []})["tree"] if each["type"] == "tree")
