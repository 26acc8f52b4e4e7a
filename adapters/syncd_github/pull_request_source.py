"""The port `PostMortemSource` over a folder of a repository, edited in one pull request.

What counts of a document is the version in the open pull request, if it was made from the one
that the base branch has now, and else the base branch's. So a second pass finds nothing to do
while the pull request waits for a human, and an edit of a human on the base is never written
over. The revision is the sha of the base's blob, with `+` and that of the pull request's.

A quiet pass asks twice: for the newest pull request of the branch, and for the base's tree. What
waits stands in a note in the pull request's text; if somebody else has committed to the branch
since, it is compared (a third request, and a fourth where memory cannot tell from which version
a document was edited).

The branch is never moved back over commits that are not syncd's own, unless all of them were
merged. A pull request that a human closed unmerged was a no: the same edits are not
proposed again, and each pass says so; once there is something else to write in a document, a
new pull request is opened with that. See docs/decisions/006-one-pull-request.md.
"""

from collections.abc import Iterator, Mapping, Sequence

from syncd.model import Document
from syncd.ports import Check, DocumentPage, Opening, RejectedError, StaleError
from syncd_github import fetch
from syncd_github.fetch import Version
from syncd_github.folder import Folder, message
from syncd_github.pull_request import Edited, PullRequest
from syncd_github.pull_request_branch import PullRequestBranch
from syncd_github.settings import SourceSettings
from syncd_github.source_check import check_pull_request


class PullRequestSource:
    """Files of one branch, which are written to another that a human merges."""

    writable = True

    def __init__(self, opening: Opening, settings: SourceSettings) -> None:
        """Nothing is asked of GitHub before it is needed."""
        self.name = opening.name
        self._folder = Folder(opening, settings)
        self._branch = PullRequestBranch(self._folder)
        self._base: dict[str, str] = {}  # as the last scan saw it

    def scan(self, known: Mapping[str, str]) -> Iterator[DocumentPage]:
        """Yield every document in the order of the paths, the unchanged ones by path only."""
        folder = self._folder
        # In this order a merge between the two requests shows its outcome, and not a way back.
        pull = self._branch.newest()
        entries = folder.entries()
        self._base = {folder.full(entry.path): entry.sha for entry in entries}
        remembered = {folder.start + path: revision for path, revision in known.items()}
        waiting = self._branch.waiting(pull, self._base, remembered)
        versions = []
        for entry in entries:
            edited = waiting.get(folder.full(entry.path))
            if edited is not None and edited.base == entry.sha:
                versions.append(Version(entry.path, _revision(edited), edited.sha))
            else:
                versions.append(Version(entry.path, entry.sha, entry.sha, entry.size))
        return fetch.fetched(folder.repository, versions, known, folder.document)

    def read(self, path: str) -> Document | None:
        """The document as it counts now; None if the base branch does not have it.

        Raises:
            PortError: it cannot be read.
        """
        folder, full = self._folder, self._folder.full(path)
        pull = self._branch.newest()
        found = folder.file(path)
        if found is None:
            return None
        edited = self._branch.waiting(pull, self._base | {full: found.sha}, {}).get(full)
        if edited is None or edited.base != found.sha:
            return folder.document(Version(path, found.sha, found.sha), found.content)
        content = folder.repository.blob(edited.sha)
        return folder.document(Version(path, _revision(edited), edited.sha), content)

    def write(self, path: str, content: bytes, based_on: str) -> str:
        """Put a document whose revision is still `based_on` into the pull request.

        Raises:
            StaleError: the document has another revision by now.
            RejectedError: a human closed the pull request that had this very content.
            PortError: it could not be written.
        """
        full = self._folder.full(path)
        with self._folder.repository.writing(self._branch.name):
            pull = self._branch.newest()
            found = self._folder.file(path)
            if found is None or found.sha != based_on.partition("+")[0]:
                raise StaleError(f"{full}: somebody changed it meanwhile; read it again")
            if pull is None or not pull.is_open:
                edited = self._open(pull, full, content, based_on)
            else:
                edited = self._add(pull, full, content, based_on)
        return _revision(edited)

    def check(self) -> Sequence[Check]:
        """What `syncd doctor` says: documents, rights, and the pull request."""
        return check_pull_request(self._folder, self._branch)

    def _open(self, last: PullRequest | None, path: str, content: bytes, based_on: str) -> Edited:
        """Start anew, with this document."""
        if "+" in based_on:
            raise StaleError(f"{path}: its pull request was closed meanwhile; read it again")
        if last is not None and not last.is_merged:
            refused = self._folder.repository.file(path, last.head)
            if refused is not None and refused.content == content:
                raise RejectedError(
                    f"{path}: these edits were in {last.page}, which was closed without being"
                    f" merged; reopen it, or make the edits yourself, or set"
                    f' sources.{self.name}.write = "never"'
                )
        self._branch.start(last, self._branch.base)
        written = self._branch.put(path, content, based_on, message(path))
        edited = Edited(based_on, written.sha)
        self._branch.open({path: edited}, written.commit, self._branch.base)
        return edited

    def _add(self, pull: PullRequest, path: str, content: bytes, based_on: str) -> Edited:
        """Add to the pull request that is open, on top of what is there."""
        base, _, sha = based_on.partition("+")
        waiting = dict(self._branch.waiting(pull, self._base | {path: base}, {}))
        before = waiting.get(path)
        if sha != (before.sha if before and before.base == base else ""):
            raise StaleError(f"{path}: the pull request changed meanwhile; read it again")
        if not sha:
            waiting = self._renew(pull, path, base, waiting)
        written = self._branch.put(path, content, sha or base, message(path))
        edited = waiting[path] = Edited(base, written.sha)
        if edited.sha == base:  # the ticket is again where it was
            del waiting[path]
        self._branch.tell(pull, waiting, written.commit)
        return edited

    def _renew(
        self, pull: PullRequest, path: str, base: str, waiting: dict[str, Edited]
    ) -> dict[str, Edited]:
        """Bring the branch to where the base is, if it matters; gives what still waits."""
        now = self._base | {path: base}
        is_outdated = any(
            now.get(each, edited.base) != edited.base for each, edited in waiting.items()
        )
        ours = self._folder.repository.file(path, self._branch.name)
        if is_outdated or ours is None or ours.sha != base:
            return self._branch.catch_up(pull, path, waiting)
        return waiting


def _revision(edited: Edited) -> str:
    return edited.base if edited.sha == edited.base else f"{edited.base}+{edited.sha}"
