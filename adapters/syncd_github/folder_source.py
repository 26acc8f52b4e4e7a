"""The port `PostMortemSource` over a folder of a repository, edited by commits to its branch.

The revision of a document is the sha of its blob. A scan asks for the tree of the branch, and
for the blobs that it does not know.
"""

from collections.abc import Iterator, Mapping, Sequence

from syncd.model import Document
from syncd.ports import Check, DeniedError, DocumentPage, Opening, RejectedError
from syncd_github import fetch
from syncd_github.fetch import Version
from syncd_github.folder import Folder, message
from syncd_github.repository import ProtectedError
from syncd_github.settings import SourceSettings
from syncd_github.source_check import check_folder


class FolderSource:
    """Files of one branch, which are written there or not at all."""

    def __init__(self, opening: Opening, settings: SourceSettings) -> None:
        """Nothing is asked of GitHub before it is needed."""
        self.name = opening.name
        self.writable = settings.write != "never"
        self._folder = Folder(opening, settings)
        self._branch = settings.branch

    def scan(self, known: Mapping[str, str]) -> Iterator[DocumentPage]:
        """Yield every document in the order of the paths, the unchanged ones by path only."""
        folder = self._folder
        versions = [Version(each.path, each.sha, each.sha, each.size) for each in folder.entries()]
        return fetch.fetched(folder.repository, versions, known, folder.document)

    def read(self, path: str) -> Document | None:
        """The document as it is now; None if it is not there.

        Raises:
            PortError: it cannot be read.
        """
        found = self._folder.file(path)
        if found is None:
            return None
        return self._folder.document(Version(path, found.sha, found.sha), found.content)

    def write(self, path: str, content: bytes, based_on: str) -> str:
        """Commit a document whose revision is still `based_on`; return the new revision.

        Raises:
            StaleError: the document has another revision by now; nothing was written.
            PortError: it could not be written.
        """
        if not self.writable:
            raise DeniedError(f'{path}: not written: sources.{self.name}.write is "never"')
        full, repository = self._folder.full(path), self._folder.repository
        try:
            with repository.writing(self._branch):
                written = repository.replace(full, content, based_on, message(full), self._branch)
        except ProtectedError as error:
            hint = f'set sources.{self.name}.write = "pull-request", or let its account push'
            raise RejectedError(f"{error}; {hint}") from error
        return written.sha

    def check(self) -> Sequence[Check]:
        """What `syncd doctor` says: whether documents are there, and may be written."""
        return check_folder(self._folder)
