"""Which files of a repository are post-mortems, and how they are shown."""

from dataclasses import replace
from urllib.parse import quote

from syncd.model import Document
from syncd.ports import AgainError, Opening, RejectedError, globs
from syncd_github import fetch
from syncd_github.client import Client
from syncd_github.fetch import UnreadableError, Version
from syncd_github.repository import Entry, File, Repository
from syncd_github.settings import SourceSettings

_SUBJECT = 72  # characters that every tool shows
_SIGNATURE = "Made-by: syncd"


class Folder:
    """What a folder's settings come to: which files count, and how they are shown."""

    def __init__(self, opening: Opening, settings: SourceSettings) -> None:
        """Nothing is asked of GitHub before it is needed."""
        self.source = opening.name
        self.settings = settings
        self.ref = settings.branch or "HEAD"
        self.start = f"{settings.path}/" if settings.path else ""
        client = Client(opening.name, settings, opening.gate)
        self.repository = Repository(client, settings.repository, settings.page)
        self._counts = globs.chooser(settings.include, settings.exclude)

    def entries(self, ref: str | None = None) -> list[Entry]:
        """The files that count on the branch, or at another commit, by path below the folder."""
        files = self.repository.files(ref or self.ref, self.settings.path)
        below = (replace(entry, path=entry.path.removeprefix(self.start)) for entry in files)
        return [entry for entry in below if self.counts(entry.path)]

    def counts(self, path: str) -> bool:
        """Whether a path below the folder is that of a post-mortem."""
        hidden = any(part.startswith(".") for part in path.split("/"))
        return not hidden and self._counts(path)

    def document(self, version: Version, content: bytes) -> Document:
        """A document with where people find it."""
        full = self.full(version.path)
        return Document(
            source=self.source,
            path=version.path,
            content=content,
            revision=version.revision,
            url=f"{self.settings.links_start}{quote(version.path)}",
            folder=full.rpartition("/")[0] or ".",
        )

    def full(self, path: str) -> str:
        """The path of a document in the repository.

        Raises:
            RejectedError: it is none.
        """
        if any(part in {"", ".", ".."} or "\0" in part for part in path.split("/")):
            where = f"{self.repository.name}/{self.settings.path}".rstrip("/")
            raise RejectedError(f"{path!r} is no path below {where}")
        return f"{self.start}{path}"

    def file(self, path: str) -> File | None:
        """A document as it is on the branch.

        Raises:
            AgainError: it is there, and is nothing that syncd reads.
        """
        found = self.repository.file(self.full(path), self.settings.branch)
        if found is not None:
            try:
                fetch.check(found.content)
            except UnreadableError as error:
                raise AgainError(f"{path}: {error.message}; {error.hint}") from error
        return found


def message(path: str) -> str:
    """The message of a commit to a document."""
    name = path.rpartition("/")[2]
    subject = f"Update action items of {name} from their tickets"
    if len(subject) > _SUBJECT:
        subject = "Update action items from their tickets"
    why = "The post-mortem shows where each action item is tracked, and how it stands."
    return signed(subject, why, path)


def signed(subject: str, why: str, path: str = "") -> str:
    """A commit message that can be known for syncd's own."""
    return "\n\n".join(part for part in (subject, why, path, _SIGNATURE) if part)


def is_own(commit_message: str) -> bool:
    """Whether a commit is syncd's own."""
    return commit_message.rstrip().endswith(_SIGNATURE)
