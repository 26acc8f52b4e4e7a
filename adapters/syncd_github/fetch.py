"""From a list of files to pages of documents: only those are fetched that are not known yet."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from syncd.model import Document
from syncd.ports import AgainError, DocumentPage, LimitedError, PortError, UnreadableDocument
from syncd_github.repository import Repository

MAX_BYTES = 5 * 1024 * 1024  # as for files on disk
PAGE = 50
_PATIENCE = 3  # so many failures in a row are no longer the documents' own
_IN_LFS = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True, slots=True)
class Version:
    """A document as it counts now: where its content is, and the revision that names it."""

    path: str
    revision: str
    sha: str
    size: int = 0


class UnreadableError(Exception):
    """A file is there, but is nothing that syncd reads; the hint says the way out."""

    def __init__(self, message: str, hint: str) -> None:
        """`message` and `hint` do not name the file."""
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(slots=True)
class _Page:
    documents: list[Document] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    unreadable: list[UnreadableDocument] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.documents) + len(self.unreadable)

    def closed(self, *, last: bool = False) -> DocumentPage:
        page = DocumentPage(
            tuple(self.documents), tuple(self.unchanged), tuple(self.unreadable), last
        )
        self.documents, self.unchanged, self.unreadable = [], [], []
        return page


def fetched(
    repository: Repository,
    versions: Iterable[Version],
    known: Mapping[str, str],
    shape: Callable[[Version, bytes], Document],
) -> Iterator[DocumentPage]:
    """Pages of documents, one request for each that is not known in this revision.

    One that cannot be had is said and does not stop the others; if several in a row cannot,
    it is GitHub that does not answer.

    Raises:
        PortError: the rest of them cannot be had for now.
    """
    page, complete, failures = _Page(), True, 0
    for version in versions:
        if known.get(version.path) == version.revision:
            page.unchanged.append(version.path)
            continue
        try:
            content = content_of(repository, version)
            page.documents.append(shape(version, content))
            failures = 0
        except UnreadableError as error:
            page.unreadable.append(UnreadableDocument(version.path, error.message, error.hint))
        except LimitedError:
            raise
        except PortError as error:
            failures += 1
            if failures == _PATIENCE:
                raise
            complete &= not isinstance(error, AgainError)
            hint = "run syncd again; if it stays like this, look at the file on GitHub"
            page.unreadable.append(UnreadableDocument(version.path, str(error), hint))
        if len(page) >= PAGE:
            yield page.closed()
    yield page.closed(last=complete)


def content_of(repository: Repository, version: Version) -> bytes:
    """The content of a document.

    Raises:
        UnreadableError: it is not kept there, or too large.
        PortError: it cannot be had for now.
    """
    check_size(version.size)
    content = repository.blob(version.sha)
    check(content)
    return content


def check(content: bytes) -> None:
    """Look whether the content of a file is that of a document.

    Raises:
        UnreadableError: it is too large, or only points to where Git LFS has it.
    """
    check_size(len(content))
    if content.startswith(_IN_LFS):
        hint = "keep text in git itself: git lfs untrack, and add the file again"
        raise UnreadableError("kept in Git LFS, which syncd does not read", hint)


def check_size(size: int) -> None:
    """Look whether a file of that many bytes is read.

    Raises:
        UnreadableError: it is too large.
    """
    if size > MAX_BYTES:
        raise UnreadableError(
            f"{size / 1024 / 1024:.1f} MB, more than {MAX_BYTES // 1024 // 1024}",
            "move what is large (images, logs) into files of their own",
        )
