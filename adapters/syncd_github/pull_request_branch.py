"""The branch of the pull request: what waits there, and how edits get there.

Sources: GitHub REST description, `pulls/list` (`head` is `owner:branch`), `pulls/create`,
`pulls/update`, `repos/compare-commits` (from the merge base on, at most 300 files and, without
pages, 250 commits), `git/create-tree` (`base_tree`), `git/create-commit`, `git/create-ref` (422
where there is one), `git/update-ref` (422 where commits would be lost, unless `force`).
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import quote

from syncd.ports import RejectedError, StaleError
from syncd_github.folder import Folder, is_own, signed
from syncd_github.pull_request import Edited, PullRequest, Telling, Waiting
from syncd_github.repository import Entry, NoFolderError, Written

_MOST_FILES = 300  # a comparison shows no more
_NEWEST = 10


class PullRequestBranch:
    """One branch, from which there is one pull request at a time. All paths are the repository's.

    What writes has to hold `repository.writing(name)`.
    """

    def __init__(self, folder: Folder) -> None:
        """Nothing is asked of GitHub before it is needed."""
        self._folder = folder
        self._repository = folder.repository
        self._client = folder.repository.client
        self.name = folder.settings.pull_request_branch
        self._compared: tuple[str, Waiting] | None = None

    def newest(self) -> PullRequest | None:
        """The open pull request, else the one that was made last."""
        base = self._folder.settings.branch
        query: dict[str, str | int] = {
            "head": f"{self._repository.name.partition('/')[0]}:{self.name}",
            "state": "all",
            "sort": "created",
            "direction": "desc",
            "per_page": _NEWEST,
        }
        answer = self._client.send(
            "GET", f"{self._repository.at}/pulls", query=query | ({"base": base} if base else {})
        )
        found = []
        for data in answer.data:
            self._repository.check_name(str(data["url"]))
            onto = base or data["base"]["repo"]["default_branch"]
            if (data["head"]["ref"], data["base"]["ref"]) == (self.name, onto):
                found.append(PullRequest.of(data))
        return next((pull for pull in found if pull.is_open), found[0] if found else None)

    def waiting(
        self, pull: PullRequest | None, base: Mapping[str, str], known: Mapping[str, str]
    ) -> Waiting:
        """The documents that the open pull request edits.

        `base` has the shas of documents on the base branch, `known` revisions of memory: what
        was once made from a version stays made from it.
        """
        if pull is None or not pull.is_open:
            return {}
        noted = pull.noted
        if noted is not None:
            return noted
        if self._compared is None or self._compared[0] != pull.head:
            self._compared = (pull.head, self._compare(pull, base, known))
        return self._compared[1]

    def _compare(
        self, pull: PullRequest, base: Mapping[str, str], known: Mapping[str, str]
    ) -> Waiting:
        """What the branch changed since the merge base, for whoever has committed to it."""
        compared = self._comparison(pull.base, pull.head)
        before = pull.noted_before
        merge_base = str(compared["merge_base_commit"]["sha"])
        files = compared["files"]
        if len(files) < _MOST_FILES:
            changed = {
                str(file["filename"]): str(file["sha"])
                for file in files
                if file["status"] != "removed"
                and (file["filename"] in before or self._counts(str(file["filename"])))
            }
        else:
            changed = {path: entry.sha for path, entry in self._at(pull.head).items()}
        waiting, doubtful = {}, []
        for path, sha in changed.items():
            if path in base and known.get(path) == f"{base[path]}+{sha}":
                waiting[path] = Edited(base[path], sha)
            else:
                doubtful.append(path)
        if doubtful:
            was = self._at(merge_base)
            for path in doubtful:
                if path in was and was[path].sha != changed[path]:
                    waiting[path] = Edited(was[path].sha, changed[path])
                elif path not in was and path in before:  # of another source, with its own folder
                    waiting[path] = Edited(before[path].base, changed[path])
        return waiting

    def start(self, last: PullRequest | None, base: str) -> None:
        """Let the branch begin at the base branch, where there is no open pull request.

        Raises:
            RejectedError: commits of people on it would be lost.
        """
        at = self._repository.at
        ref = self._client.send("GET", f"{at}/git/ref/heads/{quote(base)}").data
        tip = str(ref["object"]["sha"])
        wish: dict[str, Any] = {"ref": f"refs/heads/{self.name}", "sha": tip}
        made = self._client.send("POST", f"{at}/git/refs", body=wish, expected={422})
        if made.status != 422:
            return
        left = self._comparison(base, self.name)
        commits = left["commits"]
        is_own_work = left["total_commits"] == len(commits) and all(
            is_own(str(each["commit"]["message"])) for each in commits
        )
        was_merged = last is not None and last.is_merged and bool(commits)
        if not is_own_work and not (was_merged and last and commits[-1]["sha"] == last.head):
            raise RejectedError(
                f"{self._repository.name}: the branch {self.name} has commits of people and no"
                " open pull request: open one, or delete the branch"
            )
        wish = {"sha": tip, "force": bool(commits)}
        where = f"{at}/git/refs/heads/{quote(self.name)}"
        self._client.send("PATCH", where, body=wish)

    def put(self, path: str, content: bytes, based_on: str | None, message: str) -> Written:
        """Commit a file whose sha on the branch is `based_on`."""
        return self._repository.replace(path, content, based_on, message, self.name)

    def catch_up(self, pull: PullRequest, path: str, waiting: Waiting) -> dict[str, Edited]:
        """Merge the base branch in, and give what still waits then.

        A document whose edits were made from another version than the base branch has now
        becomes what it is there. git could not settle that: syncd makes its edits anew. `path`
        is the document that they are about to be made in.

        Raises:
            RejectedError: people have changed more on the branch, which is theirs to merge.
            StaleError: somebody has committed to the branch meanwhile.
        """
        compared = self._comparison(pull.base, pull.head)
        ours = {path, *waiting}
        theirs = [name for file in compared["files"] if (name := str(file["filename"])) not in ours]
        if theirs:
            raise RejectedError(
                f"{pull.page}: people changed {theirs[0]} on {self.name}, and {pull.base} has"
                ' moved on: press "Update branch" there, and run syncd again'
            )
        tip, git = compared["base_commit"], f"{self._repository.at}/git"
        now = self._at(str(tip["sha"]))
        kept: dict[str, Edited] = {}
        for each, edited in waiting.items():
            if each not in now and not self._counts(each):  # of another source
                elsewhere = self._repository.file(each, str(tip["sha"]))
                now |= {each: Entry(each, elsewhere.sha)} if elsewhere else {}
            if each in now and now[each].sha == edited.base:
                kept[each] = edited
        tree = str(tip["commit"]["tree"]["sha"])
        entries = [
            {"path": each, "mode": now[each].mode, "type": "blob", "sha": edited.sha}
            for each, edited in kept.items()
        ]
        if entries:
            wish: dict[str, Any] = {"base_tree": tree, "tree": entries}
            tree = str(self._client.send("POST", f"{git}/trees", body=wish).data["sha"])
        why = "Post-mortems changed there; their edits here are made anew."
        wish = {
            "message": signed(f"Merge {pull.base} into {self.name}", why),
            "tree": tree,
            "parents": [pull.head, str(tip["sha"])],
        }
        merge = str(self._client.send("POST", f"{git}/commits", body=wish).data["sha"])
        where = f"{git}/refs/heads/{quote(self.name)}"
        moved = self._client.send("PATCH", where, body={"sha": merge}, expected={422})
        if moved.status == 422:
            raise StaleError(f"{pull.page}: somebody committed there meanwhile; read it again")
        return kept

    def open(self, waiting: Waiting, head: str | None, base: str) -> None:
        """Open a pull request."""
        telling = self._telling(base)
        wish = {
            "title": telling.title(waiting),
            "body": telling.body("", waiting, head),
            "head": self.name,
            "base": base,
        }
        try:
            self._client.send("POST", f"{self._repository.at}/pulls", body=wish)
        except RejectedError:
            pull = self.newest()  # it may be there already: an answer was lost
            if pull is None or not pull.is_open:
                raise
            self.tell(pull, waiting, head)

    def tell(self, pull: PullRequest, waiting: Waiting, head: str | None) -> None:
        """Let the pull request say what is in it now.

        Raises:
            StaleError: it is not open any more.
        """
        telling = self._telling(pull.base)
        wish = {
            "title": telling.retitled(pull.title, waiting),
            "body": telling.body(pull.body, waiting, head),
        }
        if wish != {"title": pull.title, "body": pull.body}:
            at = f"{self._repository.at}/pulls/{pull.number}"
            now = self._client.send("PATCH", at, body=wish).data
            if now["state"] != "open":
                raise StaleError(f"{pull.page} was closed meanwhile; it is read again")

    @cached_property
    def base(self) -> str:
        """The name of the base branch; asked once, if the settings do not say it."""
        named = self._folder.settings.branch
        return named or str(self._repository.about()["default_branch"])

    def _comparison(self, base: str, head: str) -> Mapping[str, Any]:
        at = f"{self._repository.at}/compare/{quote(base)}...{quote(head)}"
        compared: Mapping[str, Any] = self._client.send("GET", at).data
        return compared

    def _counts(self, path: str) -> bool:
        start = self._folder.start
        return path.startswith(start) and self._folder.counts(path.removeprefix(start))

    def _at(self, ref: str) -> dict[str, Entry]:
        """The documents of this source at a commit."""
        try:
            entries = self._folder.entries(ref)
        except NoFolderError:
            return {}
        found = (replace(entry, path=self._folder.full(entry.path)) for entry in entries)
        return {entry.path: entry for entry in found}

    def _telling(self, base: str) -> Telling:
        return Telling(self._repository.page, self.name, base, self._folder.source)
